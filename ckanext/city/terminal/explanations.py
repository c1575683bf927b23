"""All that reading, checks, repairs and subjects can say, with how it is explained."""

from __future__ import annotations

from ckanext.city.dataset_types import list_dataset_types
from ckanext.city.tables.annotate.entries import ENTRIES as COPY
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.guard import ENTRIES as GUARD
from ckanext.city.tables.read.entries import ENTRIES as READING
from ckanext.city.tables.repair.entries import FINDINGS, REPAIRS


def all_entries() -> dict[str, Entry]:
    """Give the entries by their codes, in alphabetical order; it loads Polars."""
    subjects: dict[str, Entry] = {}
    for each in list_dataset_types():
        subjects |= each.rules().entries()
    return dict(sorted({**READING, **GUARD, **ENTRIES, **FINDINGS, **COPY, **subjects}.items()))


def all_repairs() -> dict[str, Entry]:
    """Give the sentences of repairs by their kinds, in alphabetical order."""
    subjects = {each.kind: each.entry for known in list_dataset_types() for each in known.repairs()}
    return dict(sorted({**REPAIRS, **subjects}.items()))
