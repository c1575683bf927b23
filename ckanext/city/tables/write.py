"""Writes a table as CSV in UTF-8, whole or not at all, without a cell that is a formula."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

#: How a spreadsheet may take a text for a formula.
_FORMULA = r"""^[\s"']*[=+\-@|＝＋－＠]|^[\t\r]"""
#: What begins so and is none: a phone number, a number, dashes alone.
_PHONE = r"^\s*\+\d[\d .()/]{5,19}$"
_NUMBER = r"^\s*[+-]?\d[\d\s\u{a0}\u{202f}]*(?:[.,]\d+)?(?:[eE][+-]?\d+)?\s?[€%]?\s*$"
_DASHES = r"^[\s\-–—]+$"


def neutralise(column: pl.Expr) -> pl.Expr:
    """Put an apostrophe before what a spreadsheet would calculate; other texts stay."""
    return pl.when(is_formula(column)).then(pl.lit("'") + column).otherwise(column)


def is_formula(column: pl.Expr) -> pl.Expr:
    """Tell the texts that a spreadsheet would take for a formula."""
    harmless = pl.any_horizontal(
        column.str.starts_with("'"), *(column.str.contains(p) for p in (_PHONE, _NUMBER, _DASHES))
    )
    return (column.str.contains(_FORMULA) & ~harmless).fill_null(value=False)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Write a table under another name, and give it its own once it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def formula_header(name: str) -> str:
    """Give a header that no spreadsheet calculates."""
    risky = re.match(r"[\s\"]*[=+\-@|]", name) and re.search(r"[^\s\-–—]", name)
    return f"'{name}" if risky else name
