"""The area that data cover, as Solr holds it, and the area that somebody draws to search by."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

WORLD = (-180.0, -90.0, 180.0, 90.0)
#: Points and lines become areas of a metre: Solr then holds one kind of shape.
METRE = 1e-5
MOST_CORNERS = 5_000
#: Whoever covers so much of the box of the commune covers all of it: the box is given by hand, with
#: some room, and no district takes so much of it.
WHOLE = 0.4
#: Corners of a drawn outline, and digits of them that a search needs.
MOST_DRAWN = 60
_DIGITS = 6
#: What encloses less, in square degrees, is a line: some square metres.
LEAST = 1e-9

Box = tuple[float, float, float, float]


class NoZone(ValueError):
    """What should be a drawn area is none."""


def covered_area(geometry: Mapping[str, Any] | None) -> BaseGeometry | None:
    """Make one area of all that a GeoJSON geometry covers, in degrees (WGS 84).

    None where it is no geometry, or covers nothing on Earth. A ring that crosses itself is mended.
    """
    try:
        shape = shapely.make_valid(shapely.from_geojson(json.dumps(geometry)))
        thin = [each for each in _leaves(shape) if each.geom_type != "Polygon"]
        areas = [each for each in _leaves(shape) if each.geom_type == "Polygon"]
        whole = shapely.union_all([*areas, *shapely.buffer(thin, METRE, quad_segs=2)])
        whole = shapely.clip_by_rect(whole, *WORLD)
    except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        return None
    return None if whole.is_empty else _coarse(whole)


def box_area(box: Box) -> BaseGeometry:
    """Make an area of west, south, east and north, in degrees."""
    return shapely.box(*box)


def solr_text(area: BaseGeometry) -> str:
    """Write an area as Solr reads it: WKT, or an envelope where it goes around the Earth."""
    west, south, east, north = area.bounds
    if east - west >= 180:
        return f"ENVELOPE({west:g}, {east:g}, {north:g}, {south:g})"
    return str(shapely.to_wkt(area, rounding_precision=_DIGITS))


def covers_whole(area: BaseGeometry, commune: Box) -> bool:
    """Tell whether an area covers the commune, of which the box is known, and not a part of it."""
    box = shapely.box(*commune)
    return bool(shapely.box(*area.bounds).intersection(box).area >= WHOLE * box.area)


def read_drawn(numbers: Sequence[float]) -> str:
    """Read what was drawn to search by, and write it for Solr.

    Args:
        numbers: west, south, east, north of a box; or longitudes and latitudes by turns of three
            corners or more; in degrees (WGS 84).

    Raises:
        NoZone: it is neither, or encloses nothing.
    """
    corners = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(numbers) % 2 or not 2 <= len(corners) <= MOST_DRAWN:
        raise NoZone
    if not all(map(_on_earth, corners)):
        raise NoZone
    drawn = shapely.box(*numbers) if len(corners) == 2 else shapely.Polygon(corners)
    if len(corners) == 2 and not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
        raise NoZone
    area = covered_area(json.loads(shapely.to_geojson(drawn)))
    if area is None or shapely.make_valid(drawn).area < LEAST:
        raise NoZone
    return solr_text(area)


def square_kilometres(geometry: Mapping[str, Any]) -> float:
    """Measure a GeoJSON geometry of degrees, near enough for a sentence."""
    area = covered_area(geometry)
    if area is None:
        return 0.0
    squeeze = math.cos(math.radians(area.centroid.y))
    return float(area.area * squeeze * 111.32**2)


def _leaves(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if hasattr(part, "geoms"):
            yield from _leaves(part)
        elif not part.is_empty:
            yield part


def _coarse(shape: BaseGeometry) -> BaseGeometry:
    """Leave out corners where there are too many for an index."""
    tolerance = METRE
    while shapely.get_num_coordinates(shape) > MOST_CORNERS and tolerance < 1:
        shape = shapely.make_valid(shape.simplify(tolerance))
        tolerance *= 4
    return shape


def _on_earth(corner: tuple[float, float]) -> bool:
    return all(map(math.isfinite, corner)) and abs(corner[0]) <= 180 and abs(corner[1]) <= 90
