"""Whether a CSV file conforms to its table schema, as frictionless judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.city.store.datastore import separator_of

FIRST_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """A place where a table does not conform.

    Attributes:
        row: as a spreadsheet counts, the header being 1; 0 for a fault of the whole table.
        field: name of the column; empty where the fault is not of one.
        sentence: what is wrong, as frictionless says it.
    """

    row: int
    field: str
    sentence: str


def faults_of(path: Path, descriptor: Mapping[str, Any]) -> list[Fault]:
    """List the first faults of a table; none if it conforms.

    Args:
        path: a CSV file in UTF-8.
        descriptor: the Table Schema descriptor that it should follow.
    """
    # an import of a second, which web workers never need
    from frictionless import Checklist, Detector, Dialect, Resource, Schema  # noqa: PLC0415 - see above

    standard = {key: value for key, value in descriptor.items() if key != "custom_checks"}
    table = Resource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        encoding="utf-8-sig",
        dialect=Dialect.from_descriptor({"csv": {"delimiter": separator_of(path)}}),
        schema=Schema.from_descriptor(standard),
        # optional fields may be absent, and their order is the file's
        detector=Detector(schema_sync=True),
    )
    report = table.validate(checklist=Checklist(), limit_errors=FIRST_FAULTS)
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    return [_fault(error) for error in errors[:FIRST_FAULTS]]


def _fault(error: Any) -> Fault:
    return Fault(getattr(error, "row_number", 0), getattr(error, "field_name", ""), error.message)
