"""Where on a sheet a table stands: its header, its rows, and what stands around it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.read.blocks import Block, find_blocks
from ckanext.city.tables.read.body import Body, look_at_body
from ckanext.city.tables.read.grid import Grid, letter
from ckanext.city.tables.read.header import Header, find_headers
from ckanext.city.tables.read.shapes import shape

#: How well a header suits what is asked for, from 0 (not at all) to 1 (it is the one).
Fits = Callable[[Sequence[str]], float]

_NEAR = 0.4  # difference in quality below which the table that stands first is taken
_ALIKE = 0.1  # difference in fit below which the structure decides


@dataclass(frozen=True)
class Layout:
    """A table on a sheet; rows and columns from 0.

    Attributes:
        grid: the sheet.
        block: the part of it that holds the table, with what stands around it.
        header: of the table.
        fit: what `Fits` says of it, 0 without.
        quality: how much of a table it is, by its structure.
    """

    grid: Grid
    block: Block
    header: Header
    fit: float
    quality: float

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows below the header that are not blank, notes included."""
        return tuple(row for row in self.block.rows if row >= self.header.body)

    @property
    def titles(self) -> tuple[int, ...]:
        """The lines above the header."""
        top = self.header.lines[0] if self.header.lines else self.header.body
        return tuple(row for row in self.block.rows if row < top)

    def headers(self) -> dict[int, str]:
        """Give the columns that hold something, with their names."""
        rows = self.rows
        return {
            column: self.header.names.get(column, "")
            for column in self.block.columns
            if self.header.names.get(column) or any(shape(self.grid.cell(r, column)) for r in rows)
        }


def find_layouts(grid: Grid, fits: Fits | None = None) -> list[Layout]:
    """Find the tables of a sheet, in the order in which they stand."""
    return [_lay_out(grid, block, fits) for block in find_blocks(grid) if block.columns]


def choose(layouts: Sequence[Layout]) -> Layout | None:
    """Take the table that fits best; of those that fit alike, the first that is much of a table."""
    if not layouts:
        return None
    best_fit = max(layout.fit for layout in layouts)
    fitting = [layout for layout in layouts if layout.fit > best_fit - _ALIKE]
    best = max(layout.quality for layout in fitting)
    return next(layout for layout in fitting if layout.quality >= best - _NEAR)


def _lay_out(grid: Grid, block: Block, fits: Fits | None) -> Layout:
    headers = find_headers(grid, block)
    marks = [_fit(fits, header) for header in headers]
    best = max(range(len(headers)), key=lambda each: (marks[each], -each))
    at = best if marks[best] > marks[0] + _ALIKE else 0
    return Layout(grid, block, headers[at], marks[at], _quality(grid, block, headers[at]))


def _fit(fits: Fits | None, header: Header) -> float:
    if fits is None or not header.lines:
        return 0
    return max(0, fits([name for name in header.names.values() if name]))


def _quality(grid: Grid, block: Block, header: Header) -> float:
    """Weigh a table: its rows and columns, and how well its header stands out."""
    rows = sum(row >= header.body for row in block.rows)
    narrow = len(block.columns) < 2
    return (
        math.log10(1 + rows * len(block.columns))
        + min(header.score, 6) / 4
        - 2 * narrow
        - 3 * (not grid.visible)
    )


def describe(layout: Layout, body: Body, others: Sequence[Layout]) -> tuple[Finding, ...]:
    """Say what of a sheet is no record, and what else it holds."""
    lines = layout.header.lines
    found = [
        rows_finding("table.titles", "note", layout.titles, layout.grid),
        rows_finding("table.notes", "note", body.notes, layout.grid),
        rows_finding("table.totals", "warning", body.totals, layout.grid),
        rows_finding("table.headings", "warning", body.headings, layout.grid),
        rows_finding("table.header-again", "warning", body.headers, layout.grid),
        rows_finding("table.labels", "warning", body.labels, layout.grid),
        rows_finding("table.shifted", "warning", body.shifted, layout.grid),
        rows_finding("table.header-lines", "note", lines, layout.grid) if len(lines) > 1 else None,
        Finding("table.no-header", "warning") if not lines else None,
        _others(others),
    ]
    return tuple(each for each in found if each)


def rows_finding(code: str, severity: str, rows: Sequence[int], grid: Grid) -> Finding | None:
    """Say something of some rows, with their first words."""
    if not rows:
        return None
    words = [_first_words(grid, row) for row in rows[:MAX_VALUES]]
    return Finding(
        code,
        severity,  # type: ignore[arg-type]
        rows=tuple(row + 1 for row in rows[:MAX_ROWS]),
        count=len(rows),
        values=tuple(dict.fromkeys(filter(None, words))),
    )


def _first_words(grid: Grid, row: int) -> str:
    """Give a row's first text; of a long file only the first rows are held."""
    cells = grid.rows[row] if row < len(grid.rows) else []
    return next((cell.strip() for cell in cells if cell.strip()), "")


def _others(others: Sequence[Layout]) -> Finding | None:
    ranges = [
        f"{letter(other.block.columns[0])}{other.block.rows[0] + 1}:"
        f"{letter(other.block.columns[-1])}{other.block.rows[-1] + 1}"
        for other in others
        if len(other.block.columns) > 1 or len(other.block.rows) > 2  # else a title or a note
    ]
    if not ranges:
        return None
    details = {"others": ", ".join(ranges)}
    return Finding(
        "table.others", "note", count=len(ranges), values=tuple(ranges[:20]), details=details
    )


def look(layout: Layout, headers: dict[int, str]) -> Body:
    """Tell the rows of a table from what stands among and below them."""
    return look_at_body(layout.grid, layout.rows, tuple(headers), headers)


def longer_than_header(layout: Layout, lengths: Iterable[tuple[int, int]]) -> list[int]:
    """Give the rows of a text that have more cells than its header.

    Args:
        layout: of the text.
        lengths: rows from 0, and how many cells each has.
    """
    width = max((len(layout.grid.rows[line]) for line in layout.header.lines), default=0)
    return [row for row, length in lengths if width and length > width]
