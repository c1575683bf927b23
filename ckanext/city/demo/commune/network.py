"""Local streets: the stretches between roads are cut in two, again and again, as towns grow."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as PointShape
from shapely.ops import polygonize, unary_union

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.ground import Ground
from ckanext.city.demo.commune.linework import (
    GRID,
    direction,
    lines_of,
    rounded,
    snapped,
)
from ckanext.city.demo.commune.plan import Plan

ATTEMPTS = 30
PATIENCE = 10
SLIVER = 400.0
LONGEST_STREET = 650.0
ON_A_LINE = 0.6
SHORTEST_STREET = 55.0
SETBACK = 16.0
FARTHEST = 400.0
STRAIGHT_ON = 0.85
ACROSS_A_ROAD = 36.0


@dataclass(frozen=True)
class Manner:
    """A manner of building.

    Attributes:
        block: hectares of a block, about.
        bend: how far a street bows, as a share of its length.
        skew: how far a street turns from the right angle, in radians.
        dead_ends: share of the blocks that a dead end enters.
        front: metres of street of a plot, least and most.
        setback: metres from the middle of the street to the door, least and most.
        people: living at an address, relative to others.
    """

    block: float
    bend: float
    skew: float
    dead_ends: float
    front: tuple[float, float]
    setback: tuple[float, float]
    people: tuple[float, float]


MANNERS = {
    "centre": Manner(1.9, 0.06, 0.22, 0.25, (9, 14), (5.5, 7), (2, 12)),
    "faubourg": Manner(3.9, 0.03, 0.14, 0.2, (12, 18), (7, 10), (2, 9)),
    "pavillons": Manner(4.9, 0.05, 0.12, 0.2, (14, 21), (8, 12), (1.5, 3.5)),
    "lotissement": Manner(5, 0.16, 0.2, 0.4, (15, 22), (8, 12), (2, 3.5)),
    "ensemble": Manner(7, 0.05, 0.1, 0.35, (24, 44), (13, 19), (12, 60)),
    "activites": Manner(9, 0.03, 0.08, 0.3, (45, 90), (16, 24), (0, 0)),
    "rural": Manner(math.inf, 0, 0, 0, (120, 260), (9, 16), (1, 3)),
}


@dataclass(frozen=True)
class Way:
    """A street before it has a name: its middle line, its rank, and the town around it."""

    axis: LineString
    rank: int
    manner: str
    theme: str
    dead_end: bool = False


@dataclass(frozen=True)
class Stretch:
    """Ground between roads, with its manner of building and its family of names."""

    shape: Polygon
    manner: str
    theme: str


@dataclass(frozen=True)
class Network:
    """The local streets, the built stretches that they cut, and where a cut goes on without one."""

    ways: tuple[Way, ...]
    stretches: tuple[Stretch, ...]
    tails: tuple[LineString, ...]


def lay_streets(plan: Plan, ground: Ground, random_numbers: random.Random) -> Network:
    """Lay the local streets between the plan's roads."""
    roads = [ground.axes[road.name] for road in plan.roads]
    stretches = _stretches(plan, ground, roads)
    cutter = _Cutter(roads, random_numbers)
    for stretch in stretches:
        cutter.cut(stretch)
    cutter.enter_blocks()
    return Network(tuple(_joined(cutter.ways)), tuple(stretches), tuple(cutter.tails))


def _stretches(plan: Plan, ground: Ground, roads: list[LineString]) -> list[Stretch]:
    green = unary_union(list(ground.green.values()))
    edges = [
        ground.boundary.exterior,
        *roads,
        *ground.limits,
        *(ground.axes[line.name] for line in (*plan.water, *plan.rail)),
    ]
    marked = [(PointShape(point), zone) for zone in plan.zones for point in zone.points]
    found = []
    for face in faces(edges):
        zone = next((zone for point, zone in marked if face.contains(point)), None)
        if zone is not None:
            free = face.difference(green)
            parts = [each for each in getattr(free, "geoms", [free]) if each.area > SLIVER]
            found += [Stretch(part, zone.kind, zone.theme) for part in parts]
    return found


def faces(lines: Iterable[LineString]) -> list[Polygon]:
    """The faces that lines cut, from west to east, with their corners in common."""
    noded = shapely.unary_union([snapped(line) for line in lines], grid_size=GRID)
    return sorted(polygonize(lines_of(noded)), key=_place)


def _place(face: Polygon) -> Point:
    inside = face.representative_point()
    return round(inside.x, 1), round(inside.y, 1)


class _Cutter:
    """Cuts stretches into blocks; each cut is a street."""

    def __init__(self, roads: list[LineString], random_numbers: random.Random) -> None:
        self.roads = list(roads)
        self.random = random_numbers
        self.ways: list[Way] = []
        self.blocks: list[Stretch] = []
        self.tails: list[LineString] = []

    def cut(self, stretch: Stretch) -> None:
        """Cut a stretch in two, and its halves, until they are blocks."""
        target = MANNERS[stretch.manner].block * 10_000
        if stretch.shape.area < target * self.random.uniform(0.9, 1.5):
            self.blocks.append(stretch)
            return
        for attempt in range(ATTEMPTS):
            found = self._try(stretch, target, attempt // PATIENCE)
            if found is not None:
                ways, halves = found
                self.ways += ways
                self.roads += [way.axis for way in ways]
                for half in halves:
                    self.cut(replace(stretch, shape=half))
                return
        self.blocks.append(stretch)

    def enter_blocks(self) -> None:
        """Let dead ends into some blocks."""
        for block in self.blocks:
            manner = MANNERS[block.manner]
            big_enough = block.shape.area > manner.block * 8_000
            if big_enough and self.random.random() < manner.dead_ends:
                self._enter(block)

    def _try(
        self, stretch: Stretch, target: float, freedom: int
    ) -> tuple[list[Way], list[Polygon]] | None:
        manner = MANNERS[stretch.manner]
        cuts = lines_of(_across(stretch.shape, manner, freedom, self.random))
        halves = _parts(stretch.shape, cuts)
        if len(halves) < 2 or min(half.area for half in halves) < 0.28 * target:
            return None
        opened = [self._opened(cut) for cut in cuts]
        ways = [
            Way(axis, 4, stretch.manner, stretch.theme, dead_end)
            for axis, dead_end in opened
            if axis is not None and axis.length > SHORTEST_STREET
        ]
        if not ways:
            return None
        self.tails += [
            tail
            for cut, (axis, dead_end) in zip(cuts, opened, strict=True)
            if dead_end and (tail := _tail(cut, axis)) is not None
        ]
        return ways, halves

    def _opened(self, cut: LineString) -> tuple[LineString | None, bool]:
        """The cut as a street: it stops short of what is no street; needs one end at least."""
        ends = [PointShape(cut.coords[index]) for index in (0, -1)]
        opens = [self._on_a_street(end) for end in ends]
        if not any(opens):
            return None, True
        if all(opens):
            return _rounded_line(cut), False
        outward = cut if opens[0] else LineString(list(cut.coords)[::-1])
        return _rounded_line(_shortened(outward, SETBACK)), True

    def _on_a_street(self, point: PointShape) -> bool:
        return bool(shapely.distance(self.roads, point).min() < ON_A_LINE)

    def _enter(self, block: Stretch) -> None:
        """Let a dead end into a block, from the middle or so of its longest side on a street."""
        sides = [
            side
            for side in pairwise(block.shape.exterior.coords)
            if self._on_a_street(PointShape(_middle(*side)))
        ]
        if not sides:
            return
        start, end = max(sides, key=lambda side: math.dist(*side))
        door = _middle(start, end, self.random.uniform(0.35, 0.65))
        ahead = direction(start, end)
        inward = _inward(block.shape, door, ahead)
        length = _depth(block.shape, door, inward) * self.random.uniform(0.5, 0.68)
        bow = self.random.uniform(-0.08, 0.08) * length
        if length < SHORTEST_STREET:
            return
        middle = _moved(_moved(door, inward, length / 2), ahead, bow)
        axis = LineString([rounded(each) for each in (door, middle, _moved(door, inward, length))])
        self.ways.append(Way(axis, 4, block.manner, block.theme, dead_end=True))
        self.roads.append(axis)


def _inward(shape: Polygon, point: Point, ahead: Point) -> Point:
    """The way into a shape from a point of its border, square to the border's own way."""
    left = (-ahead[1], ahead[0])
    return left if shape.contains(PointShape(_moved(point, left, 5))) else (ahead[1], -ahead[0])


def _depth(shape: Polygon, point: Point, inward: Point) -> float:
    """How many metres of a shape lie ahead of a point of its border, up to its other side."""
    ray = LineString([point, _moved(point, inward, FARTHEST)]).intersection(shape)
    first = next((line for line in lines_of(ray) if line.distance(PointShape(point)) < 1), None)
    return float(first.length) if first is not None else 0.0


def _across(
    shape: Polygon, manner: Manner, freedom: int, random_numbers: random.Random
) -> LineString:
    """A line across the longer side of a shape, about in the middle, a little bowed and skewed.

    With freedom 1 it may stand farther from the middle, with freedom 2 cross the shorter side.
    """
    corner, second, third, *_ = shape.minimum_rotated_rectangle.exterior.coords
    sides = sorted(((second, corner), (second, third)), key=lambda side: math.dist(*side))
    if freedom > 1:
        sides.reverse()
    (origin, short_end), (_, long_end) = sides
    length, width = math.dist(origin, long_end), math.dist(origin, short_end)
    along, aside = direction(origin, long_end), direction(origin, short_end)
    off_middle = 0.25 if freedom else 0.1
    share = 0.5 + random_numbers.uniform(-off_middle, off_middle)
    turn = math.tan(random_numbers.uniform(-manner.skew, manner.skew)) * width
    bow = random_numbers.uniform(-manner.bend, manner.bend) * width
    line = []
    for step in range(-1, 10):
        t = step / 8
        shift = share * length + turn * (t - 0.5) + bow * 4 * t * (1 - t)
        line.append(rounded(_moved(_moved(origin, along, shift), aside, t * width)))
    return LineString(line).intersection(shape)


def _parts(shape: Polygon, cuts: list[LineString]) -> list[Polygon]:
    """The pieces of a shape that cuts leave, from west to east; a cut may end at a hole."""
    noded = unary_union([shape.boundary, *(prolonged(cut) for cut in cuts)])
    pieces = [face for face in polygonize(noded) if shape.contains(face.representative_point())]
    return sorted((piece for piece in pieces if piece.area > SLIVER), key=_place)


def prolonged(line: LineString) -> LineString:
    """A line a little longer at both ends, so that it is sure to cut."""
    points = list(line.coords)
    before = _moved(points[0], direction(points[1], points[0]), 0.5)
    after = _moved(points[-1], direction(points[-2], points[-1]), 0.5)
    return LineString([before, *points, after])


def _tail(cut: LineString, axis: LineString | None) -> LineString | None:
    """What of a cut lies beyond the end of its street: all of it where there is no street."""
    if axis is None or axis.length <= SHORTEST_STREET:
        return cut
    outward = cut if PointShape(cut.coords[0]).distance(axis) < ON_A_LINE else cut.reverse()
    end = outward.project(PointShape(axis.coords[-1]))
    rest = [p for p in outward.coords if outward.project(PointShape(p)) > end + 1]
    return LineString([axis.coords[-1], *rest]) if rest else None


def _shortened(line: LineString, metres: float) -> LineString | None:
    if line.length <= metres:
        return None
    end = line.interpolate(line.length - metres)
    kept = [p for p in line.coords if line.project(PointShape(p)) < line.length - metres - 1]
    return LineString([*kept, (end.x, end.y)]) if kept else None


def _rounded_line(line: LineString | None) -> LineString | None:
    return None if line is None else LineString([rounded(point) for point in line.coords])


def _middle(start: Point, end: Point, share: float = 0.5) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _moved(point: Point, way: Point, metres: float) -> Point:
    return point[0] + way[0] * metres, point[1] + way[1] * metres


def _joined(ways: list[Way]) -> Iterator[Way]:
    """Join local streets that go straight on across a road: they bear one name."""
    waiting = list(ways)
    while waiting:
        way = waiting.pop(0)
        while (found := _continued(way, waiting)) is not None:
            way, other = found
            waiting.remove(other)
        yield way


def _continued(way: Way, waiting: list[Way]) -> tuple[Way, Way] | None:
    """A way prolonged by the first of others that goes on from it, and that other."""
    points = list(way.axis.coords)
    for other in waiting:
        too_long = way.axis.length + other.axis.length > LONGEST_STREET
        if too_long or way.theme != other.theme or (way.dead_end and other.dead_end):
            continue
        line = _one_line(points, list(other.axis.coords))
        if line is not None:
            return replace(way, axis=LineString(line), dead_end=False), other
    return None


def _one_line(first: list[Point], second: list[Point]) -> list[Point] | None:
    for one in (first, first[::-1]):
        for two in (second, second[::-1]):
            if math.dist(one[-1], two[0]) > ACROSS_A_ROAD:
                continue
            ahead, after = direction(one[-2], one[-1]), direction(two[0], two[1])
            if ahead[0] * after[0] + ahead[1] * after[1] > STRAIGHT_ON:
                return [*one, *(two[1:] if one[-1] == two[0] else two)]
    return None
