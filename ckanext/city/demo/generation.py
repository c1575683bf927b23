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
    contracts,
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

SUBJECTS = (
    *(
        basemap,
        addresses,
        places,
        budgets,
        contracts,
        subsidies,
        elections,
        councillors,
        deliberations,
    ),
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
        yield from subject.generate(commune, seed, today)
