"""The task of `city-tables annotate` that a limited child process runs; it loads Polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables import progress
from ckanext.city.tables.annotate import Annotated, Marker
from ckanext.city.tables.annotate import annotate as write_copy
from ckanext.city.tables.annotate.entries import ENTRIES as COPY
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.explain import explain
from ckanext.city.tables.check.header import match_header
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal.tasks import (
    entries_of,
    read_others,
    read_with_schema,
    tell,
    tell_refused,
)
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
        knowledge = knowledge_of(schema.id)
        progress.begin("check")
        verdict = check_table(table, schema.descriptor, knowledge, others)
        entries = {**entries_of(knowledge), **COPY}

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
