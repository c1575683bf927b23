"""When the data of each dataset last changed: by the rhythm that it announces, or by its event."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ckanext.city.demo.dataset import DemoDataset

#: Fields of our types that name the day after which the data come.
EVENTS = ("voted_on", "election_date", "last_session", "collected_on")
AFTER_EVENT = timedelta(days=4)
#: Accounts are closed so long after the end of what they describe.
AFTER_PERIOD = timedelta(days=75)
#: Months of a quarter, a half-year...: data come with the first of each, on the day in brackets.
MONTHS = {"MONTHLY": 1, "BIMONTHLY": 2, "QUARTERLY": 3, "ANNUAL_2": 6}
DAY_OF_MONTH = 5
FINISHED = "NOT_PLANNED"
BOUNDS = ("start", "end")


def with_date(dataset: DemoDataset, today: date) -> DemoDataset:
    """Say of a dataset when its data last changed, unless its subject did; never after today."""
    if dataset.updated or not dataset.files:
        return dataset
    start, end = _period(dataset.fields)
    late = end + AFTER_EVENT if end and "late" in dataset.imperfect else None
    day = late or _event(dataset.fields) or _last_due(dataset, end, today)
    return replace(dataset, updated=min(max(day, start or day), today))


def _event(fields: Mapping[str, Any]) -> date | None:
    days = [date.fromisoformat(fields[name]) for name in EVENTS if fields.get(name)]
    return max(days) + AFTER_EVENT if days and _frequency(fields) == FINISHED else None


def _last_due(dataset: DemoDataset, end: date | None, today: date) -> date:
    frequency = _frequency(dataset.fields)
    if frequency == FINISHED and end:
        return end + AFTER_PERIOD
    if frequency == "UPDATE_CONT":
        return today
    if frequency == "WEEKLY":
        return today - timedelta(days=today.weekday())
    if frequency in MONTHS:
        return _last_month(today, MONTHS[frequency])
    return _anniversary(dataset.name, today)


def _last_month(today: date, step: int) -> date:
    """The day of the month on which data that come each so many months came last."""
    this = today.year * 12 + today.month - 1
    months = [month for month in range(this, this - step - 1, -1) if month % step == 0]
    days = [date(month // 12, month % 12 + 1, DAY_OF_MONTH) for month in months]
    return next(day for day in days if day <= today)


def _anniversary(name: str, today: date) -> date:
    """A day of the year that is this dataset's own, the last time that it came."""
    order = zlib.crc32(name.encode()) % 365
    days = [date(year, 1, 1) + timedelta(days=order) for year in (today.year, today.year - 1)]
    return next(day for day in days if day <= today)


def _frequency(fields: Mapping[str, Any]) -> str:
    return str(fields.get("frequency", "")).rpartition("/")[2]


def _period(fields: Mapping[str, Any]) -> tuple[date | None, date | None]:
    row: Mapping[str, str] = next(iter(fields.get("temporal_coverage", ())), {})
    start, end = (date.fromisoformat(row[name]) if name in row else None for name in BOUNDS)
    return start, end
