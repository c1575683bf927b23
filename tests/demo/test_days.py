"""Public holidays, the moving ones too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ckanext.city.demo.days import easter, is_public_holiday


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1954, date(1954, 4, 18)),
        (2008, date(2008, 3, 23)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter_falls_on_the_day_of_the_almanacs(year: int, day: date) -> None:
    assert easter(year) == day


def test_a_year_has_eleven_public_holidays() -> None:
    days = [date(2027, 1, 1) + timedelta(days=at) for at in range(365)]
    of_2027 = [day for day in days if is_public_holiday(day)]

    assert len(of_2027) == 11
    assert {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)} <= set(of_2027)
