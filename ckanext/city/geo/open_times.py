"""When a place is open: in sentences, and as minutes over the next days.

Parsed by `opening-hours-py`, which knows the syntax of OpenStreetMap and France's holidays.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from ckanext.city.geo.opening_hours import hours_from_french

DAYS_AHEAD = 8
_MINUTES = 24 * 60
#: A week without a holiday, for sentences about any week.
_ORDINARY = dt.date(2026, 9, 7)
#: What makes one week differ from another: months, dates, weeks, school holidays.
_SEASONAL = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|SH|easter|week)\b", re.IGNORECASE
)
_HOLIDAYS = re.compile(r"\bPH\b[\s,]*(?P<closed>off|closed)?", re.IGNORECASE)
_WEEK = tuple(range(7))

Spans = tuple[tuple[int, int], ...]

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "fr": {
        "days": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        "each": "Tous les jours",
        "one": "Le {0}",
        "range": "Du {0} au {1}",
        "two": "Les {0} et {1}",
        "hours": "de {0} à {1}",
        "and": " et ",
        "always": "Ouvert jour et nuit, tous les jours.",
        "whole": "toute la journée",
        "ph_closed": "Fermé les jours fériés.",
        "this_week": "Cette semaine\u00a0:",
        "closed": "Fermé.",
    },
    "en": {
        "days": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        "each": "Every day",
        "one": "On {0}",
        "range": "{0} to {1}",
        "two": "On {0} and {1}",
        "hours": "from {0} to {1}",
        "and": " and ",
        "always": "Open day and night, every day.",
        "whole": "all day",
        "ph_closed": "Closed on public holidays.",
        "this_week": "This week:",
        "closed": "Closed.",
    },
}


@dataclass(frozen=True)
class OpenTimes:
    """When a place is open.

    Attributes:
        sentences: for a reader.
        open: from and to, in minutes since midnight of the first day, over `DAYS_AHEAD` days of
            local time; those that touch are one.
    """

    sentences: list[str]
    open: list[tuple[int, int]]


@lru_cache(maxsize=20_000)
def open_times(text: str, today: dt.date, language: str = "fr") -> OpenTimes | None:
    """Understand opening hours; None where they cannot be, and are then shown as written.

    Args:
        text: in the syntax of OpenStreetMap, or in French as offices write them.
        today: the first of the days ahead.
        language: of the sentences, "fr" or "en".
    """
    found = _parse(text)
    if found is None:
        return None
    osm, hours = found
    words = _WORDS["en" if language.startswith("en") else "fr"]
    if osm.strip() == "24/7":
        return OpenTimes([words["always"]], [(0, DAYS_AHEAD * _MINUTES)])
    seasonal = _SEASONAL.search(osm) is not None
    week = _week(hours, today if seasonal else _ORDINARY)
    sentences = list(_sentences(week, words)) or [words["closed"]]
    if seasonal:
        sentences[0] = f"{words['this_week']} {sentences[0][0].lower()}{sentences[0][1:]}"
    if any(each["closed"] for each in _HOLIDAYS.finditer(osm)):
        sentences.append(words["ph_closed"])
    return OpenTimes(sentences, list(_joined(_spans(hours, today, DAYS_AHEAD))))


def _parse(text: str) -> tuple[str, Any] | None:
    from opening_hours import OpeningHours, validate  # noqa: PLC0415 - 40 ms, for maps only

    french = hours_from_french(text)
    for candidate in (text, french.text if french else ""):
        if candidate and validate(candidate):
            return candidate, OpeningHours(candidate, country="FR")
    return None


def _spans(hours: Any, first: dt.date, days: int) -> Iterator[tuple[int, int]]:
    """Give the open spans of some days, in minutes since the first midnight."""
    start = dt.datetime.combine(first, dt.time())
    end = start + dt.timedelta(days=days)
    for opens, closes, state, _comment in hours.intervals(start, end):
        if str(state).rpartition(".")[2].lower() == "open":
            yield _minutes(opens, start), min(_minutes(closes, start), days * _MINUTES)


def _minutes(moment: dt.datetime, start: dt.datetime) -> int:
    return round((moment.replace(tzinfo=None) - start).total_seconds() / 60)


def _joined(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for span in spans:
        if held and held[1] == span[0]:
            held = (held[0], span[1])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _week(hours: Any, first: dt.date) -> list[Spans]:
    """Give the spans of each weekday, Monday first; what passes midnight counts to its evening."""
    by_day: list[list[tuple[int, int]]] = [[] for _day in _WEEK]
    for opens, closes in _joined(_spans(hours, first, 7)):
        for day in range(opens // _MINUTES, min(7, -(-closes // _MINUTES))):
            begins, ends = max(opens - day * _MINUTES, 0), closes - day * _MINUTES
            if begins == 0 and opens < day * _MINUTES and ends <= 6 * 60:
                continue  # the end of the evening before
            ends = ends if ends <= _MINUTES + 6 * 60 else _MINUTES
            weekday = (first.weekday() + day) % 7
            by_day[weekday].append((begins, ends))
    return [tuple(each) for each in by_day]


def _sentences(week: list[Spans], words: Mapping[str, Any]) -> Iterator[str]:
    """Write days with the same hours together: "Du lundi au vendredi, de 9 h à 12 h."."""
    if len(set(week)) == 1:
        if week[0]:
            yield f"{words['each']}, {_hours(week[0], words)}."
        return
    for spans, group in groupby(_WEEK, key=lambda day: week[day]):
        days = [words["days"][day] for day in group]
        if spans:
            form = {1: "one", 2: "two"}.get(len(days), "range")
            named = words[form].format(days[0], days[-1])
            yield f"{named}, {_hours(spans, words)}."


def _hours(spans: Spans, words: Mapping[str, Any]) -> str:
    if spans == ((0, _MINUTES),):
        return str(words["whole"])
    told = [words["hours"].format(_clock(one), _clock(other)) for one, other in spans]
    *before, last = told
    return str(words["and"].join(filter(None, [", ".join(before), last])))


def _clock(minutes: int) -> str:
    """Write a time as France does: "9 h", "17 h 30", with spaces that do not break."""
    hour, minute = divmod(minutes % _MINUTES, 60)
    if minutes == _MINUTES:
        hour = 24
    return f"{hour}\u00a0h" + (f"\u00a0{minute:02}" if minute else "")
