"""CSV as departments send it, read cell by cell with its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.tables.read import Refused, read_table
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
