"""Read a CSV file: small ones cell by cell, clean long ones by Polars, others in pieces."""

from __future__ import annotations

from pathlib import Path

from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.delimited import Text, open_text
from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.read.layout import Fits
from ckanext.city.tables.read.tabulate import tabulate
from ckanext.city.tables.table import Table


def read_text(path: Path, limits: Limits, fits: Fits | None) -> Table:
    """Read a file of text.

    Raises:
        Refused: it holds no table, or is beyond the limits.
    """
    text = open_text(path, limits)
    return _read_small(text, fits)


def _read_small(text: Text, fits: Fits | None) -> Table:
    return tabulate(text.path.name, [Grid(list(text.records()))], fits)
