"""A department's file comes back with its faults to be seen, and nothing else changed."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.annotate.marks import MAX_COMMENTS
from tests.tables.annotate.copies import (
    ERROR,
    HEADER,
    RIGHT,
    annotate,
    check_again,
    colours,
    comments,
    errors_of,
)
from tests.tables.read.workbooks import with_member, xlsx


def test_faults_of_a_workbook_are_coloured_and_commented(workbook: Path) -> None:
    told, out = annotate(workbook)
    assert not told["valid"]
    book = openpyxl.load_workbook(out)
    sheet = book["Séances d'été"]
    marked = colours(sheet)
    assert {place for place, colour in marked.items() if colour == ERROR} == {"B5", "D5", "G6"}
    said = comments(sheet)
    assert said["D5"].startswith("Vu par le service")
    assert "Erreur : « 26/06/2025 » est écrit jour/mois/année.\n→ " in said["D5"]
    assert "Erreur : « 219 199 999 00018 »" in said["B5"]
    assert said["G6"].startswith("Erreur : DELIB_OBJET est vide")
    assert said["A4"] == "Autre remarque"
    findings = openpyxl.load_workbook(out)["À corriger"]
    lines = [[cell.value for cell in row] for row in findings.iter_rows(min_row=7)]
    assert [line[1] for line in lines if line[0] == "Erreur"] == [
        "COLL_SIRET (B)", "DELIB_DATE (D)", "DELIB_OBJET (G)",
    ]  # fmt: skip
    assert len(lines) == len(told["findings"])
    assert findings["G7"].hyperlink.location == "'Séances d''été'!B5"


def test_all_else_of_a_workbook_stays(workbook: Path) -> None:
    before = openpyxl.load_workbook(workbook)["Séances d'été"]
    _told, out = annotate(workbook)
    book = openpyxl.load_workbook(out)
    sheet = book["Séances d'été"]
    assert [[c.value for c in row] for row in sheet["A1:G6"]] == [
        [c.value for c in row] for row in before["A1:G6"]
    ]
    assert sheet["B5"].font.bold
    assert sheet["B5"].number_format == "@"
    assert sheet["D6"].number_format == "DD/MM/YYYY"
    assert sheet["A4"].fill.fgColor.rgb == "FF00FF00"
    assert sheet.column_dimensions["B"].width == 33
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.data_validations.count == 1
    assert len(book["Graphique"]._charts) == 1
    changed = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml",
               "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
               "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"}  # fmt: skip
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(out) as new:
        for name in old.namelist():
            assert name in changed or old.read(name) == new.read(name), name


def test_no_formula_is_left_and_it_is_said(workbook: Path) -> None:
    told, out = annotate(workbook)
    book = openpyxl.load_workbook(out)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert {each["code"]: each["count"] for each in told["findings"]}["annotate.formulas"] == 2


def test_what_a_table_would_calculate_or_fetch_is_stilled(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    columns = [{"header": name} for name in HEADER]
    columns[-1] |= {"formula": "=1+26"}
    sheet.add_table(0, 0, 1, len(HEADER) - 1, {"data": [RIGHT], "columns": columns})
    sheet.write_dynamic_array_formula("L2:L2", "=UNIQUE(A2)", None, "x")
    book.close()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/connections.xml", '<connections><connection refreshOnLoad="1"/></connections>'
        )
    _told, out = annotate(path)
    with zipfile.ZipFile(out) as archive:
        table, cells = (archive.read(f"xl/{n}1.xml") for n in ("tables/table", "worksheets/sheet"))
        assert b"refreshOnLoad" not in archive.read("xl/connections.xml")
    assert b"Formula" not in table
    assert b"<f" not in cells
    assert b" cm=" not in cells
    assert openpyxl.load_workbook(out).worksheets[0]["L2"].value == "x"


def test_links_and_macros_do_not_come_along(workbook: Path) -> None:
    def link(content: bytes) -> bytes:
        content = content.replace(b"<definedNames", b"<externalReferences><externalReference "
            b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            b'r:id="rId77"/></externalReferences><definedNames')  # fmt: skip
        return content.replace(b"</definedNames>", b'<definedName name="Loin">[1]F!$A$1'
            b'</definedName></definedNames>')  # fmt: skip

    def relate(content: bytes) -> bytes:
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
        macro = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        new = (f'<Relationship Id="rId77" Type="{kinds}" Target="externalLinks/externalLink1.xml"/>'
               f'<Relationship Id="rId78" Type="{macro}" Target="vbaProject.bin"/>')  # fmt: skip
        return content.replace(b"</Relationships>", new.encode() + b"</Relationships>")

    with_member(workbook, "xl/workbook.xml", link)
    with_member(workbook, "xl/_rels/workbook.xml.rels", relate)
    with_member(
        workbook, "[Content_Types].xml",
        lambda content: content.replace(
            b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )  # fmt: skip
    with zipfile.ZipFile(workbook, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    told, out = annotate(workbook)
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        parts = b"".join(archive.read(n) for n in names if n.endswith((".xml", ".rels")))
    assert not [name for name in names if "vba" in name or "externalLink" in name]
    for word in (b"externalLink", b"externalReference", b"vbaProject", b"macroEnabled", b"[1]"):
        assert word not in parts
    assert "annotate.links" in [each["code"] for each in told["findings"]]
    openpyxl.load_workbook(out)


def test_many_cells_of_one_fault_are_all_coloured_the_first_ones_commented(tmp_path: Path) -> None:
    rows = [[*RIGHT[:2], str(n), "1/2/25", *RIGHT[4:]] for n in range(MAX_COMMENTS + 50)]
    path = xlsx(tmp_path / "many.xlsx", [HEADER[:7], *rows])
    _told, out = annotate(path)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert len(colours(sheet)) == len(rows) + 1
    said = comments(sheet)
    assert len(said) == MAX_COMMENTS + 1
    assert said["D1"].startswith(f"Erreur (cellules : {len(rows)}) : ")


def test_missing_rows_and_cells_are_put_in_their_places(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "holes.xlsx", [HEADER[:7], RIGHT, [], [*RIGHT[:2], "2", *RIGHT[3:]]])
    with_member(
        path,
        "xl/worksheets/sheet1.xml",
        lambda content: re.sub(rb'<c r="[AD]4".*?</c>', b"", content),
    )
    _told, out = annotate(path)
    with zipfile.ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    places = re.findall(r'<c r="([A-Z]+)(\d+)"', sheet)
    assert places == sorted(places, key=lambda place: (int(place[1]), place[0]))
    assert {"A4", "D4", "A3", "G3"} <= set(colours(openpyxl.load_workbook(out).worksheets[0]))


def test_the_strict_form_of_the_standard_is_kept(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "strict.xlsx", [HEADER[:7], [*RIGHT[:3], "x", *RIGHT[4:]]])
    usual = b"http://schemas.openxmlformats.org/"
    forms = {
        usual + b"spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        usual + b"officeDocument/2006/rel": b"http://purl.oclc.org/ooxml/officeDocument/rel",
    }
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    for form, strict in forms.items():
        for name in names:
            with_member(path, name, lambda content, f=form, s=strict: content.replace(f, s))
    told, out = annotate(path)
    assert ("type.date", "DELIB_DATE", [2]) in errors_of(told)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, data in parts.items() for form in forms if form in data]
    assert errors_of(check_again(out)) == errors_of(told)


def test_a_prefix_of_the_xml_is_kept(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "prefix.xlsx", [HEADER[:7], [*RIGHT[:3], "x", *RIGHT[4:]]])

    def prefixed(content: bytes) -> bytes:
        text = content.decode().replace(' xmlns="', ' xmlns:x="')
        return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).encode()

    for member in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        with_member(path, member, prefixed)
    _told, out = annotate(path)
    assert colours(openpyxl.load_workbook(out).worksheets[0]) == {"D2": ERROR}


@pytest.mark.parametrize(
    ("name", "out", "word"),
    [
        ("a.csv", "a.csv", "autre nom"),
        ("a.csv", "b.ods", ".xlsx"),
        ("a.csv", "none/b.xlsx", "dossier"),
    ],
)
def test_a_name_that_does_not_suit_is_refused_before_anything_is_done(
    tmp_path: Path, name: str, out: str, word: str
) -> None:
    path = tmp_path / name
    path.write_text(",".join(HEADER) + "\n", encoding="utf-8")
    before = path.read_bytes()
    done = CliRunner().invoke(tables, ["annotate", str(path), "--out", str(tmp_path / out)])
    assert done.exit_code == 2
    assert word in done.output
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4 damaged")
    told, out = annotate(path)
    assert not told["valid"]
    assert "schema" not in told
    assert not out.exists()


def test_what_is_known_of_the_city_is_told_in_the_copy(tmp_path: Path) -> None:
    path, city = tmp_path / "a.csv", tmp_path / "city.json"
    path.write_text("\n".join(",".join(row) for row in [HEADER[:7], RIGHT]), "utf-8")
    city.write_text('{"name": "Ailleurs", "siret": "21750001600019"}', encoding="utf-8")
    asked = [str(path), "--city", str(city), "--json"]
    out = str(tmp_path / "out.xlsx")
    found = [
        json.loads(CliRunner().invoke(tables, arguments).stdout)["findings"]
        for arguments in (["check", *asked], ["annotate", *asked, "--out", out])
    ]
    assert found[0] == found[1]
    assert found[0]


def test_the_same_file_gives_the_same_copy(workbook: Path) -> None:
    copies = [annotate(workbook)[1].read_bytes() for _time in range(2)]
    assert copies[0] == copies[1]


def test_a_copy_that_comes_back_corrected_is_annotated_anew(workbook: Path) -> None:
    _told, out = annotate(workbook)
    once = workbook.with_name("returned.xlsx")
    book = openpyxl.load_workbook(out)
    book["Séances d'été"]["B5"] = "21919999900018"
    book.save(once)
    told, out = annotate(once)
    assert "COLL_SIRET" not in [each["field"] for each in told["findings"]]
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Séances d'été", "Graphique", "À corriger"]
    sheet = book["Séances d'été"]
    assert {k for k, colour in colours(sheet).items() if colour == ERROR} == {"D5", "G6"}
    assert (sheet["B5"].fill.fill_type, sheet["B5"].font.bold) == (None, True)
    said = comments(sheet)
    assert "B5" not in said
    assert said["D5"].count("jour/mois/année") == 1
    assert said["G6"].count("est vide") == 1
    assert "COLL_SIRET (B)" not in [row[1].value for row in book["À corriger"].iter_rows()]
    with zipfile.ZipFile(out) as archive:
        boxes = next(archive.read(n) for n in archive.namelist() if n.endswith(".vml"))
    assert len(re.findall(rb"<[\w-]+:ClientData", boxes)) == len(said)


def test_the_command_tells_what_the_check_tells(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    done = CliRunner().invoke(
        tables, ["annotate", str(workbook), "--out", str(out), "--lang", "fr"]
    )
    assert done.exit_code == 1
    assert "À corriger" in done.output
    assert out.name in done.output
    assert out.exists()
