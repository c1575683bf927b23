"""Where on a sheet a table stands: its header, its rows, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ckanext.city.tables.read.grid import Grid


@dataclass(frozen=True)
class Layout:
    """A table on a sheet; rows and columns from 0.

    Attributes:
        header_rows: lines of the header; none where there is none.
        headers: of each column that holds something, by its place.
        first, last: rows of the table, without its header; `last` < `first` where there is none.
    """

    header_rows: tuple[int, ...]
    headers: dict[int, str]
    first: int
    last: int


def tidy(header: str) -> str:
    """Give a header as it reads, on one line."""
    return re.sub(r"\s+", " ", header).strip(" \ufeff")


def find_layout(grid: Grid) -> Layout:
    """Find the table of a sheet: its first row that is not blank is the header."""
    filled = [number for number, row in enumerate(grid.rows) if any(map(str.strip, row))]
    header, last = (filled[0], filled[-1]) if filled else (0, -1)
    used = sorted({i for n in filled for i, cell in enumerate(grid.rows[n]) if cell})
    headers = {index: tidy(grid.cell(header, index)) for index in used}
    return Layout((header,), headers, header + 1, last)
