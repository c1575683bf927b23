"""Places out of the cells of a table: numbers, points in one cell, GeoJSON and WKT."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import shapely
from shapely.errors import GEOSException
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ckanext.city.geo.france import MAINLAND
from ckanext.city.geo.systems import WGS84, Numbers, to_degrees, transform
from ckanext.city.views.places.columns import PlaceColumns

#: Why a place is not on the map; `causes.py` has their sentences.
MISSING, UNREADABLE, NULL_ISLAND, OFF_EARTH, NO_SYSTEM = (
    "place.missing",
    "place.unreadable",
    "place.null-island",
    "place.off-earth",
    "place.no-system",
)
#: What was put right; the place is on the map.
SWAPPED, MENDED = "place.swapped", "place.mended"

_SIGNS = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
#: Digits kept of a line or an area: ten centimetres.
_DECIMALS = 6
#: Of a shape, what is taken away of its outline, in degrees: about a metre.
_TOLERANCE = 0.00001
_MAX_POSITIONS = 20_000


@dataclass
class Positions:
    """Where each row of a table lies.

    Attributes:
        lon: longitudes by row, NaN where there is no place.
        lat: latitudes.
        shapes: GeoJSON geometries by row, of those that are no points.
        causes: rows by cause: why they have no place, or what was put right.
        system: the system in which the file states its places.
    """

    lon: Numbers
    lat: Numbers
    shapes: dict[int, Any] = field(default_factory=dict)
    causes: dict[str, list[int]] = field(default_factory=dict)
    system: str = WGS84

    def leave_out(self, cause: str, rows: Iterable[int]) -> None:
        """Take rows off the map, and remember why."""
        at = [int(row) for row in rows]
        if at:
            self.lon[at] = self.lat[at] = np.nan
            self.causes.setdefault(cause, []).extend(at)


def read_positions(
    where: PlaceColumns, cells: Sequence[Sequence[str | None]], crs: str | None = None
) -> Positions:
    """Read the places of a table.

    Args:
        where: the columns; `cells` has as many lists.
        cells: the cells of each column, row by row, as shown.
        crs: the system that the file states.
    """
    if where.form == "shape":
        return _shapes(cells[0], crs)
    if where.form == "point":
        x, y, unreadable = _points(cells[0], latitude_first=where.latitude_first)
    else:
        x, y, unreadable = _pairs(cells[0], cells[1])
    empty = [row for row, each in enumerate(zip(*cells, strict=True)) if not any(each)]
    found = Positions(x, y)
    found.leave_out(MISSING, empty)
    found.leave_out(UNREADABLE, [row for row in unreadable if row not in set(empty)])
    _into_degrees(found, crs)
    _leave_out_the_impossible(found)
    return found


def _pairs(
    first: Sequence[str | None], second: Sequence[str | None]
) -> tuple[Numbers, Numbers, list[int]]:
    x, y = _numbers(first), _numbers(second)
    return x, y, np.flatnonzero(~(np.isfinite(x) & np.isfinite(y))).tolist()


def _numbers(cells: Sequence[str | None]) -> Numbers:
    """Read numbers with a point or a comma; NaN for what is none."""
    bare = pl.Series(cells, dtype=pl.String).str.replace_all(r"[\s\u00a0\u202f°]", "")
    plain = bare.str.replace_all(",", ".", literal=True).str.extract(f"^({_SIGNS.pattern})$")
    return plain.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy().copy()


def _points(
    cells: Sequence[str | None], *, latitude_first: bool | None
) -> tuple[Numbers, Numbers, list[int]]:
    """Read two numbers of one cell: "[2.35, 48.62]", "48,62 ; 2,35", "POINT (2.35 48.62)"."""
    first = np.full(len(cells), np.nan)
    second = first.copy()
    named = np.zeros(len(cells), dtype=bool)  # cells that say which number is which
    for row, cell in enumerate(cells):
        text = (cell or "").strip()
        named[row] = text.startswith("{")
        pair = _centre_of_json(text) if named[row] else _pair_of(text)
        if pair:
            first[row], second[row] = pair
    unreadable = np.flatnonzero(~np.isfinite(first)).tolist()
    if latitude_first is None and not named.all():
        latitude_first = _is_latitude_first(first[~named], second[~named])
    if latitude_first:
        turned = ~named
        first[turned], second[turned] = second[turned], first[turned].copy()
    return first, second, unreadable


def _pair_of(text: str) -> tuple[float, float] | None:
    decimal_comma = re.search(r"\d,\d+\s*[;/|]\s*-?\d+,\d|\d,\d+\s+-?\d+,\d", text)
    plain = re.sub(r"(\d),(\d)", r"\1.\2", text) if decimal_comma else text.replace(",", " ")
    found = _SIGNS.findall(plain)
    return (float(found[0]), float(found[1])) if len(found) in (2, 3) else None


def _centre_of_json(text: str) -> tuple[float, float] | None:
    """Read {"lon": 2.35, "lat": 48.62}, or a GeoJSON point."""
    try:
        content = json.loads(text)
        if "coordinates" in content:
            return float(content["coordinates"][0]), float(content["coordinates"][1])
        lon = content.get("lon", content.get("lng", content.get("longitude")))
        return float(lon), float(content.get("lat", content.get("latitude")))
    except (ValueError, TypeError, LookupError, RecursionError, AttributeError):
        return None


def _is_latitude_first(first: Numbers, second: Numbers) -> bool:
    """Tell the order of two numbers by where they lie: in France, or nowhere as they stand."""
    one, other = np.nanmedian(first), np.nanmedian(second)
    west, south, east, north = MAINLAND
    if south <= one <= north and west <= other <= east:
        return True
    return bool(abs(other) > 90 >= abs(one))


def _into_degrees(found: Positions, crs: str | None) -> None:
    known = np.flatnonzero(np.isfinite(found.lon))
    degrees = to_degrees(found.lon, found.lat, crs)
    found.lon, found.lat, found.system = degrees.lon.copy(), degrees.lat.copy(), degrees.system
    lost = known[~np.isfinite(found.lon[known])]
    found.leave_out(NO_SYSTEM if not degrees.system else OFF_EARTH, lost)


def _leave_out_the_impossible(found: Positions) -> None:
    """Turn round what is clearly swapped; leave out null island and what is not on Earth."""
    lon, lat = found.lon, found.lat
    west, south, east, north = MAINLAND
    with np.errstate(invalid="ignore"):
        swapped = (lon >= south) & (lon <= north) & (lat >= west) & (lat <= east)
        rows = np.flatnonzero(swapped)
        if len(rows):
            lon[rows], lat[rows] = lat[rows], lon[rows].copy()
            found.causes[SWAPPED] = rows.tolist()
        found.leave_out(NULL_ISLAND, np.flatnonzero((abs(lon) < 0.01) & (abs(lat) < 0.01)))
        off = (abs(found.lon) > 180) | (abs(found.lat) > 90)
        found.leave_out(OFF_EARTH, np.flatnonzero(off))


def _shapes(cells: Sequence[str | None], crs: str | None) -> Positions:
    """Read geometries; the place of a line or an area is a point on it."""
    nowhere = np.full(len(cells), np.nan)
    found = Positions(nowhere, nowhere.copy())
    geometries = [_geometry(each) for each in cells]
    found.leave_out(MISSING, [row for row, each in enumerate(cells) if not each])
    found.leave_out(
        UNREADABLE,
        [
            row
            for row, (cell, each) in enumerate(zip(cells, geometries, strict=True))
            if cell and each is None
        ],
    )
    place_geometries(found, geometries, crs)
    return found


def place_geometries(
    found: Positions, geometries: Sequence[BaseGeometry | None], crs: str | None
) -> None:
    """Put geometries onto the map: into degrees, made valid where that is safe, and slim."""
    placed = [(row, each) for row, each in enumerate(geometries) if each is not None]
    placed = _geometries_in_degrees(found, placed, crs)
    for row, geometry in placed:
        valid = geometry if geometry.is_valid else _mended(geometry)
        if valid is None:
            found.leave_out(UNREADABLE, [row])
            continue
        if valid is not geometry:
            found.causes.setdefault(MENDED, []).append(row)
        on_it = valid if valid.geom_type == "Point" else valid.representative_point()
        found.lon[row], found.lat[row] = on_it.x, on_it.y
        if valid.geom_type != "Point":
            found.shapes[row] = _slim(valid)
    _leave_out_the_impossible(found)
    lost = [row for row in found.shapes if not np.isfinite(found.lon[row])]
    for row in lost:
        del found.shapes[row]


def _geometry(cell: str | None) -> BaseGeometry | None:
    text = (cell or "").strip()
    if not text:
        return None
    try:
        geometry = shape(json.loads(text)) if text.startswith("{") else shapely.from_wkt(text)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, GEOSException):
        return None
    if geometry is None or geometry.is_empty:
        return None
    flat: BaseGeometry = shapely.force_2d(geometry)
    return flat if np.isfinite(shapely.get_coordinates(flat)).all() else None


def _geometries_in_degrees(
    found: Positions, placed: list[tuple[int, BaseGeometry]], crs: str | None
) -> list[tuple[int, BaseGeometry]]:
    if not placed:
        return []
    positions = shapely.get_coordinates([each for _row, each in placed])
    degrees = to_degrees(positions[:, 0], positions[:, 1], crs)
    found.system = degrees.system
    if degrees.system == WGS84:
        return placed
    if not degrees.system:
        found.leave_out(NO_SYSTEM, [row for row, _each in placed])
        return []

    def turn(points: Any) -> Any:
        return np.column_stack(transform(points[:, 0], points[:, 1], degrees.system))

    turned = shapely.transform(np.array([each for _row, each in placed]), turn)
    return [(row, each) for (row, _old), each in zip(placed, turned, strict=True)]


def _mended(geometry: BaseGeometry) -> BaseGeometry | None:
    """Make a geometry valid if that keeps what it is: the same dimension, nearly the same area."""
    try:
        valid = shapely.make_valid(geometry)
    except GEOSException:
        return None
    same = shapely.get_dimensions(valid) == shapely.get_dimensions(geometry)
    return valid if same and not valid.is_empty else None


def _slim(geometry: BaseGeometry) -> Any:
    """Write a geometry with the digits and corners that a map shows."""
    slim = geometry.simplify(_TOLERANCE)
    for factor in (10, 100):
        if shapely.get_num_coordinates(slim) <= _MAX_POSITIONS:
            break
        slim = geometry.simplify(_TOLERANCE * factor)
    rounded = shapely.set_precision(slim, 10**-_DECIMALS, mode="pointwise")
    return json.loads(json.dumps(mapping(rounded)))
