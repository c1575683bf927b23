"""A sheet, or the whole of a small text, as cells in memory: what the layout is found in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ckanext.city.tables.table import KIND, ROW, Column

Place = tuple[int, int]  # row and column, from 0
Range = tuple[int, int, int, int]  # first row and column, last row and column, from 0

BATCH_ROWS = 40_000


@dataclass
class Grid:
    """The cells of one sheet, as shown; ragged, empty ones are "".

    Attributes:
        rows: the first is the file's first, blank ones are kept.
        kinds: of the same shape, of `KINDS`; None of a text.
        sheet: its name; None of a text.
        visible: False of a hidden sheet.
        hidden_rows, hidden_columns: from 0.
        merged: ranges of merged cells.
        notes: comments on cells, where a reader gives them.
        marks: places of cells of which something is to be said, by the finding's code.
    """

    rows: list[list[str]]
    kinds: list[list[str]] | None = None
    sheet: str | None = None
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Range] = ()
    marks: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> str:
        """Give a cell, "" outside the sheet."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)


def tidy(name: str) -> str:
    """Give a header as it reads, on one line."""
    return re.sub(r"\s+", " ", name).strip(" \ufeff")


def letter(index: int) -> str:
    """Name a column, from 0, as a spreadsheet does."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def frames(
    rows: Sequence[Sequence[str]], *, first: int, columns: Sequence[int], kinds: bool = False
) -> Iterator[pl.DataFrame]:
    """Give rows as frames, as `Table.scan` and `Table.kinds` do.

    Args:
        rows: cells by place in the sheet; short rows end in empty cells.
        first: record number of the first row.
        columns: places of the columns to give.
        kinds: the cells are kinds, not text.
    """
    for start in range(0, len(rows), BATCH_ROWS):
        part = rows[start : start + BATCH_ROWS]
        yield frame(part, range(first + start, first + start + len(part)), columns, kinds=kinds)


def frame(
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    columns: Sequence[int],
    *,
    kinds: bool = False,
) -> pl.DataFrame:
    """Give rows with their record numbers as one frame."""
    nothing = "empty" if kinds else None
    data = {ROW: pl.Series(ROW, numbers, dtype=pl.UInt32)}
    for index in columns:
        cells = [(row[index] or nothing) if index < len(row) else nothing for row in rows]
        data[letter(index)] = pl.Series(cells, dtype=KIND if kinds else pl.String)
    return pl.DataFrame(data)


def columns_of(headers: Mapping[int, str]) -> tuple[Column, ...]:
    """Give columns by place and header."""
    return tuple(Column(letter(index), header) for index, header in headers.items())
