"""What is said of a sheet's cells: formulas, errors, hidden rows, merged cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding, Severity
from ckanext.city.tables.read.grid import Grid, Place, letter

#: How grave it is what a grid's marks say of cells.
MARKS: Mapping[str, Severity] = {
    "cells.formula": "note",
    "cells.formula-empty": "warning",
    "cells.external": "warning",
    "cells.error": "warning",
    "cells.merged": "note",
}


def fill_merged(grid: Grid, headers: Mapping[int, str], rows: range) -> list[Place]:
    """Write the value of cells merged downwards into each of their rows; give these places."""
    places = []
    for top, left, bottom, _right in grid.merged:
        if left not in headers or top not in rows or bottom <= top:
            continue
        for row in range(top + 1, min(bottom + 1, rows.stop)):
            if grid.cell(top, left) and not grid.cell(row, left):
                _copy(grid, (top, left), row)
                places.append((row, left))
    return places


def _copy(grid: Grid, place: Place, row: int) -> None:
    top, column = place
    for cells in (grid.rows, grid.kinds):
        if cells is not None:
            nothing = "" if cells is grid.rows else "empty"
            cells[row].extend([nothing] * (column + 1 - len(cells[row])))
            cells[row][column] = cells[top][column]


def remarks(grid: Grid, headers: Mapping[int, str], rows: range) -> Iterator[Finding]:
    """Say what a sheet's marks mean for a table, column by column.

    Args:
        grid: the sheet.
        headers: the table's columns, by their place.
        rows: the table's, from 0.
    """
    for code, severity in MARKS.items():
        by_column: dict[int, list[int]] = {}
        for row, column in grid.marks.get(code, ()):
            if row in rows and column in headers:
                by_column.setdefault(column, []).append(row)
        for column, found in sorted(by_column.items()):
            yield _of_column(code, severity, grid, (column, headers[column]), sorted(found))
    yield from _hidden(grid, headers, rows)


def _of_column(
    code: str, severity: Severity, grid: Grid, named: tuple[int, str], rows: Sequence[int]
) -> Finding:
    column, header = named
    return Finding(
        code,
        severity,
        field=header or letter(column),
        rows=tuple(row + 1 for row in rows[:MAX_ROWS]),
        count=len(rows),
        values=_first(grid.cell(row, column) for row in rows),
        details={"letter": letter(column)},
    )


def _first(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        if value:
            found[value] = None
        if len(found) == MAX_VALUES:
            break
    return tuple(found)


def _hidden(grid: Grid, headers: Mapping[int, str], rows: range) -> Iterator[Finding]:
    hidden = sorted(row for row in grid.hidden_rows if row in rows)
    if hidden:
        numbers = tuple(row + 1 for row in hidden[:MAX_ROWS])
        yield Finding("rows.hidden", "warning", rows=numbers, count=len(hidden))
    for column, header in headers.items():
        if column in grid.hidden_columns:
            details = {"letter": letter(column)}
            yield Finding(
                "columns.hidden", "warning", field=header or letter(column), details=details
            )
