"""What the plan draws, as shapes: the boundary, water, rail, green spaces, roads and squares."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.linework import longest, roughen, rounded, smooth, snapped
from ckanext.city.demo.commune.plan import Line, Plan, Square

BOUNDARY_ROUGHNESS = 0.1
GREEN_ROUGHNESS = 0.06


@dataclass(frozen=True)
class Ground:
    """The commune before its local streets; everything lies inside `boundary`.

    Attributes:
        boundary: of the commune.
        water: the surface of each stream, by name.
        axes: the middle of each stream, railway and road, by name.
        green: each green space, by name; none overlaps a stream.
        squares: the outline of each square, by name.
        limits: where the town ends, without a street.
    """

    boundary: Polygon
    water: dict[str, Polygon]
    axes: dict[str, LineString]
    green: dict[str, Polygon]
    squares: dict[str, Polygon]
    limits: tuple[LineString, ...]


def draw_ground(plan: Plan, random_numbers: random.Random) -> Ground:
    """Draw the plan; the random numbers roughen its outlines."""
    outline = roughen(plan.boundary, random_numbers, BOUNDARY_ROUGHNESS)
    boundary = snapped(Polygon(outline))
    axes = {
        line.name: _clipped(line, boundary)
        for line in (*plan.water, *plan.rail, *plan.roads)
        if line.points
    }
    axes |= {line.name: axes[line.along] for line in plan.rail if line.along}
    water = {line.name: _surface(axes[line.name], line.width, boundary) for line in plan.water}
    return Ground(
        boundary=boundary,
        water=water,
        axes=axes,
        green=_green(plan, boundary, water, random_numbers),
        squares={square.name: _square(square) for square in plan.squares},
        limits=tuple(LineString(smooth(points)).intersection(boundary) for points in plan.limits),
    )


def _clipped(line: Line, boundary: Polygon) -> LineString:
    clipped = longest(snapped(LineString(smooth(line.points)).intersection(boundary)))
    start = line.points[0]
    ends = clipped.coords[0], clipped.coords[-1]
    as_drawn = math.dist(ends[0], start) <= math.dist(ends[1], start)
    return clipped if as_drawn else LineString(list(clipped.coords)[::-1])


def _surface(axis: LineString, width: float, boundary: Polygon) -> Polygon:
    return snapped(axis.buffer(width / 2, quad_segs=2).intersection(boundary))


def _green(
    plan: Plan, boundary: Polygon, water: dict[str, Polygon], random_numbers: random.Random
) -> dict[str, Polygon]:
    streams = unary_union(list(water.values())).buffer(2)
    shapes = {}
    for outline in plan.green:
        rough = Polygon(roughen(outline.points, random_numbers, GREEN_ROUGHNESS))
        inside = snapped(rough.intersection(boundary).difference(streams))
        shapes[outline.name] = max(getattr(inside, "geoms", [inside]), key=lambda part: part.area)
    return shapes


def _square(square: Square) -> Polygon:
    turn = math.radians(square.turn)
    east, north = square.half

    def corner(x: float, y: float) -> Point:
        return rounded(
            (
                square.centre[0] + x * math.cos(turn) - y * math.sin(turn),
                square.centre[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )

    return Polygon(
        [corner(-east, -north), corner(east, -north), corner(east, north), corner(-east, north)]
    )
