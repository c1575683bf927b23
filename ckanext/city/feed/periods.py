"""Which days a dataset describes: what it says itself, else what its type's own fields say."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

#: Fields of our types that say a period: the first and the last day, month or year of it.
FIELDS_OF_TYPE = (
    ("exercice", "exercice"),
    ("first_session", "last_session"),
    ("election_date", "election_date"),
    ("base_year", "target_year"),
    ("collected_on", "collected_on"),
)
#: French schools' administrative year.
SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})")
SCHOOL_YEAR_STARTS, SCHOOL_YEAR_ENDS = "09-01", "08-31"

_MOMENT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:$|[T ])")

Period = tuple[date | None, date | None]


def periods(dataset: Mapping[str, Any]) -> list[Period]:
    """List the periods that a dataset describes, in its own order.

    Args:
        dataset: as `tidy` gives it; of a series, `published_members` speak where it is silent.

    Returns:
        First and last day; None for an end that is open. Empty where nothing is known.
    """
    said = [
        _period(row.get("start"), row.get("end")) for row in dataset.get("temporal_coverage") or ()
    ]
    known = [period for period in said if any(period)]
    return known or list(_of_type(dataset)) or _of_members(dataset)


def whole_period(dataset: Mapping[str, Any]) -> Period:
    """Give the first and the last day of all that a dataset describes; None for an open end."""
    found = periods(dataset)
    starts = [start for start, _ in found if start]
    ends = [end for _, end in found if end]
    is_open = len(ends) < len(found)
    return (min(starts, default=None), None if is_open else max(ends, default=None))


def _of_type(dataset: Mapping[str, Any]) -> Iterator[Period]:
    for first, last in FIELDS_OF_TYPE:
        period = _period(dataset.get(first), dataset.get(last))
        if any(period):
            yield period
            return
    years = SCHOOL_YEAR.fullmatch(str(dataset.get("school_year") or ""))
    if years:
        yield _period(f"{years[1]}-{SCHOOL_YEAR_STARTS}", f"{years[2]}-{SCHOOL_YEAR_ENDS}")


def _of_members(series: Mapping[str, Any]) -> list[Period]:
    members = series.get("published_members") or ()
    found = [whole_period(member) for member in members if "published_members" not in member]
    known = [period for period in found if any(period)]
    if not known:
        return []
    starts = [start for start, _ in known if start]
    ends = [end for _, end in known if end]
    return [(min(starts, default=None), max(ends) if len(ends) == len(known) else None)]


def _period(start: object, end: object) -> Period:
    first, last = _first_day(start), _last_day(end)
    return (last, first) if first and last and last < first else (first, last)


def _first_day(moment: object) -> date | None:
    match = _MOMENT.match(str(moment or ""))
    if not match:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return _day(year, month, day)


def _last_day(moment: object) -> date | None:
    match = _MOMENT.match(str(moment or ""))
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    if not 1 <= month <= 12 or year < 1:
        return None
    return _day(year, month, int(match[3] or monthrange(year, month)[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
