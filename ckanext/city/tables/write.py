"""Writes files whole or not at all: a table as CSV in UTF-8, without a cell that is a formula."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import polars as pl

from ckanext.city.tables.formulas import is_formula


def risky_texts(column: pl.Series) -> list[str]:
    """Give the distinct texts of a column that a spreadsheet would take for formulas."""
    first = column.str.strip_chars_start(' "\u00a0').str.slice(0, 1)
    odd = column.filter(first.str.contains(r"[=+\-@|＝＋－＠\t\r\n]")).unique(maintain_order=True)
    return [text for text in odd if is_formula(text) and not text.startswith("'")]


def neutralise(column: pl.Series) -> pl.Series:
    """Put an apostrophe before what a spreadsheet would calculate; other texts stay."""
    return column.replace({text: f"'{text}" for text in risky_texts(column)})


class Outputs:
    """Files that are written under other names, and get their own together, once all are whole."""

    def __init__(self) -> None:
        self._names: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def take(self, path: Path) -> Path:
        """Give the path under which a file is to be written meanwhile.

        Raises:
            OSError: its folder does not take it.
        """
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        self._names[path] = Path(name)
        return self._names[path]

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            for path, name in self._names.items():
                name.chmod(0o644)
                name.replace(path)
        for name in self._names.values():
            name.unlink(missing_ok=True)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Write a table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def harmless_header(name: str) -> str:
    """Give a header that no spreadsheet calculates."""
    return f"'{name}" if is_formula(name) else name
