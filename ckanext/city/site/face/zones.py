"""The part of a page of results by which one chooses an area: districts, and what one draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.site import area_search, search
from ckanext.city.site.face.narrowing import SHOWN, Filter, address
from ckanext.city.views.areas.kept import DistrictSet

__all__ = ["city_zone_filter", "city_zone_kept", "city_zones"]

#: Parameters of an address that say where.
PARAMETERS = (area_search.ZONE, area_search.BOX)


@dataclass(frozen=True)
class District:
    """A district of a list, and where choosing it, or leaving it, leads."""

    name: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Districts:
    """A list of districts; `more` is what unfolds."""

    title: str
    shown: tuple[District, ...]
    more: tuple[District, ...]


@dataclass(frozen=True)
class Zones:
    """What a page offers of areas.

    Attributes:
        lists: of districts, one for each dataset of them.
        problem: why the area of the address is none; "" where it is one, or there is none.
        kept: pairs of parameter and value that a search by another area keeps.
        has_map: whether one can draw.
        part_first: whether what is about a part of the city stands first.
    """

    lists: tuple[Districts, ...]
    problem: str
    kept: tuple[tuple[str, str], ...]
    has_map: bool
    part_first: bool


def city_zones() -> Zones:
    """Prepare the part of areas of this page."""
    zone = _asked()
    arguments = tk.request.args
    return Zones(
        lists=tuple(map(_list, area_search.sets())),
        problem=area_search.unknown_zone() if _is_unknown(zone) else "",
        kept=tuple(_others()),
        has_map=tk.h.plugin_loaded("city_map"),
        part_first=bool(zone and zone.solr and config.extent())
        and not (arguments.get("q") or arguments.get("sort")),
    )


def city_zone_filter() -> Filter | None:
    """Say which area the results are narrowed to, and where leaving it leads."""
    if not any(tk.request.args.get(name) for name in PARAMETERS):
        return None
    zone = _asked()
    if _is_unknown(zone):
        label = tk._("Unknown area")
    else:
        label = zone.name if zone and zone.name else tk._("Drawn on the map")
    return Filter(label, tk._("Area to search"), address(_others()))


def city_zone_kept() -> list[tuple[str, str]]:
    """List what forms of this page keep of the area."""
    return [
        (name, value)
        for name in PARAMETERS
        for value in tk.request.args.getlist(name)[-1:]
        if len(value) <= area_search.LONGEST
    ]


def territories_of(dataset: Mapping[str, Any]) -> str:
    """Name what a dataset covers, where the reader searches by area."""
    if not any(tk.request.args.get(name) for name in PARAMETERS):
        return ""
    return ", ".join(search.territories(dataset)[:3])


def _asked() -> area_search.Zone | None:
    value = tk.request.args.getlist(area_search.ZONE)
    return area_search.find_zone(value[-1]) if value and value[-1] else None


def _is_unknown(zone: area_search.Zone | None) -> bool:
    if zone is not None:
        return not zone.solr
    box = tk.request.args.getlist(area_search.BOX)
    return bool(box and box[-1]) and not area_search.is_box(box[-1])


def _list(of: DistrictSet) -> Districts:
    chosen = tk.request.args.get(area_search.ZONE, "")
    districts = [
        _district(name, f"{of.name}/{district_id}", chosen) for district_id, name in of.districts
    ]
    shown = [each for place, each in enumerate(districts) if place < SHOWN or each.is_chosen]
    # one more is no reason to unfold
    if len(districts) - len(shown) == 1:
        shown = districts
    return Districts(of.title, tuple(shown), tuple(e for e in districts if e not in shown))


def _district(name: str, value: str, chosen: str) -> District:
    if value == chosen:
        return District(name, address(_others()), True)
    return District(name, address([*_others(), (area_search.ZONE, value)]), False)


def _others() -> Iterator[tuple[str, str]]:
    """What the address says besides the area; another area starts on the first page."""
    for key, value in tk.request.args.items(multi=True):
        if key not in ("page", *PARAMETERS):
            yield key, value
