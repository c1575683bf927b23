"""What frictionless says of a table, in our words: the oracle of the checks."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from frictionless import Checklist, Detector, Resource

from ckanext.city.tables.check.engine import Verdict

#: Of version 2 of the standard, which knows exclusive bounds.
PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"

#: Row (0: of the header), field and kind of an error.
Fault = tuple[int, str, str]

#: Of our codes, the kind that frictionless gives the same thing.
KINDS = {
    "constraint": "constraint-error",
    "constraint.unique": "unique-error",
    "header.duplicate": "duplicate-label",
    "header.misspelt": "missing-label",
    "header.missing": "missing-label",
    "key.foreign": "foreign-key",
    "key.primary": "primary-key",
    "key.primary-empty": "primary-key",
    "row.blank": "blank-row",
    "type": "type-error",
}
OF_SCHEMA = ("field-error", "schema-error", "resource-error", "task-error")
OF_ROW = ("primary-key", "foreign-key", "blank-row")


def faults_of_peer(
    descriptor: dict[str, Any], header: Sequence[str], rows: Sequence[Sequence[str | None]]
) -> set[Fault]:
    """Let frictionless judge, columns by name; it raises where it refuses the schema."""
    data = [list(header), *([cell or "" for cell in row] for row in rows)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = Resource.from_descriptor(
            {"$schema": PROFILE, "name": "made", "data": data, "schema": descriptor},
            detector=Detector(schema_sync=True),
        )
        report = table.validate(checklist=Checklist(), limit_errors=10_000)
    refused = [*report.errors, *(e for t in report.tasks for e in t.errors if e.type in OF_SCHEMA)]
    assert not refused, refused
    return {
        (
            getattr(error, "row_number", 0) or 0,
            "" if error.type in OF_ROW else getattr(error, "field_name", "") or "",
            error.type,
        )
        for task in report.tasks
        for error in task.errors
    }


def faults_of_ours(verdict: Verdict) -> set[Fault]:
    """Say our verdict in frictionless's words; what it has no word for is left out."""
    faults: set[Fault] = set()
    for finding in verdict.findings:
        kind = KINDS.get(finding.code) or KINDS.get(finding.code.partition(".")[0])
        if finding.severity != "error" or kind is None:
            continue
        name = "" if kind in OF_ROW else finding.field or ""
        of_header = finding.code.startswith("header")
        faults |= {(0 if of_header else row, name, kind) for row in finding.rows or (0,)}
    return faults


__all__ = ["Fault", "faults_of_ours", "faults_of_peer"]
