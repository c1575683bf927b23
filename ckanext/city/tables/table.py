"""A table as it stands in a file: text as shown, with the place where each cell was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.findings import Finding

#: What a spreadsheet holds in a cell; a CSV file holds text only.
KINDS = ("empty", "text", "number", "date", "datetime", "time", "duration", "boolean", "error")
KIND = pl.Enum(KINDS)

#: Name of the column of a batch that holds the record numbers; no letter is written so.
ROW = "#"


@dataclass(frozen=True)
class Column:
    """A column as the person sees it.

    Attributes:
        letter: "A", "B", ... "AA": the place in the file, hidden and empty columns counted.
        header: as written, its blanks trimmed; several header lines are joined by " / ".
    """

    letter: str
    header: str


@dataclass(frozen=True)
class Table:
    """What was read of a file.

    Attributes:
        file: its name, without folders.
        sheet: of a workbook, the sheet that was read; None of other files.
        columns: those that hold something, in their order.
        scan: give the rows anew, in their order, as frames of bounded size: a column `ROW` of
            record numbers (UInt32), then a String column per column, named by its letter. An
            empty cell is null; a quoted empty cell of a CSV file is "".
        kinds: give, for a workbook, frames of the same shape as `scan`, of `KIND`; None of others.
        findings: what reading had to say: encoding, hidden rows, lines left out, formulas.
        header_row: record number of the last header line; 0 where there is none.
        rows: how many there are; 0 where nobody knows before all are read.
    """

    file: str
    sheet: str | None
    columns: tuple[Column, ...]
    scan: Callable[[], Iterator[pl.DataFrame]]
    kinds: Callable[[], Iterator[pl.DataFrame]] | None = None
    findings: tuple[Finding, ...] = ()
    header_row: int = 1
    rows: int = 0

    def frame(self) -> pl.DataFrame:
        """Give all rows in one frame: for tables that fit in memory."""
        batches = list(self.scan())
        return pl.concat(batches) if batches else self.empty()

    def empty(self) -> pl.DataFrame:
        """Give a frame of the table's columns without a row."""
        letters = {column.letter: pl.String for column in self.columns}
        return pl.DataFrame(schema={ROW: pl.UInt32, **letters})
