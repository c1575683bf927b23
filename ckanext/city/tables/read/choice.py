"""Which table of a file is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: How well a header suits what is asked for, from 0 (not at all) to 1 (it is the one).
Fits = Callable[[Sequence[str]], float]


def fit_to(fields: Iterable[str]) -> Fits | None:
    """Give how well a header suits fields: the share of them that it names; None without any."""
    names = frozenset(fields)

    def fits(header: Sequence[str]) -> float:
        return len(names.intersection(header)) / len(names)

    return fits if names else None


@dataclass(frozen=True)
class Choice:
    """Which table of a file is read.

    Attributes:
        fits: how well a header suits; None: the structure decides.
        sheet: of a workbook, its name; None: any.
        at: a cell of the table, "J3"; None: the table that fits best.
    """

    fits: Fits | None = None
    sheet: str | None = None
    at: str | None = None
