"""When the demo city's data last changed, as their rhythm or their event has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ckanext.city.demo import indicators
from ckanext.city.demo.back_office import MONTHS_LATE
from ckanext.city.demo.contracts import AFTER_QUARTER
from ckanext.city.demo.contracts import published_until as contracts_until
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.dates import with_date
from ckanext.city.feed.preflight import DAYS
from tests.demo.cities import TODAY

FILE = DemoFile(name="a.csv", content=b"a\n", title="A", description="A.", format="CSV")
DAYS_OF_THREE_YEARS = [TODAY + timedelta(days=n) for n in range(3 * 365)]
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


def dataset(frequency: str, name: str = "essai", **fields: Any) -> DemoDataset:
    return DemoDataset(
        name=name,
        type="dataset",
        title="Essai",
        notes="Essai",
        department="a",
        files=(FILE,),
        fields={"frequency": FREQUENCY + frequency, **fields},
    )


def updated(frequency: str, today: date, **fields: Any) -> date:
    found = with_date(dataset(frequency, **fields), today).updated
    assert found is not None
    return found


@pytest.mark.parametrize(
    "frequency", ["WEEKLY", "MONTHLY", "BIMONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL"]
)
def test_on_no_day_are_data_late_by_the_rhythm_that_they_announce(frequency: str) -> None:
    for name in ("budget", "voies", "quartiers"):
        for today in DAYS_OF_THREE_YEARS:
            days = (today - updated(frequency, today, name=name)).days
            assert 0 <= days <= DAYS[frequency], (name, today)


def test_live_data_are_of_the_day() -> None:
    assert updated("UPDATE_CONT", TODAY) == TODAY


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"election_date": "2024-06-30"}, date(2024, 7, 4)),
        ({"first_session": "2024-01-29", "last_session": "2024-12-16"}, date(2024, 12, 20)),
        ({"temporal_coverage": [{"start": "2024-01-01", "end": "2024-12-31"}]}, date(2025, 3, 16)),
    ],
    ids=["a ballot", "sessions", "a year's accounts"],
)
def test_data_that_are_finished_came_soon_after_what_they_tell_of(
    fields: dict[str, Any], expected: date
) -> None:
    assert updated("NOT_PLANNED", TODAY, **fields) == expected


def test_data_are_never_of_tomorrow_nor_from_before_what_they_tell_of() -> None:
    assert updated("NOT_PLANNED", TODAY, election_date=TODAY.isoformat()) == TODAY
    period = {"temporal_coverage": [{"start": TODAY.isoformat()}]}
    assert updated("QUARTERLY", TODAY, **period) == TODAY


def test_what_a_subject_says_stays_and_a_series_has_no_day() -> None:
    said = DemoDataset(**{**vars(dataset("MONTHLY")), "updated": date(2020, 1, 1)})
    assert with_date(said, TODAY).updated == date(2020, 1, 1)
    series = DemoDataset(**{**vars(dataset("ANNUAL")), "files": ()})
    assert with_date(series, TODAY).updated is None


def test_what_is_late_on_purpose_is_late_whatever_the_day() -> None:
    assert 2 * (DAYS["MONTHLY"] or 0) < MONTHS_LATE * 28
    for today in DAYS_OF_THREE_YEARS:
        values = indicators._due(today, is_late=True) - indicators.OVERDUE_AFTER
        contracts = contracts_until(today) + AFTER_QUARTER
        for last in (values, contracts):
            assert (today - last).days > (DAYS["QUARTERLY"] or 0) + 1, today
