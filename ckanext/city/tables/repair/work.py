"""A table while it is mended: what is proposed, what of it is accepted, and what results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor, read_descriptor
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.changes import Change, is_added
from ckanext.city.tables.repair.context import Accept, Context
from ckanext.city.tables.repair.known import SubjectRepair
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.trail import (
    HISTORY,
    NO_ORIGINS,
    NOWHERE,
    ORIGIN,
    SAFE,
    LeftOut,
    Step,
    Trail,
    histories_of,
    origins_of,
)
from ckanext.city.tables.table import ROW, Table


@dataclass(frozen=True)
class _Written:
    """A column that is written; with the step that added it where the file lacks it."""

    header: str
    letter: str
    value: pl.Expr
    step: Step | None = None


class Work:
    """One table while it is mended; the frame holds what was accepted so far."""

    def __init__(self, table: Table, context: Context, accept: Accept) -> None:
        self._table, self._context, self._accept = table, context, accept
        self._descriptor: Descriptor = read_descriptor(context.descriptor)
        self._judges = {
            each.name: Judge(each, self._descriptor, context.knowledge)
            for each in self._descriptor.fields
        }
        self._frame = table.frame()
        self._proposals: list[Proposal] = []
        self._applied: dict[str, str] = {}  # whose yes, by the id of the proposal
        self._refused: dict[str, str] = {}  # whose no
        self._trail = Trail()
        self._closed = frozenset(self._closed_fields())
        self._words: dict[str, dict[str, str]] = {}  # of these fields, what had a yes
        self._worded: set[str] = set()  # the proposals that said so
        self._findings: list[Finding] = []
        self._held: frozenset[int] = frozenset()  # rows that may stand aside
        self._letters: dict[str, str] = {}  # of fields, those that will be written as such
        self._shown: dict[str, str] = {}  # of fields, those for which proposals are made
        self._claimed: dict[str, str] = {}  # of fields, the columns that they may be
        self._dropped_letters: set[str] = set()
        self._apart: frozenset[str] = frozenset()  # fields that no column beside others can say
        self._whole = ""  # what these columns are said of
        self._added: dict[str, tuple[str, Step]] = {}  # values of fields that the file lacks

    def _take(self, proposal: Proposal, *, decided: str = "") -> Step | None:
        """Note a proposal; give the step that it is, if it is to be applied.

        Args:
            proposal: what is proposed.
            decided: whose yes it has already, if it has one.
        """
        self._proposals.append(proposal)
        answer = None if decided else self._context.decisions.answer(proposal)
        if answer is not None and not answer[0]:
            self._refused[proposal.id] = answer[1]
            return None
        if answer is not None:
            decided = answer[1]
        if not decided and self._accept != "nothing":
            decided = SAFE if proposal.safe else "all" if self._accept == "all" else ""
        if not decided:
            return None
        self._applied[proposal.id] = decided
        return Step(proposal.id, decided)

    def _closed_fields(self) -> Iterator[str]:
        """Give the fields that hold words of a list, or of their subject."""
        yield from (name for name, judge in self._judges.items() if judge.is_closed)
        for each in self._context.repairs:
            if isinstance(each, SubjectRepair) and each.words:
                yield from each.fields

    def _write(
        self,
        step: Step,
        columns: Mapping[str, pl.Expr],
        origins: Mapping[str, pl.Expr] = NO_ORIGINS,
    ) -> None:
        """Write columns anew, by their letters; every repair of cells goes through here.

        No safe repair looks at rows of which nobody knows in which columns their cells belong.
        """
        if self._held and step.yes == SAFE:
            held = pl.col(ROW).is_in(list(self._held))
            columns = {
                name: pl.when(held).then(pl.col(name)).otherwise(value)
                for name, value in columns.items()
            }
        self._frame = self._trail.write(self._frame, columns, step, origins)

    def _leave_out(self, step: Step, rows: Collection[int], which: pl.Expr) -> None:
        self._frame = self._frame.filter(~which)
        self._trail.left_out.append(LeftOut(step, rows=tuple(sorted(rows))))

    def _change(self, changes: Iterable[Change]) -> None:
        """Note what single cells should say, and write what is accepted."""
        for each in changes:
            step = self._take(each.proposal)
            if step is None:
                continue
            for name, letter in each.added.items():
                self._letters[name] = self._shown[name] = letter
                empty, nowhere = pl.lit(None, pl.String), pl.lit(NOWHERE)
                self._frame = self._frame.with_columns(
                    empty.alias(letter), nowhere.alias(letter + ORIGIN)
                )
            origins = {name: pl.lit(letters) for name, letters in each.origins.items()}
            self._write(step, each.columns(self._frame), origins)

    # The result.

    def result(self) -> Mended:
        """Give the table with official columns first, in the schema's order."""
        columns = list(self._columns())
        told = {*self._trail.yeses(), *self._applied.values(), *self._refused.values()}
        names = list(map(str, range(len(columns))))
        cells = [cell for name, each in zip(names, columns, strict=True)
                 for cell in self._trace(name, each)]  # fmt: skip
        values = (each.value.alias(name) for name, each in zip(names, columns, strict=True))
        return Mended(
            header=tuple(each.header for each in columns),
            frame=self._frame.select(ROW, *values),
            proposals=tuple(self._proposals),
            applied=self._applied,
            refused=self._refused,
            letters=tuple("" if is_added(each.letter) else each.letter for each in columns),
            cells=pl.DataFrame(cells),
            trail=self._trail,
            findings=(*self._findings, *self._context.decisions.without_effect(told)),
            words=self._words,
            closed=self._closed,
            worded=frozenset(self._worded),
            descriptor=self._descriptor,
        )

    def _trace(self, name: str, column: _Written) -> tuple[pl.Series, pl.Series]:
        """Give the histories and the origins of a column's cells."""
        if column.step is not None:
            number, rows = self._trail.number([column.step]), len(self._frame)
            histories = pl.repeat(number, rows, dtype=pl.UInt32, eager=True)
            origins = pl.repeat(NOWHERE, rows, dtype=pl.String, eager=True)
        else:
            histories = histories_of(self._frame, column.letter)
            origins = origins_of(self._frame, column.letter)
        return histories.alias(name + HISTORY), origins.alias(name + ORIGIN)

    def _columns(self) -> Iterator[_Written]:
        for each in self._descriptor.fields:
            if each.name in self._letters:
                letter = self._letters[each.name]
                yield _Written(each.name, letter, pl.col(letter))
            elif each.name in self._added:
                value, step = self._added[each.name]
                yield _Written(each.name, "", pl.repeat(value, pl.len()), step)
        used = {*self._letters.values(), *self._dropped_letters}
        for column in self._table.columns:
            if column.letter not in used:
                yield _Written(column.header, column.letter, pl.col(column.letter))
