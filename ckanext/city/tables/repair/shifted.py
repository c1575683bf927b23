"""Rows of which the cells stand one column too far to the right or to the left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.content import SHAPES, fit, sample_values
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.changes import Change, mark_of
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW, Column

_LEAST_WRONG = 2  # cells of a row that no field wants where they stand
_FEW = 0.4  # of the rows: where more are wrong, the columns are, and not the rows
_FILLED = 0.5  # of a row's cells
_USUAL = 0.95  # of a text column's cells, for others to be odd
_MAX_ROWS = 5_000


@dataclass(frozen=True)
class Shifted:
    """Rows that stand aside.

    Attributes:
        changes: what moves them back.
        unclear: record numbers of those for which there are several ways back.
    """

    changes: tuple[Change, ...] = ()
    unclear: frozenset[int] = frozenset()


Cells = tuple[str, ...]
#: Tells whether a text is wrong in its column, and whether it is odd there.
Looks = Callable[[str], tuple[bool, bool]]


@dataclass(frozen=True)
class _Moved:
    """A row as it should stand: which way it moves, and whether nothing else can be meant."""

    cells: Cells
    to_left: bool
    sure: bool


def find_shifted_rows(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    letters: Mapping[str, str],
    judges: Mapping[str, Judge],
    no_records: frozenset[int],
) -> Shifted:
    """Find rows whose cells fit their fields one column aside, and only there.

    Args:
        frame: the rows.
        columns: of the file, in their order.
        letters: the columns of fields, by field name.
        judges: of the fields.
        no_records: record numbers of headings and totals.
    """
    names = [column.letter for column in columns]
    trimmed = frame.select(pl.col(names).fill_null("").str.strip_chars(EDGES))
    fields = {letter: judges[name] for name, letter in letters.items() if letter in names}
    suspects = _suspects(frame[ROW], trimmed, fields, no_records)
    if not suspects:
        return Shifted()
    looks = [_looks(trimmed[name].to_list(), fields.get(name)) for name in names]
    ways = {place: _ways(trimmed.row(place), looks) for place in suspects}
    found = {place: each[0] for place, each in ways.items() if len(each) == 1}
    if len(found) > max(1, _FEW * len(frame)):
        return Shifted()
    changes = []
    for to_left, sure in ((True, True), (True, False), (False, True), (False, False)):
        rows = {p: m.cells for p, m in found.items() if (m.to_left, m.sure) == (to_left, sure)}
        if rows:
            changes.append(_change(frame, names, rows, to_left=to_left, sure=sure))
    numbers = frame[ROW].to_list()
    unclear = frozenset(numbers[place] for place, each in ways.items() if len(each) > 1)
    return Shifted(tuple(changes), unclear)


def _looks(texts: Sequence[str], judge: Judge | None) -> Looks:
    """Make what judges the texts of a column, each once."""
    known: dict[str, tuple[bool, bool]] = {}
    counts = Counter(text for text in texts if text)
    said = counts.total()
    filled = said > _USUAL * len(texts)
    typed = sum(count for text, count in counts.items() if _is_typed(text))
    plain = said > 0 and typed < (1 - _USUAL) * said + 1
    free = judge is None or judge.accepts("Rue 1")

    def look(text: str) -> tuple[bool, bool]:
        if text not in known:
            wrong = judge is not None and _is_wrong(text, judge)
            odd = (filled and not text) or (free and plain and bool(text) and _is_typed(text))
            known[text] = (wrong, odd)
        return known[text]

    return look


def _is_typed(text: str) -> bool:
    return any(SHAPES[name].fullmatch(text) for name in ("date", "number", "url", "email"))


def _is_wrong(text: str, judge: Judge) -> bool:
    """Tell whether a text is neither right for a field nor another writing of what it wants."""
    if judge.accepts(text):
        return False
    return not text or not fit(judge.field, judge, sample_values([text]))


def _suspects(
    rows: pl.Series,
    trimmed: pl.DataFrame,
    fields: Mapping[str, Judge],
    no_records: frozenset[int],
) -> list[int]:
    """Give the places of the rows of which several cells are wrong."""
    wrong = pl.repeat(0, len(trimmed), dtype=pl.UInt32, eager=True)
    for name, judge in fields.items():
        texts = trimmed[name].unique().to_list()
        judge.look(texts)
        wrong += trimmed[name].is_in([text for text in texts if _is_wrong(text, judge)])
    filled = trimmed.select(pl.sum_horizontal(pl.all() != "")).to_series()
    least = _FILLED * float(filled.max() or 0)  # type: ignore[arg-type]
    found = (wrong >= _LEAST_WRONG) & (filled >= least) & ~rows.is_in(list(no_records))
    return found.arg_true().head(_MAX_ROWS).to_list()


def _ways(cells: Cells, looks: Sequence[Looks]) -> list[_Moved]:
    """Find the ways in which all cells of a row stand right, the best of them."""
    marked: dict[tuple[Cells, bool], tuple[int, int]] = {}
    for moved, to_left, new in _readings(cells):
        marks = [look(text) for look, text in zip(looks, moved, strict=True)]
        put_in = _put_in(moved, new)
        wrong = sum(mark[0] for at, mark in enumerate(marks) if at not in put_in)
        missing = sum(marks[at][0] for at in put_in)
        if wrong == 0 and missing <= 1:
            odd = sum(mark[1] for at, mark in enumerate(marks) if at not in put_in)
            marked[moved, to_left] = (missing, odd)
    best = min(marked.values(), default=(0, 0))
    meant = [reading for reading, mark in marked.items() if mark == best]
    return [_Moved(*reading, sure=best == (0, 0) and len(marked) == 1) for reading in meant]


def _put_in(moved: Cells, new: int | None) -> range:
    """Give the places at which a cell may have been put in: empty ones before are no others."""
    if new is None:
        return range(0)
    first = new
    while first and not moved[first - 1]:
        first -= 1
    return range(first, new + 1)


def _readings(cells: Cells) -> Iterator[tuple[Cells, bool, int | None]]:
    """Give the row with a cell taken out that is empty, or put in where the last one is.

    With which way the cells after it move, and the place of the cell that was put in.
    """
    for at, text in enumerate(cells):
        if not text and any(cells[at + 1 :]):
            yield (*cells[:at], *cells[at + 1 :], ""), True, None
        if not cells[-1] and text:
            yield (*cells[:at], "", *cells[at:-1]), False, at


def _change(
    frame: pl.DataFrame,
    names: Sequence[str],
    rows: Mapping[int, Cells],
    *,
    to_left: bool,
    sure: bool,
) -> Change:
    before = {place: [frame[name][place] or "" for name in names] for place in rows}
    cells = {
        name: {
            place: said[at]
            for place, said in rows.items()
            if said[at] != before[place][at].strip(EDGES)
        }
        for at, name in enumerate(names)
    }
    cells = {name: new for name, new in cells.items() if new}
    step = 1 if to_left else -1
    origins = {
        name: names[at + step] if 0 <= at + step < len(names) else ""
        for at, name in enumerate(names)
        if name in cells
    }
    examples = tuple(
        Example(int(frame[ROW][place]), " | ".join(before[place]), " | ".join(said))
        for place, said in list(rows.items())[:MAX_EXAMPLES]
    )
    kind = "rows.moved-left" if to_left else "rows.moved-right"
    mark = mark_of(frame, cells.items())
    name = kind if sure else f"{kind}:doubtful:{mark}"
    details = {"count": len(rows)} if sure else {"count": len(rows), "mark": mark}
    proposal = Proposal(name, kind, "table.shifted", (), len(rows), sure, examples, details)
    return Change(proposal, cells, origins)
