"""Periods in one cell: "du 1er au 3 mars 2024", "01/03/2024 - 15/04/2024", "mars 2024"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.dates import month_of, proven_order, read_day

_BEFORE = re.compile(
    r"^(?:(?:période|periode|dates?)\s*:?\s*)?(?:du|de|entre le)\s+", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s+(?:jusqu['’]au|au|à|et le)\s+|\s*(?:->|→|[-–—/>])\s*", re.IGNORECASE)
_DAY = re.compile(r"(?:le\s+)?(\d{1,2})\s?(?:er)?")
_DAY_AND_MONTH = re.compile(r"(?:le\s+)?(\d{1,2})\s?(?:er)?[\s./-]+([^\W\d_]{3,9}\.?|\d{1,2})")
_MONTH = re.compile(r"([^\W\d_]{3,9})\.?\s+((?:19|20)\d{2})")
_YEAR = re.compile(r"(?:année\s+)?((?:19|20)\d{2})", re.IGNORECASE)

_WHOLE = re.compile(rf"(?:{_YEAR.pattern})|(?:{_MONTH.pattern})", re.IGNORECASE)

#: First and last day, and whether no others are plausible.
Period = tuple[date, date, bool]


def period_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of periods that are written as ISO 8601 does: two days."""
    return partial(_repair, values=values, order=order_of_days(values))


def _repair(text: str, *, values: Values, order: str | None) -> Iterator[Candidate]:
    found = read_period(text, values, order)
    if found is not None:
        first, last, sure = found
        yield Candidate(f"{first}/{last}", "date.period", sure)


def order_of_days(values: Values) -> str | None:
    """Tell the order of day and month that the days within a column's periods prove."""
    sides = [side for text in values.texts for pair in _sides(text) for side in pair]
    return values.date_order or proven_order(replace(values, texts=(*values.texts, *sides)))


def is_period(text: str) -> bool:
    """Tell at a glance whether a text may be a period."""
    years = re.search(r"\d{4}|\d{2}$", text.strip()) is not None
    return years and (bool(_WHOLE.fullmatch(text.strip())) or any(True for _s in _sides(text)))


def read_period(text: str, values: Values, order: str | None) -> Period | None:
    """Read a period with its first and last day; None where none or several can be meant."""
    found = {
        period
        for first, last in _sides(text)
        if (period := _between(first, last, values, order)) is not None
    }
    if len(found) == 1:
        return found.pop()
    return None if found else _whole(text.strip())


def _sides(text: str) -> Iterator[tuple[str, str]]:
    bare = _BEFORE.sub("", text.strip())
    for found in _BETWEEN.finditer(bare):
        yield bare[: found.start()], bare[found.end() :]


def _between(first: str, last: str, values: Values, order: str | None) -> Period | None:
    end = read_day(last, values, order)
    if end is None:
        return None
    start = read_day(first, values, order) or _completed(first, end[0])
    if start is None or start[0] > end[0]:
        return None
    return start[0], end[0], start[1] and end[1]


def _completed(text: str, end: date) -> tuple[date, bool] | None:
    """Read a day whose month or year are those of the day at which the period ends."""
    try:
        if found := _DAY.fullmatch(text):
            return end.replace(day=int(found[1])), True
        if found := _DAY_AND_MONTH.fullmatch(text):
            month = int(found[2]) if found[2].isdigit() else month_of(found[2])
            day = date(end.year, month or 0, int(found[1]))
            return (day, True) if day <= end else (day.replace(year=end.year - 1), False)
    except ValueError:
        return None
    return None


def _whole(text: str) -> Period | None:
    """Read a month or a year, which may also stand for one day of it."""
    if found := _YEAR.fullmatch(text):
        year = int(found[1])
        return date(year, 1, 1), date(year, 12, 31), False
    found = _MONTH.fullmatch(text)
    month = month_of(found[1]) if found else None
    if found is None or month is None:
        return None
    year = int(found[2])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), False
