"""The datasets of a series, on its page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.city.site.face.facts import city_kicker
from ckanext.city.site.face.upkeep import city_upkeep
from ckanext.city.site.series import INDEX_FAULTS, members_of

__all__ = ["city_members"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """A dataset of a series: its title and page, what tells it from the others, its date."""

    title: str
    address: str
    kicker: tuple[str, ...]
    updated: str


def city_members(series: Mapping[str, Any]) -> list[Member] | None:
    """List the datasets of a series that the reader may see, the last first.

    Returns:
        None where the index does not answer.
    """
    reader = Context(user=getattr(tk.current_user, "name", ""))
    try:
        found = members_of(series, reader)
    except INDEX_FAULTS:
        log.warning("The datasets of series %s are not listed: no index.", series["name"])
        return None
    return [_member(each) for each in reversed(found)]


def _member(dataset: Mapping[str, Any]) -> Member:
    return Member(
        title=dataset.get("title") or dataset["name"],
        address=str(tk.h.url_for(f"{dataset['type']}.read", id=dataset["name"])),
        kicker=tuple(city_kicker(dataset)),
        updated=city_upkeep(dataset).updated,
    )
