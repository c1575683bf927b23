"""Remembers what became of each cell while a table was mended: by which repairs, from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

#: Ends the name of the column that says, beside a column that was rewritten, by which number its
#: cells' histories are known; and of the one that says where values come from that came from
#: elsewhere. They stand in the frame itself, so that they follow the rows wherever these go.
HISTORY, ORIGIN = "~", "<"
#: Whose yes it is where nobody has to say it: what is safe, and what is done in every file.
SAFE, ALWAYS = NEEDS_NO_YES = ("safe", "always")
#: Of a value that the file does not say, and before the name of a column whose header says it.
NOWHERE, HEADER = "", "^"

NO_ORIGINS: Mapping[str, pl.Expr] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """A repair that changed a cell.

    Attributes:
        repair: id of its proposal.
        yes: whose: "safe" (nobody's: it is safe), "all", "decide KEY=VALUE", "recipe", or
            "always" for what is done in every file that is written.
    """

    repair: str
    yes: str


@dataclass(frozen=True)
class LeftOut:
    """What of the file is not written.

    Attributes:
        step: that left it out.
        rows: record numbers.
        letters: of columns.
    """

    step: Step
    rows: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()


class Trail:
    """The histories of a table's cells.

    Attributes:
        histories: those that occur, the steps of each in their order; cells know them by their
            place. The first is that of a cell which nothing changed.
        left_out: what is not written.
    """

    def __init__(self) -> None:
        self.histories: list[tuple[Step, ...]] = [()]
        self.left_out: list[LeftOut] = []
        self._numbers: dict[tuple[Step, ...], int] = {(): 0}

    def number(self, steps: Iterable[Step]) -> int:
        """Give the number of a history."""
        history = tuple(dict.fromkeys(steps))
        if history not in self._numbers:
            self._numbers[history] = len(self.histories)
            self.histories.append(history)
        return self._numbers[history]

    def yeses(self) -> set[str]:
        """Give whose yes the steps had."""
        return {step.yes for history in self.histories for step in history}

    def write(
        self,
        frame: pl.DataFrame,
        columns: Mapping[str, pl.Expr],
        step: Step,
        origins: Mapping[str, pl.Expr] = NO_ORIGINS,
    ) -> pl.DataFrame:
        """Write columns of a frame anew; note the step at each cell that it changes.

        Args:
            frame: the rows.
            columns: what they become, by their names.
            step: that changes them.
            origins: for columns whose changed cells do not come from what they said themselves,
                the names of the columns where each comes from, parted by blanks; `NOWHERE`.
        """
        new = frame.with_columns(value.alias(name) for name, value in columns.items())
        noted: list[pl.Series] = []
        for name in columns:
            changed = frame[name].ne_missing(new[name])
            if not changed.any():
                continue
            if name in origins:
                noted += self._come_from(frame, name, changed, step, origins[name])
            else:
                noted.append(self._go_on(frame, name, changed, step))
        return new.with_columns(noted)

    def _go_on(self, frame: pl.DataFrame, name: str, changed: pl.Series, step: Step) -> pl.Series:
        numbers = histories_of(frame, name)
        longer = {
            number: self.number((*self.histories[number], step))
            for number in numbers.filter(changed).unique()
        }
        after = numbers.replace(longer)
        return after.zip_with(changed, numbers).alias(name + HISTORY)

    def _come_from(
        self, frame: pl.DataFrame, name: str, changed: pl.Series, step: Step, origin: pl.Expr
    ) -> list[pl.Series]:
        """Note cells whose values came from others: with them came what happened to these."""
        sources = frame.with_columns(origin.cast(pl.String).alias(name))[name].to_list()
        numbers = histories_of(frame, name).to_list()
        origins = origins_of(frame, name).to_list()
        every = {other for text in set(sources) if text for other in text.split()}
        of_others = {
            other: (histories_of(frame, other).to_list(), origins_of(frame, other).to_list())
            for other in every
        }
        for at in changed.arg_true():
            names = (sources[at] or NOWHERE).split()
            steps = [s for other in names for s in self.histories[of_others[other][0][at]]]
            numbers[at] = self.number((*steps, step))
            sources_of = (of_others[other][1][at].split() for other in names)
            origins[at] = " ".join(dict.fromkeys(each for found in sources_of for each in found))
        return [
            pl.Series(name + HISTORY, numbers, dtype=pl.UInt32),
            pl.Series(name + ORIGIN, origins, dtype=pl.String),
        ]


def histories_of(frame: pl.DataFrame, name: str) -> pl.Series:
    """Give the numbers of the histories of a column's cells."""
    if name + HISTORY in frame.columns:
        return frame[name + HISTORY]
    return pl.repeat(0, len(frame), dtype=pl.UInt32, eager=True)


def origins_of(frame: pl.DataFrame, name: str) -> pl.Series:
    """Give the names of the columns where a column's cells come from: its own, if nothing moved."""
    if name + ORIGIN in frame.columns:
        return frame[name + ORIGIN]
    return pl.repeat(name, len(frame), dtype=pl.String, eager=True)
