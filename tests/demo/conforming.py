"""Whether rows conform to a table schema of ours, read as a published CSV file would be."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from frictionless import Detector, Resource, Schema

TABLES = Path(__file__).parents[2] / "schemas" / "tables"


def faults_of(rows: Sequence[Mapping[str, str]], schema: str, limit: int = 20) -> list[list[str]]:
    """Give the faults that frictionless finds in rows written as CSV.

    Args:
        schema: id and version, `scdl/budget@0.8.3`.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    description = TABLES / schema.replace("@", "/") / "schema.json"
    resource = Resource(
        text.getvalue().encode(),
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(json.loads(description.read_text(encoding="utf-8"))),
        detector=Detector(schema_sync=False),
    )
    return resource.validate(limit_errors=limit).flatten(["type", "message"])
