"""The task of `city-tables annotate` that a limited child process runs; it loads Polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ckanext.city.tables import progress
from ckanext.city.tables.annotate import Annotated, Marker
from ckanext.city.tables.annotate import annotate as write_copy
from ckanext.city.tables.annotate.entries import ENTRIES as COPY
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.explain import explain
from ckanext.city.tables.check.header import match_header
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.repair.known import City
from ckanext.city.terminal.tasks import (
    find_faults,
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
        progress.begin("check")
        city = City.of(arguments.get("city", {}))
        verdict, entries = find_faults(table, schema, others, city)
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
