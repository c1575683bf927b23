"""Datasets of a series in their order: previous and next, first and last, for this reader.

Takes the place of ckanext-dataset-series's navigation (0.1.1), which asks three queries a series,
breaks ties at random, misreads dates, and tells the title of a private series to anyone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SolrConnectionError
from ckan.types import Action, Context, DataDict

from ckanext.dataset_series import actions as stock

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.series import order_key
from ckanext.city.site import hidden_series

log = logging.getLogger(__name__)

MOST_MEMBERS = 1000
#: What a search raises where the index does not answer.
INDEX_FAULTS = (SearchError, SolrConnectionError)

Member = Mapping[str, Any]


def silence_stock_navigation() -> None:
    """Keep ckanext-dataset-series's own navigation from running besides ours.

    Raises:
        AttributeError: another version than 0.1.1, whose navigation must be looked at anew.
    """
    for name in ("_add_series_navigation", "_add_series_member_navigation"):
        getattr(stock, name)
        setattr(stock, name, lambda _dataset: None)


@tk.chained_action
@tk.side_effect_free
def package_show(up: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Add `series_navigation` to a series and to the datasets of one, for this reader."""
    dataset: dict[str, Any] = up(context, data_dict)
    if tk.asbool(data_dict.get("for_indexing")) or context.get("use_cache") is False:
        return dataset
    if not context.get("for_update"):
        try:
            _add_navigation(dataset, _reader(context))
        except INDEX_FAULTS:
            log.warning("Dataset %s is shown without its series: no index.", dataset["id"])
        if not context.get("for_edit"):
            hidden_series.leave_out([dataset], context)
    return dataset


def _add_navigation(dataset: dict[str, Any], reader: Context) -> None:
    if dataset.get("type") == SERIES:
        dataset["series_navigation"] = _of_series(dataset, reader)
    elif dataset.get("in_series"):
        shown = (_of_member(series_id, dataset, reader) for series_id in dataset["in_series"])
        dataset["series_navigation"] = [navigation for navigation in shown if navigation]


def _of_series(series: Mapping[str, Any], reader: Context) -> dict[str, Any]:
    members = members_of(series, reader)
    first, last = (_item(members[at]) if members else None for at in (0, -1))
    return {"count": len(members), "first": first, "last": last}


def _of_member(
    series_id: str, dataset: Mapping[str, Any], reader: Context
) -> dict[str, Any] | None:
    try:
        # for_update: the series' own navigation is not asked for
        context = Context(**reader, for_update=True)
        series = tk.get_action("package_show")(context, {"id": series_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    if series.get("state") != "active":
        return None
    navigation = _item(series)
    if series.get("series_order_field"):
        members = members_of(series, reader)
        at = next((n for n, each in enumerate(members) if each["id"] == dataset["id"]), None)
        if at is not None:
            navigation["previous"] = _item(members[at - 1]) if at else None
            navigation["next"] = _item(members[at + 1]) if at + 1 < len(members) else None
    return navigation


def members_of(series: Mapping[str, Any], reader: Context) -> list[Member]:
    """List the datasets of a series that a reader may see, in the order of the series.

    Raises:
        SearchError, SolrConnectionError: the index does not answer.
    """
    found = tk.get_action("package_search")(
        Context(**reader),
        {
            "fq": f'+vocab_in_series:"{series["id"]}"',
            "rows": MOST_MEMBERS,
            "include_private": True,
        },
    )["results"]
    field = series.get("series_order_field") or ""
    return sorted(found, key=lambda member: order_key(member, field))


def _reader(context: Context) -> Context:
    """Who asks: nothing else of the context may reach the further actions."""
    keys = ("user", "auth_user_obj", "ignore_auth")
    return Context(**{key: context[key] for key in keys if key in context})


def _item(dataset: Member) -> dict[str, Any]:
    return {key: dataset[key] for key in ("id", "name", "title", "type")}
