"""Files made to harm, or harmed: each gets a sentence, and takes nothing down."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from ckanext.city.tables import guard
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.entries import ENTRIES
from dev.layout import ROOT
from tests.tables.read.workbooks import ODS, ods, ods_table, with_member, xlsx

LIMITS = Limits(
    file_bytes=60_000_000,
    unpacked_bytes=50_000_000,
    line_characters=4_000_000,
    cells=500_000,
    memory_bytes=800_000_000,
    seconds=120,
)
ROWS = [["nom", "voix"], ["Élodie", 3], ["Noël", 4]]
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.fixture(autouse=True)
def tasks_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    command = (each for each in guard.COMMAND if each != "-I")
    monkeypatch.setattr(guard, "COMMAND", tuple(command))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(path: Path):
    return guard.run_guarded("tests.tables.read.tasks:read", str(path), LIMITS)


def zip_bomb(path: Path) -> None:
    xlsx(path, ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(40_000_000))


def long_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", b"<a>" + b"b c d e f" * 6_000_000)


def many_members(path: Path) -> None:
    xlsx(path, ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(1_100):
            archive.writestr(f"x{number}", b"")


def lying_sizes(path: Path) -> None:
    """Declare that the sheet unpacks to one byte."""
    xlsx(path, ROWS)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    size = info.file_size.to_bytes(4, "little")
    at = content.find(size, info.header_offset)
    while at >= 0:
        content[at : at + 4] = (1).to_bytes(4, "little")
        at = content.find(size, at)
    path.write_bytes(content)


def far_cell(path: Path) -> None:
    xlsx(path, ROWS)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_member(path, SHEET, lambda xml: xml.replace(b"</sheetData>", far))


def far_cell_ods(path: Path) -> None:
    rows = ods_table([["a", "b"], ["1", "2"]])
    far = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    ods(path, rows.replace("</table:table>", far))


def laughs_xlsx(path: Path) -> None:
    xlsx(path, ROWS)
    with_member(
        path, SHEET, lambda xml: xml.replace(b"<worksheet", LAUGHS.encode() + b"<worksheet", 1)
    )


def secret_xlsx(path: Path) -> None:
    xlsx(path, ROWS)
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook'
    with_member(path, "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", entity, 1))


def laughs_ods(path: Path) -> None:
    ods(path, ods_table([["a", "&i;"]]), head=LAUGHS)


def stray_column(path: Path) -> None:
    ods(path, "<table:table-column/>")


def locked_xlsx(path: Path) -> None:
    xlsx(path, ROWS)
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt("secret", file)


def locked_ods(path: Path) -> None:
    ods(path, ods_table([["a"]]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")


def odd_encoding(path: Path) -> None:
    xlsx(path, ROWS)
    with_member(path, SHEET, lambda xml: xml.replace(b'"UTF-8"', b'"UTF-X"'))


def no_sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def deep_json(path: Path) -> None:
    path.write_text('{"type": "FeatureCollection", "features": ' + "[" * 200_000)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(61_000_000)


def text(content: bytes):
    return lambda path: path.write_bytes(content)


REFUSED = {
    "zip bomb": ("t.xlsx", zip_bomb, "limit.unpacked"),
    "too big inside": ("t.ods", long_bomb, "limit.unpacked"),
    "many members": ("t.xlsx", many_members, "limit.members"),
    "lying sizes": ("t.xlsx", lying_sizes, "file.damaged"),
    "far cell": ("t.xlsx", far_cell, "limit.cells"),
    "far cell in ODS": ("t.ods", far_cell_ods, "limit.sheets"),
    "entities in XLSX": ("t.xlsx", laughs_xlsx, "file.doctype"),
    "outer entity": ("t.xlsx", secret_xlsx, "file.doctype"),
    "entities in ODS": ("t.ods", laughs_ods, "file.doctype"),
    "entities in XML": ("t.xml", text(LAUGHS.encode() + b"<x>&i;</x>"), "file.format"),
    "columns of no sheet": ("t.ods", stray_column, "file.empty"),
    "locked XLSX": ("t.xlsx", locked_xlsx, "file.protected"),
    "locked ODS": ("t.ods", locked_ods, "file.protected"),
    "an unknown encoding": ("t.xlsx", odd_encoding, "file.damaged"),
    "no sheet": ("t.xlsx", no_sheet, "file.damaged"),
    "half a zip": ("t.xlsx", text(b"PK\3\4" + bytes(range(200))), "file.damaged"),
    "half an XLS": (
        "t.xls",
        text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0k\0b\0o\0o\0k\0\0\0" * 90),
        "file.damaged",
    ),
    "Word's": ("t.xls", text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)), "file.format"),
    "Excel 2003": (
        "t.xls",
        text(
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "file.excel-2003",
    ),
    "10,000 columns": (
        "t.csv",
        text(b",".join(b"c%d" % n for n in range(10_000)) + b"\n"),
        "limit.columns",
    ),
    "a 50 MB line": ("t.csv", text(b"a,b\n" + b"x" * 50_000_000), "limit.line"),
    "an error page": (
        "t.csv",
        text(b"\n <!DOCTYPE html><html><body>502 Bad Gateway"),
        "file.web-page",
    ),
    "nothing": ("t.csv", text(b""), "file.empty"),
    "blanks": ("t.csv", text(b" \n ; ; \n\n"), "file.empty"),
    "zeros": ("t.csv", text(bytes(10_000)), "file.binary"),
    "a picture": ("t.csv", text(b"\x89PNG\r\n\x1a\n" + bytes(100)), "file.format"),
    "too big": ("t.csv", sparse, "limit.file"),
    "deep JSON": ("t.geojson", deep_json, "file.damaged"),
}


@pytest.mark.parametrize(("name", "write", "code"), REFUSED.values(), ids=REFUSED)
def test_each_is_refused_with_its_sentence(tmp_path: Path, name: str, write, code: str) -> None:
    write(tmp_path / name)
    with pytest.raises(Refused) as refused:
        run(tmp_path / name)
    finding = refused.value.finding
    assert finding.code == code
    assert all(each.endswith(".") for each in finding.explain(ENTRIES[code], str))


READ = {
    "an XLSX called CSV": ("t.csv", lambda path: xlsx(path, ROWS), "file.extension"),
    "a CSV called XLSX": ("t.xlsx", text(b"a;b\n1;2\n3;4\n"), "file.extension"),
    "an XLSX called XLS": ("t.xls", lambda path: xlsx(path, ROWS), "file.extension"),
    "zero bytes": ("t.csv", text(b"a;b\n1\0;2\n3;4\n"), "text.nul"),
}


@pytest.mark.parametrize(("name", "write", "code"), READ.values(), ids=READ)
def test_each_is_read_and_its_oddness_said(tmp_path: Path, name: str, write, code: str) -> None:
    write(tmp_path / name)
    found = run(tmp_path / name)
    assert found["rows"] == 2
    said = [guard.unpack(each) for each in found["findings"]]
    assert code in [finding.code for finding in said]
    assert all(finding.explain(ENTRIES[finding.code], str) for finding in said)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "xls"])
def test_random_damage_is_read_or_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    writers = {
        "csv": text('nom;voix\nÉlodie;3\n"Noël; dit";4\n'.encode("cp1252") * 3),
        "xlsx": lambda path: xlsx(path, ROWS),
        "ods": lambda path: ods(path, ods_table([["a", "b"], ["1", "é"], ["3", "4"]])),
        "xls": text((ROOT / "tests/data/tables/quartiers.xls").read_bytes()),
    }
    writers[kind](path)
    request = [str(path), 20261130, 150]
    outcomes = guard.run_guarded("tests.tables.read.tasks:read_damaged", request, LIMITS)
    assert sum(outcomes.values()) == 150
    assert set(outcomes) - {"True"} <= set(ENTRIES)
