"""The tasks of `city-tables` that a limited child process runs: JSON in, JSON out.

This module loads Polars: only the child imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import TableSchema, find_table_schema, list_table_schemas
from ckanext.city.tables.check.engine import Other, check_table
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.check.explain import count_severities, explain, tell_unreadable
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import Entry, Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.entries import ENTRIES as READING
from ckanext.city.tables.table import Table
from ckanext.city.terminal.words import translator

#: Of the fields of a table schema, the share that a file must have to be taken for one of its.
LEAST_SHARE = 0.5


def check(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Check a file; give the JSON of the contract.

    Args:
        arguments: what `checking.Asked` has.
        limits: on what is read.
    """
    file, lang, wanted = arguments["file"], arguments["lang"], arguments["schema"]
    schemas = (find_table_schema(wanted),) if wanted else list_table_schemas()

    def fits(header: Sequence[str]) -> float:
        return max(_share(header, each) for each in schemas)

    try:
        table = read_table(Path(file), sheet=arguments["sheet"], limits=limits, fits=fits)
        others = _read_others(arguments["others"], limits)
        schema = schemas[0] if wanted else fitting_schema(table, schemas)
    except Refused as refused:
        return tell_unreadable(file, refused.finding, {**READING, **ENTRIES}, translator(lang))
    return _judge(table, schema, others, lang)


def fitting_schema(table: Table, schemas: Sequence[TableSchema]) -> TableSchema:
    """Find the table schema most of whose fields the header has, to the letter.

    Raises:
        Refused: the header has not half of the fields of any.
    """
    header = [column.header for column in table.columns]
    shares = [(_share(header, each), each) for each in schemas]
    best, schema = max(shares, key=lambda pair: pair[0])
    if best < LEAST_SHARE:
        raise Refused(Finding("schema.not-recognised", "error"))
    return schema


def entries_of(knowledge: Knowledge) -> dict[str, Entry]:
    """Give how every code is explained that reading, the checks and a subject can give."""
    return {**READING, **ENTRIES, **knowledge.entries()}


def _judge(
    table: Table, schema: TableSchema, others: Mapping[str, Other], lang: str
) -> dict[str, Any]:
    knowledge = knowledge_of(schema.id)
    verdict = check_table(table, schema.descriptor, knowledge, others)
    entries, translate = entries_of(knowledge), translator(lang)
    findings = [explain(each, entries, translate) for each in verdict.findings]
    return {
        "file": table.file,
        "sheet": table.sheet,
        "schema": {"id": schema.id, "version": schema.version},
        "rows": verdict.rows,
        "valid": verdict.valid,
        "counts": count_severities(findings),
        "findings": findings,
    }


def _read_others(paths: Mapping[str, str], limits: Limits) -> dict[str, Other]:
    given = {}
    for reference, path in paths.items():
        schema = find_table_schema(reference)
        given[schema.id] = Other(read_table(Path(path), limits=limits), schema.descriptor)
    return given


def _share(header: Sequence[str], schema: TableSchema) -> float:
    names = {each["name"] for each in schema.descriptor["fields"]}
    return len(names.intersection(header)) / len(names)
