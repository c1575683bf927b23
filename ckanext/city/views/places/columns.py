"""In which columns of a table its places stand, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.city.tables.recognise.names import words

Form = Literal["pair", "point", "shape"]

_LATITUDE = {"lat", "latitude", "ylat", "latwgs84", "ywgs84"}
_LONGITUDE = {"lon", "long", "lng", "longitude", "xlong", "xlon", "longwgs84", "lonwgs84", "xwgs84"}
_EASTING = {"x", "xl93", "xlambert", "xlambert93", "coordx", "easting", "xcoord"}
_NORTHING = {"y", "yl93", "ylambert", "ylambert93", "coordy", "northing", "ycoord"}
_SHAPE = {"geometry", "geom", "geoshape", "thegeom", "wkt", "geojson", "wkbgeometry", "shape"}
_POINT = {
    "geopoint",
    "geopoint2d",
    "coordonnees",
    "coordonneesxy",
    "coordonneesgps",
    "coordxy",
    "latlon",
    "latlong",
    "latlng",
    "lonlat",
    "coordinates",
    "gps",
    "xy",
    "geolocalisation",
    "position",
    "localisationgps",
}


@dataclass(frozen=True)
class PlaceColumns:
    """Where places stand.

    Attributes:
        form: "pair" of numbers, "point" with both in one cell, or "shape": GeoJSON or WKT.
        headers: longitude or easting, then latitude or northing; or the one column.
        latitude_first: of a point in one cell, whether its type says so; None where nothing does.
    """

    form: Form
    headers: tuple[str, ...]
    latitude_first: bool | None = None


def find_place_columns(
    headers: Sequence[str], descriptor: Mapping[str, Any] | None = None
) -> list[PlaceColumns]:
    """List the columns that may hold places, the surest first; none where no name says so.

    Args:
        headers: of the table.
        descriptor: its table schema, whose types say more than names.
    """
    types = {each["name"]: each for each in (descriptor or {}).get("fields", ())}
    found = [
        PlaceColumns("shape", (each,))
        for each in headers
        # "geometry / GeoJSON" is how the reader calls it where a property is called geometry too
        if _normal(each.partition(" / ")[0]) in _SHAPE
    ]
    found += _pair(headers, _LONGITUDE, _LATITUDE)
    found += _typed(headers, types)
    found += [
        PlaceColumns("point", (each,), _says_latitude_first(each))
        for each in headers
        if _normal(each) in _POINT
    ]
    found += _pair(headers, _EASTING, _NORTHING)
    return list(dict.fromkeys(found))


def may_hold_places(headers: Sequence[str], descriptor: Mapping[str, Any]) -> bool:
    """Tell whether a table of this schema can be on a map, without reading a file."""
    return bool(find_place_columns(headers, descriptor))


def _pair(headers: Sequence[str], eastward: set[str], northward: set[str]) -> list[PlaceColumns]:
    """Find the two columns of a pair; where several pairs stand, the first that share words."""
    pairs = [
        PlaceColumns("pair", (one, other))
        for one in headers
        if _is_one_of(one, eastward)
        for other in headers
        if _is_one_of(other, northward) and _rest(one, eastward) == _rest(other, northward)
    ]
    return pairs[:1]


def _is_one_of(header: str, names: set[str]) -> bool:
    return _normal(header) in names or any(word in names for word in words(header))


def _rest(header: str, names: set[str]) -> tuple[str, ...]:
    """Give the words of a header that do not tell which of the two it is."""
    if _normal(header) in names:
        return ()
    return tuple(word for word in words(header) if word not in names)


def _typed(headers: Sequence[str], types: Mapping[str, Any]) -> Iterable[PlaceColumns]:
    for each in headers:
        kind = types.get(each, {}).get("type")
        if kind == "geopoint":
            yield PlaceColumns("point", (each,), latitude_first=False)
        elif kind == "geojson":
            yield PlaceColumns("shape", (each,))


def _says_latitude_first(header: str) -> bool | None:
    """Tell what a name says of the order in the cell: "latlon", and Opendatasoft's "geo_point"."""
    name = _normal(header)
    if name.startswith(("lat", "geopoint")):
        return True
    return False if name.startswith(("lon", "coordonneesxy", "coordxy", "xy")) else None


def _normal(header: str) -> str:
    return "".join(words(header))
