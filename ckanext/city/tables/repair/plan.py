"""Mends a table: finds all that can be proposed, applies what is accepted, keeps its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import date
from types import MappingProxyType
from typing import Literal

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor, read_descriptor
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.proposals import Example, Proposal
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.match import SAME, Match, Words, match_columns
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.columns import (
    dash_column,
    lost_numbers,
    name_columns,
    rewrite_column,
)
from ckanext.city.tables.repair.known import City, Decisions, SubjectRepair
from ckanext.city.tables.repair.places import find_places
from ckanext.city.tables.repair.rows import find_rows_to_drop
from ckanext.city.tables.table import ROW, Column, Table

Accept = Literal["nothing", "safe", "all"]

#: Repairs that a decision on the order of day, month and year settles.
_ORDERED = ("date.order", "date.two-digits", "date.moment")


@dataclass(frozen=True)
class Context:
    """What is known besides the table.

    Attributes:
        descriptor: of its table schema, as schema.json says it.
        knowledge: what subjects know of it.
        synonyms: other names of its fields.
        repairs: that only the subject knows.
        constants: by field, the attribute of `City` that every row says.
        city: who the city is.
        decisions: what a person decided.
        today: years are judged by it.
    """

    descriptor: Mapping[str, object]
    knowledge: Knowledge = field(default_factory=Knowledge)
    synonyms: Words = field(default_factory=lambda: MappingProxyType({}))
    repairs: tuple[SubjectRepair, ...] = ()
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    city: City = field(default_factory=City)
    decisions: Decisions = field(default_factory=Decisions)
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Mended:
    """A table after its repair.

    Attributes:
        header: of the columns, official ones first, in the schema's order.
        frame: the rows: `ROW`, the record numbers in the file, then a column per header, named
            "0", "1"…
        proposals: all that was found, in the order in which it is applied.
        applied: ids of those that were.
        findings: what no honest repair can cure.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    proposals: tuple[Proposal, ...]
    applied: frozenset[str]
    findings: tuple[Finding, ...] = ()


def mend_table(table: Table, context: Context, accept: Accept) -> Mended:
    """Find what can be repaired in a table, and do what is accepted.

    A decision is a yes of its own. Doing it twice changes nothing more.
    """
    work = _Work(table, context, accept)
    work.name_columns()
    work.drop_rows()
    work.rewrite_cells()
    work.move_places()
    work.fill_constants()
    return work.result()


class _Work:
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
        self._applied: set[str] = set()
        self._findings: list[Finding] = []
        self._letters: dict[str, str] = {}  # of fields, those that will be written as such
        self._shown: dict[str, str] = {}  # of fields, those for which proposals are made
        self._claimed: set[str] = set()  # fields that some column may be
        self._dropped_letters: set[str] = set()
        self._added: dict[str, str] = {}  # values of fields that the file lacks

    def _take(self, proposal: Proposal, *, decided: bool = False) -> bool:
        """Note a proposal; tell whether it is to be applied."""
        self._proposals.append(proposal)
        wanted = decided or self._accept == "all" or (self._accept == "safe" and proposal.safe)
        if wanted:
            self._applied.add(proposal.id)
        return wanted

    # Columns.

    def name_columns(self) -> None:
        """Match columns and fields, decisions first."""
        decided = self._decided_columns()
        found = match_columns(self._table, self._descriptor, self._context.synonyms, self._judges)
        taken = {each.field for each in decided} | {
            each.column.letter for each in decided
        } | self._dropped_letters  # fmt: skip
        free = tuple(
            each for each in found if each.field not in taken and each.column.letter not in taken
        )
        for each in (*decided, *free):
            self._claimed.add(each.field)
            if each.how == SAME:
                self._letters[each.field] = self._shown[each.field] = each.column.letter
        for each, proposal in name_columns(free, self._table):
            if self._take(proposal):
                self._letters[each.field] = each.column.letter
            if proposal.id in self._applied or self._accept == "nothing":
                self._shown[each.field] = each.column.letter

    def _decided_columns(self) -> tuple[Match, ...]:
        """Give the columns that were decided to be a field; note those that are to be dropped."""
        decided: list[Match] = []
        names = {each.name for each in self._descriptor.fields}
        for column in self._table.columns:
            wanted = self._context.decisions.columns.get(column.header)
            if wanted is None:
                continue
            if wanted in names and wanted not in {each.field for each in decided}:
                decided.append(Match(column, wanted, SAME, safe=True))
            elif not wanted:
                self._dropped_letters.add(column.letter)
            self._tell_decided(column, wanted)
        return tuple(decided)

    def _tell_decided(self, column: Column, wanted: str) -> None:
        kind = "header.decided" if wanted else "header.dropped"
        example = Example(self._table.header_row, column.header, wanted)
        fields = (wanted,) if wanted else ()
        details = {"header": column.header, "letter": column.letter}
        proposal = Proposal(
            f"{kind}:{column.letter}", kind, "header.extra", fields, 1, True, (example,), details
        )
        self._take(proposal, decided=True)

    # Rows.

    def drop_rows(self) -> None:
        """Leave out rows that are no records."""
        found = find_rows_to_drop(self._table, self._frame, self._descriptor, self._shown)
        for each in list(found):
            if self._take(each.proposal):
                self._frame = self._frame.filter(~pl.col(ROW).is_in(list(each.rows)))

    # Cells.

    def rewrite_cells(self) -> None:
        """Write cells as their field wants them, a column at a time."""
        later = any(each.code == "workbook.date-1904" for each in self._table.findings)
        for each in self._descriptor.fields:
            letter = self._shown.get(each.name)
            if letter is None:
                continue
            texts = self._frame[letter].drop_nulls().unique(maintain_order=True).to_list()
            values = Values(
                field=each,
                judge=self._judges[each.name],
                texts=tuple(text for text in texts if text),
                today=self._context.today,
                city=self._context.city,
                date_order=self._context.decisions.date_order,
                days_from_1904=later,
                subject=tuple(r for r in self._context.repairs if each.name in r.fields),
            )
            self._rewrite(letter, values)
        self._rewrite_others()

    def _rewrite_others(self) -> None:
        """Write in columns that are no field what would else run as a formula."""
        for column in self._table.columns:
            if column.letter in {*self._shown.values(), *self._dropped_letters}:
                continue
            found = dash_column(self._frame, column)
            if found and self._take(found.proposal):
                changed_column = pl.col(column.letter).replace(dict(found.changes))
                self._frame = self._frame.with_columns(changed_column)

    def _rewrite(self, letter: str, values: Values) -> None:
        decisions = self._context.decisions
        codes = {text: values.judge.fault(text) for text in values.texts}
        frame = self._frame
        for each in rewrite_column(frame, letter, values, codes, decisions):
            decided = each.proposal.kind == "cell.decided" or (
                decisions.date_order is not None and each.proposal.kind in _ORDERED
            )
            if self._take(each.proposal, decided=decided):
                column = pl.col(letter).replace(dict(each.changes))
                self._frame = self._frame.with_columns(column)
        rows, lost = lost_numbers(frame, letter, values)
        if rows:
            self._findings.append(
                Finding(
                    "repair.rounded",
                    "error",
                    values.field.name,
                    tuple(rows[:MAX_ROWS]),
                    len(rows),
                    tuple(lost[:MAX_VALUES]),
                )
            )

    def move_places(self) -> None:
        """Put coordinates right that stand in each other's column, or in metres."""
        for each in find_places(self._frame, self._descriptor, self._shown):
            if self._take(each.proposal):
                for at, letter in enumerate(each.letters):
                    new = {row: cells[at] for row, cells in each.cells.items()}
                    column = pl.col(ROW).replace_strict(
                        new, default=pl.col(letter), return_dtype=pl.String
                    )
                    self._frame = self._frame.with_columns(column.alias(letter))

    def fill_constants(self) -> None:
        """Fill columns in which each row says who the city is."""
        for name, attribute in self._context.constants.items():
            value = getattr(self._context.city, attribute)
            if value and name in self._judges and self._judges[name].accepts(value):
                self._fill(name, value)

    def _fill(self, name: str, value: str) -> None:
        letter = self._letters.get(name)
        if letter is None and (name in self._claimed or not self._judges[name].field.required):
            return
        if letter is not None and (self._frame[letter].fill_null("").str.strip_chars() != "").any():
            return
        row = self._frame[ROW][0] if len(self._frame) else 0
        proposal = Proposal(
            f"city.constant:{name}",
            "city.constant",
            "header.missing" if letter is None else "constraint.required",
            (name,),
            len(self._frame),
            True,
            (Example(row, "", value),),
        )
        if self._take(proposal):
            if letter is None:
                self._added[name] = value
            else:
                self._frame = self._frame.with_columns(pl.lit(value).alias(letter))

    # The result.

    def result(self) -> Mended:
        """Give the table with official columns first, in the schema's order."""
        columns = list(self._columns())
        frame = self._frame.select(ROW, *(c.alias(str(n)) for n, (_h, c) in enumerate(columns)))
        header = tuple(name for name, _column in columns)
        return Mended(
            header, frame, tuple(self._proposals), frozenset(self._applied), tuple(self._findings)
        )

    def _columns(self) -> Iterator[tuple[str, pl.Expr]]:
        for each in self._descriptor.fields:
            if each.name in self._letters:
                yield each.name, pl.col(self._letters[each.name])
            elif each.name in self._added:
                yield each.name, pl.lit(self._added[each.name])
        used = {*self._letters.values(), *self._dropped_letters}
        for column in self._table.columns:
            if column.letter not in used:
                yield column.header, pl.col(column.letter)


def with_applied(mended: Mended, proposal: Proposal) -> Mended:
    """Give a result to which a proposal was added that needs no yes."""
    return changed(
        mended,
        proposals=(*mended.proposals, proposal),
        applied=mended.applied | {proposal.id},
    )
