"""Every sample of every table schema is what its folder and its name promise."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Detector, Resource, Schema

TABLES = Path(__file__).parents[2] / "schemas" / "tables"
SCHEMA_FILES = sorted(TABLES.glob("*/*/*/schema.json"))
SAMPLES = sorted(TABLES.glob("*/*/*/samples/*/*.csv"))
SIRET_LENGTH = 14


def _id(path: Path) -> str:
    return str(path.relative_to(TABLES)).removesuffix("/schema.json").removesuffix(".csv")


def _schema(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "schema.json").read_text(encoding="utf-8"))


def _promised_error_types(sample: Path) -> set[str]:
    if sample.parent.name == "valid":
        return set()
    return set(sample.stem.split("--")[0].split("+"))


@pytest.mark.parametrize("sample", SAMPLES, ids=_id)
def test_a_sample_has_exactly_the_errors_that_its_name_promises(sample: Path) -> None:
    resource = Resource(
        path=sample.name,
        basepath=str(sample.parent),
        encoding="utf-8",
        schema=Schema.from_descriptor(_schema(sample.parents[2])),
        detector=Detector(schema_sync=False),
    )
    errors = resource.validate(limit_errors=1000).flatten(["type", "message"])
    assert {error[0] for error in errors} == _promised_error_types(sample), errors


@pytest.mark.parametrize("schema_file", SCHEMA_FILES, ids=_id)
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_a_schema_comes_with_three_valid_and_three_invalid_samples(
    schema_file: Path, kind: str
) -> None:
    assert len(list((schema_file.parent / "samples" / kind).glob("*.csv"))) >= 3


@pytest.mark.parametrize(
    "sample", [path for path in SAMPLES if path.parent.name == "valid"], ids=_id
)
def test_the_siret_numbers_of_a_valid_sample_have_a_right_check_digit(sample: Path) -> None:
    columns = [
        check["params"]["column"]
        for check in _schema(sample.parents[2]).get("custom_checks", [])
        if check["name"] == "french-siret-value"
    ]
    with sample.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sirets = [row[column] for column in columns for row in rows if row.get(column)]
    assert [siret for siret in sirets if not _passes_luhn(siret)] == []


def _passes_luhn(siret: str) -> bool:
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(siret))]
    return len(siret) == SIRET_LENGTH and sum(sum(divmod(digit, 10)) for digit in digits) % 10 == 0
