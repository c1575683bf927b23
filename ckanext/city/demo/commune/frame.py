"""The frame of the demo city's plan: metres (Lambert 93), and longitude and latitude from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pyproj import Proj
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform

Point = tuple[float, float]

# RGF93, to which Lambert 93 belongs, and WGS 84 agree within a metre, and are taken as one here.
LAMBERT_93 = (
    "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"
)
DEGREE_DECIMALS = 7


def to_degrees(point: Point) -> Point:
    """Turn Lambert 93 metres into longitude and latitude, with seven decimals (a centimetre)."""
    longitude, latitude = _projection()(*point, inverse=True)
    return round(longitude, DEGREE_DECIMALS), round(latitude, DEGREE_DECIMALS)


def to_metres(longitude: float, latitude: float) -> Point:
    """Turn longitude and latitude into Lambert 93 metres, to the centimetre."""
    x, y = _projection()(longitude, latitude)
    return round(x, 2), round(y, 2)


def to_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Write a shape in Lambert 93 as a GeoJSON geometry in degrees.

    A point in common to two shapes becomes the same point in both, so that what touches or tiles
    in metres does so in degrees.
    """
    return _as_lists(mapping(transform(_each_to_degrees, shape)))


def _each_to_degrees(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    points = [to_degrees(point) for point in zip(xs, ys, strict=True)]
    return [x for x, _ in points], [y for _, y in points]


def _as_lists(geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _listed(geometry["coordinates"])}


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple | list) else value


@cache
def _projection() -> Proj:
    return Proj(LAMBERT_93)
