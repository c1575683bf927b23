"""The area of a commune: its boundary, or a box or a circle around it, as its city gives it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ckanext.city.geo.france import FRANCE, Box, in_box, in_france

#: Metres that a place may lie beyond the boundary: both are drawn with a pencil of some width.
MARGIN_METRES = 100
#: Around a centre, where nothing is said: four of five communes are smaller.
RADIUS_KM = 10.0
METRES_PER_DEGREE = 111_320  # of latitude
#: Boundaries of the largest communes have some ten thousand corners.
MAX_BYTES = 20_000_000

KEYS = ("boundary", "bbox", "center", "radius_km")


class NoArea(ValueError):
    """What should be an area is none; the argument is the key at fault."""


@dataclass(frozen=True)
class Area:
    """Where the places of a commune lie.

    Attributes:
        boxes: west, south, east, north in degrees; one of them holds each place.
        boundary: GeoJSON geometry of polygons, where it is known.
    """

    boxes: tuple[Box, ...]
    boundary: Mapping[str, Any] | None = None

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place lies in it, or within `MARGIN_METRES` of its boundary."""
        if not any(in_box(box, longitude, latitude) for box in self.boxes):
            return False
        if self._shape is None:
            return True
        from shapely import Point, dwithin  # noqa: PLC0415 - see `_shape`

        margin = MARGIN_METRES / METRES_PER_DEGREE / math.cos(math.radians(latitude))
        return bool(dwithin(self._shape, Point(longitude, latitude), margin))

    def surely_holds(self, longitudes: Any, latitudes: Any) -> Any:
        """Tell of many places at once, as NumPy arrays, which lie within the boundary itself."""
        from shapely import contains_xy  # noqa: PLC0415 - see `_shape`

        return contains_xy(self._shape, longitudes, latitudes)

    @cached_property
    def _shape(self) -> Any:
        if self.boundary is None:
            return None
        return _polygons(self.boundary)


#: All of France: what is known of a commune that says nothing.
ANYWHERE = Area(FRANCE)


def read_area(said: Mapping[str, Any], folder: Path | None = None) -> Area | None:
    """Read where a commune lies from what its city says; None where it says nothing of it.

    Args:
        said: "boundary" (GeoJSON, or the path of a file of it), or "bbox" (west, south, east,
            north), or "center" (longitude, latitude) with "radius_km". The first of them counts.
        folder: where paths start.

    Raises:
        NoArea: what is said is none, or does not lie in France.
    """
    if said.get("boundary"):
        return _of_boundary(said["boundary"], folder or Path())
    if said.get("bbox"):
        west, south, east, north = _numbers("bbox", said["bbox"], 4)
        if not (west < east and south < north and _near_france((west, south, east, north))):
            raise NoArea("bbox")
        return Area((_widened((west, south, east, north)),))
    if said.get("center"):
        longitude, latitude = _numbers("center", said["center"], 2)
        radius = _numbers("radius_km", [said.get("radius_km", RADIUS_KM)], 1)[0]
        if not in_france(longitude, latitude) or not 0 < radius < 1_000:
            raise NoArea("center")
        return Area((_around(longitude, latitude, radius * 1_000),))
    return None


def _of_boundary(given: Any, folder: Path) -> Area:
    geojson = _read(folder / given) if isinstance(given, str) else given
    if not isinstance(geojson, Mapping):
        raise NoArea("boundary")
    geometry = _geometry(geojson)
    shape = _polygons(geometry)
    if shape is None or not _near_france(shape.bounds):
        raise NoArea("boundary")
    return Area((_widened(shape.bounds),), geometry)


def _read(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise NoArea("boundary")
        return json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise NoArea("boundary") from error


def _geometry(geojson: Mapping[str, Any]) -> dict[str, Any]:
    """Give one geometry of what may be a geometry, a feature or several."""
    if geojson.get("type") == "FeatureCollection":
        parts = [_geometry(each) for each in geojson.get("features") or () if each]
        return {"type": "GeometryCollection", "geometries": parts}
    if geojson.get("type") == "Feature":
        return dict(geojson.get("geometry") or {})
    return dict(geojson)


def _polygons(geometry: Mapping[str, Any]) -> Any:
    """Make the shape of a boundary; None where it encloses nothing."""
    import shapely  # noqa: PLC0415 - most cities give none

    try:
        shape = shapely.make_valid(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        return None
    parts = shapely.get_parts(shape)
    whole = shapely.union_all([each for each in parts if each.geom_type.endswith("Polygon")])
    if whole.is_empty:
        return None
    shapely.prepare(whole)
    return whole


def _numbers(key: str, given: Any, count: int) -> list[float]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != count:
        raise NoArea(key)
    try:
        numbers = [float(each) for each in given]
    except (TypeError, ValueError) as error:
        raise NoArea(key) from error
    if not all(map(math.isfinite, numbers)):
        raise NoArea(key)
    return numbers


def _near_france(box: Sequence[float]) -> bool:
    west, south, east, north = box
    return in_france((west + east) / 2, (south + north) / 2)


def _widened(box: Sequence[float]) -> Box:
    west, south, east, north = box
    high = MARGIN_METRES / METRES_PER_DEGREE
    wide = high / math.cos(math.radians((south + north) / 2))
    return (west - wide, south - high, east + wide, north + high)


def _around(longitude: float, latitude: float, metres: float) -> Box:
    high = metres / METRES_PER_DEGREE
    wide = high / math.cos(math.radians(latitude))
    return (longitude - wide, latitude - high, longitude + wide, latitude + high)
