"""Lines and outlines: smoothed, roughened, offset, snapped to the centimetre."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from ckanext.city.demo.commune.frame import Point

GRID = 0.01
SMOOTHING_STEP = 40.0
ROUGHEST_EDGE = 30.0


def smooth(points: Sequence[Point]) -> list[Point]:
    """Draw a curve through points (Catmull-Rom), with a point about every 40 metres."""
    padded = [_beyond(points[1], points[0]), *points, _beyond(points[-2], points[-1])]
    curve = [points[0]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(1, round(math.dist(start, end) / SMOOTHING_STEP))
        curve += [_between(before, start, end, after, k / steps) for k in range(1, steps)] + [end]
    return [rounded(point) for point in curve]


def roughen(points: Sequence[Point], random_numbers: random.Random, share: float) -> list[Point]:
    """Break a closed outline as parcels do: edges halve, their middles move aside.

    Args:
        points: the corners, each once.
        random_numbers: where the middles go.
        share: how far, at most, as a share of the edge's length.
    """
    outline: list[Point] = []
    for start, end in zip(points, [*points[1:], points[0]], strict=True):
        outline += _rough_edge(start, end, random_numbers, share)[:-1]
    return [rounded(point) for point in outline]


def snapped(shape: BaseGeometry) -> BaseGeometry:
    """Put a shape on the centimetre grid."""
    return shapely.set_precision(shape, GRID)


def rounded(point: Point) -> Point:
    """A point to the centimetre."""
    return round(point[0], 2), round(point[1], 2)


def longest(shape: BaseGeometry) -> LineString:
    """The longest line of what a clipping has left."""
    return max(lines_of(shape), key=lambda line: line.length, default=LineString())


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """The lines in a shape."""
    if isinstance(shape, LineString):
        return [] if shape.is_empty else [shape]
    return [each for each in getattr(shape, "geoms", ()) if isinstance(each, LineString)]


def gathered(lines: Iterable[LineString]) -> MultiLineString:
    """Lines as one shape."""
    return MultiLineString(list(lines))


def direction(start: Point, end: Point) -> Point:
    """The unit vector from a point to another."""
    length = math.dist(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _beyond(first: Point, last: Point) -> Point:
    return 2 * last[0] - first[0], 2 * last[1] - first[1]


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def along(p: float, q: float, r: float, s: float) -> float:
        linear = (r - p) * t
        square = (2 * p - 5 * q + 4 * r - s) * t * t
        cube = (3 * q - p - 3 * r + s) * t * t * t
        return 0.5 * (2 * q + linear + square + cube)

    x, y = (along(*values) for values in zip(before, start, end, after, strict=True))
    return x, y


def _rough_edge(
    start: Point, end: Point, random_numbers: random.Random, share: float
) -> list[Point]:
    length = math.dist(start, end)
    if length < ROUGHEST_EDGE:
        return [start, end]
    along, aside = random_numbers.uniform(0.35, 0.65), random_numbers.uniform(-share, share)
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = (start[0] + along * dx - aside * dy, start[1] + along * dy + aside * dx)
    return [
        *_rough_edge(start, middle, random_numbers, share)[:-1],
        *_rough_edge(middle, end, random_numbers, share),
    ]
