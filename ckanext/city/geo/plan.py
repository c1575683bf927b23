"""Draw the plan of a commune as an SVG, from the GeoJSON layers that it has.

The colours are not in the drawing: each layer is filled or stroked with a property of the page
that shows it (`--plan-land`…), so that it follows the city's accent and the display, light or dark.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shapely import make_valid, set_precision, to_geojson, total_bounds
from shapely.errors import GEOSException
from shapely.geometry import LineString, MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

#: What a plan can show, in the order in which it is drawn.
LAYERS = ("boundary", "green", "streets", "water", "rail")
WIDTH, HEIGHT = 1000, 720
#: What is taken away of a line, and the smallest area that is kept, in units of the drawing.
TOLERANCE, SMALLEST = 0.5, 9.0
#: Widths of streets by rank, from national roads to paths: that of the national map (BD TOPO).
STREET_WIDTHS = {1: 7.0, 2: 5.5, 3: 4.5, 4: 3.0, 5: 2.0, 6: 1.5}
ORDINARY = 4
#: What a street, a park or a river is called in usual files.
_NAMES = ("nom", "name", "nom_voie", "nom_officiel", "libelle", "toponyme", "voie")
RIVER, BANK, RAIL = 6.0, 4.0, 2.5

Layers = Mapping[str, Mapping[str, Any]]
"""GeoJSON FeatureCollections in degrees (WGS 84), by the names of `LAYERS`."""


class NothingToDraw(ValueError):
    """The layers hold no shape that a plan could show."""


@dataclass(frozen=True)
class _Frame:
    """From degrees to the drawing: metres are to scale about the middle of the commune."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    left: float
    top: float

    def place(self, points: Iterable[Any]) -> list[tuple[float, float]]:
        return [
            (
                (point[0] - self.west) * self.scale_x + self.left,
                (self.north - point[1]) * self.scale_y + self.top,
            )
            for point in points
        ]


def draw_plan(layers: Layers) -> str:
    """Draw layers into an SVG of 1,000 by 720 with one symbol, `#plan`.

    Features of streets may say their `importance`, 1 to 6; water is filled where it is an area and
    stroked where it is a line. Whatever is not a shape of its layer's kind is passed by.

    Raises:
        NothingToDraw: no layer holds a line or an area.
    """
    shapes = {name: list(_shapes(layers.get(name) or {})) for name in LAYERS}
    frame = _frame([each for name in LAYERS for each, _rank in shapes[name]])
    drawn = "".join(_DRAWERS[name](shapes[name], frame) for name in LAYERS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g id="plan" stroke-linecap="round" stroke-linejoin="round">{drawn}</g></svg>'
    )


def plan_features(layers: Layers) -> dict[str, Any]:
    """Give the layers as one GeoJSON collection for maps that one can look into closely.

    Each feature says its layer as `kind`, streets their `rank`, and what has one its `name`.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"kind": layer, "rank": rank, **_name_of(properties)},
            "geometry": json.loads(to_geojson(set_precision(geometry, 1e-5, mode="pointwise"))),
        }
        for layer in LAYERS
        for geometry, rank, properties in _features(layers.get(layer) or {})
    ]
    return {"type": "FeatureCollection", "features": features}


def _name_of(properties: Mapping[str, Any]) -> dict[str, str]:
    """Give what a thing is called, whichever of the usual names says it."""
    said = {str(key).lower(): value for key, value in properties.items()}
    found = next((said[key] for key in _NAMES if said.get(key)), None)
    return {"name": str(found)[:80]} if found else {}


def _shapes(collection: Mapping[str, Any]) -> Iterator[tuple[BaseGeometry, int]]:
    """Read the lines and areas of a collection with their ranks."""
    for geometry, rank, _properties in _features(collection):
        yield geometry, rank


def _features(
    collection: Mapping[str, Any],
) -> Iterator[tuple[BaseGeometry, int, Mapping[str, Any]]]:
    for feature in collection.get("features") or ():
        try:
            geometry = make_valid(shape(feature["geometry"]))
        except (GEOSException, AttributeError, KeyError, TypeError, ValueError):
            continue
        if not geometry.is_empty and geometry.length and _is_on_earth(geometry):
            properties = feature.get("properties") or {}
            yield geometry, _rank_of(properties), properties


def _is_on_earth(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return bool(-180 <= west <= east <= 180 and -90 < south <= north < 90)


def _rank_of(properties: Mapping[str, Any]) -> int:
    value = str(properties.get("importance", "")).strip()
    return int(value) if value in map(str, STREET_WIDTHS) else ORDINARY


def _frame(shapes: list[BaseGeometry]) -> _Frame:
    """Fit all into the drawing."""
    if not shapes:
        raise NothingToDraw("There is neither a line nor an area in the layers.")
    west, south, east, north = total_bounds(shapes)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * squeeze, north - south
    scale = min(WIDTH / (wide or 1e-9), HEIGHT / (high or 1e-9))
    return _Frame(
        west, north, scale * squeeze, scale, (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    )


def _polygons(geometry: BaseGeometry, frame: _Frame) -> Iterator[Polygon]:
    """Give the areas of a shape in the drawing, without what is too small to be seen."""
    for part in getattr(geometry, "geoms", [geometry]):
        if isinstance(part, MultiPolygon):
            yield from _polygons(part, frame)
        elif isinstance(part, Polygon):
            holes = [frame.place(ring.coords) for ring in part.interiors]
            placed = Polygon(frame.place(part.exterior.coords), holes).simplify(TOLERANCE)
            if placed.area >= SMALLEST:
                yield placed


def _lines(geometry: BaseGeometry) -> Iterator[LineString]:
    for part in getattr(geometry, "geoms", [geometry]):
        if isinstance(part, LineString):
            yield part
        elif hasattr(part, "geoms"):
            yield from _lines(part)


Shapes = list[tuple[BaseGeometry, int]]


def _area_path(shapes: Shapes, frame: _Frame, colour: str, outline: float = 0) -> str:
    areas = [area for each, _rank in shapes for area in _polygons(each, frame)]
    rings = [ring for area in areas for ring in (area.exterior, *area.interiors)]
    path = "".join(_path(ring.coords, closed=True) for ring in rings)
    stroke = f' stroke="var({colour})" stroke-width="{outline:g}"' if outline else ""
    return f'<path fill="var({colour})" fill-rule="evenodd"{stroke} d="{path}"/>' if path else ""


def _line_path(lines: Iterable[LineString], frame: _Frame, colour: str, width: float) -> str:
    merged = linemerge([LineString(frame.place(each.coords)) for each in lines])
    drawn = [each.simplify(TOLERANCE) for each in _lines(merged)]
    path = "".join(_path(each.coords, closed=False) for each in drawn if each.length > 1)
    stroke = f'fill="none" stroke="var({colour})" stroke-width="{width:g}"'
    return f'<path {stroke} d="{path}"/>' if path else ""


def _draw_boundary(shapes: Shapes, frame: _Frame) -> str:
    return _area_path(shapes, frame, "--plan-land")


def _draw_green(shapes: Shapes, frame: _Frame) -> str:
    return _area_path(shapes, frame, "--plan-green")


def _draw_streets(shapes: Shapes, frame: _Frame) -> str:
    """Draw the lesser streets first, so that the greater ones lie above."""
    by_rank = {
        rank: [line for each, found in shapes if found == rank for line in _lines(each)]
        for rank in sorted(STREET_WIDTHS, reverse=True)
    }
    return "".join(
        _line_path(lines, frame, "--plan-street", STREET_WIDTHS[rank])
        for rank, lines in by_rank.items()
        if lines
    )


def _draw_water(shapes: Shapes, frame: _Frame) -> str:
    lines = [line for each, _rank in shapes for line in _lines(each)]
    stroked = _line_path(lines, frame, "--plan-water", RIVER) if lines else ""
    # a river is a thread at this scale: its outline lets it be seen
    return _area_path(shapes, frame, "--plan-water", BANK) + stroked


def _draw_rail(shapes: Shapes, frame: _Frame) -> str:
    lines = [line for each, _rank in shapes for line in _lines(each)]
    return _line_path(lines, frame, "--plan-rail", RAIL) if lines else ""


_DRAWERS = {
    "boundary": _draw_boundary,
    "green": _draw_green,
    "streets": _draw_streets,
    "water": _draw_water,
    "rail": _draw_rail,
}


def _path(points: Iterable[Any], *, closed: bool) -> str:
    """Write a line as an SVG path in tenths of a unit, each step from the last."""
    placed = [(round(point[0] * 10), round(point[1] * 10)) for point in points]
    if closed:
        placed = placed[:-1]
    steps = [f"M{_tenths(placed[0][0])} {_tenths(placed[0][1])}"]
    for (x, y), (to_x, to_y) in pairwise(placed):
        if (x, y) != (to_x, to_y):
            steps.append(f"l{_tenths(to_x - x)} {_tenths(to_y - y)}")
    return "".join(steps) + ("z" if closed else "")


def _tenths(value: int) -> str:
    return f"{value / 10:g}"
