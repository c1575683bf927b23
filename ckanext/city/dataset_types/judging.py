"""Judges a file that is to become a table as it stands: a task for a limited child process.

This module loads Polars: only the child imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import list_table_schemas
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.check.explain import entry_of
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.guard import pack
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.entries import ENTRIES as READING

#: What reading leaves out or puts right, and a table that is loaded as it stands must not have.
_MENDED = (
    "table.header-again",
    "table.header-lines",
    "table.no-header",
    "table.notes",
    "table.shifted",
    "table.titles",
)


def judge(arguments: Mapping[str, Any], limits: Limits) -> list[dict[str, Any]]:
    """Give what keeps a file from being the table of its schema, none where it is.

    Args:
        arguments: `path` of the file and the `descriptor` of its table schema.
        limits: on what is read.

    Returns:
        Each with `finding` (packed), and the English `message` and `fix` that explain it.
    """
    descriptor = arguments["descriptor"]
    names = {each["name"] for each in descriptor["fields"]}

    def fits(header: Sequence[str]) -> float:
        return len(names.intersection(header)) / max(1, len(names))

    table = read_table(Path(arguments["path"]), limits=limits, fits=fits)
    knowledge = _knowledge(descriptor)
    entries = {**READING, **ENTRIES, **knowledge.entries()}
    faults = _faults(check_table(table, descriptor, knowledge).findings)
    return [_told(each, entries) for each in faults]


def _faults(findings: Sequence[Finding]) -> Iterator[Finding]:
    for each in findings:
        if each.severity == "error" or each.code in _MENDED:
            yield each


def _told(finding: Finding, entries: Mapping[str, Any]) -> dict[str, Any]:
    entry = entry_of(finding, entries)
    return {"finding": pack(finding), "message": entry.message, "fix": entry.fix}


def _knowledge(descriptor: Mapping[str, Any]) -> Knowledge:
    """Give what is known of the table schema that has this descriptor, if it is one of ours."""
    known = (each.id for each in list_table_schemas() if each.descriptor == descriptor)
    schema_id = next(known, None)
    return knowledge_of(schema_id) if schema_id else Knowledge()
