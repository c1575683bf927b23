"""What a department's workbook reckons with, lists and draws is still in its copy."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ckanext.city.tables.annotate.outside import reaches_outside
from ckanext.city.tables.read import read_table
from tests.tables.annotate.copies import HEADER, RIGHT, annotate, comments
from tests.tables.read.workbooks import with_member, xlsx

_WRONG = [*RIGHT[:3], "26/06/2025", *RIGHT[4:]]
_SHEET = "xl/worksheets/sheet1.xml"


def _members(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def _image() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(4)))
                      + chunk(b"IEND", b""))  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "is_outside"),
    [
        ("[1]Feuil1!$A$1", True),
        ("'[2]Été 2024'!$A$1:$B$9", True),
        ("'C:\\Dossier\\[Budget.xlsx]Feuil1'!A1", True),
        ("SUM(A1,[1]!Taux)", True),
        ("cmd|'/c calc'!A0", True),
        ("'prog'|'sujet'!item", True),
        ("Tableau1[2023]", False),
        ("SUM(Tableau1[[#This Row],[2023]:[2024]])+Feuil2!A1", False),
        ("[0]!Macro", False),
        ("&quot;oui|non&quot;", False),
        ('LEFT(A2,1)="|"', False),
        ("'Oui | non'!$A$1", False),
        ("'" * 3_000_000, True),
    ],
)
def test_only_what_means_another_workbook_or_a_program_is_a_link(
    formula: str, is_outside: bool
) -> None:
    assert reaches_outside(formula.encode()) == is_outside


def test_lists_and_names_of_the_workbook_itself_stay(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    choice = DataValidation(type="list", formula1='"oui|non,sans objet"')
    book.active.add_data_validation(choice)
    choice.add("F4:F6")
    far = DataValidation(type="list", formula1="[1]Listes!$A$1:$A$9")
    book.active.add_data_validation(far)
    far.add("A4:A6")
    for name, said in {"Ans": "Tableau1[2023]", "Loin": "[1]Feuil1!$A$1"}.items():
        book.defined_names[name] = DefinedName(name, attr_text=said)
    book.save(workbook)
    _told, out = annotate(workbook)
    kept = openpyxl.load_workbook(out)
    assert list(kept.defined_names) == ["Ans"]
    lists = [each.formula1 for each in kept["Séances d'été"].data_validations.dataValidation]
    assert lists == ['"a,b"', '"oui|non,sans objet"', "#REF!"]


def test_lists_of_another_sheet_and_small_charts_in_cells_stay(tmp_path: Path) -> None:
    path = tmp_path / "service.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Actes")
    for at, row in enumerate([HEADER[:7], RIGHT, _WRONG]):
        sheet.write_row(at, 0, row)
    sheet.add_sparkline("M2", {"range": "Actes!J2:L2"})
    book.close()
    main = "http://schemas.microsoft.com/office/"
    lists = (
        f'<extLst><ext xmlns:x14="{main}spreadsheetml/2009/9/main" uri="{{CCE6A557}}">'
        f'<x14:dataValidations xmlns:xm="{main}excel/2006/main" count="1"><x14:dataValidation '
        'type="list"><x14:formula1><xm:f>Listes!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>F2:F9</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    )
    with_member(path, _SHEET, lambda content: content.replace(b"<extLst>", lists.encode()))
    told, out = annotate(path)
    sheet_xml = _members(out)[_SHEET]
    assert "<xm:f>Listes!$A$1:$A$3</xm:f>" in sheet_xml
    assert "<xm:f>Actes!J2:L2</xm:f>" in sheet_xml
    assert "annotate.formulas" not in [each["code"] for each in told["findings"]]


def test_a_shape_runs_and_shows_nothing_of_another_workbook(workbook: Path) -> None:
    def act(content: bytes) -> bytes:
        return content.replace(b"<graphicFrame>", b'<graphicFrame macro="[1]!Envoyer">')

    with_member(workbook, "xl/drawings/drawing1.xml", act)
    assert "[1]" in _members(workbook)["xl/drawings/drawing1.xml"]
    _told, out = annotate(workbook)
    assert '<graphicFrame macro="">' in _members(out)["xl/drawings/drawing1.xml"]


@pytest.mark.parametrize(
    ("was", "now"),
    [("xl/styles.xml", "xl/Styles.xml"), ("xl/sharedStrings.xml", "xl/SharedStrings.xml")],
)
def test_the_case_of_a_name_loses_no_part(tmp_path: Path, was: str, now: str) -> None:
    usual = xlsx(tmp_path / "usual.xlsx", [HEADER[:7], RIGHT, _WRONG])
    path = tmp_path / "cased.xlsx"
    with zipfile.ZipFile(usual) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(now if name == was else name, old.read(name))
    _told, out = annotate(path)
    kept = _members(out)
    kind = was.partition("/")[2].partition(".")[0]
    assert kind in kept["xl/_rels/workbook.xml.rels"]
    assert [name for name in kept if name.lower() == was.lower()] == [now]


def test_styles_of_another_name_are_those_that_are_built_upon(tmp_path: Path) -> None:
    path = tmp_path / "styles.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADER[:7], RIGHT, _WRONG]):
        sheet.write_row(at, 0, row)
    sheet.write_number("C3", 12, book.add_format({"num_format": "00000"}))
    book.close()
    moved = tmp_path / "moved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"styles.xml", b"looks.xml")
            new.writestr(name.replace("styles.xml", "looks.xml"), content)
    _told, out = annotate(moved)
    assert "xl/styles.xml" not in _members(out)
    assert _members(out)["xl/_rels/workbook.xml.rels"].count("relationships/styles") == 1
    rows = [frame["C"].to_list() for frame in read_table(out).scan()]
    assert rows == [["1", "00012"]]


def test_the_boxes_of_a_copy_that_comes_back_go_beside_a_picture_of_the_head(
    tmp_path: Path,
) -> None:
    path = tmp_path / "head.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADER[:7], RIGHT, _WRONG]):
        sheet.write_row(at, 0, row)
    sheet.write_comment("A2", "Vu", {"author": "Service"})
    sheet.set_header("&L&G", {"image_left": "a.png", "image_data_left": _image()})
    book.close()
    _told, out = annotate(path)
    once = out.rename(tmp_path / "returned.xlsx")
    _told, out = annotate(once)
    boxes = "".join(text for name, text in _members(out).items() if name.endswith(".vml"))
    said = comments(openpyxl.load_workbook(out).worksheets[0])
    assert len(re.findall("<x:ClientData", boxes)) == len(said) > 1


@pytest.mark.parametrize("what", ["no list of types", "a damaged picture"])
def test_a_damaged_part_is_told_and_nothing_written(tmp_path: Path, what: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADER[:7], _WRONG])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"a picture")
    if what == "a damaged picture":
        path.write_bytes(path.read_bytes().replace(b"a picture", b"a pictuRe"))
    else:
        bare = tmp_path / "bare.xlsx"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
            for name in old.namelist()[1:]:
                new.writestr(name, old.read(name))
            assert "[Content_Types].xml" not in new.namelist()
        path = bare
    told, out = annotate(path)
    assert [each["code"] for each in told["findings"]] == ["file.damaged"]
    assert not out.exists()


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ('<cacheSource type="worksheet"><worksheetSource ref="A1:G3" sheet="Actes"/>', True),
        (
            '<cacheSource type="worksheet"><worksheetSource ref="A1:G3" sheet="F" r:id="rId2"/>',
            False,
        ),
        ('<cacheSource type="external" connectionId="1">', False),
    ],
)
def test_a_pivot_table_of_the_workbook_may_count_anew(
    tmp_path: Path, source: str, kept: bool
) -> None:
    path, part = (
        xlsx(tmp_path / "a.xlsx", [HEADER[:7], _WRONG]),
        "xl/pivotCache/pivotCacheDefinition1.xml",
    )
    said = f'<pivotCacheDefinition refreshOnLoad="1">{source}</cacheSource></pivotCacheDefinition>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, said)
    told, out = annotate(path)
    assert ("refreshOnLoad" in _members(out)[part]) == kept
    assert ("annotate.links" in [each["code"] for each in told["findings"]]) == (not kept)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp037"])
def test_no_formula_hides_behind_an_encoding(workbook: Path, encoding: str) -> None:
    def encode(content: bytes) -> bytes:
        named = "utf-16" if encoding.startswith("utf-16") else encoding
        text = re.sub(r"^<\\?xml[^>]*>", "", content.decode())
        return f'<?xml version="1.0" encoding="{named}"?>{text}'.encode(encoding)

    other = "xl/worksheets/sheet2.xml"
    with_member(workbook, other, encode)
    told, out = annotate(workbook)
    assert out.exists() == encoding.startswith("utf-16")
    if out.exists():
        assert "HYPERLINK" not in _members(out)[other].replace("\0", "")
    else:
        assert [each["code"] for each in told["findings"]] == ["file.damaged"]
