"""Search by area: what a dataset covers, as the index holds it, and how the area is asked for.

`ext_zone` names the area: a district, `quartiers/gare` (a dataset of districts and one of them), or
what was drawn, `2.30,48.60,2.32,48.62` (west, south, east, north) or three corners and more, by
turns longitude and latitude. ckanext-spatial's `ext_bbox` is left to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context, request

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.geo import covered
from ckanext.city.geo.districts import District
from ckanext.city.site import search
from ckanext.city.site.derive import INSEE_COMMUNE
from ckanext.city.views.areas import kept
from ckanext.city.views.areas.gather import ask_for_districts
from ckanext.city.views.places.view import base_map

__all__ = ["city_area_map"]

ZONE = "ext_zone"
BOX = "ext_bbox"
COVERED, COVERS_ALL = "city_covered", "city_covers_all"
#: What covers a part of the city stands before what covers all of it.
PART_FIRST = f"{COVERS_ALL} asc"
#: Matches no dataset.
NOTHING = "-*:*"
LONGEST = 2_000
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")


@dataclass(frozen=True)
class Zone:
    """An area to search by.

    Attributes:
        value: as an address says it.
        name: of the district; "" of what was drawn.
        solr: the area in Solr's words; "" where there is no such area.
        is_drawn: whether it was drawn.
    """

    value: str
    name: str = ""
    solr: str = ""
    is_drawn: bool = False


def city_area_map() -> dict[str, Any]:
    """Give what a map to choose an area on is told; see `assets/src/area/contract.ts`."""
    return {
        "base": base_map(),
        "bounds": config.extent(),
        "districts": tk.url_for("city_areas.districts", locale="default"),
    }


def index_fields(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the index holds of the area that a dataset covers; nothing where it is unknown.

    A dataset that names no other territory covers the commune, as the feed says it does.
    """
    extent = config.extent()
    told = search.area(dataset)
    area = covered.covered_area(_json(told)) if told else None
    if area is None and extent and not _is_elsewhere(dataset):
        area = covered.box_area(extent)
    if area is None:
        return {}
    whole = covered.covers_whole(area, extent) if extent else None
    fields = {COVERED: covered.solr_text(area)}
    return fields if whole is None else fields | {COVERS_ALL: whole}


def ask(parameters: dict[str, Any]) -> dict[str, Any]:
    """Narrow a search to what meets its area; what is about a part of the city comes first.

    Raises:
        ValidationError: a program names an area that there is not. A page finds nothing then, and
            says why.
    """
    zone = asked_zone(parameters)
    if zone is None:
        return _without_wrong_box(parameters)
    if not zone.solr and not _is_page():
        raise tk.ValidationError({ZONE: [unknown_zone()]})
    only = f'{COVERED}:"Intersects({zone.solr})"' if zone.solr else NOTHING
    return parameters | {
        "fq_list": [*(parameters.get("fq_list") or ()), only],
        "sort": part_first(parameters, parameters.get("sort")),
    }


def part_first(parameters: Mapping[str, Any], order: str | None) -> str | None:
    """Put before an order what covers a part of the city, where nobody chose one nor a word."""
    if asked_zone(parameters) is None or parameters.get("q") not in ("", None, "*:*"):
        return order
    if order and PART_FIRST not in order and not _is_page():
        return order
    if has_request_context() and request.args.get("sort"):
        return order
    rest = order or config.default_order()
    return rest if PART_FIRST in rest else f"{PART_FIRST}, {rest}"


def asked_zone(parameters: Mapping[str, Any]) -> Zone | None:
    """Read the area that a search asks for; None where it asks for none."""
    value = (parameters.get("extras") or {}).get(ZONE)
    return find_zone(str(value[-1] if isinstance(value, list) else value)) if value else None


def find_zone(value: str) -> Zone:
    """Find the area that a text names; without `solr` where there is none."""
    if len(value) > LONGEST:
        return Zone("")
    numbers = value.split(",")
    if all(map(_NUMBER.fullmatch, numbers)):
        try:
            drawn = covered.read_drawn([float(each) for each in numbers])
        except covered.NoZone:
            return Zone(value, is_drawn=True)
        return Zone(value, solr=drawn, is_drawn=True)
    return _district_zone(value)


def sets() -> Sequence[kept.DistrictSet]:
    """List the districts that anybody may see; has them looked for where they were not yet."""
    if not has_request_context():
        return kept.public_sets() or ()
    if "city_districts" not in g:
        found = kept.public_sets()
        if found is None:
            ask_for_districts()
        g.city_districts = found or ()
    known: Sequence[kept.DistrictSet] = g.city_districts
    return known


def unknown_zone() -> str:
    """Say that there is no such area, and what to do."""
    return tk._(
        "This area is not known, or no longer: choose another one in the list, or draw it on the "
        "map."
    )


def find_district(value: str) -> District | None:
    """Find a district that anybody may see by what addresses call it: "quartiers/gare"."""
    dataset, _slash, district_id = value.partition("/")
    for each in sets():
        if each.name == dataset and district_id in dict(each.districts):
            return kept.district(each, district_id)
    return None


def _district_zone(value: str) -> Zone:
    found = find_district(value)
    return Zone(value, name=found["name"], solr=found["meets"]) if found else Zone(value)


def _is_elsewhere(dataset: Mapping[str, Any]) -> bool:
    """Tell whether a dataset names a territory that is not the commune as a whole."""
    commune = f"{INSEE_COMMUNE}{config.insee()}"
    rows = [row for row in dataset.get("spatial_coverage") or () if isinstance(row, Mapping)]
    return any(any(row.values()) and row.get("uri") != commune for row in rows)


def is_box(value: str) -> bool:
    """Tell whether a text is a box as `ext_bbox` takes it: west,south,east,north."""
    numbers = value.split(",")
    return len(numbers) == 4 and all(_NUMBER.fullmatch(each.strip()) for each in numbers)


def _without_wrong_box(parameters: dict[str, Any]) -> dict[str, Any]:
    """Let a page of which the box is none find nothing: ckanext-spatial fails it as a whole."""
    extras = parameters.get("extras") or {}
    if BOX not in extras or is_box(str(extras[BOX])) or not _is_page():
        return parameters
    left = {key: value for key, value in extras.items() if key != BOX}
    narrowed = [*(parameters.get("fq_list") or ()), NOTHING]
    return parameters | {"extras": left, "fq_list": narrowed}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_page() -> bool:
    """Tell a page that a person reads: its own address names the area."""
    if not has_request_context() or request.blueprint == "api":
        return False
    return ZONE in request.args or BOX in request.args
