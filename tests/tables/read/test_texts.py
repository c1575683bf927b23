"""CSV as departments send it, read cell by cell with its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.tables.read import Limits, Refused, fast, read_table, texts
from ckanext.city.tables.table import ROW


def read(folder: Path, content: str | bytes, name: str = "t.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path)


def rows_of(table) -> list[tuple]:
    return table.frame().rows()


def test_each_row_keeps_its_number_and_each_column_its_letter(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,c\n1,,3\n\n4,5,6\n")
    assert [(column.letter, column.header) for column in table.columns] == [
        ("A", "a"),
        ("B", "b"),
        ("C", "c"),
    ]
    assert table.frame().columns == [ROW, "A", "B", "C"]
    assert rows_of(table) == [(2, "1", None, "3"), (3, None, None, None), (4, "4", "5", "6")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "cp850", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_any_delimiter_encoding_and_line_end(
    tmp_path: Path, delimiter: str, codec: str, end: str
) -> None:
    lines = [["Nom", "Théâtre", "Créé"], ["Élodie", "à l'été, « où »", "no"], ["Noël", "ça", "x"]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = read(tmp_path, text.encode(codec, "replace"))
    assert [column.header for column in table.columns] == lines[0]
    expected = [
        tuple(cell.encode(codec, "replace").decode(codec) for cell in line) for line in lines[1:]
    ]
    assert [row[1:] for row in rows_of(table)] == expected


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("t.csv", b"", "file.empty"),
        ("t.csv", b"\n\n", "file.empty"),
        ("t.csv", b"<!DOCTYPE html><html><body>404</body></html>", "file.web-page"),
        ("t.pdf", b"%PDF-1.7 ", "file.format"),
        ("t.csv", bytes(range(1, 32)) * 100, "file.binary"),
        ("t.csv", b";".join([b"x"] * 10_000), "limit.columns"),
    ],
    ids=["nothing", "line ends", "a page", "a PDF", "no text", "too wide"],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, content, name)
    assert refused.value.finding.code == code


def codes(table) -> dict[str, tuple[int, ...]]:
    return {finding.code: finding.rows for finding in table.findings}


def test_a_text_pasted_from_two_encodings_is_read_cell_by_cell(tmp_path: Path) -> None:
    lines = [
        b"nom,ville",
        "Élodie,Nîmes".encode(),
        "Noël,Sète".encode("cp1252"),
        "Zoé,".encode() + "Orléans".encode("cp1252"),
    ]
    table = read(tmp_path, b"\n".join(lines))
    assert rows_of(table) == [(2, "Élodie", "Nîmes"), (3, "Noël", "Sète"), (4, "Zoé", "Orléans")]
    assert codes(table) == {"text.encoding-second": (3, 4)}


def test_an_old_encoding_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, "nom;ville\nÉlodie;Nîmes".encode("cp1252"))
    assert codes(table) == {"text.encoding": ()}
    assert table.findings[0].details["encoding"] == "Windows-1252"


def test_a_quotation_mark_left_open_costs_one_row_only(tmp_path: Path) -> None:
    lines = ["a,b,c", '1,"x, y",3', '2,"Salle,3', '3,"x\ny",3', '4,5" tube,3', "5,z,9", '6,"d,e"']
    table = read(tmp_path, "\n".join(lines))
    assert [row[1:] for row in rows_of(table)] == [
        ("1", "x, y", "3"),
        ("2", "Salle", "3"),
        ("3", "x\ny", "3"),
        ("4", '5" tube', "3"),
        ("5", "z", "9"),
        ("6", "d,e", None),
    ]
    assert codes(table) == {"text.quote": (3,)}


def test_zero_bytes_are_left_out_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b\n1\0,2\n3,4\n")
    assert rows_of(table) == [(2, "1", "2"), (3, "3", "4")]
    assert codes(table) == {"text.nul": (2,)}


def test_a_line_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1," + b"x" * 2_000 + b"\n")
    with pytest.raises(Refused) as refused:
        read_table(path, limits=Limits(line_characters=1_000))
    assert refused.value.finding.code == "limit.line"


ROADS = {
    "even": lambda lines: lines,
    "quoted": lambda lines: [line.replace("Noël", '"Noël, ""le vieux"""') for line in lines],
    "two lines": lambda lines: [line.replace("Noël", '"Noël\n1900"') for line in lines],
    "titled": lambda lines: ["Résultats", "", *lines],
    "noted": lambda lines: [*lines, "", "Source : mairie"],
    "short rows": lambda lines: [line.removesuffix(",fin") for line in lines],
    "long rows": lambda lines: [*lines[:20], lines[20] + ",de trop", *lines[21:]],
    "blank rows": lambda lines: [*lines[:20], "", *lines[20:], ",,,"],
    "total": lambda lines: [*lines[:20], "Total,,,", *lines[20:]],
    "header again": lambda lines: [*lines[:20], lines[0], *lines[20:25], lines[0], *lines[25:]],
    "formulas": lambda lines: [line.replace("fin", "=1+2") for line in lines],
    "open quote": lambda lines: [*lines[:20], '"x,1,2,3', *lines[20:]],
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("change", ROADS.values(), ids=ROADS)
def test_long_files_read_like_short_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change, codec: str, end: str
) -> None:
    lines = change(["nom,n,date,reste", *(f"Noël,{n},2024-01-{n:02},fin" for n in range(1, 31))])
    content = (end.join(lines) + end).encode(codec)
    short = read(tmp_path, content)
    monkeypatch.setattr(texts, "SMALL_BYTES", 0)
    for eager in (1 << 20, 0):
        monkeypatch.setattr(fast, "EAGER_BYTES", eager)
        table = read(tmp_path, content)
        assert rows_of(table) == rows_of(short)
        assert rows_of(table) == rows_of(short)  # a scan starts anew
        assert (table.columns, table.header_row) == (short.columns, short.header_row)
        assert codes(table) == codes(short)


@pytest.mark.parametrize("sign", ["\r", "\0"], ids=["return", "nul"])
@pytest.mark.parametrize("at", [1, 30, 60])
def test_a_sign_that_no_line_should_hold_is_found_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, sign: str
) -> None:
    lines = ["nom,n,date", *(f"Noël,{n},2024-01-01" for n in range(1, 61))]
    lines[at] = lines[at].replace("o", f"o{sign}")
    content = ("\n".join(lines) + "\n").encode()
    short = read(tmp_path, content)
    monkeypatch.setattr(texts, "SMALL_BYTES", 0)
    monkeypatch.setattr(fast, "HEAD_CHARACTERS", 200)
    monkeypatch.setattr(fast, "_TAIL_BYTES", 100)
    assert rows_of(read(tmp_path, content)) == rows_of(short)


def test_even_long_files_take_the_fast_road(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("nom,n\n" + "Noël,1\n" * 100)
    assert fast.read_clean(path, Limits(), None) is not None


def test_commas_of_addresses_are_no_delimiters(tmp_path: Path) -> None:
    table = read(tmp_path, "adresse\n12 rue Foch, Saintville\n3 place du Parc, Saintville\n")
    assert rows_of(table) == [(2, "12 rue Foch, Saintville"), (3, "3 place du Parc, Saintville")]
    assert table.columns[0].header == "adresse"


def test_a_header_that_a_comma_within_brackets_cut_is_one_cell_again(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,GPS (lat,lon),places,nom\n1,"48.6,2.3",5,A\n2,"48.7,2.4",6,B\n')
    assert [column.header for column in table.columns] == ["id", "GPS (lat,lon)", "places", "nom"]
    assert table.frame()["C"].to_list() == ["5", "6"]
    assert [each.values for each in table.findings] == [("GPS (lat,lon)",)]
    even = read(tmp_path, "id,GPS (lat,lon),places\n1,48.6,2.3,5\n2,48.7,2.4,6\n")
    assert [column.header for column in even.columns][1:3] == ["GPS (lat", "lon)"]
