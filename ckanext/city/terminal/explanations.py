"""All codes that reading, the checks and the subjects can give, with how they are explained."""

from __future__ import annotations

from ckanext.city.dataset_types import list_dataset_types
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.guard import ENTRIES as GUARD
from ckanext.city.tables.read.entries import ENTRIES as READING


def all_entries() -> dict[str, Entry]:
    """Give the entries by their codes, in alphabetical order; it loads Polars."""
    subjects: dict[str, Entry] = {}
    for each in list_dataset_types():
        subjects |= each.rules().entries()
    return dict(sorted({**READING, **GUARD, **ENTRIES, **subjects}.items()))
