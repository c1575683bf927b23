"""The samples of all table schemas are read as they stand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ckanext.city.tables.catalogue import SCHEMAS_ROOT
from ckanext.city.tables.read import read_table

SAMPLES = sorted(SCHEMAS_ROOT.glob("*/*/*/samples/*/*.csv"))


def name(path: Path) -> str:
    return str(path.relative_to(SCHEMAS_ROOT))


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_a_plain_file_is_read_as_it_stands(sample: Path) -> None:
    with sample.open(encoding="utf-8-sig", newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline(), ",;\t")
        file.seek(0)
        records = list(csv.reader(file, delimiter=dialect.delimiter))
    table = read_table(sample)
    width = len(records[0])
    assert [column.header for column in table.columns][:width] == [
        header.strip() for header in records[0]
    ]
    found = [tuple(cell or "" for cell in row[1:]) for row in table.frame().rows()]
    count = len(table.columns)
    assert found == [tuple((row + [""] * count)[:count]) for row in records[1:]]
    longer = tuple(number for number, row in enumerate(records, 1) if len(row) > width)
    assert [(each.code, each.rows) for each in table.findings] == (
        [("rows.longer", longer)] if longer else []
    )
