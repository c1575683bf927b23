"""House numbers: odd to the left, even to the right, growing along the street."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry import Point as PointShape
from shapely.ops import unary_union

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.ground import Ground
from ckanext.city.demo.commune.model import Side, Street
from ckanext.city.demo.commune.network import MANNERS, Stretch
from ckanext.city.demo.commune.plan import Plan

ADDRESSES = 6000
CROWDING = 7.0
NEARER_THAN_ANY_OTHER = 0.7
STEP_OVER_A_GAP = 9.0
LEFT_OUT = 0.05
BIS, TER = 0.025, 0.25
EXTRA_SETBACK = {1: 6.0, 2: 3.0, 3: 1.5}
# Plots are drawn this much wider than their manner of building says, and then narrower until all
# doors find room: 31,400 people live behind 6,000 doors, many of them of apartment houses.
WIDEST, NARROWER = 1.62, 0.96


@dataclass(frozen=True)
class Door:
    """An address before it is known who lives there."""

    street: Street
    number: int
    suffix: str
    side: Side
    along: float
    point: Point
    manner: str
    fixed: bool


def number_doors(
    plan: Plan,
    ground: Ground,
    streets: Sequence[Street],
    stretches: Sequence[Stretch],
    random_numbers: random.Random,
) -> list[Door]:
    """Number 6,000 doors, in the order of streets, numbers and suffixes."""
    named = {road.name: set(road.numbers) for road in plan.roads}
    named |= {square.name: set(square.numbers) for square in plan.squares}
    doors: list[Door] = []
    width = WIDEST
    while len(doors) < ADDRESSES:
        site = _Site(plan, ground, streets, stretches)
        walker = _Walker(site, named, width, random_numbers)
        # Roads first: a corner house belongs to the greater street.
        by_rank = sorted(streets, key=lambda street: (not named.get(street.name), street.rank))
        doors = [door for street in by_rank for door in walker.walk(street)]
        width *= NARROWER
    kept = _thinned(doors, random_numbers)
    return sorted(kept, key=lambda door: (door.street.code, door.number, door.suffix))


def _thinned(doors: list[Door], random_numbers: random.Random) -> list[Door]:
    """Leave some doors out, plots joined or not built yet, so that 6,000 remain."""
    has_suffix = {(door.street.code, door.number) for door in doors if door.suffix}
    free = [
        door
        for door in doors
        if not door.fixed and (door.street.code, door.number) not in has_suffix
    ]
    gone = {id(door) for door in random_numbers.sample(free, len(doors) - ADDRESSES)}
    return [door for door in doors if id(door) not in gone]


class _Site:
    """Where a door may stand."""

    def __init__(
        self, plan: Plan, ground: Ground, streets: Sequence[Street], stretches: Sequence[Stretch]
    ) -> None:
        rail = [ground.axes[line.name].buffer(14) for line in plan.rail if not line.along]
        water = [shape.buffer(6) for shape in ground.water.values()]
        forbidden = [*rail, *water, *ground.green.values(), *ground.squares.values()]
        self.ground = ground.boundary.buffer(-4).difference(unary_union(forbidden))
        shapely.prepare(self.ground)
        self.streets = streets
        self.axes = STRtree([street.axis for street in streets])
        self.stretches = stretches
        self.stretch_tree = STRtree([stretch.shape for stretch in stretches])
        self.cells: dict[tuple[int, int], list[Point]] = {}

    def manner(self, point: Point) -> str:
        """The manner of building around a point."""
        found = sorted(self.stretch_tree.query(PointShape(point), predicate="within"))
        return self.stretches[found[0]].manner if found else "rural"

    def admits(self, street: Street, side: Side, point: Point) -> bool:
        """Whether a door of this side of a street may stand at a point, none being too near."""
        aside = street.path.locate(point)[1]
        shape = PointShape(point)
        if (aside < 0) != (side == "left") or not self.ground.contains(shape):
            return False
        clear = abs(aside) + NEARER_THAN_ANY_OTHER
        rivals = self.axes.query(shape, predicate="dwithin", distance=clear)
        if any(self.streets[index] is not street for index in rivals):
            return False
        return all(math.dist(point, other) > CROWDING for other in self._around(point))

    def take(self, point: Point) -> None:
        """Put a door there."""
        self.cells.setdefault(_cell(point), []).append(point)

    def _around(self, point: Point) -> Iterator[Point]:
        east, north = _cell(point)
        for column in (east - 1, east, east + 1):
            for row in (north - 1, north, north + 1):
                yield from self.cells.get((column, row), ())


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // CROWDING), int(point[1] // CROWDING)


class _Walker:
    """Walks along streets and numbers what it passes."""

    def __init__(
        self,
        site: _Site,
        named: dict[str, set[int]],
        width: float,
        random_numbers: random.Random,
    ) -> None:
        self.site = site
        self.named = named
        self.width = width
        self.random = random_numbers

    def walk(self, street: Street) -> Iterator[Door]:
        """Number a street's doors."""
        if street.numbering == "around":
            yield from self._side(street, self._outside(street), 1, 1)
        else:
            yield from self._side(street, "left", 1, 2)
            yield from self._side(street, "right", 2, 2)

    def _side(self, street: Street, side: Side, number: int, step: int) -> Iterator[Door]:
        wanted = self.named.get(street.name) or set()
        along, gap = 3.0, 0.0
        while along < street.length - 2:
            door = self._door(street, side, along, number, wanted)
            if door is None:
                along, gap = along + STEP_OVER_A_GAP, gap + STEP_OVER_A_GAP
                continue
            front = self._front(door.manner)
            if gap > 3 * front and not wanted and street.numbering == "parity":
                number += step * int(0.6 * gap / front)
            if street.numbering == "metric":
                number = max(number, round(along / 2) * 2 + number % 2)
            door = Door(**{**vars(door), "number": number})
            self.site.take(door.point)
            yield door
            yield from self._suffixed(door)
            number += step * (2 if not wanted and self.random.random() < LEFT_OUT else 1)
            along, gap = along + front, 0.0

    def _door(
        self, street: Street, side: Side, along: float, number: int, wanted: set[int]
    ) -> Door | None:
        sign = -1 if side == "left" else 1
        manner = self.site.manner(street.at(along, sign * 6))
        if manner == "rural" and street.rank == 4 and street.numbering == "parity":
            manner = street.manner
        nearest, farthest = MANNERS[manner].setback
        aside = self.random.uniform(nearest, farthest) + EXTRA_SETBACK.get(street.rank, 0.0)
        point = street.at(along, sign * aside)
        if not self.site.admits(street, side, point):
            return None
        return Door(street, number, "", side, along, point, manner, bool(wanted))

    def _suffixed(self, door: Door) -> Iterator[Door]:
        """Now and then a « bis », and then sometimes a « ter », a few metres on."""
        never = door.street.numbering == "metric" or door.manner in ("rural", "activites")
        if never or self.random.random() > BIS:
            return
        suffixes = ["bis", "ter"] if self.random.random() < TER else ["bis"]
        sign = -1 if door.side == "left" else 1
        aside = door.street.distance_to(door.point)
        for rank, suffix in enumerate(suffixes, start=1):
            along = door.along + 7.5 * rank
            point = door.street.at(along, sign * (aside + 0.4 * rank))
            if along > door.street.length or not self.site.admits(door.street, door.side, point):
                return
            self.site.take(point)
            yield Door(**{**vars(door), "suffix": suffix, "along": along, "point": point})

    def _front(self, manner: str) -> float:
        least, most = MANNERS[manner].front
        return self.random.uniform(least, most) * self.width

    def _outside(self, street: Street) -> Side:
        """Squares are drawn anticlockwise: what is outside is to the right."""
        return "right" if shapely.is_ccw(street.axis) else "left"
