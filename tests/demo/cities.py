"""The communes that the tests of the generator look at, and how they hold a table to its schema."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from frictionless import Detector, Dialect, Resource, Schema
from frictionless.formats import CsvControl

from ckanext.city.demo.dataset import DemoFile
from ckanext.city.demo.seed import SEED
from ckanext.city.tables.catalogue import find_table_schema

TODAY = date(2026, 11, 24)
SEEDS = (SEED, 1)
for_every_seed = pytest.mark.parametrize("seed", SEEDS)


def rows_of(file: DemoFile, separator: str = ",") -> list[dict[str, str]]:
    """A CSV file's rows as they are written."""
    return list(csv.DictReader(io.StringIO(file.content.decode()), delimiter=separator))


def faults_of(file: DemoFile, separator: str = ",") -> list[list[str]]:
    """What frictionless finds wrong in a file by the table schema that it names."""
    schema = find_table_schema(file.table_schema)
    resource = Resource(
        data=file.content,
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(schema.descriptor),
        dialect=Dialect(controls=[CsvControl(delimiter=separator)]),
        detector=Detector(schema_sync=False),
    )
    found: list[list[str]] = resource.validate(limit_errors=20).flatten(["type", "message"])
    return found
