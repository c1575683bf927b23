"""All subjects of the demo city, in the order in which they are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.city.demo import (
    addresses,
    back_office,
    basemap,
    budgets,
    climate,
    councillors,
    daily_life,
    deliberations,
    elections,
    indicators,
    parking,
    places,
    school_zones,
    subsidies,
)
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.dates import with_date

SUBJECTS = (
    *(basemap, addresses, places, budgets, subsidies, elections, councillors, deliberations),
    *(school_zones, parking, climate, indicators, daily_life, back_office),
)


def generate(seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the datasets of the demo city, a series before those that belong to it.

    Args:
        seed: which of the possible cities.
        today: the day of the first load; nothing here looks at the clock.
    """
    commune = build_commune(seed)
    for subject in SUBJECTS:
        for dataset in subject.generate(commune, seed, today):
            yield with_date(dataset, today)
