"""The 24 polling stations: where people vote, and the ground from which they come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from shapely.geometry import Point as PointShape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from ckanext.city.demo.commune import (
    Block,
    Commune,
    Facility,
    apportion,
    build_commune,
    group_blocks,
)
from ckanext.city.demo.commune.balance import balance_groups
from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.seed import stream

# Newcomers and foreigners live more in some districts: registered voters against the average.
REGISTERED = {"01": 1.05, "02": 1.0, "03": 0.9, "04": 1.0, "05": 1.12}
ROLL_NOISE = 0.03
CROWDING = 3.0  # stations should have about as many voters each
_FILE = Path(__file__).with_name("stations.yaml")


@dataclass(frozen=True)
class Station:
    """A polling station.

    Attributes:
        code: of four digits.
        place: the building in which people vote.
        before: the building until the end of the year `moved`; None where it never moved.
        moved: the last year in the former building.
        since: the day from which the station counts.
        traits: two axes of the vote, then turnout, as logarithms of odds.
        shape: its ground; all of them tile the commune.
        weight: its part of the registered voters.
    """

    code: str
    place: Facility
    before: Facility | None
    moved: int | None
    since: date
    traits: tuple[float, float, float]
    shape: BaseGeometry
    weight: float


@lru_cache(maxsize=4)
def polling_stations(seed: int) -> tuple[Station, ...]:
    """Draw the stations of the commune of a seed, in the order of their codes."""
    commune = build_commune(seed)
    drawn = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    places = [commune.facility(each["place"]) for each in drawn["stations"]]
    centres = _centres(commune, places)
    drafts, _ = group_blocks(commune, centres, CROWDING)
    groups = balance_groups(commune, drafts, centres, _weight)
    found = []
    for entry, place, group in zip(drawn["stations"], places, groups, strict=True):
        former, moved = entry.get("before", (None, None))
        chance = stream(seed, "stations", entry["code"])
        found.append(
            Station(
                code=entry["code"],
                place=place,
                before=commune.facility(former) if former else None,
                moved=moved,
                since=drawn["since"],
                traits=tuple(entry["traits"]),
                shape=unary_union([block.shape for block in group]),
                weight=sum(map(_weight, group)) * math.exp(chance.gauss(0, ROLL_NOISE)),
            )
        )
    return tuple(found)


def registered_at(stations: Sequence[Station], registered: int) -> list[int]:
    """Share the voters of the commune's roll among the stations."""
    return apportion(registered, [each.weight for each in stations])


def _centres(commune: Commune, places: Sequence[Facility]) -> list[Point]:
    """Give each station a block of its own: where two share one, the second takes the next."""
    taken: set[str] = set()
    centres = []
    for place in places:
        here = PointShape(place.address.point)
        block = min(
            (each for each in commune.blocks if each.id not in taken and each.residents),
            key=lambda each: (round(each.shape.distance(here), 2), each.id),
        )
        taken.add(block.id)
        inside = block.shape.representative_point()
        centres.append((inside.x, inside.y))
    return centres


def _weight(block: Block) -> float:
    return block.residents * REGISTERED[block.district]
