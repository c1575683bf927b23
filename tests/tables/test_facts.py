"""What is measured of a file is true, whatever the file is called and whoever made it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.city.tables import facts
from ckanext.city.tables.facts import FileFacts, measure_file
from ckanext.city.tables.row_counters import CsvCounter
from tests.shared import SHARED, needs_shared

MAIN_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
ROWS = "<row><c><v>1</v></c></row>" * 3


def measure(content: bytes, name: str = "file.csv") -> FileFacts:
    return measure_file(io.BytesIO(content), name=name)


def zipped(members: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return target.getvalue()


def xlsx(rows: str, prolog: str = "", sheet: str = "worksheets/first.xml") -> bytes:
    """Make a workbook whose first sheet is not the first file in the zip."""
    book = '<sheet name="A" sheetId="7" r:id="rId2"/><sheet name="B" sheetId="1" r:id="rId1"/>'
    relations = (
        f'<Relationship Id="rId1" Target="worksheets/second.xml"/>'
        f'<Relationship Id="rId2" Target="{sheet}"/>'
    )
    other = f'<worksheet xmlns="{MAIN_NS}"><sheetData/></worksheet>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/worksheets/second.xml": other,
            "xl/workbook.xml": f'<workbook xmlns="{MAIN_NS}" xmlns:r="{DOCUMENT_NS}">'
            f"<sheets>{book}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_NS}">'
            f"{relations}</Relationships>",
            "xl/worksheets/first.xml": f'{prolog}<worksheet xmlns="{MAIN_NS}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        }
    )


def ods(rows: str) -> bytes:
    table = f"<table:table>{rows}</table:table>"
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": f'<office:document-content xmlns:office="{OFFICE_NS}" '
            f'xmlns:table="{TABLE_NS}" xmlns:text="{TEXT_NS}">{table}'
            f"<table:table><table:table-row><text:p>other</text:p></table:table-row></table:table>"
            "</office:document-content>",
        }
    )


def ods_row(text: str, repeated: int = 1) -> str:
    cell = f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cell}</table:table-row>'


def geojson(*features: object, first: bool = True) -> bytes:
    parts = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(parts if first else dict(reversed(parts.items()))).encode()


POINT = {"type": "Feature", "properties": {"features": [1, 2]}, "geometry": None}
RING = {"type": "Polygon", "coordinates": [[[2.1, 48.8], [2.2, 48.9], [2.1, 48.8]]]}
AREA = {"type": "Feature", "properties": {"nom": 'a "],{" \\'}, "geometry": RING}


def test_size_and_hash_are_those_of_the_whole_file(tmp_path: Path) -> None:
    content = b"a;b\n" * 700_000
    path = tmp_path / "long.csv"
    path.write_bytes(content)
    measured = measure_file(path, name="long.csv")
    assert measured.size == len(content)
    assert measured.sha256 == hashlib.sha256(content).hexdigest()
    assert measured.rows == 699_999


@pytest.mark.parametrize(
    "delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"]
)
def test_a_quoted_cell_may_hold_line_ends_and_any_delimiter(delimiter: str) -> None:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["nom", "adresse"], ['12" tube', "1, rue\nde ; la\r\n|Paix\t"], ["b", ""]])
    measured = measure(target.getvalue().encode())
    assert (measured.format, measured.media_type, measured.rows) == ("CSV", "text/csv", 2)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"", 0, id="empty"),
        pytest.param(b"a;b", 0, id="header-alone"),
        pytest.param(b"a;b\n1;2", 1, id="no-last-line-end"),
        pytest.param(b"a;b\r\n1;2\r\n", 1, id="windows"),
        pytest.param(b"a;b\r1;2\r3;4\r", 2, id="old-macintosh"),
        pytest.param(b"a;b\n\n1;2\n\n\n", 1, id="blank-lines"),
        pytest.param(b'a;b\n5" tube;2\n3;4\n', 2, id="a-quote-inside-a-cell"),
        pytest.param(b'a;b\n"jamais;2\n3;4\n', 2, id="a-quote-that-never-closes"),
        pytest.param(b"a;b\n1;\x002\n3;4\n" + b"5;6\n" * 50, 52, id="a-nul-byte"),
        pytest.param(b"a\n1\n2\n", 2, id="one-column"),
    ],
)
def test_records_are_counted_as_a_spreadsheet_shows_them(content: bytes, rows: int) -> None:
    measured = measure(content)
    assert (measured.format, measured.rows) == ("CSV", rows)


CELLS = st.text(alphabet='a;,"\n\r é', max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    table=st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=6),
    delimiter=st.sampled_from(";,"),
    pieces=st.integers(1, 9),
)
def test_pieces_of_any_length_count_as_python_s_csv_does(
    table: list[list[str]], delimiter: str, pieces: int
) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(table)
    content = target.getvalue().encode()
    counter = CsvCounter(delimiter.encode())
    for start in range(0, len(content), pieces):
        counter.feed(content[start : start + pieces])
    assert counter.close() == len(table)


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "windows-1252"),
    ],
)
def test_the_encoding_is_one_that_the_form_offers(codec: str, encoding: str) -> None:
    text = 'école;élèves\n"Saint-Exupéry\nannexe";210\nl’Étang;95\n'
    measured = measure(text.encode(codec))
    assert (measured.encoding, measured.format, measured.rows) == (encoding, "CSV", 2)


def test_an_accent_far_into_a_file_still_shows_its_encoding() -> None:
    measured = measure(b"a;b\n" * 600_000 + "é;1\n".encode("cp1252"))
    assert measured.encoding == "windows-1252"


def test_a_letter_cut_by_the_end_of_a_piece_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "CHUNK_BYTES", 3)
    assert measure("aé;éé\né;é\n".encode()).encoding == "UTF-8"


@pytest.mark.parametrize(
    ("content", "format_name", "rows"),
    [
        pytest.param(geojson(), "GeoJSON", 0, id="no-feature"),
        pytest.param(geojson(POINT, AREA, AREA), "GeoJSON", 3, id="features"),
        pytest.param(geojson(POINT, AREA, first=False), "GeoJSON", 2, id="type-comes-last"),
        pytest.param(json.dumps(AREA).encode(), "GeoJSON", 1, id="one-feature"),
        pytest.param(b'[{"a": [1, 2]}, {"a": {"b": []}}]', "JSON", 2, id="objects"),
        pytest.param(b"[1, 2, 3]", "JSON", 3, id="numbers"),
        pytest.param(b"[[1, 2], [3, 4]]", "JSON", 2, id="lists"),
        pytest.param(b'["a,b", null]', "JSON", 2, id="texts"),
        pytest.param(b"[ ]", "JSON", 0, id="nothing"),
        pytest.param(b'{"features": [1, 2], "type": "Topology"}', "JSON", None, id="an-object"),
        pytest.param(b'{"a": 1}\n{"a": 2}\n', "NDJSON", 2, id="one-object-a-line"),
        pytest.param(b'[{"a": 1}, {"a": ', "JSON", None, id="cut-short"),
        pytest.param(b'[{"a": 1]}', "JSON", None, id="crossed"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 7, 1 << 20], ids=["1-byte", "7-bytes", "whole"])
def test_features_and_items_are_counted_at_any_length_of_piece(
    content: bytes, format_name: str, rows: int | None, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "CHUNK_BYTES", chunk)
    measured = measure(content, "file.json")
    assert (measured.format, measured.rows) == (format_name, rows)


@pytest.mark.parametrize(
    ("content", "format_name", "rows"),
    [
        pytest.param(xlsx(ROWS + "<row><c/></row>"), "XLSX", 2, id="xlsx"),
        pytest.param(xlsx(ROWS, sheet="/xl/worksheets/first.xml"), "XLSX", 2, id="xlsx-absolute"),
        pytest.param(xlsx(ROWS, prolog=LAUGHS), "XLSX", None, id="xlsx-with-entities"),
        pytest.param(xlsx(ROWS, sheet="nowhere.xml"), "XLSX", None, id="xlsx-without-sheet"),
        pytest.param(xlsx("<row><c><v>1</v></c>"), "XLSX", None, id="xlsx-broken"),
        pytest.param(ods(ods_row("a") + ods_row("b", 3) + ods_row("", 9)), "ODS", 3, id="ods"),
        pytest.param(zipped({"a.csv": "a;b\n"}), "ZIP", None, id="other-zip"),
        pytest.param(zipped({"mimetype": "text/x"}), "ZIP", None, id="strange-mimetype"),
        pytest.param(zipped({f"{n}": "" for n in range(1100)}), "ZIP", None, id="many-members"),
        pytest.param(b"PK\x03\x04 and nothing", "ZIP", None, id="damaged"),
    ],
)
def test_rows_of_the_first_sheet_are_counted_or_left_unknown(
    content: bytes, format_name: str, rows: int | None
) -> None:
    measured = measure(content, "file.xlsx")
    assert (measured.format, measured.rows, measured.encoding) == (format_name, rows, None)


def test_a_workbook_that_unpacks_beyond_the_limit_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ckanext.city.tables.row_counters.MAX_UNZIPPED_BYTES", 50_000)
    assert measure(xlsx(ROWS * 10), "a.xlsx").rows == 29
    assert measure(xlsx(ROWS * 10_000), "a.xlsx").rows is None


HTML = b"\xef\xbb\xbf \n<!-- x --><!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("content", "name", "format_name", "media_type"),
    [
        pytest.param(HTML, "export.csv", "HTML", "text/html", id="page-called-csv"),
        pytest.param(b"<script>x</script>", "a.txt", "HTML", "text/html", id="script-called-txt"),
        pytest.param(
            b'<?xml version="1.0"?>\n<html xmlns="x">', "a.xml", "HTML", "text/html", id="xhtml"
        ),
        pytest.param(b"<svg><script/></svg>", "a.csv", "SVG", "image/svg+xml", id="svg"),
        pytest.param(b"<?xml version='1.0'?><a/>", "a.csv", "XML", "application/xml", id="xml"),
        pytest.param(
            b"<!-- c --><k:kml>",
            "a.xml",
            "KML",
            "application/vnd.google-earth.kml+xml",
            id="kml-with-prefix",
        ),
        pytest.param(b"%PDF-1.7", "budget.csv", "PDF", "application/pdf", id="pdf-called-csv"),
        pytest.param(b"a;b\n1;2\n3;4\n", "a.xlsx", "CSV", "text/csv", id="csv-called-xlsx"),
        pytest.param(b"a\tb\n1\t2\n", "a.tsv", "TSV", "text/tab-separated-values", id="tsv"),
        pytest.param(b"a\tb\n1\t2\n", "a.txt", "CSV", "text/csv", id="table-called-txt"),
        pytest.param(b"Bonjour,\nvoici.\nFin\n", "a.txt", "TXT", "text/plain", id="letter"),
        pytest.param(b"[lien](page)\n", "lisez.md", "MD", "text/markdown", id="markdown"),
        pytest.param(
            b"PAR1....PAR1", "a", "Parquet", "application/vnd.apache.parquet", id="parquet"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.xls",
            "XLS",
            "application/vnd.ms-excel",
            id="xls",
        ),
        pytest.param(
            b"\0\1\2\3" * 9, "plan.dwg", "DWG", "application/octet-stream", id="unknown-bytes"
        ),
        pytest.param(
            b"\0\1\2\3" * 9, "a.<b>", "", "application/octet-stream", id="strange-extension"
        ),
    ],
)
def test_the_content_decides_what_a_file_is_where_it_is_sure(
    content: bytes, name: str, format_name: str, media_type: str
) -> None:
    measured = measure(content, name)
    assert (measured.format, measured.media_type) == (format_name, media_type)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("ISO-8859-1", "ISO-8859-1"), ("utf-8", "UTF-8"), ("koi8-r", None)],
)
def test_xml_says_its_encoding_itself(declared: str, encoding: str | None) -> None:
    content = f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode()
    assert measure(content, "a.xml").encoding == encoding


class Endless(io.RawIOBase):
    """A file of 32 MB that is made as it is read: one beginning, then the same bytes."""

    SIZE = 32 << 20

    def __init__(self, start: bytes, filling: bytes) -> None:
        self._start, self._filling, self._at = start, filling, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset
        return offset

    def read(self, length: int = -1) -> bytes:
        length = max(0, min(length, self.SIZE - self._at))
        start = self._start[self._at :][:length]
        self._at += length
        return start + (self._filling * (length // len(self._filling) + 1))[: length - len(start)]


@pytest.mark.parametrize(
    ("start", "filling", "name"),
    [
        pytest.param(b"a;b\n", b"x", "one-line.csv", id="one-endless-line"),
        pytest.param(b'a;b\n"', b"x\n", "quote.csv", id="a-quote-that-never-closes"),
        pytest.param(b'["', b"x", "string.json", id="an-endless-string"),
        pytest.param(b"[", b"[", "deep.json", id="endless-depth"),
    ],
)
def test_memory_stays_bounded_on_a_hostile_file(start: bytes, filling: bytes, name: str) -> None:
    tracemalloc.start()
    try:
        measured = measure_file(Endless(start, filling), name=name)  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert measured.size == Endless.SIZE
    assert peak < 24 << 20


REAL = [
    ("deliberations/sample-saint-etienne-2022.csv", "CSV", 80, "UTF-8"),
    ("elections/contours-bureaux-vote-brest.geojson", "GeoJSON", 122, "UTF-8"),
    ("elections/legislatives-2024-T1-par-bv-brest-circo2-3.csv", "CSV", 201, "UTF-8"),
    ("parking/lille-parcs-relais-temps-reel-extrait.json", "JSON", 3, "UTF-8"),
    ("poi/conteneurs-verre-nantes.geojson", "GeoJSON", 120, "UTF-8"),
    ("school-sectors/issy-ecoles-maternelles-extrait.geojson", "GeoJSON", 4, "UTF-8"),
    ("budget-totem/budget-crach-001/totem.xml", "XML", None, "ISO-8859-1"),
]


@needs_shared
@pytest.mark.parametrize(
    ("path", "format_name", "rows", "encoding"), REAL, ids=[each[0] for each in REAL]
)
def test_a_city_s_real_files_are_measured_right(
    path: str, format_name: str, rows: int | None, encoding: str
) -> None:
    source = SHARED / "samples" / path
    measured = measure_file(source, name=source.name)
    assert (measured.format, measured.rows, measured.encoding) == (format_name, rows, encoding)
