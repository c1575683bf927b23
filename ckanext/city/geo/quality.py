"""What is wrong with a list of places: far away, at zero, the wrong way round, in metres, twice."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.city.geo.area import ANYWHERE, METRES_PER_DEGREE, Area
from ckanext.city.geo.readings import readings

#: Two places of one name that are nearer than that are one, told twice.
SAME_METRES = 5.0
#: Degrees around zero: nobody's place, but what a program writes that knows none.
_NULL_ISLAND = 0.01


@dataclass(frozen=True)
class Quality:
    """Positions in the list of the places at fault; one is in at most one of the first four.

    Attributes:
        null_island: both coordinates are zero, or next to it.
        swapped: latitude and longitude stand in each other's place.
        projected: in metres, with the name of the system ("Lambert 93") by position.
        outside: not in the area, in whatever way they are read.
        repeated: the same name as an earlier place within `SAME_METRES`, with that place's
            position by position.
    """

    null_island: tuple[int, ...] = ()
    swapped: tuple[int, ...] = ()
    projected: dict[int, str] = field(default_factory=dict)
    outside: tuple[int, ...] = ()
    repeated: dict[int, int] = field(default_factory=dict)


def judge_places(
    longitudes: Sequence[float],
    latitudes: Sequence[float],
    names: Sequence[Hashable | None] | None = None,
    area: Area = ANYWHERE,
) -> Quality:
    """Judge places as they are written.

    Args:
        longitudes, latitudes: as written; a place of which one is NaN is passed by.
        names: what each is called; only places with the same name are told to be repeated.
        area: where they should lie.
    """
    null_island, swapped, outside = [], [], []
    projected: dict[int, str] = {}
    for at, (x, y) in enumerate(zip(longitudes, latitudes, strict=True)):
        if not (math.isfinite(x) and math.isfinite(y)) or area.holds(x, y):
            continue
        if abs(x) < _NULL_ISLAND and abs(y) < _NULL_ISLAND:
            null_island.append(at)
            continue
        found = readings(x, y, area.holds) or readings(x, y)
        meant = found[0] if found else None
        if meant is None or meant.as_written:
            outside.append(at)
        elif meant.system is not None:
            projected[at] = meant.system.name
        else:
            swapped.append(at)
    return Quality(
        tuple(null_island),
        tuple(swapped),
        projected,
        tuple(outside),
        {} if names is None else find_repeated(longitudes, latitudes, names),
    )


def find_repeated(
    longitudes: Sequence[float], latitudes: Sequence[float], names: Sequence[Hashable | None]
) -> dict[int, int]:
    """Find places that repeat an earlier one: the same name within `SAME_METRES`.

    Returns:
        The position of the earlier place, by the position of the later one.
    """
    step = SAME_METRES / METRES_PER_DEGREE
    seen: dict[tuple[Any, int, int], list[int]] = {}
    repeated: dict[int, int] = {}
    for at, (x, y, name) in enumerate(zip(longitudes, latitudes, names, strict=True)):
        if not name or not _is_place(x, y):
            continue
        row, column = math.floor(y / step), math.floor(x / step)
        # degrees of longitude are short far from the equator: more columns lie within reach
        reach = math.ceil(1 / math.cos(math.radians(y)))
        near = _near(seen, name, row, range(column - reach, column + reach + 1))
        first = next((b for b in near if _metres(x, y, longitudes[b], latitudes[b]) <= SAME_METRES),
                     None)  # fmt: skip
        if first is None:
            seen.setdefault((name, row, column), []).append(at)
        else:
            repeated[at] = first
    return repeated


def _near(
    seen: dict[tuple[Any, int, int], list[int]], name: Hashable, row: int, columns: range
) -> Iterator[int]:
    for near_row in (row - 1, row, row + 1):
        for column in columns:
            yield from seen.get((name, near_row, column), ())


def _is_place(x: float, y: float) -> bool:
    return abs(x) <= 180 and abs(y) < 85 and (abs(x) >= _NULL_ISLAND or abs(y) >= _NULL_ISLAND)


def _metres(x: float, y: float, other_x: float, other_y: float) -> float:
    wide = (x - other_x) * math.cos(math.radians((y + other_y) / 2))
    return math.hypot(wide, y - other_y) * METRES_PER_DEGREE
