"""All subjects of the demo city, in the order in which they are loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ckanext.city.demo import (
    addresses,
    back_office,
    basemap,
    budgets,
    catalogue,
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
from ckanext.city.demo.dates import with_date
from ckanext.city.demo.words import typeset

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

    Last comes the one that lists the others.

    Args:
        seed: which of the possible cities.
        today: the day of the first load; nothing here looks at the clock.
    """
    commune = build_commune(seed)
    made: list[DemoDataset] = []
    for subject in SUBJECTS:
        for drawn in subject.generate(commune, seed, today):
            dataset = with_date(_typeset(drawn), today)
            made.append(dataset)
            yield dataset
    yield with_date(_typeset(catalogue.generate(commune, made, today)), today)


def _typeset(dataset: DemoDataset) -> DemoDataset:
    """The same dataset, its words as French prints them."""
    fields = dict(dataset.fields)
    if "provenance" in fields:
        fields["provenance"] = typeset(fields["provenance"])
    files = (
        replace(each, title=typeset(each.title), description=typeset(each.description))
        for each in dataset.files
    )
    return replace(
        dataset,
        title=typeset(dataset.title),
        notes=typeset(dataset.notes),
        fields=fields,
        files=tuple(files),
    )
