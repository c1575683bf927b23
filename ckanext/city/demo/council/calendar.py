"""When the council sits, and which numbers its deliberations bear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ckanext.city.demo.finances import APRIL, JUNE, NOVEMBER, SEPTEMBER, session_date
from ckanext.city.demo.seed import stream

FEBRUARY, MARCH, MAY, OCTOBER, DECEMBER = 2, 3, 5, 10, 12
WEDNESDAY, THURSDAY = 2, 3
BUDGET_MONTHS = (APRIL, JUNE, SEPTEMBER, NOVEMBER)
# Other sessions: the first such weekday from a day of the month on.
_OTHERS = {
    FEBRUARY: (5, THURSDAY),
    MAY: (14, WEDNESDAY),  # the eve of Ascension at the latest
    OCTOBER: (8, THURSDAY),
    DECEMBER: (11, THURSDAY),
}
# The first number of each session, and how far chance moves it. Numbers of budgets (finances.py)
# fall into their sessions.
_FIRST_NUMBERS = {
    FEBRUARY: (1, 0),
    APRIL: (10, 0),
    MAY: (29, 1),
    JUNE: (40, 0),
    SEPTEMBER: (77, 1),
    OCTOBER: (98, 2),
    NOVEMBER: (114, 1),
    DECEMBER: (137, 2),
}
_LAST_NUMBER = (184, 5)
# The years that are not like the others: in 2025 the agenda of October was short; in 2026 a new
# council came in, in March, and held no session in October.
_OTHER_YEARS = {
    2025: _FIRST_NUMBERS | {OCTOBER: (96, 0), NOVEMBER: (103, 0)},
    2026: {
        FEBRUARY: (1, 0),
        MARCH: (6, 0),
        APRIL: (10, 0),
        MAY: (33, 0),
        JUNE: (40, 0),
        SEPTEMBER: (78, 0),
        NOVEMBER: (109, 0),
        DECEMBER: (137, 0),
    },
}
_INSTALLED = {2026: date(2026, 3, 28)}


@dataclass(frozen=True)
class Sitting:
    """A session: its day, the first number of its deliberations and the last one."""

    day: date
    first: int
    last: int

    @property
    def month(self) -> int:
        """The month, by which the agenda knows the session."""
        return self.day.month


def sittings(seed: int, year: int) -> tuple[Sitting, ...]:
    """List the sessions of a year; every number from 1 on is in one."""
    firsts = list(_firsts(seed, year))
    chance = stream(seed, "calendar", str(year), "last")
    usual, spread = _LAST_NUMBER
    last = usual + chance.randint(-spread, spread)
    ends = [first - 1 for _, first in firsts[1:]] + [last]
    return tuple(
        Sitting(_day(year, month), first, end)
        for (month, first), end in zip(firsts, ends, strict=True)
    )


def session_day(year: int, month: int) -> date:
    """Give the day of the session of a month."""
    return _day(year, month)


def _firsts(seed: int, year: int) -> Iterator[tuple[int, int]]:
    for month, (usual, spread) in _OTHER_YEARS.get(year, _FIRST_NUMBERS).items():
        chance = stream(seed, "calendar", str(year), str(month))
        yield month, usual + chance.randint(-spread, spread)


def _day(year: int, month: int) -> date:
    if month in BUDGET_MONTHS:
        return session_date(year, month)
    if month == MARCH:
        return _INSTALLED[year]
    start, weekday = _OTHERS[month]
    first = date(year, month, start)
    return first + timedelta(days=(weekday - first.weekday()) % 7)
