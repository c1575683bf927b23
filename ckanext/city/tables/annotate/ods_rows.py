"""Goes through one sheet of content.xml, row by row: where its rows and cells stand and begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ckanext.city.tables.annotate.splice import Scanner, as_number, element_end
from ckanext.city.tables.read.grid import Place

_CELLS = ("table-cell", "covered-table-cell")
_MAX_MERGED = 1_000_000  # cells that are looked after; no table has as many


@dataclass
class Cell:
    """A cell, or several that are the same beside each other.

    Attributes:
        start, end: where its element begins and ends.
        column: of the first, from 0.
        times: how many they are.
        style: by its name, if it has one.
        spans: rows and columns that it takes.
        annotation: where that begins, and where its last tag does.
    """

    start: int
    column: int
    times: int
    style: str | None
    spans: tuple[int, int]
    end: int = 0
    annotation: tuple[int, int] | None = None


@dataclass
class Row:
    """A row, or several that are the same below each other.

    Attributes:
        start: where its element begins.
        row: number of the first, from 0.
        times: how many they are.
        style: of its cells that have none, by its name.
        depth: of its element.
        cells: of it, in their order.
    """

    start: int
    row: int
    times: int
    style: str | None
    depth: int
    cells: list[Cell] = field(default_factory=list)


class SheetRows(Scanner):
    """Goes through a document; subclasses say what they do with each row of one sheet.

    Attributes:
        found: whether the sheet is there.
        sheets: names of all of them.
        last_end: where the last sheet ends.
        columns: of the sheet, in their order: the first after it, its cells' style.
    """

    def __init__(self, data: bytes, sheet: str) -> None:
        self.data, self._sheet = data, sheet
        self.found = False
        self.sheets: list[str] = []
        self.last_end = 0
        self.columns: list[tuple[int, str | None]] = []
        self._inside = False
        self._row: Row | None = None
        self._at_row = 0
        self._tables: list[int] = []
        self.scan(data)

    def finish_row(self, row: Row, end: int) -> None:
        """Take a row of the sheet, which ends at a place."""
        raise NotImplementedError

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the beginning of an element."""
        row = self._row
        if row is not None:
            if name in _CELLS and self.depth == row.depth + 1:
                _open_cell(row, attributes, at)
            elif name == "annotation" and self.depth == row.depth + 2:
                row.cells[-1].annotation = (at, at)
        elif name == "table":
            self._open_table(attributes, at)
        elif self._inside and name == "table-row":
            times = times_of(attributes, "table:number-rows-repeated")
            style = attributes.get("table:default-cell-style-name")
            self._row = Row(at, self._at_row, times, style, self.depth)
        elif self._inside and name == "table-column":
            after = (self.columns[-1][0] if self.columns else 0) + times_of(
                attributes, "table:number-columns-repeated"
            )
            self.columns.append((after, attributes.get("table:default-cell-style-name")))

    def end(self, name: str, at: int) -> None:
        """Take the end of an element."""
        if self._row is not None:
            self._end_in_row(self._row, name, at)
        elif name == "table" and self._tables:
            start = self._tables.pop()
            if not self._tables:
                self._inside = False
                self.last_end = element_end(self.data, start, at)

    def _open_table(self, attributes: Mapping[str, str], at: int) -> None:
        name = attributes.get("table:name", "")
        if not self._tables:
            if name == self._sheet and not self.found:
                self.found = self._inside = True
            self.sheets.append(name)
        self._tables.append(at)

    def _end_in_row(self, row: Row, name: str, at: int) -> None:
        if name in _CELLS and self.depth == row.depth + 1:
            row.cells[-1].end = element_end(self.data, row.cells[-1].start, at)
        elif name == "annotation" and self.depth == row.depth + 2:
            annotation = row.cells[-1].annotation
            if annotation:
                row.cells[-1].annotation = (annotation[0], at)
        elif name == "table-row" and self.depth == row.depth:
            self.finish_row(row, element_end(self.data, row.start, at))
            self._at_row += row.times
            self._row = None


class Anchors(SheetRows):
    """Finds the cells that are merged into others.

    Attributes:
        places: of each of them, the cell that is shown.
    """

    def __init__(self, data: bytes, sheet: str) -> None:
        self.places: dict[Place, Place] = {}
        if b"-spanned=" in data:
            super().__init__(data, sheet)

    def finish_row(self, row: Row, _end: int) -> None:
        """Note what the cells of a row cover."""
        for cell in row.cells:
            down, right = cell.spans
            if 1 < down * right < _MAX_MERGED - len(self.places):
                rows = range(row.row, row.row + down)
                columns = range(cell.column, cell.column + right)
                self.places |= {(r, c): (row.row, cell.column) for r in rows for c in columns}


def _open_cell(row: Row, attributes: Mapping[str, str], at: int) -> None:
    last = row.cells[-1] if row.cells else None
    column = last.column + last.times if last else 0
    times = times_of(attributes, "table:number-columns-repeated")
    down, right = (times_of(attributes, f"table:number-{n}-spanned") for n in ("rows", "columns"))
    style = attributes.get("table:style-name")
    row.cells.append(Cell(at, column, times, style, (down, right)))


def times_of(attributes: Mapping[str, str], name: str) -> int:
    """Read how often something is repeated, or how far it reaches: once, if nothing is said."""
    return max(1, as_number(attributes.get(name), 1))
