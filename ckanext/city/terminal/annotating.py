"""The task of `city-tables annotate` that a limited child process runs; it loads Polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import header_words_of, knowledge_of
from ckanext.city.tables import progress
from ckanext.city.tables.annotate import Annotated, Marker
from ckanext.city.tables.annotate import annotate as write_copy
from ckanext.city.tables.annotate.entries import ENTRIES as COPY
from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.explain import explain
from ckanext.city.tables.check.header import match_header
from ckanext.city.tables.city import City
from ckanext.city.tables.findings import SEVERITIES, Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.match import SAME, match_columns
from ckanext.city.tables.table import Column, Table
from ckanext.city.terminal.judging import find_faults, read_others, tell, tell_refused
from ckanext.city.terminal.reading import read_with_schema
from ckanext.city.terminal.words import translator


def annotate(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Check a file and write its annotated copy; give the JSON of a check.

    Args:
        arguments: what `asking.Copy` has.
        limits: on what is read.
    """
    file, translate = arguments["file"], translator(arguments["lang"])
    progress.begin("read")
    try:
        table, schema = read_with_schema(
            file, arguments["schema"], arguments["sheet"], limits, arguments.get("table")
        )
        others = read_others(arguments["others"], limits)
        progress.begin("check")
        city = City.of(arguments.get("city", {}))
        table, renamed = with_fields(table, schema)
        verdict, entries = find_faults(table, schema, others, city)
        verdict = replace(verdict, findings=worst_first((*renamed, *verdict.findings)))
        entries |= COPY

        def say(finding: Finding) -> tuple[str, str]:
            told = explain(finding, entries, translate)
            return told["message"], told["fix"]

        letters = match_header(table, read_descriptor(schema.descriptor)).letters
        marker = Marker(table, letters, say, translate)
        marker.take(verdict.findings)
        annotated = Annotated(schema.reference, verdict.findings, marker)
        progress.begin("write")
        outcome = write_copy(Path(file), Path(arguments["out"]), annotated, limits)
    except Refused as refused:
        return tell_refused(file, refused, arguments["lang"])
    findings = (*verdict.findings, *outcome.findings())
    return tell(table, schema, replace(verdict, findings=findings), entries, translate)


def with_fields(table: Table, schema: TableSchema) -> tuple[Table, tuple[Finding, ...]]:
    """Call the columns that surely are a field by its name, so that their cells are checked too.

    A department's names are seldom those of the standard; each that is not is told.
    """
    descriptor = read_descriptor(schema.descriptor)
    if {each.name for each in descriptor.fields} <= {each.header for each in table.columns}:
        return table, ()
    knowledge = knowledge_of(schema.id)
    judges = {each.name: Judge(each, descriptor, knowledge) for each in descriptor.fields}
    found = match_columns(table, descriptor, header_words_of(schema.id), judges)
    surely = {each.column.letter: each.field for each in found if each.safe and each.how != SAME}
    columns = tuple(Column(c.letter, surely.get(c.letter, c.header)) for c in table.columns)
    needed = {each.name for each in descriptor.fields if each.required} | {*descriptor.primary_key}
    said = tuple(
        Finding(
            "header.misspelt",
            "error" if surely[each.letter] in needed else "warning",
            surely[each.letter],
            rows=(table.header_row,),
            values=(each.header,),
            details={"letter": each.letter},
        )
        for each in table.columns
        if each.letter in surely
    )
    return replace(table, columns=columns), said


def worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Give findings with the errors first, each severity in its order."""
    return tuple(sorted(findings, key=lambda each: SEVERITIES.index(each.severity)))
