"""Reads a GeoJSON or TopoJSON text: whether it has the shape that its format asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: How deep the positions of a geometry lie, and how many at least the innermost list holds.
_COORDINATES = {
    "Point": (0, 0),
    "MultiPoint": (1, 0),
    "LineString": (1, 2),
    "MultiLineString": (2, 2),
    "Polygon": (2, 4),
    "MultiPolygon": (3, 4),
}


def read_geojson(text: str) -> dict[str, Any] | None:
    """Read a GeoJSON geometry, feature or collection; None where it has not that shape."""
    value = _object(text)
    try:
        return value if value is not None and _is_geojson(value) else None
    except RecursionError:
        return None


def read_topojson(text: str) -> dict[str, Any] | None:
    """Read a TopoJSON topology; None where it has not that shape."""
    value = _object(text)
    if value is None or value.get("type") != "Topology":
        return None
    whole = isinstance(value.get("objects"), dict) and isinstance(value.get("arcs"), list)
    return value if whole else None


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_geojson(value: Any) -> bool:
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(map(_is_feature, features))
    return _is_feature(value) if kind == "Feature" else _is_geometry(value)


def _is_feature(value: Any) -> bool:
    if not isinstance(value, Mapping) or value.get("type") != "Feature":
        return False
    told = "properties" in value and "geometry" in value
    properties, geometry = value.get("properties"), value.get("geometry")
    return (
        told
        and (properties is None or isinstance(properties, Mapping))
        and (geometry is None or _is_geometry(geometry))
    )


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    if value.get("type") == "GeometryCollection":
        parts = value.get("geometries")
        return isinstance(parts, list) and all(map(_is_geometry, parts))
    known = _COORDINATES.get(str(value.get("type")))
    return known is not None and _is_nested(value.get("coordinates"), *known)


def _is_nested(value: Any, depth: int, least: int) -> bool:
    if not isinstance(value, list):
        return False
    if depth == 0:
        return len(value) in (2, 3) and all(_is_number(each) for each in value)
    if depth == 1 and len(value) < least:
        return False
    return all(_is_nested(each, depth - 1, least) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
