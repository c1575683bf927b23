"""Which datasets the feed cannot give as they were written: found by a job, kept in the cache."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

from ckanext.city.feed import dicts, inspection, parts
from ckanext.city.store import cache

log = logging.getLogger(__name__)

KEPT_SECONDS = 30 * 24 * 3600
#: Asked again before that, a check that waits or runs is not asked for twice.
ASKED_SECONDS = 600
#: Parts that nobody has made yet take up to 20 ms each.
LONGEST_CHECK_SECONDS = 3600


@dataclass(frozen=True)
class Report:
    """What the last check found.

    Attributes:
        checked: when it ended, ISO 8601 in UTC.
        datasets: how many it looked at.
        left_out: how many values it found that the feed leaves out.
        mended: how many values it found that the feed mends.
        concerned: ids of the datasets with such values, and their organisation's.
        complete: False where the feed could not be served.
    """

    checked: str
    datasets: int = 0
    left_out: int = 0
    mended: int = 0
    concerned: Sequence[tuple[str, str]] = field(default=())
    complete: bool = True


def read() -> Report | None:
    """Give the last report; None where there is none, or it is no more kept."""
    value = cache.read_many([_key("report")])[0]
    return Report(**json.loads(value)) if value else None


def ask() -> bool:
    """Have a job check the feed; False where one was asked for and has not ended."""
    if asked():
        return False
    cache.write_many({_key("asked"): _now().encode()}, ASKED_SECONDS)
    tk.enqueue_job(make, title="Check the feed", rq_kwargs={"timeout": LONGEST_CHECK_SECONDS})
    return True


def asked() -> str | None:
    """When the check was asked for that has not ended; None where there is none."""
    value = cache.read_many([_key("asked")])[0]
    return value.decode() if value else None


def make() -> Report:
    """Walk the feed and keep what is found: the job itself."""
    report = _walk()
    kept = json.dumps(report.__dict__).encode()
    cache.write_many({_key("report"): kept}, KEPT_SECONDS)
    cache.write_many({_key("asked"): b""}, 1)
    return report


def _walk() -> Report:
    datasets = left_out = mended = 0
    concerned: list[tuple[str, str]] = []
    try:
        for rows in inspection.catalogue():
            found = parts.problems_of(rows)
            datasets += len(rows)
            for row in rows:
                problems = found.get(row.id, ())
                dropped = sum(problem.dropped for problem in problems)
                left_out, mended = left_out + dropped, mended + len(problems) - dropped
                if problems:
                    concerned.append((row.id, row.owner_org or ""))
    except (dicts.Unreadable, sa.exc.SQLAlchemyError):
        log.exception("The check of the feed stopped after %s datasets", datasets)
        return Report(_now(), datasets, left_out, mended, concerned, complete=False)
    return Report(_now(), datasets, left_out, mended, concerned)


def _key(name: str) -> str:
    return cache.key("feed-problems", name)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
