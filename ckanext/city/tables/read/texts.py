"""Read a CSV file: small ones cell by cell, clean long ones by Polars, others in pieces."""

from __future__ import annotations

import functools
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.delimited import Text, open_text
from ckanext.city.tables.read.grid import Grid, columns_of, frames
from ckanext.city.tables.read.layout import find_layout
from ckanext.city.tables.table import Table


def read_text(path: Path, limits: Limits) -> Table:
    """Read a file of text.

    Raises:
        Refused: it holds no table, or is beyond the limits.
    """
    text = open_text(path, limits)
    return _read_small(text)


def _read_small(text: Text) -> Table:
    grid = Grid(list(text.records()))
    layout = find_layout(grid)
    if not layout.headers:
        raise Refused(Finding("file.empty", "error"))
    rows = grid.rows[layout.first : layout.last + 1]
    return Table(
        file=text.path.name,
        sheet=None,
        columns=columns_of(layout.headers),
        scan=functools.partial(frames, rows, layout.first + 1, tuple(layout.headers)),
        header_row=layout.header_rows[-1] + 1 if layout.header_rows else 0,
    )
