"""A public dataset does not tell of a series that its reader may not know of.

`in_series` holds the ids of its series, hidden ones too. They are left out where the dataset is
read, and held on to where somebody saves it who has not been shown them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context, DataDict

from ckanext.city.site.readable import known_ids

FIELD = "in_series"
#: What an index keeps of a whole dataset, if a search asks for these fields.
WHOLE = ("data_dict", "validated_data_dict")

Row = dict[str, Any]


def search_actions() -> dict[str, Action]:
    """List the actions that we go before or after, by name."""
    return {
        "current_package_list_with_resources": current_package_list_with_resources,
        "package_search": package_search,
    }


@tk.chained_action
@tk.side_effect_free
def package_search(up: Action, context: Context, data_dict: DataDict) -> Row:
    """Search without telling which hidden series a dataset belongs to."""
    reader = Context(**context)
    found: Row = up(context, data_dict)
    rows = [row for row in found["results"] if isinstance(row, dict)]
    for row in rows:
        for name in WHOLE:
            row.pop(name, None)
    leave_out(rows, reader)
    _leave_out_of_facets(found, reader)
    return found


@tk.chained_action
@tk.side_effect_free
def current_package_list_with_resources(
    up: Action, context: Context, data_dict: DataDict
) -> list[Row]:
    """List datasets likewise: core's list passes the search's action by."""
    reader = Context(**context)
    rows: list[Row] = up(context, data_dict)
    leave_out(rows, reader)
    return rows


def leave_out_of_history(lines: Iterable[Row], reader: Context) -> None:
    """Leave them out of what a history keeps of a dataset, where they stand by title too."""
    kept = [
        data["package"]
        for line in lines
        if isinstance(data := line.get("data"), dict) and isinstance(data.get("package"), dict)
    ]
    for dataset in kept:
        dataset.pop("series_navigation", None)  # as it was for whoever changed the dataset
    leave_out(kept, reader)


def leave_out(datasets: Iterable[Row], reader: Context) -> None:
    """Leave out of datasets the ids of series that a reader may not know of; changed in place."""
    holders = [holder for dataset in datasets for holder in _holders(dataset)]
    ids = {each for row, key in holders for each in _listed(row[key])}
    hidden = ids - known_ids(ids, reader) if ids else set()
    if hidden:
        for row, key in holders:
            kept = [each for each in _listed(row[key]) if each not in hidden]
            row[key] = json.dumps(kept) if isinstance(row[key], str) else kept


def keep(data_dict: DataDict, context: Context) -> DataDict:
    """Add to a dataset that is to be saved its series that whoever saves it has not been shown."""
    package = model.Package.get(data_dict.get("id") or data_dict.get("name"))
    stored = _listed(package.extras.get(FIELD)) if package else []
    hidden = set(stored) - known_ids(stored, context) if stored else set()
    sent = _listed(data_dict.get(FIELD))
    missing = [each for each in stored if each in hidden and each not in sent]
    # a series that is no more cannot be kept: the form's validator would refuse it
    missing = [each for each in missing if model.Package.get(each) is not None]
    return data_dict | {FIELD: [*sent, *missing]} if missing else data_dict


def _holders(dataset: Row) -> Iterator[tuple[Row, str]]:
    """Where the ids stand: in the field, in what the index calls it, in a free pair."""
    yield from ((dataset, name) for name in list(dataset) if FIELD in name)
    for pair in dataset.get("extras") or []:
        if isinstance(pair, dict) and pair.get("key") == FIELD:
            yield pair, "value"


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _leave_out_of_facets(found: Row, reader: Context) -> None:
    for facets in (found.get("facets") or {}, found.get("search_facets") or {}):
        for name in [each for each in facets if FIELD in each]:
            facets[name] = _known_values(facets[name], reader)


def _known_values(facet: Mapping[str, Any], reader: Context) -> Row:
    if "items" in facet:
        known = known_ids([item["name"] for item in facet["items"]], reader)
        return dict(facet) | {"items": [each for each in facet["items"] if each["name"] in known]}
    known = known_ids(list(facet), reader)
    return {value: count for value, count in facet.items() if value in known}
