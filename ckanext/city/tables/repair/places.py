"""Coordinates: swapped, two in one cell, or in metres of Lambert 93 and of the nine zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.table import ROW

_LATITUDES = {"lat", "latitude", "ylat"}
_LONGITUDES = {"long", "lon", "lng", "longitude", "xlong"}
#: The box of mainland France and Corsica; no latitude of it is a longitude of it.
_SOUTH, _NORTH, _WEST, _EAST = 41.2, 51.3, -5.3, 9.7
_PAIR = re.compile(
    r"[\[(]?\s*(-?\d{1,3}[.,]\d+|-?\d{1,3})\s*(?:[;/|\s]|,\s+|(?<=\d),(?=\s*-?\d+\.))\s*"
    r"(-?\d{1,3}[.,]\d+|-?\d{1,3})\s*[\])]?"
)
_LAMBERT_93 = "EPSG:2154"
_DECIMALS = 6  # of degrees: a tenth of a metre


@dataclass(frozen=True)
class Moved:
    """What a proposal writes into both coordinates of rows: latitude and longitude, by row."""

    proposal: Proposal
    letters: tuple[str, str]
    cells: Mapping[int, tuple[str, str]]

    def origins(self) -> dict[str, pl.Expr]:
        """Say which of the two columns each coordinate comes from: both, if it is computed."""
        lat, long = self.letters
        if self.proposal.kind == "place.swapped":
            return {lat: pl.lit(long), long: pl.lit(lat)}
        if self.proposal.kind == "place.one-cell":
            pair = (
                pl.when(pl.col(lat).fill_null("") != "").then(pl.lit(lat)).otherwise(pl.lit(long))
            )
            return {lat: pair, long: pair}
        return {lat: pl.lit(f"{lat} {long}"), long: pl.lit(f"{lat} {long}")}


def is_coordinate(name: str, which: int) -> bool:
    """Tell whether a column holds latitudes (0) or longitudes (1), by its name."""
    return bool((_LATITUDES, _LONGITUDES)[which] & {*words(name), name.lower()})


def find_places(
    frame: pl.DataFrame, descriptor: Descriptor, letters: Mapping[str, str]
) -> Iterator[Moved]:
    """Propose coordinates for rows whose own cannot be meant as they stand."""
    names = fields_of_place(descriptor)
    if names is None or not all(name in letters for name in names):
        return
    pair = (letters[names[0]], letters[names[1]])
    found: dict[tuple[str, bool], dict[int, tuple[str, str]]] = {}
    before: dict[int, tuple[str, str]] = {}
    for row, lat, long in frame.select(ROW, *pair).iter_rows():
        cells = (str(lat or ""), str(long or ""))
        repaired = _repair(*cells)
        if repaired is not None:
            kind, safe, after = repaired
            found.setdefault((kind, safe), {})[row] = after
            before[row] = cells
    for (kind, safe), rows in sorted(found.items()):
        examples = tuple(
            Example(row, " | ".join(before[row]), " | ".join(rows[row]))
            for row in list(rows)[:MAX_EXAMPLES]
        )
        yield Moved(
            Proposal(f"{kind}:{names[0]}", kind, "place.wrong", names, len(rows), safe, examples),
            pair,
            rows,
        )


def fields_of_place(descriptor: Descriptor) -> tuple[str, str] | None:
    """Find the fields of latitude and longitude, where there is one of each."""
    numbers = [each.name for each in descriptor.fields if each.type == "number"]
    lat = [name for name in numbers if is_coordinate(name, 0)]
    long = [name for name in numbers if is_coordinate(name, 1)]
    return (lat[0], long[0]) if len(lat) == len(long) == 1 else None


def _repair(lat: str, long: str) -> tuple[str, bool, tuple[str, str]] | None:
    if (both := _in_one_cell(lat, long)) is not None:
        return both
    numbers = _float(lat), _float(long)
    if numbers[0] is None or numbers[1] is None:
        return None
    y, x = numbers[0], numbers[1]
    if _is_france(x, y):
        return ("place.swapped", True, (long, lat))
    for easting, northing in ((x, y), (y, x)):
        if (degrees := _from_lambert(easting, northing)) is not None:
            return ("place.lambert", False, degrees)  # computed: a look at a map is due
    return None


def _in_one_cell(lat: str, long: str) -> tuple[str, bool, tuple[str, str]] | None:
    """Read a pair in one of the cells, the other being empty or the same."""
    filled = {cell for cell in (lat.strip(), long.strip()) if cell}
    pair = read_pair(filled.pop()) if len(filled) == 1 else None
    return None if pair is None else ("place.one-cell", True, pair)


def read_pair(text: str) -> tuple[str, str] | None:
    """Read latitude and longitude of a place in France, in either order, in one text."""
    found = _PAIR.fullmatch(text.strip())
    if found is None:
        return None
    first, second = (part.replace(",", ".") for part in found.groups())
    if _is_france(float(first), float(second)):
        return first, second
    return (second, first) if _is_france(float(second), float(first)) else None


def point_repairer(values: Values) -> Repairer:
    """Make the repairer of points in one cell, of which a standard wants longitude first."""
    pattern = "[{1}, {0}]" if values.field.format == "array" else "{1}, {0}"
    return partial(_point, pattern=pattern)


def swapped_point_repairer(values: Values) -> Repairer:
    """Make the repairer of points that are right as they stand, but far from France."""

    def repair(text: str) -> Iterator[Candidate]:
        numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
        if len(numbers) == 2 and _is_france(float(numbers[0]), float(numbers[1])):
            yield from point_repairer(values)(text)

    return repair


def _point(text: str, *, pattern: str) -> Iterator[Candidate]:
    if (pair := read_pair(text)) is not None:
        yield Candidate(pattern.format(*pair), "place.point")


def _float(text: str) -> float | None:
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    return float(bare) if re.fullmatch(r"-?\d+(?:\.\d+)?", bare) else None


def _is_france(latitude: float, longitude: float) -> bool:
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def _from_lambert(easting: float, northing: float) -> tuple[str, str] | None:
    """Give latitude and longitude of metres in Lambert 93, or in one of the zones CC42 to CC50."""
    if 100_000 <= easting < 1_300_000 and 6_000_000 <= northing <= 7_200_000:
        system = _LAMBERT_93
    elif 1_300_000 <= easting <= 2_100_000 and 1_100_000 <= northing <= 9_400_000:
        system = f"EPSG:{3901 + round((northing - 200_000) / 1e6) + 40}"
    else:
        return None
    from pyproj import Transformer  # noqa: PLC0415 - few files have such places

    to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(easting, northing)
    if not _is_france(latitude, longitude):
        return None
    return f"{latitude:.{_DECIMALS}f}", f"{longitude:.{_DECIMALS}f}"
