"""The areas that a dataset covers, chosen in its form: the commune, or a district of its list.

A row of `spatial_coverage` may name its area as `district`: `commune`, or `quartiers/gare` as
addresses of searches do. What is stored is what portals read: a name, an address, an outline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.geo import covered
from ckanext.city.site import area_search, derive
from ckanext.city.views.areas import kept

__all__ = ["city_area_form", "city_area_words"]

FIELD = "spatial_coverage"
#: What a row says besides what is stored: the choice, and the one that its form showed at first.
CHOICE, SHOWN = "district", "district_shown"
COMMUNE = "commune"
STORED = ("text", "uri", "geom", "bbox", "centroid")
_FLAT = re.compile(rf"({FIELD}-\d+-)({CHOICE}|{SHOWN})")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AreaForm:
    """The list of areas of a row of the form.

    Attributes:
        chosen: the value that is chosen; "" for what the row's fields say.
        shown: the value that the form showed at first.
        commune: name, address and outline of the commune, as a row has them.
        groups: for each dataset of districts its title, and pairs of value and name.
    """

    chosen: str
    shown: str
    commune: Mapping[str, str]
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]


def city_area_form(values: Mapping[str, Any], prefix: str) -> AreaForm:
    """Prepare the list of areas of a row.

    Args:
        values: of the form, flat: `spatial_coverage-0-text`.
        prefix: of the row's names, `spatial_coverage-0`.
    """
    row = {name: str(values.get(f"{prefix}-{name}") or "") for name in STORED}
    commune = _commune()
    sent = values.get(f"{prefix}-{CHOICE}")
    shown = values.get(f"{prefix}-{SHOWN}")
    found = _choice_of(row, commune) if shown is None else str(shown)
    groups = [
        (each.title, [(f"{each.name}/{id_}", name) for id_, name in each.districts])
        for each in area_search.sets()
    ]
    return AreaForm(found if sent is None else str(sent), found, commune, groups)


def city_area_words(geometry: object) -> str:
    """Say how large an outline is; "" where there is none."""
    size = covered.square_kilometres(_geometry(geometry)) if geometry else 0
    if not size:
        return ""
    measured = f"{tk.h.localised_number(_rounded(size))}\N{NO-BREAK SPACE}km²"
    return tk._("Outline of about {area}.").format(area=measured)


def choose(data_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Put in the place of each choice what is stored of it.

    Args:
        data_dict: a dataset that is being written, its rows in lists or flat as a form sends them.

    Raises:
        ValidationError: there is no such district, or none that anybody may see.
    """
    result = dict(data_dict)
    rows = result.get(FIELD)
    if isinstance(rows, list):
        result[FIELD] = [_chosen_row(row) if isinstance(row, Mapping) else row for row in rows]
    for prefix in dict.fromkeys(m[1] for m in map(_FLAT.fullmatch, data_dict) if m):
        choice, shown = (str(result.pop(prefix + name, "")) for name in (CHOICE, SHOWN))
        if choice and choice != shown:
            area = _area(choice, f"{prefix}{CHOICE}")
            result |= {prefix + name: area.get(name, "") for name in STORED}
    return result


def _chosen_row(row: Row) -> dict[str, Any]:
    choice, shown = str(row.get(CHOICE) or ""), str(row.get(SHOWN) or "")
    rest = {name: value for name, value in row.items() if name not in (CHOICE, SHOWN)}
    if not choice or choice == shown:
        return rest
    return {n: value for n, value in rest.items() if n not in STORED} | _area(choice, FIELD)


def _area(choice: str, key: str) -> dict[str, str]:
    """Give what is stored of a choice."""
    if choice == COMMUNE:
        return _commune()
    found = area_search.find_district(choice)
    if found is None:
        raise tk.ValidationError({key: [_unknown()]})
    return {"text": found["name"], "geom": _compact(found["shape"])}


def _commune() -> dict[str, str]:
    return derive.commune_area(derive.read_city(config.site_url()))


def _choice_of(row: Row, commune: Row) -> str:
    """Tell which choice a row says already."""
    if all(row[name] == commune.get(name, "") for name in ("text", "uri", "geom")):
        return COMMUNE
    if row["uri"] or not row["geom"]:
        return ""
    for each in area_search.sets():
        for found in kept.outlines(each):
            if found["name"] == row["text"] and _compact(found["shape"]) == row["geom"]:
                return f"{each.name}/{found['id']}"
    return ""


def _compact(shape: Mapping[str, Any]) -> str:
    """Write a geometry as the form's validator does."""
    stored = {"type": shape["type"], "coordinates": shape["coordinates"]}
    return json.dumps(stored, separators=(",", ":"))


def _geometry(text: object) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return None


def _rounded(size: float) -> float:
    return round(size) if size >= 10 else round(size, 1) if size >= 0.1 else round(size, 2)


def _unknown() -> str:
    return tk._(
        "This district is not known, or no longer: choose another one in the list, or describe the "
        "area below."
    )
