"""Opening hours of which each day of the week has a column, joined as a field wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ckanext.city.geo.opening_hours import DAYS, hours_from_french
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.changes import Change, added_column, mark_of
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW, Column

_WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_BY_NAME = {name: at for at, day in enumerate(_WEEK) for name in (day, day[:3])}
_LEAST = 5  # days
_CLOSED = "off"
_RUN = 3  # days that are written as a span


def day_columns(columns: Sequence[Column]) -> dict[int, Column]:
    """Give the columns that are days of the week, Monday first; none where a day is there twice."""
    found: dict[int, Column] = {}
    for column in columns:
        said = [singular(word) for word in words(column.header.split(" / ")[-1])]
        day = _BY_NAME.get(said[0]) if len(said) == 1 else None
        if day is not None and day in found:
            return {}
        if day is not None:
            found[day] = column
    return dict(sorted(found.items())) if len(found) >= _LEAST else {}


def join_days(frame: pl.DataFrame, columns: Sequence[Column], judge: Judge) -> Iterator[Change]:
    """Propose the hours that the columns of days say together; they stay beside them.

    A row of which a cell is not understood is left. An empty cell says that it is closed, after a
    yes; where other cells say that, it says nothing.

    Args:
        frame: the rows.
        columns: those that are no field.
        judge: of the field of opening hours, which no column is.
    """
    name = judge.field.name
    days = day_columns(columns)
    if not days:
        return
    texts = {
        day: frame[c.letter].fill_null("").str.strip_chars(EDGES).to_list()
        for day, c in days.items()
    }
    cells = {text: _read(text) for column in texts.values() for text in column if text}
    closed_said = _CLOSED in cells.values()
    rows = [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]
    written = {
        place: (said, all(row.values()))
        for place, row in enumerate(rows)
        if (said := _write(row, cells, closed_said=closed_said)) and judge.accepts(said)
    }
    for whole in (True, False):
        new = {place: said for place, (said, full) in written.items() if full is whole}
        if new:
            shown = {at: " | ".join(filter(None, rows[at].values())) for at in new}
            yield _change(frame, name, (list(days.values()), shown), new, safe=whole)


def _read(text: str) -> str | None:
    """Read the hours of one day, "08:30-12:00"; None where they are not understood."""
    found = hours_from_french(f"lundi : {text}")
    if found is None or not found.text.startswith("Mo ") or ";" in found.text:
        return None
    hours = found.text.removeprefix("Mo ")
    return hours if not found.assumed or hours == _CLOSED else None


def _write(
    row: Mapping[int, str], cells: Mapping[str, str | None], *, closed_said: bool
) -> str | None:
    """Write the hours of a week, days with the same hours together."""
    said = {day: cells.get(text, "") for day, text in row.items()}
    if None in said.values() or not any(said.values()):
        return None
    if closed_said and "" in said.values():
        return None
    by_hours: dict[str, list[int]] = {}
    for day, hours in said.items():
        if hours:
            by_hours.setdefault(hours, []).append(day)
    order = sorted(by_hours, key=lambda hours: hours == _CLOSED)
    return "; ".join(f"{_spans(by_hours[hours])} {hours}" for hours in order)


def _spans(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) >= _RUN else ",".join(DAYS[d] for d in run)
        for run in runs
    )


def _change(
    frame: pl.DataFrame,
    name: str,
    shown: tuple[Sequence[Column], Mapping[int, str]],
    new: Mapping[int, str],
    *,
    safe: bool,
) -> Change:
    columns, texts = shown
    column, kind = added_column(name), "hours.by-day"
    mark = "" if safe else f":{mark_of(frame, [(column, new)])}"
    examples = tuple(
        Example(int(frame[ROW][at]), texts[at], new[at]) for at in list(new)[:MAX_EXAMPLES]
    )
    details = {"first": columns[0].letter, "last": columns[-1].letter}
    proposal = Proposal(
        f"{kind}:{name}{mark}", kind, "header.missing", (name,), len(new), safe, examples, details
    )  # fmt: skip
    return Change(
        proposal, {column: new}, {column: " ".join(c.letter for c in columns)}, {name: column}
    )
