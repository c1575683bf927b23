"""What two numbers may mean as a place of France: degrees either way round, metres of a system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ckanext.city.geo.france import SYSTEMS, System, in_box, in_france

#: Whether a place (longitude, latitude) can be meant.
Within = Callable[[float, float], bool]


@dataclass(frozen=True)
class Reading:
    """One meaning of a pair of numbers.

    Attributes:
        longitude, latitude: degrees (WGS 84).
        swapped: the first number is the latitude, or the northing.
        system: in which the numbers are; None where they are degrees.
    """

    longitude: float
    latitude: float
    swapped: bool = False
    system: System | None = None

    @property
    def as_written(self) -> bool:
        """Whether the numbers are the longitude and the latitude as they stand."""
        return not self.swapped and self.system is None


def readings(x: float, y: float, within: Within = in_france) -> tuple[Reading, ...]:
    """Give all that a pair can mean, the plainest first.

    Args:
        x: what stands for the longitude.
        y: what stands for the latitude.
        within: where places may lie; by default in France.
    """
    found = (*_degrees(x, y), *_metres(x, y, swapped=False), *_metres(y, x, swapped=True))
    return tuple(each for each in found if within(each.longitude, each.latitude))


def _degrees(x: float, y: float) -> Iterator[Reading]:
    if abs(x) <= 180 and abs(y) <= 90:
        yield Reading(x, y)
    if abs(y) <= 180 and abs(x) <= 90:
        yield Reading(y, x, swapped=True)


def _metres(easting: float, northing: float, *, swapped: bool) -> Iterator[Reading]:
    for system in SYSTEMS:
        if in_box(system.metres, easting, northing):
            longitude, latitude = _transformer(system.code).transform(easting, northing)
            if in_box(system.degrees, longitude, latitude):
                yield Reading(longitude, latitude, swapped, system)


@cache
def _transformer(code: int) -> Any:
    from pyproj import Transformer  # noqa: PLC0415 - few files have such places

    return Transformer.from_crs(code, 4326, always_xy=True)
