"""Find texts that a spreadsheet would run as formulas when it opens the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.table import ROW, Column

#: An apostrophe before it makes it text: for a spreadsheet, and so for us.
_RUNS = re.compile(r"""[\s"]*[=+\-@|＝＋－＠]|[\t\r]""")
_NUMBER = r"[+-]?\s?(?:\d(?:[.,'’\s\u00a0\u202f]?\d)*+[.,]?|[.,]\d+)(?:E[+-]?\d+)?"
#: Harmless though they begin with such a sign: a number, with its unit or beside others; a
#: telephone number, an offset of UTC, dashes alone. No name of a cell or of a function is in them.
_HARMLESS = re.compile(
    rf"\s*(?:{_NUMBER}\s?[€%°²³$£a-zµ/]{{0,12}}[.]?"
    rf"|{_NUMBER}(?:\s*[,;/]\s*{_NUMBER})+"
    r"|[+-]\d{1,2}:\d{2}"
    r"|\+?[\d\s\u00a0\u202f.()/-]{6,24}|[-–—\s]+)\s*",
    re.IGNORECASE,
)
#: A dash that opens a line, as of a list.
_LIST_DASH = re.compile(r"^-[ \t\u00a0\u202f]+(?=[^\W\d_])", re.MULTILINE)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula."""
    return _RUNS.match(text) is not None and _HARMLESS.fullmatch(text) is None


def with_list_dashes(text: str) -> str:
    """Write the hyphens that open lines of words as en dashes, which no spreadsheet calculates."""
    return _LIST_DASH.sub("– ", text) if text.lstrip().startswith("-") else text


def _may_run(letter: str) -> pl.Expr:
    """Tell by its place in the alphabet, which is quick, whether a text's first sign may be one."""
    cell = pl.col(letter)
    between = (("", "0"), (":", "A"), ("|", "}"), ("\uff00", "\uffff"))
    return pl.any_horizontal((cell >= first) & (cell < last) for first, last in between)


def _is_odd(letter: str) -> pl.Expr:
    """Tell quicker, and of more texts, whether one may: those that open with an accent too."""
    cell = pl.col(letter)
    return (cell < "0") | ((cell >= ":") & (cell < "A")) | (cell >= "|")


class FormulaTally:
    """Counts the formulas among the cells of a table, as its batches go by."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        """Take the headers of the table's columns, by letter."""
        self._headers = headers
        self._rows: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}
        self._values: dict[str, dict[str, None]] = {}

    def take(self, batch: pl.DataFrame) -> None:
        """Look at the rows of a batch; one by one only at texts whose first sign may be one."""
        odd = batch.select(_is_odd(letter).any().alias(letter) for letter in self._headers).row(0)
        for letter, is_odd in zip(self._headers, odd, strict=True):
            if is_odd:
                found = batch.select(ROW, letter).filter(_may_run(letter))
                for row, text in found.iter_rows():
                    if is_formula(text):
                        self.add(letter, row, text)

    def add(self, letter: str, row: int, text: str) -> None:
        """Count a formula."""
        self._counts[letter] = self._counts.get(letter, 0) + 1
        rows = self._rows.setdefault(letter, [])
        if len(rows) < MAX_ROWS:
            rows.append(row)
        values = self._values.setdefault(letter, {})
        if len(values) < MAX_VALUES:
            values[text] = None

    def findings(self) -> Iterator[Finding]:
        """Say where formulas stand, column by column."""
        for letter, count in self._counts.items():
            yield Finding(
                "cells.like-formula",
                "warning",
                field=self._headers[letter] or letter,
                rows=tuple(self._rows[letter]),
                count=count,
                values=tuple(self._values[letter]),
                details={"letter": letter},
            )


def find_formulas(columns: Iterable[Column], batches: Iterable[pl.DataFrame]) -> Iterator[Finding]:
    """Say where formulas stand in a table, looking at all its batches."""
    tally = FormulaTally({column.letter: column.header for column in columns})
    for batch in batches:
        tally.take(batch)
    yield from tally.findings()
