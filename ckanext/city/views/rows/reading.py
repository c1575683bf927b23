"""Reads the first rows of a file, in a child process with limits: JSON in, JSON out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.choice import fit_to
from ckanext.city.tables.table import ROW, Table

ROWS, MOST_COLUMNS, LONGEST_CELL = 20, 100, 300


def read_first_rows(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Read the table of a file; give its `columns` by their headers, and `rows` of texts.

    Args:
        arguments: `path`; `names` of the fields of its table schema, none where it follows none.
        limits: beyond which a file is refused.

    Raises:
        Refused: the file holds no table.
    """
    fits = fit_to(arguments["names"])
    table = read_table(Path(arguments["path"]), limits=limits, fits=fits)
    shown = table.columns[:MOST_COLUMNS]
    return {
        "columns": [column.header or column.letter for column in shown],
        "rows": list(itertools.islice(_texts(table), ROWS)),
    }


def _texts(table: Table) -> Iterator[list[str]]:
    for frame in table.scan():
        for row in frame.drop(ROW).head(ROWS).iter_rows():
            yield [(cell or "")[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
