"""The hand-drawn plan of the commune, read from plan.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.commune.frame import Point

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """A river, a railway or a road as drawn: `rank` is a road's order, `width` a river's metres."""

    name: str
    kind: str
    points: tuple[Point, ...]
    rank: int = 0
    width: float = 0
    numbers: tuple[int, ...] = ()
    along: str = ""


@dataclass(frozen=True)
class Square:
    """A square as drawn: half-lengths in metres, turned by degrees."""

    name: str
    centre: Point
    half: Point
    turn: float
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Outline:
    """A closed outline with a name and what it is."""

    name: str
    kind: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Marker:
    """Points that say what the stretches in which they lie are.

    `kind` is a manner of building or the code of a district, `theme` the family of street names.
    """

    kind: str
    name: str
    theme: str
    population: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Station:
    """A stop of the trains or the tramway."""

    name: str
    line: str
    point: Point


@dataclass(frozen=True)
class Plan:
    """All that is drawn by hand; points are Lambert 93 metres."""

    name: str
    insee: str
    postcode: str
    origin: Point
    boundary: tuple[Point, ...]
    water: tuple[Line, ...]
    rail: tuple[Line, ...]
    roads: tuple[Line, ...]
    squares: tuple[Square, ...]
    green: tuple[Outline, ...]
    limits: tuple[tuple[Point, ...], ...]
    zones: tuple[Marker, ...]
    districts: tuple[Marker, ...]
    borders: tuple[str, ...]
    stations: tuple[Station, ...]


@cache
def read_plan() -> Plan:
    """Read the plan."""
    drawn = yaml.safe_load((HERE / "plan.yaml").read_text(encoding="utf-8"))
    place = _Placer(tuple(drawn["origin"]))
    return Plan(
        name=drawn["name"],
        insee=drawn["insee"],
        postcode=drawn["postcode"],
        origin=place.point([0, 0]),
        boundary=place.line(drawn["boundary"]),
        water=tuple(place.named(each, each["kind"]) for each in drawn["water"]),
        rail=tuple(place.named(each, each["kind"]) for each in drawn["rail"]),
        roads=tuple(place.named(each, "road") for each in drawn["roads"]),
        squares=tuple(place.square(each) for each in drawn["squares"]),
        green=tuple(
            Outline(each["name"], each["kind"], place.line(each["outline"]))
            for each in drawn["green"]
        ),
        limits=tuple(place.line(each) for each in drawn["limits"]),
        zones=tuple(place.marker(each, each["kind"]) for each in drawn["zones"]),
        districts=tuple(place.marker(each, each["code"]) for each in drawn["districts"]["list"]),
        borders=tuple(drawn["districts"]["borders"]),
        stations=tuple(
            Station(each["name"], each["line"], place.point(each["at"]))
            for each in drawn["stations"]
        ),
    )


@dataclass(frozen=True)
class _Placer:
    """Turns metres from the plan's origin into Lambert 93."""

    origin: tuple[float, ...]

    def point(self, drawn: list[float]) -> Point:
        return float(drawn[0] + self.origin[0]), float(drawn[1] + self.origin[1])

    def line(self, drawn: list[list[float]]) -> tuple[Point, ...]:
        return tuple(self.point(each) for each in drawn)

    def named(self, drawn: dict[str, Any], kind: str) -> Line:
        return Line(
            drawn["name"],
            kind,
            self.line(drawn.get("line", [])),
            rank=drawn.get("order", 0),
            width=drawn.get("width", 0),
            numbers=tuple(drawn.get("numbers", ())),
            along=drawn.get("along", ""),
        )

    def square(self, drawn: dict[str, Any]) -> Square:
        half = (float(drawn["half"][0]), float(drawn["half"][1]))
        numbers = tuple(drawn.get("numbers", ()))
        return Square(drawn["name"], self.point(drawn["at"]), half, drawn["turn"], numbers)

    def marker(self, drawn: dict[str, Any], kind: str) -> Marker:
        return Marker(
            kind,
            drawn.get("name", ""),
            drawn.get("theme", ""),
            drawn.get("population", 0),
            self.line(drawn["at"]),
        )
