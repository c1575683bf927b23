"""The districts of a commune, out of the map of a file of areas with names.

Their outlines are coarse: they are searched by, and drawn no closer than a street.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from ckanext.city.geo.area import METRES_PER_DEGREE

#: One area is a boundary, and more than this are no list that a person reads.
FEWEST, MOST = 2, 200
LONGEST_NAME = 80
#: A coarser outline has so many corners at most, and starts from a tolerance of five metres.
MOST_CORNERS = 400
TOLERANCE = 5e-5
DECIMALS = 1e-5
#: Districts touch: what meets a district by its border only is about its neighbour. The index is
#: exact to two hundredths of half an outline's breadth, on either side.
BORDER_METRES = 25
BORDER_SHARE = 0.02
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")

District = dict[str, Any]
"""`id` (for addresses), `name`, `shape` (a GeoJSON geometry in degrees, WGS 84), `meets` (WKT)."""


def read_districts(content: Mapping[str, Any]) -> list[District]:
    """List the districts that a map file shows, in the order of their names.

    Args:
        content: of a map file, as `geo.compact` writes it.

    Returns:
        None of them where the file has no areas, one only, too many, or areas without names.
    """
    found = list(_named_areas(content))
    if not FEWEST <= len(found) <= MOST:
        return []
    outlines = simplify([shape for _name, shape in found])
    ids = _ids([name for name, _shape in found])
    districts = [
        {"id": id_, "name": name, "shape": _geojson(outline), "meets": _inner(outline).wkt}
        for id_, (name, _shape), outline in zip(ids, found, outlines, strict=True)
    ]
    return sorted(districts, key=lambda each: _sorted_as(each["name"]))


def simplify(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Leave out corners that nobody sees, so that those that touch still do."""
    tolerance, coarse = TOLERANCE, list(shapes)
    for _each in range(12):
        coarse = [
            shapely.make_valid(shapely.set_precision(each, DECIMALS, mode="pointwise"))
            for each in shapely.coverage_simplify(list(shapes), tolerance)
        ]
        if max(shapely.get_num_coordinates(coarse)) <= MOST_CORNERS:
            break
        tolerance *= 2
    return [
        now if _areas(now) else before
        for now, before in zip(map(_polygons, coarse), shapes, strict=True)
    ]


def _named_areas(content: Mapping[str, Any]) -> Iterator[tuple[str, BaseGeometry]]:
    """Give the areas of a map with their names; several parts of one name are one district."""
    names = _names(content)
    by_name: dict[str, list[BaseGeometry]] = {}
    for index, geometry in content.get("shapes") or ():
        name = names[index] if index < len(names) else ""
        shape = _polygons(shapely.make_valid(shapely.from_geojson(json.dumps(geometry))))
        if name and _areas(shape):
            by_name.setdefault(name, []).append(shape)
    for name, parts in by_name.items():
        yield name, parts[0] if len(parts) == 1 else _polygons(shapely.union_all(parts))


def _names(content: Mapping[str, Any]) -> list[str]:
    title = (content.get("roles") or {}).get("title")
    for field in content.get("fields") or ():
        if field["name"] == title:
            if "dict" in field:
                texts = [field["dict"][at] if at >= 0 else "" for at in field["at"]]
            else:
                texts = field["values"]
            return [_clean(text) for text in texts]
    return []


def _clean(text: object) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in str(text or "")).split()
    return " ".join(words)[:LONGEST_NAME]


def _ids(names: Sequence[str]) -> list[str]:
    """Make names for addresses of what districts are called, each another one."""
    found: list[str] = []
    for name in names:
        first = _OTHER_SIGNS.sub("-", _plain(name)).strip("-") or "zone"
        number, id_ = 1, first
        while id_ in found:
            number += 1
            id_ = f"{first}-{number}"
        found.append(id_)
    return found


def _plain(name: str) -> str:
    """Give a name in lower case without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def _sorted_as(name: str) -> tuple[Any, ...]:
    """Sort « Quartier 10 » after « Quartier 2 », and É with E."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", _plain(name))
        if part
    )


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep what encloses something."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all([each for each in parts if each.geom_type == "Polygon"])


def _areas(shape: BaseGeometry) -> bool:
    return not shape.is_empty and shape.area > 0


def _inner(shape: BaseGeometry) -> BaseGeometry:
    """Draw an outline a little inside, where that leaves something of it."""
    squeeze = math.cos(math.radians(shape.centroid.y))
    even = shapely.transform(shape, lambda corners: corners * [squeeze, 1])
    west, south, east, north = even.bounds
    border = BORDER_METRES / METRES_PER_DEGREE
    border = max(border, BORDER_SHARE * math.hypot(east - west, north - south))
    for narrower in (1, 5, 25):
        inner = shapely.buffer(even, -border / narrower, join_style="mitre")
        if _areas(inner):
            back = shapely.transform(inner, lambda corners: corners / [squeeze, 1])
            return shapely.set_precision(back, 1e-6, mode="pointwise")
    return shape


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return geometry
