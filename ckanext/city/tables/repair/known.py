"""What callers of the repair know: the city, decisions, repairs of a subject; no Polars here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ckanext.city.tables.findings import Entry


@dataclass(frozen=True)
class City:
    """Who the city is, for what a file leaves out because everybody there knows it.

    Attributes:
        name, insee, siren, siret, postcode: empty where they are not given.
    """

    name: str = ""
    insee: str = ""
    siren: str = ""
    siret: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class SubjectRepair:
    """What only somebody who knows the subject repairs in a field.

    Attributes:
        kind: of repair: "votes.words".
        entry: what changes, and what is to be decided where it is not safe.
        fields: names of those it looks at.
        propose: gives what a cell should say, or None where it has no proposal.
        safe: no other reading is plausible.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...]
    propose: Callable[[str], str | None]
    safe: bool = True


@dataclass(frozen=True)
class Decisions:
    """What a person decided.

    Attributes:
        date_order: "dmy", "mdy" or "ymd" for dates that could be read in several orders.
        columns: by header in the file, the field that it is; empty: the column is dropped.
        values: by field, what a text is to become.
    """

    date_order: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
