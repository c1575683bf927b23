"""A text, GeoJSON or an old workbook comes back as a new workbook, its cells where they stood."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from ckanext.city.tables.annotate import fresh
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import annotating, tasks
from tests.tables.annotate.copies import (
    ERROR,
    HEADER,
    RIGHT,
    annotate,
    colours,
    comments,
    errors_of,
)
from tests.tables.read.workbooks import xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_text_becomes_a_workbook_with_its_cells_where_they_stood(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "service.csv"
    lines = ["Délibérations de l’été", "", ";".join(HEADER[:7]), ";".join(RIGHT),
             ";".join([*RIGHT[:2], "01", "26/06/2025", *RIGHT[4:6], "=1+2"])]  # fmt: skip
    path.write_text("\n".join(lines), encoding=encoding)
    _told, out = annotate(path)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet["A1"].value == "Délibérations de l’été"
    assert [cell.value for cell in sheet[4]] == RIGHT
    assert (sheet["C5"].value, sheet["G5"].value, sheet["G5"].data_type) == ("01", "=1+2", "s")
    assert sheet["G5"].quotePrefix
    assert {k for k, v in colours(sheet).items() if v == ERROR} == {"D5"}
    assert "D5" in comments(sheet)


def test_cells_below_a_department_s_own_titles_are_checked_too(tmp_path: Path) -> None:
    titles = ["Collectivité", "SIRET", "N° délibération", "Date de la séance", *HEADER[4:7]]
    path = xlsx(tmp_path / "own.xlsx", [titles, RIGHT, [*RIGHT[:2], "2", "26/06/25", *RIGHT[4:]]])
    told, out = annotate(path, "scdl/deliberations")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet["D1"].value == "Date de la séance"
    assert {k for k, v in colours(sheet).items() if v == ERROR} == {"A1", "B1", "C1", "D1", "D3"}
    assert "DELIB_DATE" in comments(sheet)["D1"]
    assert ("type.date", "DELIB_DATE", [3]) in errors_of(told)


def test_geojson_and_a_missing_column_are_shown_beside_the_header(tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    feature = {"type": "Feature", "properties": {"id": "A"},
               "geometry": {"type": "Point", "coordinates": [2.3, 48.6]}}  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    _told, out = annotate(path, "city/dropoff-points")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["A", "2.3", "48.6"]
    assert colours(sheet)["D1"] == ERROR
    assert "La colonne" in comments(sheet)["D1"]


def test_a_file_longer_than_a_workbook_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(fresh, "MAX_ROWS", 3)
    path = tmp_path / "long.csv"
    path.write_text("\n".join(",".join(row) for row in [HEADER[:7], *[RIGHT] * 4]), "utf-8")
    told, out = annotate(path)
    assert told["findings"][0]["code"] == "annotate.too-long"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert not out.exists()


def test_a_text_longer_than_a_cell_is_cut_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = [HEADER[:7], [*RIGHT[:6], "x" * 40_000]]
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    told, out = annotate(path)
    assert {each["code"]: each["count"] for each in told["findings"]}["annotate.cut"] == 1
    assert len(openpyxl.load_workbook(out).worksheets[0]["G2"].value) == 32_767


MESSY = Path(__file__).parents[2] / "data" / "messy"
IN_CELLS = [
    *(path for kind in ("xlsx", "ods", "xls") for path in sorted(MESSY.glob(f"*.{kind}"))),
    MESSY / "arceaux-velos.csv",
    MESSY / "fontaines-a-boire.geojson",
]


@pytest.mark.parametrize("path", IN_CELLS, ids=lambda path: path.name)
def test_the_copy_of_a_department_s_file_reads_as_the_file(tmp_path: Path, path: Path) -> None:
    out = tmp_path / f"out{'.ods' if path.suffix == '.ods' else '.xlsx'}"
    asked = {"schema": None, "sheet": None, "others": {}, "lang": "fr"}
    told = annotating.annotate({**asked, "file": str(path), "out": str(out)}, Limits())
    before, after = (
        tasks.check({**asked, "schema": told["schema"]["id"], "file": str(each)}, Limits())
        for each in (path, out)
    )
    assert errors_of(after) == errors_of(before)
    if out.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(out).worksheets
        if errors_of(told):
            assert any(ERROR in colours(sheet).values() for sheet in sheets[:-1])
