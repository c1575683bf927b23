"""Workbooks read as the person sees them, and what a spreadsheet hides is said."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ckanext.city.tables.read import Refused, read_table
from tests.tables.read.workbooks import ods, ods_table, ods_value, with_member, xlsx

#: Made by xlwt, which writes XLS and is no longer kept.
DATA = Path(__file__).parents[2] / "data" / "tables"
HEAD = ["Nom", "Code", "Part"]
ROWS = [["Élodie", 12, 0.5], ["Noël", 8, 0.25], ["Zoé", 5, 0.1]]


def codes(table) -> dict[str, tuple[int, ...]]:
    return {finding.code: finding.rows for finding in table.findings}


def cells(table) -> list[tuple]:
    return table.frame().rows()


@pytest.fixture
def book(tmp_path: Path):
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    book.path = tmp_path / "t.xlsx"
    return book


def test_values_are_text_with_their_kinds(book) -> None:
    sheet = book.add_worksheet()
    shown = [
        ("text", "00123", None, "00123", "text"),
        ("integer", 12, None, "12", "number"),
        ("fraction", 0.1 + 0.2, None, "0.3", "number"),
        ("padded", 123, "00000", "00123", "number"),
        ("phone", 612345678, '0#" "##" "##" "##" "##', "06 12 34 56 78", "number"),
        ("percent", 0.455, "0.0%", "45.5%", "number"),
        ("siret", 21920040700013, "0", "21920040700013", "number"),
        ("date", dt.date(2024, 3, 12), "dd/mm/yyyy", "2024-03-12", "date"),
        (
            "datetime",
            dt.datetime(2024, 3, 12, 8, 30),  # noqa: DTZ001 - a spreadsheet knows no zone
            "dd/mm/yyyy hh:mm",
            "2024-03-12T08:30:00",
            "datetime",
        ),
        ("time", dt.time(8, 30), "hh:mm", "08:30:00", "time"),
        ("duration", dt.timedelta(hours=42), "[h]:mm", "42:00:00", "duration"),
        ("boolean", True, None, "true", "boolean"),
        ("serial", 45363, None, "45363", "number"),
        ("big", 1.5e20, None, "150000000000000000000", "number"),
    ]
    for at, (name, value, number_format, _text, _kind) in enumerate(shown):
        style = book.add_format({"num_format": number_format}) if number_format else None
        sheet.write(0, at, name)
        sheet.write(1, at, value, style)
    book.close()
    table = read_table(book.path)
    assert [each.header for each in table.columns] == [each[0] for each in shown]
    assert cells(table)[0][1:] == tuple(each[3] for each in shown)
    assert next(table.kinds()).rows()[0][1:] == tuple(each[4] for each in shown)


def test_what_is_hidden_is_read_and_said(book) -> None:
    sheet, secret = book.add_worksheet("Votes"), book.add_worksheet("Brouillon")
    for number, row in enumerate([HEAD, *ROWS]):
        sheet.write_row(number, 0, row)
    secret.write_row(0, 0, ["à", "faire"])
    secret.hide()
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    book.close()
    table = read_table(book.path)
    assert [row[1] for row in cells(table)] == ["Élodie", "Noël", "Zoé"]
    found = {finding.code: finding for finding in table.findings}
    assert found["rows.hidden"].rows == (3,)
    assert found["columns.hidden"].field == "Part"
    assert found["sheets.hidden"].values == ("Brouillon",)
    assert found["sheets.chosen"].details["others"] == "Brouillon"


def test_formulas_give_their_last_value_and_are_said(book) -> None:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for row in (1, 2, 3):
        sheet.write_row(row, 0, ["x", row])
    sheet.write_formula("C2", "=B2*2", None, 2)
    sheet.write_formula("C3", "=B3*2", None, "")
    sheet.write_formula("C4", "=1/0", None, "#DIV/0!")
    book.close()
    with_member(
        book.path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b't="str"><f>B3', b"><f>B3").replace(
            b"<f>B3*2</f><v></v>", b"<f>B3*2</f>"
        ),
    )
    table = read_table(book.path)
    assert [row[3] for row in cells(table)] == ["2", None, "#DIV/0!"]
    assert codes(table) == {
        "cells.formula": (2, 4),
        "cells.formula-empty": (3,),
        "cells.error": (4,),
    }


def test_a_merged_cell_stands_for_each_of_its_rows(book) -> None:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Quartier", "École", "Élèves"])
    for row, name in enumerate("abcd", 1):
        sheet.write_row(row, 1, [name, row])
    sheet.merge_range("A2:A3", "Nord")
    sheet.merge_range("A4:A5", "Sud")
    book.close()
    table = read_table(book.path)
    assert [row[1] for row in cells(table)] == ["Nord", "Nord", "Sud", "Sud"]
    assert codes(table) == {"cells.merged": (3, 5)}


def test_both_epochs_of_excel(tmp_path: Path) -> None:
    for options, said in (({}, {}), ({"date_1904": True}, {"workbook.date-1904": ()})):
        book = xlsxwriter.Workbook(tmp_path / "t.xlsx", options)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Date"])
        sheet.write(1, 0, "x")
        sheet.write(1, 1, dt.date(2024, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"}))
        book.close()
        table = read_table(tmp_path / "t.xlsx")
        assert (cells(table), codes(table)) == ([(2, "x", "2024-03-12")], said)


def test_the_fitting_sheet_is_taken_unless_one_is_named(book) -> None:
    for name, rows in (
        ("Lisez-moi", [["Fichier des votes"]]),
        ("Agents", [["Agent", "Heures"], ["Paul", 3]]),
        ("Votes", [HEAD, *ROWS]),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    assert read_table(book.path, fits=lambda names: float("Part" in names)).sheet == "Votes"
    assert read_table(book.path, sheet="Agents").sheet == "Agents"
    with pytest.raises(Refused) as refused:
        read_table(book.path, sheet="Autre")
    assert refused.value.finding.details["sheets"] == "Lisez-moi, Agents, Votes"


def test_links_to_other_workbooks_are_said(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", [HEAD, *ROWS])
    with_member(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>12</v>", b"<f>[1]Feuil1!A1</f><v>12</v>"),
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert codes(read_table(path)) == {"cells.formula": (2,), "cells.external": (2,)}


def test_ods_values_repeats_and_marks(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["Élodie", ods_value("float", "123", "00123"), ods_value("percentage", "0.5", "50 %")],
        ["Noël", ods_value("float", "8", "8,00"), ods_value("date", "2024-03-12", "12/03/2024")],
        ["Zoé", ods_value("time", "PT08H30M00S", "08:30"), ods_value("boolean", "true", "VRAI")],
        [
            "Léa",
            ods_value("float", "3", "3", 'table:formula="of:=1+2"'),
            '<table:table-cell table:formula="of:=[.B1]"/>',
        ],
    ]
    tables = ods_table(rows).replace(
        "<table:table-row>", '<table:table-row table:visibility="collapse">', 2
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    tables = tables.replace("</table:table>", empty)
    table = read_table(ods(tmp_path / "t.ods", tables))
    assert [row[1:] for row in cells(table)] == [
        ("Élodie", "00123", "50%"),
        ("Noël", "8", "2024-03-12"),
        ("Zoé", "08:30:00", "true"),
        ("Léa", "3", None),
    ]
    assert codes(table) == {"cells.formula": (5,), "cells.formula-empty": (5,), "rows.hidden": (2,)}
    assert next(table.kinds()).row(1)[1:] == ("text", "number", "date")


def test_ods_repeated_cells_spans_comments_and_hidden_sheets(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    north = (
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string">'
        "<office:annotation><text:p>vu</text:p></office:annotation>"
        '<text:p>Nord<text:s text:c="2"/>bis</text:p></table:table-cell>'
    )
    twice = ods_value("float", "7", "7", 'table:number-columns-repeated="2"')
    rows = [
        ["Quartier", "Filles", "Garçons"],
        [north, twice],
        ["<table:covered-table-cell/>", "8", "9"],
        ["Sud", "1", "2"],
    ]
    other = ods_table([["a", "b"]], "Caché", 'table:style-name="ta2"')
    table = read_table(ods(tmp_path / "t.ods", ods_table(rows, "Écoles") + other, styles=styles))
    assert [row[1:] for row in cells(table)] == [
        ("Nord  bis", "7", "7"),
        ("Nord  bis", "8", "9"),
        ("Sud", "1", "2"),
    ]
    assert codes(table)["cells.merged"] == (3,)
    assert "sheets.hidden" in codes(table)


def test_xls_values_and_what_it_hides() -> None:
    table = read_table(DATA / "quartiers.xls")
    assert cells(table) == [
        (2, "Nord", "00123", "50%", "2024-03-12", "08:30:00", "true"),
        (3, "Nord", "00045", "25%", "2024-03-13", "09:00:00", "false"),
        (4, "Sud", "00678", "10%", "2024-03-14T08:15:00", "10:00:00", "true"),
    ]
    kinds = ("text", "number", "number", "date", "time", "boolean")
    assert next(table.kinds()).row(0)[1:] == kinds
    assert codes(table) == {
        "sheets.chosen": (),
        "sheets.hidden": (),
        "cells.merged": (3,),
        "rows.hidden": (3,),
        "columns.hidden": (),
    }


def test_an_xls_that_counts_from_1904() -> None:
    table = read_table(DATA / "depuis-1904.xls")
    assert cells(table) == [(2, "x", "2024-03-12")]
    assert codes(table) == {"workbook.date-1904": ()}
