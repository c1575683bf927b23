"""How pages name a dataset of one of our types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city.site.choices import reader_language
from ckanext.city.site.search import labels

__all__ = ["humanize_entity_type"]

#: Where it helps to say which type is meant; elsewhere a budget is a dataset like any other.
NAMED_FOR = frozenset({"add link", "create label", "create title"})


@tk.chained_helper
def humanize_entity_type(
    up: Callable[..., str | None], entity_type: str, object_type: str, purpose: str
) -> str | None:
    """Name a dataset on buttons and in titles; None lets CKAN speak of a dataset.

    CKAN would make a name of the type's code and put it into an English pattern: "Update Poi".
    """
    names: Any = labels(reader_language())["type"]
    if entity_type != "package" or object_type not in names:
        return up(entity_type, object_type, purpose)
    if purpose not in NAMED_FOR or object_type == "dataset":
        return None
    if object_type == "dataset_series":
        return tk._("New series")
    return tk._("New dataset: {type}").format(type=names[object_type])
