"""The tasks of `city-tables`: plain arguments in, JSON out, so that a child process can run them.

This module loads Polars: only the process that reads the file imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import TableSchema, find_table_schema, list_table_schemas
from ckanext.city.tables.check.engine import Other, check_table
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.check.explain import count_severities, explain
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import Entry, Finding, Refused
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.entries import ENTRIES as READING
from ckanext.city.tables.table import Table
from ckanext.city.terminal.words import translator

#: Of the fields of a table schema, the share that a file must have to be taken for one of its.
LEAST_SHARE = 0.5


def check(
    file: str, schema: str | None, sheet: str | None, others: Mapping[str, str], lang: str
) -> dict[str, Any]:
    """Check a file; give the JSON of the contract.

    Args:
        file: its path.
        schema: reference of its table schema; the one that fits its header where not given.
        sheet: of a workbook; the one that fits best where not given.
        others: paths of other tables that rules need, by the reference of their table schema.
        lang: "fr" or "en".

    Raises:
        UnknownTableSchema: no table schema is known by a reference.
    """
    chosen = find_table_schema(schema) if schema else None
    needed = {find_table_schema(reference): path for reference, path in others.items()}
    try:
        table = _read(Path(file), sheet)
        given = {each.id: Other(_read(Path(path), None), each.descriptor)
                 for each, path in needed.items()}  # fmt: skip
    except Refused as refused:
        return _unreadable(file, refused.finding, lang)
    chosen = chosen or fitting_schema(table)
    if chosen is None:
        return _unreadable(file, Finding("schema.not-recognised", "error"), lang)
    knowledge = knowledge_of(chosen.id)
    verdict = check_table(table, chosen.descriptor, knowledge, given)
    findings = _say(verdict.findings, knowledge, lang)
    return {
        "file": table.file,
        "sheet": table.sheet,
        "schema": {"id": chosen.id, "version": chosen.version},
        "rows": verdict.rows,
        "valid": verdict.valid,
        "counts": count_severities(findings),
        "findings": findings,
    }


def fitting_schema(table: Table) -> TableSchema | None:
    """Find the table schema most of whose fields the header has, to the letter."""
    header = {column.header for column in table.columns}
    shares = [(_share(header, each), each) for each in list_table_schemas()]
    best, schema = max(shares, key=lambda pair: pair[0])
    return schema if best >= LEAST_SHARE else None


def entries_of(knowledge: Knowledge) -> dict[str, Entry]:
    """Give how every code is explained that reading, the checks and a subject can give."""
    return {**READING, **ENTRIES, **knowledge.entries()}


def _read(path: Path, sheet: str | None) -> Table:
    return read_table(path)


def _share(header: set[str], schema: TableSchema) -> float:
    names = {each["name"] for each in schema.descriptor["fields"]}
    return len(header & names) / len(names)


def _say(findings: tuple[Finding, ...], knowledge: Knowledge, lang: str) -> list[dict[str, Any]]:
    entries, translate = entries_of(knowledge), translator(lang)
    return [explain(each, entries, translate) for each in findings]


def _unreadable(file: str, finding: Finding, lang: str) -> dict[str, Any]:
    findings = _say((finding,), Knowledge(), lang)
    return {"file": Path(file).name, "valid": False, "findings": findings}
