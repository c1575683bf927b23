"""Names of streets: those that the plan gives, and for local streets a family's, each once."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from shapely.geometry import LineString

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.ground import Ground
from ckanext.city.demo.commune.linework import rounded
from ckanext.city.demo.commune.model import Numbering, Street
from ckanext.city.demo.commune.network import Way
from ckanext.city.demo.commune.plan import Plan
from ckanext.city.demo.seed import stable_id

HERE = Path(__file__).parent
SHORT = 130.0
LONG = 420.0
LONG_DEAD_END = 280.0
OFF_A_STREET = 1.0
NAMED_AFTER_ITS_STREET = 0.45
ACCENTS = str.maketrans("àâäéèêëîïôöùûüÿç’", "aaaeeeeiioouuuyc'")

# Kinds of streets, by manner of building, and how often: through streets, short ones, dead ends.
Kinds = dict[str, float]
THROUGH: dict[str, Kinds] = {
    "centre": {"Rue": 1},
    "faubourg": {"Rue": 1},
    "pavillons": {"Rue": 8, "Allée": 1},
    "lotissement": {"Rue": 5, "Allée": 4},
    "ensemble": {"Rue": 5, "Allée": 4},
    "activites": {"Rue": 1},
}
THROUGH_SHORT: dict[str, Kinds] = {
    "centre": {"Rue": 5, "Ruelle": 3, "Passage": 2},
    "faubourg": {"Rue": 6, "Passage": 1},
    "pavillons": {"Rue": 5, "Sente": 3},
    "lotissement": {"Allée": 5, "Sente": 2},
    "ensemble": {"Allée": 1},
    "activites": {"Allée": 1},
}
DEAD_END: dict[str, Kinds] = {
    "centre": {"Impasse": 5, "Cour": 2, "Passage": 1},
    "faubourg": {"Impasse": 6, "Villa": 1, "Allée": 1},
    "pavillons": {"Impasse": 5, "Allée": 3, "Sente": 1},
    "lotissement": {"Allée": 4, "Impasse": 3, "Clos": 1},
    "ensemble": {"Allée": 4, "Square": 2},
    "activites": {"Allée": 1},
}


@dataclass(frozen=True)
class _Named:
    kind: str
    rest: str
    axis: LineString
    rank: int
    manner: str
    dead_end: bool
    numbering: Numbering

    @property
    def name(self) -> str:
        return f"{self.kind} {self.rest}".rstrip()


def name_streets(
    plan: Plan, ground: Ground, ways: Sequence[Way], random_numbers: random.Random
) -> tuple[Street, ...]:
    """Name every street and give it a code, in the order of names."""
    named = [*_drawn(plan, ground), *_Namer(plan, ways, random_numbers).named()]
    ordered = sorted(named, key=lambda street: plain(street.name))
    return tuple(
        Street(
            id=stable_id("street", street.name),
            code=f"{10 * rank:04d}",
            name=street.name,
            kind=street.kind,
            rank=street.rank,
            dead_end=street.dead_end,
            numbering=street.numbering,
            points=tuple(point for point, _ in groupby(map(rounded, street.axis.coords))),
            manner=street.manner,
        )
        for rank, street in enumerate(ordered, start=1)
    )


def _drawn(plan: Plan, ground: Ground) -> Iterable[_Named]:
    for road in plan.roads:
        kind, _, rest = road.name.partition(" ")
        if road.name == "Grande Rue":
            kind, rest = road.name, ""
        numbering: Numbering = "metric" if road.rank == 5 else "parity"
        manner = "rural" if road.rank == 5 else "faubourg"
        yield _Named(kind, rest, ground.axes[road.name], road.rank, manner, False, numbering)
    for square in plan.squares:
        kind, _, rest = square.name.partition(" ")
        ring = LineString(ground.squares[square.name].exterior.coords)
        yield _Named(kind, rest, ring, 4, "centre", False, "around")


class _Namer:
    """Gives each local street a name of its family."""

    def __init__(self, plan: Plan, ways: Sequence[Way], random_numbers: random.Random) -> None:
        self.random = random_numbers
        self.centre = plan.squares[0].centre
        self.ways = sorted(ways, key=lambda way: (way.dead_end, -round(way.axis.length, 1)))
        drawn = [*(road.name for road in plan.roads), *(each.name for each in plan.squares)]
        self.used = {plain(name) for name in drawn}
        self.pools = {theme: self._shuffled(names) for theme, names in _families().items()}
        self.given: list[_Named] = []

    def named(self) -> list[_Named]:
        """The local streets with their names: through streets first, the longest before."""
        for way in self.ways:
            kind, rest = self._name(way)
            self.used.add(plain(f"{kind} {rest}"))
            axis = self._from_the_centre(way.axis)
            self.given.append(
                _Named(kind, rest, axis, way.rank, way.manner, way.dead_end, "parity")
            )
        return self.given

    def _shuffled(self, names: list[Any]) -> list[Any]:
        fixed = [each for each in names if isinstance(each, dict)]
        free = [each for each in names if isinstance(each, str)]
        self.random.shuffle(free)
        return [*fixed, *free]

    def _name(self, way: Way) -> tuple[str, str]:
        kind = self._kind(way)
        if way.dead_end and self.random.random() < NAMED_AFTER_ITS_STREET:
            host = self._street_it_leaves(way)
            if host is not None and plain(f"{kind} {host.rest}") not in self.used:
                return kind, host.rest
        entry = self._next(way.theme)
        return (entry["kind"], entry["name"]) if isinstance(entry, dict) else (kind, entry)

    def _next(self, theme: str) -> Any:
        for pool in (self.pools[theme], self.pools["general"]):
            while pool:
                entry = pool.pop(0)
                rest = entry["name"] if isinstance(entry, dict) else entry
                if plain(rest) not in {key.partition(" ")[2] for key in self.used}:
                    return entry
        raise LookupError(f"No name is left for a street of the family {theme!r}.")

    def _kind(self, way: Way) -> str:
        if way.dead_end and way.axis.length > LONG_DEAD_END:
            return "Chemin" if way.theme in ("coteaux", "sud") else "Rue"
        if way.dead_end:
            kinds = DEAD_END[way.manner]
        elif way.axis.length > LONG:
            return "Rue"
        else:
            kinds = (THROUGH_SHORT if way.axis.length < SHORT else THROUGH)[way.manner]
        return self.random.choices(list(kinds), list(kinds.values()))[0]

    def _street_it_leaves(self, way: Way) -> _Named | None:
        return next(
            (
                street
                for street in self.given
                if not street.dead_end and street.axis.distance(way.axis) < OFF_A_STREET
            ),
            None,
        )

    def _from_the_centre(self, axis: LineString) -> LineString:
        points: list[Point] = list(axis.coords)
        nearer = math.dist(points[0], self.centre) <= math.dist(points[-1], self.centre)
        return axis if nearer else LineString(points[::-1])


@cache
def _families() -> dict[str, list[Any]]:
    families: dict[str, list[Any]] = yaml.safe_load(
        (HERE / "names.yaml").read_text(encoding="utf-8")
    )
    return families


def plain(text: str) -> str:
    """A text in small letters without accents, to compare and to sort."""
    return text.lower().translate(ACCENTS).replace("œ", "oe")
