"""What a cell looks like, without saying what it means: a number, a date, a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ckanext.city.tables.read.grid import Grid

BLANK, NUMBER, DATE, YEAR, TEXT = "", "number", "date", "year", "text"

_NUMBER = re.compile(r"[+\-−]?\(?\d[\d\s.,’']*\)?\s?(?:€|%|k€)?-?|[+-]?\d(?:[.,]\d+)?E[+-]?\d+")
_DATE = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}(?:[ T]\d{1,2}[:h]\d{0,2}.*)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=1 << 16)
def shape(cell: str) -> str:
    """Tell a cell's shape by its text."""
    text = cell.strip()
    if not text:
        return BLANK
    if _YEAR.fullmatch(text):
        return YEAR
    if _DATE.fullmatch(text):
        return DATE
    return NUMBER if _NUMBER.fullmatch(text) else TEXT


def is_blank(row: Sequence[str]) -> bool:
    """Tell a row without a sign in it."""
    return not any(row) or not any(map(str.strip, row))


@dataclass(frozen=True)
class Profile:
    """What a column's cells look like.

    Attributes:
        shape: of most cells that are not blank.
        share: of these cells that have it, 0 to 1.
        filled: share of all cells that are not blank.
    """

    shape: str
    share: float
    filled: float

    @property
    def is_typed(self) -> bool:
        """Tell a column of numbers or dates, in which a header's words stand out."""
        return self.shape not in (BLANK, TEXT) and self.share >= 0.6 and self.filled >= 0.3


def profile_columns(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> dict[int, Profile]:
    """Look at columns over some rows; a year among other numbers is a number."""
    return {column: profile([shape(grid.cell(row, column)) for row in rows]) for column in columns}


def profile(shapes: Sequence[str]) -> Profile:
    """Look at the shapes of a column's cells."""
    counted = Counter(shapes)
    filled = len(shapes) - counted.pop(BLANK, 0)
    if not filled:
        return Profile(BLANK, 0, 0)
    if counted[NUMBER] and counted[YEAR]:
        counted[NUMBER] += counted.pop(YEAR)
    best, times = counted.most_common(1)[0]
    return Profile(best, times / filled, filled / len(shapes))
