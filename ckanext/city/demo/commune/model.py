"""The commune as every subject of the demo city sees it; what lies where, and who lives there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from shapely import STRtree
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as PointShape

from ckanext.city.demo.commune.frame import Point, to_degrees
from ckanext.city.demo.commune.path import Path

Side = Literal["left", "right"]
Numbering = Literal["parity", "metric", "around"]


@dataclass(frozen=True)
class Street:
    """A street.

    Attributes:
        id: a UUID, the same for every seed while the name stays.
        code: four digits, as in keys of addresses.
        name: in full, « Rue des Tanneurs ».
        kind: its first word, « Rue »; « Grande Rue » is a kind of its own.
        rank: 1 national road, 2 between districts, 3 within a district, 4 local, 5 field track.
        dead_end: whether it leads nowhere else.
        numbering: odd numbers left and even right from the start; "metric" the same, by metres
            from the start; "around" a square, one after the other.
        points: its middle line, Lambert 93 metres, from where numbers start.
        manner: how it is built, a key of `network.MANNERS`.
    """

    id: str
    code: str
    name: str
    kind: str
    rank: int
    dead_end: bool
    numbering: Numbering
    points: tuple[Point, ...]
    manner: str

    @cached_property
    def axis(self) -> LineString:
        """The middle line as a shape."""
        return LineString(self.points)

    @cached_property
    def path(self) -> Path:
        """The middle line, to walk along."""
        return Path(self.points)

    @property
    def length(self) -> float:
        """Metres from end to end."""
        return self.path.length

    @property
    def in_sentence(self) -> str:
        """The name after a number or a preposition: « rue des Tanneurs », but « Grande Rue »."""
        return self.name if self.name == self.kind else self.name[0].lower() + self.name[1:]

    def at(self, along: float, aside: float = 0.0) -> Point:
        """A point by its way along the street and aside of it, in metres; aside < 0 is left."""
        return self.path.at(along, aside)

    def along(self, point: Point) -> float:
        """How far along the street a point stands, in metres from its start."""
        return self.path.locate(point)[0]

    def side_of(self, point: Point) -> Side:
        """The side of the street on which a point stands, for who walks from its start."""
        return "left" if self.path.locate(point)[1] < 0 else "right"

    def distance_to(self, point: Point) -> float:
        """Metres from a point to the middle of the street."""
        return abs(self.path.locate(point)[1])


@dataclass(frozen=True)
class Address:
    """A numbered door.

    Attributes:
        id: a UUID, the same for every seed while street and number stay.
        street: on which it stands.
        number: in the street.
        suffix: "bis", "ter" or empty.
        side: of the street; odd numbers stand left, except around squares.
        along: metres from the start of the street.
        point: Lambert 93 metres.
        district: the code of its district.
        block: the id of its block.
        residents: people who live there, none in a workshop.
    """

    id: str
    street: Street
    number: int
    suffix: str
    side: Side
    along: float
    point: Point
    district: str
    block: str
    residents: int

    @property
    def label(self) -> str:
        """As an envelope says it: « 14 bis rue des Tanneurs »."""
        return f"{self.house} {self.street.in_sentence}"

    @property
    def house(self) -> str:
        """Number and suffix: « 14 bis »."""
        return f"{self.number} {self.suffix}".rstrip()

    @property
    def parity(self) -> Literal["odd", "even"]:
        """Whether the number is odd or even."""
        return "odd" if self.number % 2 else "even"

    @cached_property
    def degrees(self) -> Point:
        """Longitude and latitude."""
        return to_degrees(self.point)

    def key(self, insee: str) -> str:
        """The key of interoperability: « 91999_0125_00014_bis »."""
        parts = (insee, self.street.code, f"{self.number:05d}", self.suffix)
        return "_".join(part for part in parts if part)


@dataclass(frozen=True)
class District:
    """A district; all of them tile the commune, and their people add up to its own."""

    code: str
    name: str
    population: int
    shape: Polygon


@dataclass(frozen=True)
class Block:
    """Ground that streets, streams, railways and the boundary surround; blocks tile districts.

    Attributes:
        id: of four digits, from west to east.
        district: the code of the district in which it lies whole.
        residents: of its addresses.
        shape: Lambert 93 metres.
    """

    id: str
    district: str
    residents: int
    shape: Polygon


@dataclass(frozen=True)
class Feature:
    """A stream, a railway, a green space or a station: `kind` says which, in French."""

    name: str
    kind: str
    shape: Any


@dataclass(frozen=True)
class Facility:
    """A building of the city that several subjects mention, at one of the addresses.

    Attributes:
        id: short and stable, « ecole-maternelle-jacques-prevert ».
        name: « École maternelle Jacques-Prévert ».
        kind: a word of facilities.yaml, « école maternelle ».
        address: where it stands.
    """

    id: str
    name: str
    kind: str
    address: Address


@dataclass(frozen=True)
class StreetRange:
    """House numbers of one parity, one after the other, that share a value.

    `first` and `last` are numbers; a street that is whole on this parity runs from its first to
    its last address.
    """

    street: Street
    parity: Literal["odd", "even"]
    first: int
    last: int
    value: str


@dataclass(frozen=True)
class Commune:
    """The commune: everything that has a place. Shapes are in Lambert 93 metres.

    Streets, addresses (by street, then number and suffix), districts and blocks come in a stable
    order. `frame.to_degrees` and `frame.to_geojson` lead to longitude and latitude.
    """

    name: str
    insee: str
    postcode: str
    boundary: Polygon
    districts: tuple[District, ...]
    blocks: tuple[Block, ...]
    streets: tuple[Street, ...]
    addresses: tuple[Address, ...]
    water: tuple[Feature, ...]
    rail: tuple[Feature, ...]
    green: tuple[Feature, ...]
    stations: tuple[Feature, ...]
    facilities: tuple[Facility, ...] = field(default=())

    @property
    def population(self) -> int:
        """People who live in the commune."""
        return sum(district.population for district in self.districts)

    def street(self, name: str) -> Street:
        """The street of a name in full; KeyError where there is none."""
        return self._streets[name]

    def address(self, label: str) -> Address:
        """The address of a label, « 14 rue des Tanneurs »; KeyError where there is none."""
        return self._addresses[label]

    def facility(self, facility_id: str) -> Facility:
        """The facility of an id; KeyError where there is none."""
        return self._facilities[facility_id]

    def district(self, code: str) -> District:
        """The district of a code; KeyError where there is none."""
        return next(each for each in self.districts if each.code == code)

    def on_street(self, street: Street) -> tuple[Address, ...]:
        """The addresses of a street, by number and suffix."""
        return self._by_street.get(street.code, ())

    def in_block(self, block: Block) -> tuple[Address, ...]:
        """The addresses of a block."""
        return self._by_block.get(block.id, ())

    def contains(self, point: Point) -> bool:
        """Whether a point lies inside the boundary."""
        inside: bool = self.boundary.contains(PointShape(point))
        return inside

    def district_at(self, point: Point) -> District | None:
        """The district in which a point lies; the first on a border, None outside."""
        shape = PointShape(point)
        return next((each for each in self.districts if each.shape.intersects(shape)), None)

    def block_at(self, point: Point) -> Block | None:
        """The block in which a point lies; the first on a border, None outside."""
        found = sorted(self._block_tree.query(PointShape(point), predicate="intersects"))
        return self.blocks[found[0]] if found else None

    def nearest_address(self, point: Point) -> Address:
        """The address nearest to a point."""
        return self.addresses[int(self._address_tree.nearest(PointShape(point)))]

    def nearest_street(self, point: Point) -> Street:
        """The street whose middle line is nearest to a point."""
        return self.streets[int(self._street_tree.nearest(PointShape(point)))]

    def addresses_near(self, point: Point, metres: float) -> list[Address]:
        """The addresses within some metres of a point, the nearest first."""
        around = PointShape(point).buffer(metres)
        found = [self.addresses[index] for index in sorted(self._address_tree.query(around))]
        by_distance = sorted(found, key=lambda each: (math.dist(each.point, point), each.label))
        return [each for each in by_distance if math.dist(each.point, point) <= metres]

    def ranges(self, street: Street, value_of: Callable[[Address], str]) -> Iterator[StreetRange]:
        """Write a street as ranges of numbers by parity, as a school map or an electoral roll does.

        Args:
            street: whose addresses are gathered; numbers with and without suffix go together
                where they share the value.
            value_of: what an address belongs to, such as its school.
        """
        for parity in ("odd", "even"):
            doors = [each for each in self.on_street(street) if each.parity == parity]
            for value, group in groupby(doors, key=value_of):
                numbers = [address.number for address in group]
                yield StreetRange(street, parity, numbers[0], numbers[-1], value)

    @cached_property
    def _streets(self) -> dict[str, Street]:
        return {street.name: street for street in self.streets}

    @cached_property
    def _addresses(self) -> dict[str, Address]:
        return {address.label: address for address in self.addresses}

    @cached_property
    def _facilities(self) -> dict[str, Facility]:
        return {facility.id: facility for facility in self.facilities}

    @cached_property
    def _by_street(self) -> dict[str, tuple[Address, ...]]:
        return _grouped(self.addresses, lambda address: address.street.code)

    @cached_property
    def _by_block(self) -> dict[str, tuple[Address, ...]]:
        return _grouped(self.addresses, lambda address: address.block)

    @cached_property
    def _address_tree(self) -> STRtree:
        return STRtree([PointShape(address.point) for address in self.addresses])

    @cached_property
    def _street_tree(self) -> STRtree:
        return STRtree([street.axis for street in self.streets])

    @cached_property
    def _block_tree(self) -> STRtree:
        return STRtree([block.shape for block in self.blocks])


def _grouped(
    addresses: tuple[Address, ...], key: Callable[[Address], str]
) -> dict[str, tuple[Address, ...]]:
    groups: dict[str, list[Address]] = {}
    for address in addresses:
        groups.setdefault(key(address), []).append(address)
    return {name: tuple(group) for name, group in groups.items()}
