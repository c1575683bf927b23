"""A template that is filled in as it asks is valid as it stands."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl
import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.catalogue import TableSchema, list_table_schemas
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.template import write_template
from ckanext.city.terminal import tasks
from ckanext.city.terminal.words import translator

MAX_ROWS = 30  # of a sample
SCHEMAS = list_table_schemas()
by_schema = pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)


def template(folder: Path, schema: TableSchema, suffix: str, constants: dict | None = None) -> Path:
    path = folder / f"modele{suffix}"
    write_template(path, schema, "fr", translator("fr"), constants or {})
    return path


def samples(schema: TableSchema) -> list[list[dict[str, str]]]:
    found = []
    for path in sorted((schema.folder / "samples" / "valid").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            found.append(list(csv.DictReader(file, delimiter=max(";,", key=head.count))))
    return found


def kept(field: dict, text: str) -> object:
    """What a spreadsheet holds after the text was typed into the template's cell."""
    kind, form = field.get("type"), field.get("format") or "default"
    if kind == "date" and form in ("default", "%Y-%m-%d"):
        return date.fromisoformat(text) if text >= "1900-03-01" else text  # Excel knows none before
    if kind in ("integer", "year"):
        return int(text)
    return float(text) if kind == "number" else text


def check(path: Path) -> dict:
    asked = {"file": str(path), "schema": None, "sheet": None, "others": {}, "lang": "fr"}
    return tasks.check(asked, Limits())


def fill_xlsx(path: Path, schema: TableSchema, rows: list[dict[str, str]]) -> None:
    fields = schema.descriptor["fields"]
    book = openpyxl.load_workbook(path)
    sheet = book["Données"]
    for number, row in enumerate(rows, 2):
        for at, field in enumerate(fields, 1):
            if text := row.get(field["name"]):
                sheet.cell(number, at).value = kept(field, text)
                if sheet.cell(number, at).is_date:
                    sheet.cell(number, at).number_format = "DD/MM/YYYY"
    book.save(path)


def fill_ods(path: Path, schema: TableSchema, rows: list[dict[str, str]]) -> None:
    lines = "".join(
        "<table:table-row>"
        + "".join(ods_cell(f, row.get(f["name"]) or "") for f in schema.descriptor["fields"])
        + "</table:table-row>"
        for row in rows
    )
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    content = members["content.xml"].decode()
    content = content.replace("</table:table-row>", f"</table:table-row>{lines}", 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, content if name == "content.xml" else data)


def ods_cell(field: dict, text: str) -> str:
    value = kept(field, text) if text else ""
    if isinstance(value, date):
        said = f'office:value-type="date" office:date-value="{value}"'
        text = f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float):
        said = f'office:value-type="float" office:value="{value}"'
        text = text.replace(".", ",")
    elif not text:
        return "<table:table-cell/>"
    else:
        said = 'office:value-type="string"'
    shown = "".join(f"<text:p>{quoteattr(line)[1:-1]}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell {said}>{shown}</table:table-cell>"


FILLERS = {".xlsx": fill_xlsx, ".ods": fill_ods}


@by_schema
@pytest.mark.parametrize("suffix", FILLERS)
def test_a_template_filled_in_as_it_asks_is_valid(
    tmp_path: Path, schema: TableSchema, suffix: str
) -> None:
    by_length = sorted(samples(schema), key=len)
    for rows in (by_length[0], by_length[-1]):
        path = template(tmp_path, schema, suffix)
        FILLERS[suffix](path, schema, rows[:MAX_ROWS])
        told = check(path)
        assert (told.get("schema") or {}).get("id") == schema.id
        assert told["sheet"] == "Données"
        assert told["rows"] == len(rows[:MAX_ROWS])
        assert [each for each in told["findings"] if each["severity"] == "error"] == []
        assert "sheets.alike" not in [each["code"] for each in told["findings"]]


@by_schema
@pytest.mark.parametrize("suffix", FILLERS)
def test_the_example_sheet_is_valid_too(tmp_path: Path, schema: TableSchema, suffix: str) -> None:
    path = template(tmp_path, schema, suffix)
    asked = {"file": str(path), "schema": schema.id, "sheet": "Exemple", "others": {}, "lang": "fr"}
    told = tasks.check(asked, Limits())
    assert told["valid"], told["findings"]
    assert told["rows"] > 0


def test_one_row_is_enough_to_be_found_beside_ten_examples(tmp_path: Path) -> None:
    schema = next(each for each in SCHEMAS if each.id == "scdl/deliberations")
    path = template(tmp_path, schema, ".xlsx")
    fill_xlsx(path, schema, samples(schema)[0][:1])
    assert (check(path)["sheet"], check(path)["rows"]) == ("Données", 1)


@by_schema
def test_a_template_helps_whoever_fills_it_in(tmp_path: Path, schema: TableSchema) -> None:
    book = openpyxl.load_workbook(template(tmp_path, schema, ".xlsx"))
    sheet = book["Données"]
    fields = schema.descriptor["fields"]
    assert [cell.value for cell in sheet[1]] == [each["name"] for each in fields]
    assert sheet.freeze_panes == "A2"
    for cell, field in zip(sheet[1], fields, strict=True):
        assert field["title"] in cell.comment.text
        assert field["example"] in cell.comment.text
        if field.get("constraints", {}).get("required"):
            assert cell.font.bold
    lists = {
        str(each.sqref).split(":")[0].rstrip("0123456789"): each.formula1
        for each in sheet.data_validations.dataValidation
        if each.type == "list"
    }
    for cell, field in zip(sheet[1], fields, strict=True):
        if choices := field.get("constraints", {}).get("enum"):
            sheet_name, place = lists[cell.column_letter].split("!")
            found = [row[0].value for row in book[sheet_name.strip("='")][place.replace("$", "")]]
            assert [str(each) for each in found] == [str(each) for each in choices]
    for each in sheet.data_validations.dataValidation:
        assert each.showErrorMessage
        assert len(each.error) <= 225
    shown = [cell.value for row in book["Aide"].iter_rows() for cell in row]
    assert {each["name"] for each in fields} <= set(shown)


def test_a_city_is_filled_in_where_each_row_says_it(tmp_path: Path) -> None:
    city = tmp_path / "city.json"
    city.write_text('{"name": "Ville de Test", "siret": "21919999900018"}', encoding="utf-8")
    for suffix in FILLERS:
        out = tmp_path / f"out{suffix}"
        arguments = ["template", "scdl/deliberations", "--out", str(out), "--city", str(city)]
        done = CliRunner().invoke(tables, arguments)
        assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Données"]
    assert [sheet["A2"].value, sheet["B2"].value] == ["Ville de Test", "21919999900018"]
    with zipfile.ZipFile(tmp_path / "out.ods") as archive:
        assert "<text:p>Ville de Test</text:p>" in archive.read("content.xml").decode()


def test_an_unfilled_template_is_not_valid_by_its_examples(tmp_path: Path) -> None:
    schema = next(each for each in SCHEMAS if each.id == "scdl/deliberations")
    for suffix in FILLERS:
        told = check(template(tmp_path, schema, suffix))
        assert (told["sheet"], told["rows"]) == ("Données", 0)


@pytest.mark.parametrize("suffix", FILLERS)
def test_the_same_schema_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for schema in SCHEMAS[:3]:
        once = template(tmp_path, schema, suffix).read_bytes()
        assert template(tmp_path, schema, suffix).read_bytes() == once


def test_a_template_in_english_says_so(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    done = CliRunner().invoke(
        tables, ["template", "scdl/deliberations", "--out", str(path), "--lang", "en"]
    )
    assert done.exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Data", "Example", "Help"]
    assert "Required" in book["Data"]["A1"].comment.text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("scdl/deliberation", "--out", "a.xlsx"), "scdl/deliberations"),
        (("scdl/deliberations", "--out", "a.csv"), ".xlsx ou .ods"),
        (("scdl/deliberations", "--out", "none/a.ods"), "n’existe pas"),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch, arguments: tuple[str, ...], word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(tables, ["template", *arguments])
    assert done.exit_code == 2
    assert re.search(re.escape(word), done.output.replace("\n", " "))
    assert list(tmp_path.iterdir()) == []
