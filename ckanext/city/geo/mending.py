"""Geometries that cross themselves: mended where nothing changes that a person would see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What a mended shape may differ by in area for the mending to need no yes.
_SAME_AREA = 0.001


@dataclass(frozen=True)
class Geometry:
    """A geometry that was looked at.

    Attributes:
        geojson: the geometry to use: as given where it is valid, else mended; None where it has no
            shape at all.
        reason: why it is not valid, in the words of GEOS; None where it is.
        safe: it is valid, or its mending keeps its kind and its area.
    """

    geojson: Mapping[str, Any] | None
    reason: str | None = None
    safe: bool = True


def mend_geometry(geojson: Mapping[str, Any]) -> Geometry:
    """Look at a GeoJSON geometry, and mend it where it crosses itself or repeats its points."""
    import shapely  # noqa: PLC0415 - few tables have geometries

    try:
        shape = shapely.from_geojson(json.dumps(geojson))
    except (shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        return Geometry(None, "No geometry", safe=False)
    if shape is None or shape.is_empty:
        return Geometry(None, "Empty geometry", safe=False)
    if shape.is_valid:
        return Geometry(geojson)
    whole = shapely.make_valid(shape, method="structure")
    same_kind = whole.geom_type.removeprefix("Multi") == shape.geom_type.removeprefix("Multi")
    drift = abs(whole.area - shape.area)
    safe = same_kind and not whole.is_empty and drift <= _SAME_AREA * max(shape.area, whole.area)
    mended = json.loads(shapely.to_geojson(whole)) if not whole.is_empty else None
    return Geometry(mended, shapely.is_valid_reason(shape).partition("[")[0], safe)
