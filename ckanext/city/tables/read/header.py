"""Find a table's header: one line or several, below titles, or none at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.read.blocks import Block
from ckanext.city.tables.read.grid import Grid, tidy
from ckanext.city.tables.read.shapes import (
    BLANK,
    TEXT,
    YEAR,
    Profile,
    profile,
    profile_columns,
    shape,
)
from ckanext.city.tables.read.titles import are_titles

_FIRST_ROWS = 30  # in which a header is looked for
_SAMPLE = 100  # rows below it that are looked at
_MAX_COLUMNS = 150  # looked at; all get their names
_MAX_LINES = 4
_LONG = 80  # characters, from which on a cell is a sentence
_UNIT = re.compile(r"\(.*\)|\[.*\]|€|%|k€|m²|ha|km")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
JOINT = " / "


@dataclass(frozen=True)
class Header:
    """A header that a block may have.

    Attributes:
        lines: its rows, from 0; none where the block has no header.
        names: of each of the block's columns.
        score: how well it stands out; comparable within a block.
        body: the first row below it.
    """

    lines: tuple[int, ...]
    names: dict[int, str]
    score: float
    body: int


def find_headers(grid: Grid, block: Block) -> list[Header]:
    """List the headers that a block may have, the likeliest first; the first may have no lines."""
    cells = _Cells(grid, block.columns[:_MAX_COLUMNS])
    ranked = sorted(
        (_Candidate(grid, block, row, cells) for row in _likely_rows(grid, block)),
        key=lambda candidate: -candidate.score,
    )
    headers = [candidate.header() for candidate in ranked[:5]]
    if not ranked or ranked[0].looks_like_a_row():
        return [_no_header(grid, block), *headers]
    return headers


def _likely_rows(grid: Grid, block: Block) -> list[int]:
    first = block.rows[:_FIRST_ROWS]
    enough = min(2, len(block.columns))
    return [row for row in first if sum(map(bool, _shapes(grid, row, block.columns))) >= enough]


def _shapes(grid: Grid, row: int, columns: Sequence[int]) -> list[str]:
    return [shape(grid.cell(row, column)) for column in columns]


def _no_header(grid: Grid, block: Block) -> Header:
    half = len(block.columns) / 2
    rows = [r for r in block.rows if sum(map(bool, _shapes(grid, r, block.columns))) >= half]
    return Header((), dict.fromkeys(block.columns, ""), 0, (rows or list(block.rows))[0])


class _Cells:
    """The cells of some columns, each looked at once for all candidates.

    Attributes:
        columns: in their order, as the cells of a row.
    """

    def __init__(self, grid: Grid, columns: Sequence[int]) -> None:
        self.columns = columns
        self._grid = grid
        self._texts: dict[int, list[str]] = {}
        self._shapes: dict[int, list[str]] = {}

    def texts(self, row: int) -> list[str]:
        """Give a row's cells, trimmed."""
        if row not in self._texts:
            self._texts[row] = [self._grid.cell(row, column).strip() for column in self.columns]
        return self._texts[row]

    def shapes(self, row: int) -> list[str]:
        """Give the shapes of a row's cells."""
        if row not in self._shapes:
            self._shapes[row] = list(map(shape, self.texts(row)))
        return self._shapes[row]

    def profiles(self, rows: Sequence[int]) -> dict[int, Profile]:
        """Look at the columns over some rows."""
        if not rows:
            return dict.fromkeys(self.columns, profile(()))
        shapes = zip(*map(self.shapes, rows), strict=True)
        return {column: profile(each) for column, each in zip(self.columns, shapes, strict=True)}


class _Candidate:
    """A row of a block, taken for its header."""

    def __init__(self, grid: Grid, block: Block, row: int, cells: _Cells) -> None:
        self._grid, self._block, self._row, self._cells = grid, block, row, cells
        at = block.rows.index(row)
        self._above = block.rows[:at]
        self._below = block.rows[at + 1 : at + 1 + _SAMPLE]
        columns = cells.columns
        self._profiles = cells.profiles(self._below)
        self._shapes = dict(zip(columns, cells.shapes(row), strict=True))
        self._used = [c for c in columns if self._shapes[c] or self._profiles[c].filled > 0.2]
        self._filled = [column for column in self._used if self._shapes[column]]
        self.contrast = self._contrast()
        self.recurrence = self._recurrence()
        self.score = self._score()

    def _score(self) -> float:
        filled = max(1, len(self._filled))
        texts = [tidy(self._grid.cell(self._row, column)) for column in self._filled]
        return (
            3 * len(self._filled) / max(1, len(self._used))
            + 2 * self.contrast
            + sum(self._shapes[column] in (TEXT, YEAR) for column in self._filled) / filled
            + len(set(texts)) / filled
            - 2 * self.recurrence
            - 2 * self._passed_over()
            - sum(len(text) > _LONG for text in texts) / filled
            - 0.05 * len(self._above)
            + 3 * _are_identifiers(texts)
        )

    def _contrast(self) -> float:
        """Tell how far it has words where the column below has numbers or dates, -1 to 1."""
        typed = [column for column in self._used if self._profiles[column].is_typed]
        return sum(self._against(column) for column in typed) / max(1, len(typed))

    def _against(self, column: int) -> int:
        found = self._shapes[column]
        if found == YEAR and self._profiles[column].shape != YEAR:
            return 0
        return {TEXT: 1, BLANK: 0}.get(found, -1)

    def _recurrence(self) -> float:
        """Tell how many of its texts stand in their column again: words of a row, no names."""
        own = self._cells.texts(self._row)
        filled = [at for at, text in enumerate(own) if text]
        again: set[int] = set()
        for row in self._below:
            texts = self._cells.texts(row)
            same = [at for at in filled if texts[at] == own[at]]
            if len(same) < len(filled):  # else the header once more, as on each printed page
                again.update(same)
        return len(again) / max(1, len(self._filled))

    def _passed_over(self) -> int:
        """Count wide rows above it, which would be lost."""
        wide = len(self._used) / 2
        return sum(sum(map(bool, self._cells.shapes(row))) > wide for row in self._above)

    def looks_like_a_row(self) -> bool:
        """Tell whether it is rather the first row of a table without a header."""
        if self.contrast < 0 or (self.recurrence > 0.5 and len(self._below) > 1):
            return True
        return not any(self._shapes[column] in (TEXT, YEAR) for column in self._filled)

    def header(self) -> Header:
        """Give the header with the lines above and below that belong to it."""
        lines = self._lines()
        names = join_lines(self._grid, lines, self._block.columns)
        return Header(lines, names, self.score, lines[-1] + 1)

    def _lines(self) -> tuple[int, ...]:
        lines = [self._row]
        bottom = max(
            (r[2] for r in self._grid.merged if r[0] == self._row < r[2]), default=self._row
        )
        while lines[-1] < min(bottom, self._row + _MAX_LINES - 1):
            lines.append(lines[-1] + 1)
        while len(lines) < _MAX_LINES and self._goes_on_below(lines[-1]):
            lines.append(lines[-1] + 1)
        while len(lines) < _MAX_LINES and self._is_group_line(lines[0] - 1, lines[0]):
            lines.insert(0, lines[0] - 1)
        return tuple(lines)

    def _is_group_line(self, row: int, below: int) -> bool:
        """Tell whether a line stands above groups of the columns named by the line below it."""
        if row not in self._above:
            return False
        shapes = dict(zip(self._used, _shapes(self._grid, row, self._used), strict=True))
        named = [column for column in self._used if shapes[column]]
        if any(shapes[column] not in (TEXT, YEAR) for column in named):
            return False
        labels = {column: tidy(self._grid.cell(row, column)) for column in named}
        if are_titles(labels, {c: tidy(self._grid.cell(below, c)) for c in self._used}):
            return False
        spans = [r for r in self._grid.merged if r[0] == row and r[3] > r[1]]
        if spans:
            return any(r[3] - r[1] + 1 < len(self._used) for r in spans)
        if len(named) < 2 or len(named) == len(self._used):
            return False
        return all(self._spreads(row, column, shapes, below) for column in named)

    def _spreads(self, row: int, column: int, shapes: dict[int, str], below: int) -> bool:
        """Tell whether a label stands over several columns, over a blank, or over itself."""
        at = self._used.index(column)
        following = self._used[at + 1] if at + 1 < len(self._used) else None
        under = tidy(self._grid.cell(below, column))
        alone = under in ("", tidy(self._grid.cell(row, column)))
        return alone or (following is not None and not shapes[following])

    def _goes_on_below(self, line: int) -> bool:
        """Tell whether the next line names what this one leaves open, or says units."""
        below = line + 1
        if below not in self._below or below == self._block.rows[-1]:
            return False
        cells = {c: self._grid.cell(below, c).strip() for c in self._used}
        named = [column for column in self._used if cells[column]]
        if all(_UNIT.fullmatch(cells[column]) for column in named):
            return True
        if any(shape(cells[column]) not in (TEXT, YEAR) for column in named):
            return False
        return self._completes(line, cells, named)

    def _completes(self, line: int, cells: dict[int, str], named: list[int]) -> bool:
        upper = dict(zip(self._used, _shapes(self._grid, line, self._used), strict=True))
        blanks = [column for column in self._used if not upper[column]]
        if not blanks or any(not cells[column] for column in blanks):
            return False
        if any(upper[c] and not self._spreads_right(c, upper) for c in named):
            return False
        rest = profile_columns(self._grid, [r for r in self._below if r > line + 1], self._used)
        open_columns = [column for column in self._used if not cells[column]]
        if any(rest[column].filled > 0.6 for column in open_columns):
            return True
        return any(rest[column].is_typed for column in named)

    def _spreads_right(self, column: int, shapes: dict[int, str]) -> bool:
        at = self._used.index(column)
        return at + 1 < len(self._used) and not shapes[self._used[at + 1]]


def _are_identifiers(texts: Sequence[str]) -> bool:
    """Tell names that a schema gives, DELIB_DATE: they count more than words above them."""
    joined = sum("_" in text for text in texts)
    return joined * 2 > len(texts) and all(map(_IDENTIFIER.fullmatch, texts))


def join_lines(grid: Grid, lines: Sequence[int], columns: Sequence[int]) -> dict[int, str]:
    """Give each column its name, from the general to the particular."""
    labels = [_labels(grid, line, columns, last=line == lines[-1]) for line in lines]
    names = {}
    for column in columns:
        parts = [label[column] for label in labels if label[column]]
        kept = [part for at, part in enumerate(parts) if at == 0 or part != parts[at - 1]]
        names[column] = JOINT.join(kept)
    return names


def _labels(grid: Grid, line: int, columns: Sequence[int], *, last: bool) -> dict[int, str]:
    """Give a line's labels, each spread over the columns that it groups."""
    labels = {column: tidy(grid.cell(line, column)) for column in columns}
    spans = [r for r in grid.merged if r[0] <= line <= r[2] and r[3] > r[1]]
    for top, left, _bottom, right in spans:
        for column in columns:
            if left <= column <= right:
                labels[column] = labels[column] or tidy(grid.cell(top, left))
    if not last and not spans:
        _spread(labels, {column: tidy(grid.cell(line + 1, column)) for column in columns})
    return labels


def _spread(labels: dict[int, str], below: Mapping[int, str]) -> None:
    """Write each label over the columns to its right that it groups, where no cells are merged.

    A group ends at the next label, at a column that the line below leaves open, and where it has
    the names of the group before it ("Inscrits", "Votants").
    """
    current, group, pattern = "", list[str](), list[str]()
    for column, label in labels.items():
        if label:
            pattern, group = group if len(group) > 1 else pattern, []
            current = label if below[column] not in ("", label) else ""
        elif group == pattern:
            current = ""
        if current and below[column]:
            labels[column] = current
            group.append(below[column])
