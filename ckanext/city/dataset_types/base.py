"""What a dataset type can bring to the catalogue; all of it optional but its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from ckanext.city.tables.check.rules import Knowledge

if TYPE_CHECKING:
    import polars as pl

    from ckanext.city.tables.repair.known import Repair
    from ckanext.city.tables.repair.wide import Layout, Sign


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


@dataclass(frozen=True)
class Reader:
    """Turn a file in a foreign format into a standard table.

    Attributes:
        name: stable, "totem-xml".
        table_schema: id of the table that `read` gives, "scdl/budget@0.8.3".
        recognize: say from the first bytes of a file whether `read` is made for it.
        read: give the table as text, one column per field of the table schema.
    """

    name: str
    table_schema: str
    recognize: Callable[[bytes], bool]
    read: Callable[[bytes], pl.DataFrame]


@dataclass(frozen=True)
class Figure:
    """Compute what a view of this type shows.

    Attributes:
        name: stable, "by-function".
        table_schema: id without version of the table that it is computed from.
        compute: give a small structure that JSON can hold.
    """

    name: str
    table_schema: str
    compute: Callable[[pl.DataFrame], Mapping[str, object]]


@dataclass(frozen=True)
class Removed:
    """What was taken out of a file before it was stored: which kind, how many times."""

    code: str
    count: int


class Stripped(Protocol):
    """A file without what must not be published, and the account of it."""

    @property
    def content(self) -> bytes:
        """The file to store in place of the uploaded one."""

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was taken out; empty where there was nothing to take out."""


@dataclass(frozen=True)
class Stripper:
    """Take personal data out of a file before anything of it is stored.

    Attributes:
        name: stable, "totem".
        recognize: say from the first bytes of a file whether `strip` is made for it.
        strip: give the file to store instead, or raise a `StripRefused`.
        describe: say what was removed as one sentence each, in "fr" or "en".
    """

    name: str
    recognize: Callable[[bytes], bool]
    strip: Callable[[bytes], Stripped]
    describe: Callable[[tuple[Removed, ...], str], list[str]]


class StripRefused(Exception):
    """A file that may hold personal data and cannot be made safe: it must not be stored."""

    code = "file.not-stripped"
    sentence = _("This file may hold personal data and cannot be cleaned of it.")
    fix = _("Remove the personal data yourself, then send the file again.")

    def explain(self, translate: Callable[[str], str]) -> str:
        """Say what is wrong and what to do, in the language of `translate`."""
        return f"{translate(self.sentence)} {translate(self.fix)}"


@dataclass(frozen=True)
class DatasetType:
    """One subject of the city, and the knowledge that the rest of the catalogue lacks.

    Attributes:
        name: of the type in CKAN, with underscores: "school_zone".
        form: the ckanext-scheming form: a file, or "ckanext.other:form.yaml".
        table_schemas: ids with version of the tables that its resources may follow; the
            first one is offered first.
        table_folders: folders of table schemas of its own, laid out as `schemas/tables/`.
        vocabulary_folders: folders of controlled lists of its own.
        defaults: what a new dataset's form says at first, by field name.
        header_words: other names that departments give to a field's column, by field name, or
            by "scdl/budget:BGT_NOM" where tables of the type have fields of one name; of a column
            that ticks one choice of a field, by "flux=verre".
        constants: fields that say in each row who the city is, with the name of what they say
            ("name", "siret", "insee"...).
        rules: gives its rules and excuses; a function, so that Polars is loaded by checks only.
        repairs: gives what only its subject repairs; a function for the same reason.
        layouts: gives, by id of a table schema, what finds in a sheet the columns that are rows
            of it; a function for the same reason.
        signs: gives, by id of a table schema, what tells that a sheet, however short, can only be
            one of it; a function for the same reason.
        readers, figures, strippers: see their classes.
    """

    name: str
    form: Path | str | None = None
    table_schemas: tuple[str, ...] = ()
    table_folders: tuple[Path, ...] = ()
    vocabulary_folders: tuple[Path, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    header_words: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    readers: tuple[Reader, ...] = ()
    rules: Callable[[], Knowledge] = Knowledge
    repairs: Callable[[], tuple[Repair, ...]] = tuple
    layouts: Callable[[], Mapping[str, Layout]] = dict
    signs: Callable[[], Mapping[str, Sign]] = dict
    figures: tuple[Figure, ...] = ()
    strippers: tuple[Stripper, ...] = ()

    @property
    def form_address(self) -> str | None:
        """The form as ckanext-scheming wants it: "module:file", or a file's URI."""
        return self.form.resolve().as_uri() if isinstance(self.form, Path) else self.form
