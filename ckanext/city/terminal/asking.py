"""Asks the limited child process to do what a command wants; loads nothing that is slow itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ckanext.city.tables.atomic import sweep
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.explain import tell_unreadable
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.guard import ENTRIES, run_guarded
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.progress import Watch
from ckanext.city.terminal.jobs import SMALL_BYTES, SMALL_THREADS
from ckanext.city.terminal.words import translator


@dataclass(frozen=True, kw_only=True)
class Request:
    """What every command on a department's file says.

    Attributes:
        file: path.
        lang: "fr" or "en".
        others: paths of other tables that rules need, by the reference of their table schema.
        schema: reference of the table schema; None: the one that fits best.
        sheet: of a workbook; None: the one that fits best.
        table: a cell of the table that is meant, where a sheet holds several; None: as above.
        city: who the city is, as `City.of` takes it.
    """

    file: str
    lang: str
    others: Mapping[str, str] = field(default_factory=dict)
    schema: str | None = None
    sheet: str | None = None
    table: str | None = None
    city: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Paths of what is written."""
        named = (getattr(self, name, None) for name in ("out", "lineage", "save_recipe"))
        return tuple(each for each in named if each)


@dataclass(frozen=True, kw_only=True)
class Copy(Request):
    """What a copy of a department's file is asked for.

    Attributes:
        out: path of what is written.
    """

    out: str


def ask(task: str, request: Request, limits: Limits, watch: Watch | None = None) -> dict[str, Any]:
    """Give the JSON of the contract, also where the file brings the child down.

    Args:
        task: one of `jobs`.
        request: its fields are the task's arguments.
        limits: on the child.
        watch: is told how far it is.

    Raises:
        UnknownTableSchema: no table schema is known by a reference.
    """
    for reference in (*([request.schema] if request.schema else []), *request.others):
        find_table_schema(reference)
    if Path(request.file).stat().st_size <= SMALL_BYTES:
        limits = replace(limits, threads=SMALL_THREADS)
    try:
        told: dict[str, Any] = run_guarded(task, asdict(request), limits, watch)
    except Refused as refused:
        return tell_unreadable(request.file, refused.finding, ENTRIES, translator(request.lang))
    finally:
        for out in request.outputs:
            sweep(Path(out))
    return told
