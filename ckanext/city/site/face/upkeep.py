"""How a dataset is kept up: when it last changed, by when it should again, if it is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import labels, load_vocabulary
from ckanext.city.feed.facts import data_changed
from ckanext.city.site.choices import reader_language

__all__ = ["city_upkeep"]

FREQUENCIES = "eu-frequencies"
#: Below it a feed is meant, whose values never come to the catalogue.
SHORTEST_DAYS = 1


@dataclass(frozen=True)
class Upkeep:
    """How a dataset is kept up.

    Attributes:
        frequency: « Tous les ans »; empty where none is promised.
        updated: when its data last changed; ISO, in UTC.
        due: by when the next data should be there; None where nothing is promised.
        is_late: whether that day is past.
    """

    frequency: str
    updated: str
    due: dt.date | None
    is_late: bool


def city_upkeep(dataset: Mapping[str, Any]) -> Upkeep:
    """Say how a dataset is kept up.

    A dataset that the next of its series follows is not late: the new data are in that one.
    """
    changed = data_changed(dataset)
    due = None if _is_followed(dataset) else _due(dataset, changed)
    late = due is not None and due < dt.datetime.now(dt.UTC).date()
    updated = changed.isoformat() if changed else ""
    return Upkeep(_frequency_label(dataset), updated, due, late)


def _is_followed(dataset: Mapping[str, Any]) -> bool:
    if dataset.get("type") == SERIES:
        return True
    return any(series.get("next") for series in dataset.get("series_navigation") or ())


def _due(dataset: Mapping[str, Any], changed: dt.datetime | None) -> dt.date | None:
    """The day that the department gave, or else the last change and what the frequency allows."""
    promised = _date(dataset.get("update_due"))
    days = _days(dataset.get("frequency"))
    if promised or changed is None or days is None or days < SHORTEST_DAYS:
        return promised
    try:
        return changed.date() + dt.timedelta(days=days)
    except OverflowError:  # a date that an old catalogue left: the last of the calendar
        return None


def _date(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _days(frequency: Any) -> float | None:
    """The longest wait that is still on time; None of a frequency without one."""
    for entry in load_vocabulary(FREQUENCIES):
        if entry.extra["uri"] == frequency:
            return entry.extra.get("days")
    return None


def _frequency_label(dataset: Mapping[str, Any]) -> str:
    named = labels(FREQUENCIES, reader_language())
    for entry in load_vocabulary(FREQUENCIES):
        if entry.extra["uri"] == dataset.get("frequency"):
            return named[entry.id]
    return ""
