"""Where places stand: spread over the town, on pavements and in parks, each with an address."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import Point as PointShape
from shapely.geometry import Polygon

from ckanext.city.demo.commune import Address, Commune, to_degrees
from ckanext.city.demo.commune.frame import Point

PAVEMENT_METRES = 4.2
CLOSER = 0.85
IN_TOWN = 4
DEGREE_DECIMALS = 6


@dataclass(frozen=True)
class Site:
    """A place on the ground.

    Attributes:
        point: Lambert 93 metres.
        address: the nearest, or its own.
        park: the green space in which it lies, or empty.
    """

    point: Point
    address: Address
    park: str = ""

    @property
    def longitude(self) -> str:
        """In degrees, with six decimals."""
        return f"{to_degrees(self.point)[0]:.{DEGREE_DECIMALS}f}"

    @property
    def latitude(self) -> str:
        """In degrees, with six decimals."""
        return f"{to_degrees(self.point)[1]:.{DEGREE_DECIMALS}f}"


def at_door(address: Address) -> Site:
    """The site of a building."""
    return Site(address.point, address)


def on_pavement(address: Address) -> Site:
    """The pavement in front of a door."""
    aside = PAVEMENT_METRES if address.side == "right" else -PAVEMENT_METRES
    return Site(address.street.at(address.along, aside), address)


def spread_doors(
    commune: Commune,
    count: int,
    random_numbers: random.Random,
    *,
    taken: Sequence[Address] = (),
) -> list[Address]:
    """Choose doors all over the town, as far from each other as so many can be.

    Where people live close together a door is chosen more often, along a field track never.

    Args:
        commune: whose addresses are chosen from.
        count: how many.
        random_numbers: what decides.
        taken: chosen before; they keep their distance too, and are not given again.
    """
    free = [each for each in commune.addresses if not each.suffix and each.street.rank <= IN_TOWN]
    weighed = [(random_numbers.random() ** (1 / (1 + each.residents)), each) for each in free]
    ordered = [each for _, each in sorted(weighed, key=lambda w: (-w[0], w[1].label))]
    apart = math.sqrt(commune.boundary.area / max(count, 1)) / 2
    chosen = list(taken)
    while len(chosen) < count + len(taken):
        chosen += _apart_from(chosen, ordered, apart, count + len(taken) - len(chosen))
        apart *= CLOSER
    return chosen[len(taken) :]


def in_parks(commune: Commune, count: int, random_numbers: random.Random) -> list[Site]:
    """Choose sites in parks and squares, more in the larger ones."""
    parks = [each for each in commune.green if each.kind in ("parc", "square")]
    weights = [math.sqrt(park.shape.area) for park in parks]
    sites = []
    for park in random_numbers.choices(parks, weights, k=count):
        point = _inside(park.shape, random_numbers)
        sites.append(Site(point, commune.nearest_address(point), park.name))
    return sites


def _apart_from(
    chosen: list[Address], candidates: list[Address], apart: float, most: int
) -> list[Address]:
    points = [each.point for each in chosen]
    found: list[Address] = []
    known = {each.id for each in chosen}
    for each in candidates:
        if len(found) == most:
            break
        if each.id in known:
            continue
        if all(math.dist(each.point, other) >= apart for other in points):
            found.append(each)
            points.append(each.point)
    return found


def _inside(shape: Polygon, random_numbers: random.Random) -> Point:
    west, south, east, north = shape.bounds
    inner = shape.buffer(-5)
    while True:
        x, y = random_numbers.uniform(west, east), random_numbers.uniform(south, north)
        if inner.contains(PointShape(x, y)):
            return round(x, 2), round(y, 2)
