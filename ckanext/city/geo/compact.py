"""One small file of all places of a map: columns of differences, sorted so that it compresses.

The form is described in `docs/maps.md`. 100,000 points with a name and a category take half a
megabyte compressed, a quarter of what GeoJSON takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 6
#: Places whose records and texts come together: some hundred kilobytes.
PART = 16_384
SCALE = 100_000  # a hundred-thousandth of a degree is a metre
#: A column is a list of its texts and numbers of them where at most this share are distinct.
_REPEATED = 0.6
#: Of a position on Mercator's map: a unit is some four centimetres, so that spots differ.
_BITS = 30
_SPREADING = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@dataclass(frozen=True)
class MapField:
    """A column that the map shows.

    Attributes:
        name: in the file.
        kind: text, number, integer, boolean, date, hours, phone, email or link.
        values: one a place; None where there is none.
        separator: between the values of a cell, where cells hold several: "verre|papier".
    """

    name: str
    kind: str
    values: Sequence[Any]
    separator: str | None = None


@dataclass(frozen=True)
class Places:
    """All places of a file that have one.

    Attributes:
        lon: longitudes, WGS 84; of a line or an area, those of a point on it.
        lat: latitudes.
        rows: record numbers, as the file's reader sees them.
        fields: what is told of a place, in the order in which it is.
        roles: what a field is for: title, category, subtitle, address, hours, phone, email, link.
        filters: names of other fields by which one may choose.
        shapes: GeoJSON geometries of the places that are no points, by their index.
        apart: indices of places that lie far from where the file's others should.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    rows: NDArray[np.int64]
    fields: Sequence[MapField] = ()
    roles: Mapping[str, Any] = field(default_factory=dict)
    filters: Sequence[str] = ()
    shapes: Mapping[int, Any] = field(default_factory=dict)
    apart: Collection[int] = ()


def compact(places: Places) -> dict[str, Any]:
    """Give the file's content, to be written as JSON."""
    order = _order(places)
    return {**_content(places, order, apart=()), "row": _steps(places.rows[order])}


def compact_apart(places: Places) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    """Give the content without record numbers and texts, and these in parts.

    With very many places these are most of the file, and nobody looks at more than some of them.
    What filters need stays in it. Each part holds `PART` places, in the same order.
    """
    order = _order(places)
    kept = {places.roles.get("category"), places.roles.get("hours"), *places.filters}
    apart = [each.name for each in places.fields if each.name not in kept]
    last = int(places.rows.max(initial=0))
    told = {"places": PART, "last": last}
    parts = (
        _part(places, order[start : start + PART], apart) for start in range(0, len(order), PART)
    )
    return {**_content(places, order, apart), "row": [], "parts": told}, parts


def part_of(path: Path, number: int) -> Path:
    """Give the path of a part of a map file, which lies beside it."""
    return path.with_name(path.name.replace(".", f".{number}.", 1))


def _content(places: Places, order: NDArray[np.int64], apart: Collection[str]) -> dict[str, Any]:
    index_of = {int(old): new for new, old in enumerate(order)} if places.shapes else {}
    category = places.roles.get("category")
    fields = {each.name: each for each in places.fields}
    x, y = _whole(places)
    return {
        "v": VERSION,
        "count": len(order),
        "bounds": bounds_of(places),
        **_home(places),
        "scale": SCALE,
        "x": _steps(x[order]),
        "y": _steps(y[order]),
        "fields": [
            _told(each) if each.name in apart else _column(each, order) for each in places.fields
        ],
        "roles": dict(places.roles),
        "categories": _counted(fields[category]) if category else [],
        "filters": list(places.filters),
        "shapes": sorted(
            ([index_of[old], shape] for old, shape in places.shapes.items()),
            key=lambda each: each[0],
        ),
    }


def _part(places: Places, order: NDArray[np.int64], apart: Collection[str]) -> dict[str, Any]:
    fields = [_column(each, order) for each in places.fields if each.name in apart]
    return {"row": _steps(places.rows[order]), "fields": fields}


def _whole(places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    x, y = (np.rint(each * SCALE).astype(np.int64) for each in (places.lon, places.lat))
    return x, y


def _home(places: Places) -> dict[str, list[float]]:
    """Give the box to be shown first, where some places lie apart from it."""
    apart = set(places.apart)
    near = [at for at in range(len(places.lon)) if at not in apart] if apart else []
    return {"home": _bounds(places, near)} if near else {}


def bounds_of(places: Places) -> list[float]:
    """Give the box of all, shapes included, in degrees: west, south, east, north."""
    return _bounds(places, range(len(places.lon)))


def _bounds(places: Places, indices: Sequence[int]) -> list[float]:
    """Give the box of places, shapes included, in degrees: west, south, east, north."""
    if not len(indices):
        return []
    lon, lat = places.lon[indices], places.lat[indices]
    box = [lon.min(), lat.min(), lon.max(), lat.max()]
    for shape in (places.shapes[at] for at in indices if at in places.shapes):
        corners = np.array(list(_positions(shape.get("coordinates") or [])))
        if len(corners):
            west, south = np.minimum(box[:2], corners.min(axis=0))
            east, north = np.maximum(box[2:], corners.max(axis=0))
            box = [west, south, east, north]
    return [round(float(each), 5) for each in box]


def _positions(coordinates: Any) -> Any:
    """Walk over all positions of a geometry's coordinates, however deep."""
    waiting = [coordinates]
    while waiting:
        part = waiting.pop()
        if part and isinstance(part[0], (int, float)):
            yield part[:2]
        else:
            waiting.extend(part)


def _order(places: Places) -> NDArray[np.int64]:
    """Order places as a quadtree of Mercator's map does: each of its tiles is then one stretch."""
    lon, lat = _whole(places)
    sine = np.sin(np.radians(lat / SCALE))
    with np.errstate(divide="ignore"):
        down = 0.5 - 0.25 * np.log((1 + sine) / (1 - sine)) / np.pi
    across = lon / SCALE / 360 + 0.5
    code = _spread(_cells(across)) | (_spread(_cells(down)) << np.uint64(1))
    return np.argsort(code, kind="stable")


def _cells(share: NDArray[np.float64]) -> NDArray[np.uint64]:
    whole = np.clip(np.floor(share * 2**_BITS), 0, 2**_BITS - 1)
    cells: NDArray[np.uint64] = whole.astype(np.uint64)
    return cells


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the bits of numbers of 32 bits."""
    for shift, mask in _SPREADING:
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def _steps(values: NDArray[Any]) -> list[int]:
    steps: list[int] = np.diff(values.astype(np.int64), prepend=0).tolist()
    return steps


def _told(given: MapField) -> dict[str, Any]:
    told = {"name": given.name, "kind": given.kind}
    return {**told, "separator": given.separator} if given.separator else told


def _column(given: MapField, order: NDArray[np.int64]) -> dict[str, Any]:
    values = [given.values[at] for at in order]
    told = _told(given)
    texts = given.kind not in ("number", "integer", "boolean")
    distinct = list(dict.fromkeys(each for each in values if each is not None)) if texts else []
    many = len(distinct) > _REPEATED * len(values) and not given.separator
    if not texts or many:
        return {**told, "values": values}
    place = {text: at for at, text in enumerate(distinct)}
    return {**told, "dict": distinct, "at": [place.get(each, -1) for each in values]}


def _counted(given: MapField) -> list[dict[str, Any]]:
    """Count categories, the most frequent first; a place with several counts in each."""
    counts: Counter[str] = Counter()
    for text, count in Counter(str(each) for each in given.values if each is not None).items():
        for value in set(parts_of(text, given.separator)):
            counts[value] += count
    return [{"value": value, "count": count} for value, count in counts.most_common()]


def parts_of(text: str, separator: str | None) -> list[str]:
    """Give the values of a cell."""
    if not separator:
        return [text]
    return [part.strip() for part in text.split(separator) if part.strip()]
