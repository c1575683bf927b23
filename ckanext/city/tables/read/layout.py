"""Where on a sheet a table stands: its header, its rows, and what stands around it."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ckanext.city.tables.findings import MAX_VALUES, Finding, Refused
from ckanext.city.tables.read.blocks import Block, find_blocks
from ckanext.city.tables.read.body import Body, look_at_body
from ckanext.city.tables.read.choice import Fits
from ckanext.city.tables.read.grid import Grid, letter
from ckanext.city.tables.read.header import Header, find_headers
from ckanext.city.tables.read.shapes import shape
from ckanext.city.tables.read.titles import says_multiple

_NEAR = 0.4  # difference in quality below which the table that stands first is taken
_ASIDE = re.compile(
    r"(?:exemples?|mod[eè]les?|aide|notice|mode d.emploi|listes?|lisez[ -]?moi|consignes?"
    r"|instructions?|l[ée]gende|nomenclature|à corriger"
    r"|examples?|help|lists?|read[ -]?me|legend|to correct)"
    r"[ _-]*\(?\d*\)?",
    re.IGNORECASE,
)
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
        parts: tables below each other that have its header, and are read as one; none where it
            stands alone.
    """

    grid: Grid
    block: Block
    header: Header
    fit: float
    quality: float
    parts: tuple[Layout, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows below the header that are not blank, notes included."""
        return tuple(row for row in self.block.rows if row >= self.header.body)

    @property
    def titles(self) -> tuple[int, ...]:
        """The lines above the header."""
        top = self.header.lines[0] if self.header.lines else self.header.body
        return tuple(row for row in self.block.rows if row < top)

    @property
    def repeated(self) -> tuple[int, ...]:
        """The lines of the header that stand again above its further parts."""
        return tuple(line for part in self.parts[1:] for line in part.header.lines)

    @property
    def inner_titles(self) -> tuple[int, ...]:
        """The lines above the header of its further parts."""
        return tuple(row for part in self.parts[1:] for row in part.titles)

    def lines(self) -> list[list[str]]:
        """Give the lines of the header as they are written."""
        return [self.grid.rows[line] for line in self.header.lines]

    def headers(self) -> dict[int, str]:
        """Give the columns that hold something, with their names."""
        rows = self.rows
        return {
            column: self.header.names.get(column, "")
            for column in self.block.columns
            if self.header.names.get(column) or any(shape(self.grid.cell(r, column)) for r in rows)
        }


def find_layouts(grid: Grid, fits: Fits | None = None) -> list[Layout]:
    """Find the tables of a sheet, in the order in which they stand; alike ones below each other."""
    found: list[Layout] = []
    for block in find_blocks(grid):
        if block.columns:
            layout = _lay_out(grid, block, fits)
            goes_on = bool(found) and _go_on(found[-1], layout)
            found[-1:] = [_join(found[-1], layout)] if goes_on else [*found[-1:], layout]
    return found


def _go_on(before: Layout, after: Layout) -> bool:
    """Tell whether a table has the header of the one that stands before it, in the same columns."""
    names = [{c: n for c, n in each.header.names.items() if n} for each in (before, after)]
    return bool(after.header.lines) and len(names[0]) > 1 and names[0] == names[1]


def _join(before: Layout, after: Layout) -> Layout:
    columns = sorted({*before.block.columns, *after.block.columns})
    block = Block((*before.block.rows, *after.block.rows), tuple(columns))
    quality = _quality(before.grid, block, before.header)
    parts = (*(before.parts or (before,)), after)
    return Layout(before.grid, block, before.header, max(before.fit, after.fit), quality, parts)


def choose(layouts: Sequence[Layout], at: str | None = None) -> Layout | None:
    """Take the table that fits best; of those that fit alike, the first that is much of a table.

    Args:
        layouts: of the tables that there are.
        at: a cell of the one that is meant, "J3"; its range is one too.

    Raises:
        Refused: no table has this cell.
    """
    if not layouts:
        return None
    if at is not None:
        return _choose_at(layouts, at)
    best_fit = max(layout.fit for layout in layouts)
    fitting = [layout for layout in layouts if layout.fit > best_fit - _ALIKE]
    best = max(layout.quality for layout in fitting)
    return next(layout for layout in fitting if layout.quality >= best - _NEAR)


def _choose_at(layouts: Sequence[Layout], at: str) -> Layout:
    every = [part for layout in layouts for part in (layout.parts or (layout,))]
    row, column = _place(at)
    for part in every:
        rows, columns = part.block.rows, part.block.columns
        if rows[0] <= row <= rows[-1] and columns[0] <= column <= columns[-1]:
            return part
    ranges = ", ".join(map(name_range, every))
    raise Refused(Finding("table.unknown", "error", details={"cell": at, "ranges": ranges}))


def _place(cell: str) -> tuple[int, int]:
    """Read "J3" as row and column from 0; what is no cell is none of any table."""
    found = re.match(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", cell.strip())
    if found is None:
        return -1, -1
    column = 0
    for sign in found[1].upper():
        column = column * 26 + ord(sign) - 64
    return int(found[2]) - 1, column - 1


def name_range(layout: Layout) -> str:
    """Name the cells of a table as a spreadsheet does: "A3:J20"."""
    block = layout.block
    return (
        f"{letter(block.columns[0])}{block.rows[0] + 1}:"
        f"{letter(block.columns[-1])}{block.rows[-1] + 1}"
    )


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
        - 3 * (not grid.visible or stands_aside(grid.sheet))
    )


def stands_aside(sheet: str | None) -> bool:
    """Tell a sheet whose name says that it explains another: what is to be sent is not there."""
    return bool(sheet and _ASIDE.fullmatch(sheet.strip()))


def describe(layout: Layout, body: Body, others: Sequence[Layout]) -> tuple[Finding, ...]:
    """Say what of a sheet is no record, and what else it holds."""
    lines = layout.header.lines
    above = [each for each in others if lines and _is_title(each, lines[0])]
    titles = sorted({*layout.titles, *(row for each in above for row in each.block.rows)})
    own = frozenset(layout.block.columns)
    say = partial(rows_finding, grid=layout.grid, columns=own)
    wide = own.union(*(each.block.columns for each in above))
    found = [
        say("table.titles", "note", titles, columns=wide),
        say("table.notes", "note", body.notes),
        _multiple([*titles, *body.notes], layout.grid, wide),
        say("table.totals", "warning", body.totals),
        say("table.headings", "warning", body.headings),
        say("table.header-again", "error", body.headers),
        say("table.labels", "warning", body.labels),
        say("table.shifted", "warning", body.shifted),
        say("table.header-lines", "note", lines) if len(lines) > 1 else None,
        Finding("table.no-header", "warning") if not lines else None,
        _stacked(layout),
        _others([each for each in others if each not in above]),
    ]
    return tuple(each for each in found if each)


def rows_finding(
    code: str,
    severity: str,
    rows: Sequence[int],
    grid: Grid,
    columns: Container[int] | None = None,
) -> Finding | None:
    """Say something of some rows, with their first words; of these columns, where they are given.

    Beside a table may stand another, whose titles are not its own.
    """
    if not rows:
        return None
    words = [_first_words(grid, row, columns) for row in rows[:MAX_VALUES]]
    return Finding(
        code,
        severity,  # type: ignore[arg-type]
        rows=tuple(row + 1 for row in rows),
        count=len(rows),
        values=tuple(dict.fromkeys(filter(None, words))),
    )


def _multiple(rows: Sequence[int], grid: Grid, columns: Container[int]) -> Finding | None:
    """Say that a line above or below counts the table's numbers in thousands or in millions."""
    held = (row for row in rows if row < len(grid.rows))
    cells = ((row, at, text) for row in held for at, text in enumerate(grid.rows[row]))
    said = {row: text.strip() for row, at, text in cells if at in columns and says_multiple(text)}
    if not said:
        return None
    shown = tuple(row + 1 for row in said)
    return Finding(
        "table.multiple", "warning", rows=shown, count=len(said), values=tuple(said.values())
    )


def _first_words(grid: Grid, row: int, columns: Container[int] | None) -> str:
    """Give a row's first text; of a long file only the first rows are held."""
    cells = enumerate(grid.rows[row] if row < len(grid.rows) else [])
    own = (cell.strip() for at, cell in cells if columns is None or at in columns)
    return next(filter(None, own), "")


def _is_title(other: Layout, top: int) -> bool:
    """Tell lines of one cell above a table's header, which stand apart from it."""
    return len(other.block.columns) == 1 and other.block.rows[-1] < top


def _stacked(layout: Layout) -> Finding | None:
    """Say of which tables below each other one was made."""
    if not layout.parts:
        return None
    ranges = tuple(map(name_range, layout.parts))
    details = {"ranges": ", ".join(ranges[:20]), "cell": ranges[-1].partition(":")[0]}
    return Finding("table.stacked", "warning", count=len(ranges), values=ranges[:20],
                   details=details)  # fmt: skip


def _others(others: Sequence[Layout]) -> Finding | None:
    ranges = [name_range(other) for other in others]
    if not ranges:
        return None
    details = {"others": ", ".join(ranges), "cell": ranges[0].partition(":")[0]}
    return Finding(
        "table.others", "note", count=len(ranges), values=tuple(ranges[:20]), details=details
    )


def look(layout: Layout, headers: dict[int, str]) -> Body:
    """Tell the rows of a table from what stands among and below them."""
    body = look_at_body(layout.grid, layout.rows, tuple(headers), headers, layout.lines())
    again, titles = set(layout.repeated), set(layout.inner_titles)
    if not again:
        return body
    return replace(
        body,
        headers=tuple(sorted(again.union(body.headers))),
        headings=tuple(sorted(titles.union(body.headings) - again)),
        totals=tuple(row for row in body.totals if row not in again | titles),
        shifted=tuple(row for row in body.shifted if row not in again | titles),
    )


def longer_than_header(layout: Layout, lengths: Iterable[tuple[int, int]]) -> list[int]:
    """Give the rows of a text that have more cells than its header.

    Args:
        layout: of the text.
        lengths: rows from 0, and how many cells each has.
    """
    width = max((len(layout.grid.rows[line]) for line in layout.header.lines), default=0)
    return [row for row, length in lengths if width and length > width]
