"""Writes a table as CSV in UTF-8, without a cell that is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from ckanext.city.tables.formulas import is_formula


def risky_texts(column: pl.Series) -> list[str]:
    """Give the distinct texts of a column that a spreadsheet would take for formulas."""
    first = column.str.strip_chars_start(' "\u00a0').str.slice(0, 1)
    odd = column.filter(first.str.contains(r"[=+\-@|＝＋－＠\t\r\n]")).unique(maintain_order=True)
    return [text for text in odd if is_formula(text)]


def neutralise(column: pl.Series) -> pl.Series:
    """Put an apostrophe before what a spreadsheet would calculate; other texts stay."""
    return column.replace({text: f"'{text}" for text in risky_texts(column)})


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def harmless_header(name: str) -> str:
    """Give a header that no spreadsheet calculates."""
    return f"'{name}" if is_formula(name) else name
