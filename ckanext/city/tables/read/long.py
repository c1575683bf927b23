"""The slow road: a long text that is odd somewhere, read record by record, never held whole."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from ckanext.city.tables.findings import MAX_ROWS, Finding, Refused
from ckanext.city.tables.formulas import FormulaTally, is_formula
from ckanext.city.tables.read.body import Again, Body, find_totals, has_sum_word, look_at_body
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.delimited import Records, Text
from ckanext.city.tables.read.grid import BATCH_ROWS, Grid, columns_of, frame, letter
from ckanext.city.tables.read.layout import (
    Layout,
    choose,
    describe,
    find_layouts,
    longer_than_header,
    rows_finding,
)
from ckanext.city.tables.read.shapes import is_blank
from ckanext.city.tables.table import Table

_HEAD_ROWS = 2_000
_TAIL_ROWS = 200
_TOP_ROWS = 30  # of which one may be the header
_MOST_AGAIN = 1_000_000
_MAY_RUN = frozenset("=+-@|＝＋－＠\t\r \"'\u00a0")  # first signs of cells


@dataclass
class _Look:
    """What one pass over a text keeps.

    Attributes:
        usual: cells of most records.
        head, tail: its first and last records.
        count: of all records.
        width: cells of the widest.
        totals: records that may add up others, with their places from 0.
        wide: places and lengths of records that are longer than most.
        formulas: places of cells that a spreadsheet would run, row and column, and their text.
        again: records that are one of the first once more, a header perhaps, with their places.
    """

    usual: int
    head: list[list[str]] = field(default_factory=list)
    tail: deque[list[str]] = field(default_factory=lambda: deque(maxlen=_TAIL_ROWS))
    count: int = 0
    width: int = 0
    totals: list[tuple[int, list[str]]] = field(default_factory=list)
    wide: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    again: list[tuple[int, list[str]]] = field(default_factory=list)
    _tops: dict[str, list[list[str]]] = field(default_factory=dict)

    def take(self, record: list[str]) -> None:
        """Take the next record."""
        if self.count < _HEAD_ROWS:
            self.head.append(record)
        first = record[0] if record else ""
        tops = self._tops.get(first, [])
        if record in tops and len(self.again) < _MOST_AGAIN:
            self.again.append((self.count, tops[tops.index(record)]))  # which takes no room
        if self.count < _TOP_ROWS:
            self._tops.setdefault(first, []).append(record)
        self.tail.append(record)
        self.width = max(self.width, len(record))
        if len(self.totals) < MAX_ROWS and has_sum_word(record):
            self.totals.append((self.count, record))
        if len(record) > self.usual and len(self.wide) < MAX_ROWS:
            self.wide.append((self.count, len(record)))
        if len(self.formulas) < MAX_ROWS and not _MAY_RUN.isdisjoint({c[:1] for c in record}):
            found = (at for at, cell in enumerate(record) if is_formula(cell))
            self.formulas += [(self.count, at, record[at]) for at in found]
        self.count += 1


def read_long(text: Text, choice: Choice) -> Table:
    """Read a text of any size in bounded memory: one pass to know it, one for each `scan`.

    Raises:
        Refused: it holds no table, or is beyond the limits.
    """
    look, records = _Look(text.dialect.width), Records(text)
    for record in records:
        look.take(record)
    layout = choose(find_layouts(Grid(look.head), choice.fits), choice.at)
    if layout is None:
        raise Refused(Finding("file.empty", "error"))
    headers = {**dict.fromkeys(range(look.width), ""), **layout.headers()}
    body = _look_at_end(look, headers, layout)
    longer = longer_than_header(layout, look.wide)
    rows = range(layout.header.body, body.last + 1)
    return Table(
        file=text.path.name,
        sheet=None,
        columns=columns_of(headers),
        scan=lambda: _frames(text, rows, tuple(headers)),
        findings=(
            *text.say(),
            *records.findings(),
            *describe(layout, body, ()),
            *filter(None, [rows_finding("rows.longer", "error", longer, layout.grid)]),
            *_say_formulas(look, headers, rows),
        ),
        header_row=layout.header.lines[-1] + 1 if layout.header.lines else 0,
        rows=len(rows),
    )


def _say_formulas(look: _Look, headers: dict[int, str], rows: range) -> Iterator[Finding]:
    tally = FormulaTally({letter(at): header for at, header in headers.items()})
    for row, at, text in look.formulas:
        if row in rows:
            tally.add(letter(at), row + 1, text)
    return tally.findings()


def _look_at_end(look: _Look, headers: dict[int, str], layout: Layout) -> Body:
    """Tell the last row, the notes below it, and anywhere the totals and the header again."""
    grid, before = Grid(list(look.tail)), look.count - len(look.tail)
    rows = [number for number, row in enumerate(grid.rows) if not is_blank(row)]
    body = look_at_body(grid, rows, tuple(headers), headers)
    last = body.last
    if not body.notes:
        last = max(number for number, row in enumerate(grid.rows) if len(row) > 1)
    suspects = Grid([record for _number, record in look.totals])
    totals = [look.totals[row][0] for row in find_totals(suspects, tuple(headers))]
    again = Again(layout.lines())
    return Body(
        last=before + last,
        notes=tuple(before + row for row in body.notes),
        totals=tuple(row for row in totals if row <= before + last),
        headers=tuple(
            row
            for row, record in look.again
            if layout.header.body <= row <= before + last and again.is_line(record)
        ),
    )


def _frames(text: Text, rows: range, columns: tuple[int, ...]) -> Iterator[pl.DataFrame]:
    wanted = itertools.islice(iter(Records(text)), rows.start, rows.stop)
    first = rows.start + 1
    while batch := list(itertools.islice(wanted, BATCH_ROWS)):
        yield frame(batch, range(first, first + len(batch)), columns)
        first += len(batch)
