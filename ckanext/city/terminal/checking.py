"""Has a file checked in a limited child process; loads nothing that is slow itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.explain import tell_unreadable
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.guard import ENTRIES, run_guarded
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal.words import translator

TASK = "ckanext.city.terminal.tasks:check"


@dataclass(frozen=True)
class Asked:
    """What is to be checked.

    Attributes:
        file: path.
        lang: "fr" or "en".
        others: paths of other tables that rules need, by the reference of their table schema.
        schema: reference of the table schema; None: the one that fits the header.
        sheet: of a workbook; None: the one that fits best.
    """

    file: str
    lang: str
    others: Mapping[str, str]
    schema: str | None = None
    sheet: str | None = None


def check_file(asked: Asked, limits: Limits) -> dict[str, Any]:
    """Check a file; give the JSON of the contract, also where the file brings the child down.

    Raises:
        UnknownTableSchema: no table schema is known by a reference.
    """
    for reference in (*([asked.schema] if asked.schema else []), *asked.others):
        find_table_schema(reference)
    try:
        told: dict[str, Any] = run_guarded(TASK, asdict(asked), limits)
    except Refused as refused:
        return tell_unreadable(asked.file, refused.finding, ENTRIES, translator(asked.lang))
    return told
