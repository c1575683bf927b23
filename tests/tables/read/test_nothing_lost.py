"""Whatever stands on a sheet is in the table, or said: nothing is lost without a word."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.grid import Grid, letter
from ckanext.city.tables.read.tabulate import tabulate
from ckanext.city.tables.read.xlsx import column_index

WORDS = ["", "", "Nom", "Ville", "12", "7,5", "2024", "2024-03-12", "Total", "Source : x", "a / b"]
GRIDS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=12).filter(
    lambda rows: any(any(row) for row in rows)
)
CELLS = st.text(alphabet="aé\"\n\r;,\t 1='|", max_size=6)


def said_places(table, places: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Places of cells that findings say to stand outside the rows."""
    rows, found = set(), set()
    for finding in table.findings:
        if finding.code in ("table.titles", "table.notes", "table.header-lines"):
            rows.update(finding.rows)
        for each in finding.values if finding.code == "table.others" else ():
            (left, top), (right, bottom) = (
                (column_index(cell.rstrip("0123456789")), int(cell.lstrip("ABCDEFGHIJ")))
                for cell in each.split(":")
            )
            found |= {
                (row, column)
                for row, column in places
                if top <= row <= bottom and left <= column <= right
            }
    return found | {(row, column) for row, column in places if row in rows}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRIDS)
def test_no_cell_is_lost_without_a_word(rows: list[list[str]]) -> None:
    table = tabulate("t.csv", [Grid([list(row) for row in rows])], Choice())
    cells = {
        (number, at): cell
        for number, row in enumerate(rows, 1)
        for at, cell in enumerate(row)
        if cell
    }
    held = {
        (row["#"], column_index(name)): value
        for row in table.frame().to_dicts()
        for name, value in row.items()
        if name != "#" and value
    }
    header = {
        place: cell
        for place, cell in cells.items()
        if place[0] == table.header_row
        and any(c.letter == letter(place[1]) and cell in c.header for c in table.columns)
    }
    assert held.items() <= cells.items()
    lost = cells.keys() - held.keys() - header.keys()
    assert lost <= said_places(table, set(cells))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(";,\t|"), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(tmp_path_factory, data, delimiter: str, end: str) -> None:
    width = data.draw(st.integers(2, 5))
    row = st.lists(CELLS, min_size=width, max_size=width)
    rows = [["1", *each[1:-1], "2024-01-01"] for each in data.draw(st.lists(row, min_size=3))]
    header = [f"colonne {letter(at)}" for at in range(width)]
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    path: Path = tmp_path_factory.getbasetemp() / "back.csv"
    path.write_text(content.getvalue(), encoding="utf-8", newline="")
    table = read_table(path)
    kept = [column_index(column.letter) for column in table.columns]
    assert [column.header for column in table.columns] == [header[at] for at in kept]
    found = [[cell or "" for cell in each[1:]] for each in table.frame().rows()]
    assert found == [[each[at] for at in kept] for each in rows]
