"""The generator of the demo city: files and metadata, no CKAN.

`generate(seed, today)` hands over every dataset of Saint-Aubin-sur-Orge. The same arguments give
the same bytes, on any machine and any day. A subject is a module with a function
`generate(commune, seed, today)`, listed in `SUBJECTS`; it draws its chance from
`seed.stream(seed, "its name")` and nowhere else.
"""

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
from ckanext.city.demo.dataset import DemoDataset, DemoFile

__all__ = ["SUBJECTS", "DemoDataset", "DemoFile", "generate"]

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
        yield from subject.generate(commune, seed, today)
