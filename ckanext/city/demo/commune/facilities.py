"""Buildings of the city that several subjects mention, each at an address of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.model import Address, Commune, Facility
from ckanext.city.demo.commune.naming import plain

HERE = Path(__file__).parent
AROUND = 600.0
SCHOOLS = (("École maternelle", "école maternelle"), ("École élémentaire", "école élémentaire"))


def with_facilities(commune: Commune, origin: Point) -> Commune:
    """The same commune with its buildings.

    Args:
        commune: whose addresses they take.
        origin: of the plan, Lambert 93 metres.
    """
    drawn = _drawn()
    fixed = {label for each in _entries(drawn) for label in _labels(each)}
    finder = _Finder(commune, origin, fixed)
    found = [*_schools(drawn["school_groups"], finder), *_buildings(drawn["buildings"], finder)]
    return replace(commune, facilities=tuple(found))


def _schools(groups: list[dict[str, Any]], finder: _Finder) -> Iterator[Facility]:
    for group in groups:
        labels = group.get("at") or [None, None]
        street = group.get("street")
        for (title, kind), label in zip(SCHOOLS, labels, strict=True):
            address = finder.find({"at": label, "near": group.get("near"), "street": street})
            street = street or address.street.name
            yield _facility(f"{title} {group['name']}", kind, address)


def _buildings(buildings: list[dict[str, Any]], finder: _Finder) -> Iterator[Facility]:
    for building in buildings:
        yield _facility(building["name"], building["kind"], finder.find(building))


def _facility(name: str, kind: str, address: Address) -> Facility:
    words = plain(name).replace("'", "-").split()
    return Facility("-".join(words), name, kind, address)


class _Finder:
    """Finds addresses that no other building has."""

    def __init__(self, commune: Commune, origin: Point, taken: set[str]) -> None:
        self.commune = commune
        self.origin = origin
        self.taken = set(taken)

    def find(self, entry: dict[str, Any]) -> Address:
        """The address that an entry of facilities.yaml means."""
        if entry.get("at"):
            return self.commune.address(entry["at"])
        east, north = entry["near"]
        point = (self.origin[0] + east, self.origin[1] + north)
        found = next(each for each in self._among(entry.get("street"), point) if self._free(each))
        self.taken.add(found.label)
        return found

    def _free(self, address: Address) -> bool:
        return not address.suffix and address.label not in self.taken

    def _among(self, street: str | None, point: Point) -> list[Address]:
        """The addresses that come into question, the nearest first."""
        if street is None:
            return self.commune.addresses_near(point, AROUND)
        doors = self.commune.on_street(self.commune.street(street))
        return sorted(doors, key=lambda door: (round(math.dist(door.point, point), 2), door.label))


def _entries(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [*drawn["school_groups"], *drawn["buildings"]]


def _labels(entry: dict[str, Any]) -> list[str]:
    at = entry.get("at", [])
    return [at] if isinstance(at, str) else at


@cache
def _drawn() -> dict[str, Any]:
    drawn: dict[str, Any] = yaml.safe_load((HERE / "facilities.yaml").read_text(encoding="utf-8"))
    return drawn
