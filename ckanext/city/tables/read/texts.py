"""Read a CSV file: small ones cell by cell, clean long ones by Polars, others in pieces."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from ckanext.city.tables.findings import Finding
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.delimited import Records, Text, open_text
from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.table import Table

# ruff: noqa: PLC0415 - each road is loaded where it is taken: all take as long as reading most files

SMALL_BYTES = 4_000_000  # of a file that is held in memory cell by cell


def read_text(path: Path, limits: Limits, choice: Choice) -> Table:
    """Read a file of text.

    Raises:
        Refused: it holds no table, or is beyond the limits.
    """
    if path.stat().st_size <= SMALL_BYTES:
        return _read_small(open_text(path, limits), choice)
    from ckanext.city.tables.read.fast import read_clean

    clean = read_clean(path, limits, choice.fits) if choice.at is None else None
    return clean or _read_long(open_text(path, limits), choice)


def _read_long(text: Text, choice: Choice) -> Table:
    from ckanext.city.tables.read.long import read_long

    return read_long(text, choice)


def read_cells(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Give all records of a file, what stands around its table too, cut as the table is read.

    Raises:
        Refused: it is beyond the limits.
    """
    from ckanext.city.tables.read.one_column import cut_one_column, cut_wrapped, rejoin_header

    text = open_text(path, limits)
    if path.stat().st_size > SMALL_BYTES:
        yield from Records(text)
        return
    grid, _wrapped = cut_wrapped(Grid(list(Records(text))), text.dialect.delimiter)
    grid, _joined = rejoin_header(grid, text.dialect.delimiter)
    yield from cut_one_column(grid)[0].rows


def _read_small(text: Text, choice: Choice) -> Table:
    from ckanext.city.tables.read.layout import rows_finding
    from ckanext.city.tables.read.one_column import cut_wrapped, rejoin_header
    from ckanext.city.tables.read.tabulate import tabulate

    records = Records(text)
    grid, wrapped = cut_wrapped(Grid(list(records)), text.dialect.delimiter)
    grid, joined = rejoin_header(grid, text.dialect.delimiter)
    table = tabulate(text.path.name, [grid], choice)
    said = [rows_finding("text.wrapped", "warning", wrapped, grid)]
    if joined:
        said.append(Finding("text.header-cut", "warning", values=(joined,), count=1))
    return dataclasses.replace(
        table,
        findings=(*text.say(), *records.findings(), *filter(None, said), *table.findings),
    )
