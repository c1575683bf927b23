"""Cut rows that stand whole in one cell: a CSV file opened the wrong way, or quoted twice."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence

from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read.dialect import Dialect, find_dialect
from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.read.shapes import TEXT, is_blank, shape

_EVEN = 0.95  # of rows, cut, must have one width for the cut to be sure
_LEAST_ROWS = 3
_LEAST_WIDTH = 4  # cells from which on a sentence with as many commas is unlikely


def cut_one_column(grid: Grid) -> tuple[Grid, Finding | None]:
    """Give a sheet with its one column cut into cells; as it is where it has several, or no sign.

    A header of fewer cells than its rows is none: commas within addresses do not make columns.
    """
    if not _has_one_column(grid):
        return grid, None
    cells = [next((cell for cell in row if cell), "") for row in grid.rows]
    if sum(shape(cell) == TEXT for cell in cells) < len(cells) / 2:
        return grid, None  # numbers have commas too
    dialect = find_dialect("\n".join(cell.replace("\n", " ") for cell in cells))
    rows = [_cut(cell, dialect) for cell in cells]
    filled = [row for row in rows if not is_blank(row)]
    even = sum(len(row) == dialect.width for row in filled)
    if dialect.width < 2 or even < _EVEN * len(filled) or len(filled) < _LEAST_ROWS:
        return grid, None
    if len(filled[0]) != dialect.width:
        return grid, None
    kinds = None if grid.kinds is None else [_kinds(row) for row in rows]
    finding = Finding("table.one-column", "warning", details={"delimiter": dialect.delimiter})
    cut = dataclasses.replace(grid, rows=rows, kinds=kinds, hidden_columns=frozenset(), merged=())
    return cut, finding


def cut_wrapped(grid: Grid, delimiter: str) -> tuple[Grid, tuple[int, ...]]:
    """Cut the records of a text that stand whole between quotation marks; give their rows, from 0.

    Only what, cut, has as many cells as the header is such a record.
    """
    first = next((row for row in grid.rows if len(row) >= _LEAST_WIDTH), None)
    if first is None:
        return grid, ()
    rows, cut = list(grid.rows), []
    for number, row in enumerate(rows):
        whole = row[0] if row and not any(row[1:]) else ""
        if whole.count(delimiter) >= len(first) - 1:
            cells = next(csv.reader([whole], delimiter=delimiter), [])
            if len(cells) == len(first):
                rows[number] = cells
                cut.append(number)
    return dataclasses.replace(grid, rows=rows), tuple(cut)


def rejoin_header(grid: Grid, delimiter: str) -> tuple[Grid, str]:
    """Join two cells of a text's header that a delimiter within brackets cut: "GPS (lat,lon)".

    Only where each record has one cell less: the names would stand above other columns' values.

    Returns:
        The grid, and the cell that was joined; "" where there is none.
    """
    at = next((n for n, row in enumerate(grid.rows) if len(row) >= _LEAST_WIDTH), None)
    if at is None or any(len(row) >= len(grid.rows[at]) for row in grid.rows[at + 1 :]):
        return grid, ""
    header = grid.rows[at]
    cuts = [n for n, cell in enumerate(header[:-1])
            if _is_open(cell) and _is_closed(header[n + 1])]  # fmt: skip
    if len(cuts) != 1 or len(header) - 1 not in map(len, grid.rows[at + 1 :]):
        return grid, ""
    whole = delimiter.join(header[cuts[0] : cuts[0] + 2])
    joined = [*header[: cuts[0]], whole, *header[cuts[0] + 2 :]]
    rows = [*grid.rows[:at], joined, *grid.rows[at + 1 :]]
    return dataclasses.replace(grid, rows=rows), whole


def _is_open(cell: str) -> bool:
    return cell.count("(") == cell.count(")") + 1


def _is_closed(cell: str) -> bool:
    return cell.count(")") == cell.count("(") + 1


def _has_one_column(grid: Grid) -> bool:
    used: set[int] = set()
    for row in grid.rows:
        used.update(at for at, cell in enumerate(row) if cell)
        if len(used) > 1:
            return False
    return bool(used)


def _cut(cell: str, dialect: Dialect) -> list[str]:
    reader = csv.reader([cell], delimiter=dialect.delimiter, quotechar=dialect.quote)
    return next(reader, [])


def _kinds(row: Sequence[str]) -> list[str]:
    return ["text" if cell else "empty" for cell in row]
