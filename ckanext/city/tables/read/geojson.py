"""Read GeoJSON as a table: a row a feature, a column a property, then where it lies.

Points alone become the columns `longitude` and `latitude` (`x` and `y` where the file names
another system of coordinates); other geometries stay as they are, GeoJSON text in the column
`geometry`. Text stays text, and numbers keep the digits that were written. As in a spreadsheet,
the header is row 1 and the first feature row 2.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.formulas import find_formulas
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.delimited import too_many_columns
from ckanext.city.tables.read.encodings import decode_escaped, find_encoding
from ckanext.city.tables.read.grid import columns_of, frames
from ckanext.city.tables.read.values import EMPTY, Cell
from ckanext.city.tables.table import Table

_DEGREES = ("CRS84", "4326")


class _Number(str):
    """A number, as it is written."""

    __slots__ = ()


@dataclass
class _Rows:
    """Features as rows; a column's place is that of the first feature that has it."""

    limits: Limits
    places: dict[str, int] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    kinds: list[list[str]] = field(default_factory=list)

    def name(self, names: Iterable[str]) -> None:
        """Give columns their places, before what is added to each row."""
        for name in names:
            self._place(name)

    def add(self, cells: Iterable[tuple[str, Cell]]) -> None:
        """Add a row of named cells."""
        found = {self._place(name): cell for name, cell in cells}
        width = max(found, default=-1) + 1
        row = [found.get(at, EMPTY) for at in range(width)]
        self.rows.append([text for text, _kind in row])
        self.kinds.append([kind for _text, kind in row])
        if len(self.rows) * len(self.places) > self.limits.cells:
            details = {"limit": self.limits.cells}
            raise Refused(Finding("limit.features", "error", details=details))

    def _place(self, name: str) -> int:
        place = self.places.setdefault(name, len(self.places))
        if place >= self.limits.columns:
            raise Refused(too_many_columns(place + 1, self.limits))
        return place


def read_geojson(path: Path, limits: Limits) -> Table:
    """Read a collection of features, or a list of plain objects.

    Raises:
        Refused: it is damaged, too big, or no such thing.
    """
    content, twice = _load(path, limits)
    features = _features(content)
    crs = _named_crs(content)
    rows = _Rows(limits)
    axes = _axes(features, in_degrees=crs is None)
    for feature in features:
        rows.name(feature.get("properties") or {})
    for feature in features:
        rows.add(_cells(feature, axes))
    headers = {place: name for name, place in rows.places.items()}
    if not headers:
        raise Refused(Finding("file.empty", "error"))
    give = functools.partial(frames, first=2, columns=tuple(headers))
    columns, scan = columns_of(headers), functools.partial(give, rows.rows)
    return Table(
        file=path.name,
        sheet=None,
        columns=columns,
        scan=scan,
        kinds=functools.partial(give, rows.kinds, kinds=True),
        findings=(*_say(crs, twice), *find_formulas(columns, scan())),
    )


def _load(path: Path, limits: Limits) -> tuple[Any, tuple[str, ...]]:
    """Give what a file of JSON holds, and names that stand twice in one object."""
    size = path.stat().st_size
    if size > limits.json_bytes:
        details = {"megabytes": size // 1_000_000, "limit": limits.json_bytes // 1_000_000}
        raise Refused(Finding("limit.file", "error", details=details))
    twice: dict[str, None] = {}

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(name for name, _value in pairs)
            twice.update(dict.fromkeys(name for name, count in counts.items() if count > 1))
        return found

    try:
        content = json.loads(
            _text(path),
            object_pairs_hook=take,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
        )
    except (ValueError, RecursionError):
        raise Refused(Finding("file.damaged", "error")) from None
    return content, tuple(twice)[:20]


def _text(path: Path) -> str:
    encoding = find_encoding(path)
    text = path.read_text(encoding=encoding.codec, errors=encoding.errors)
    if encoding.legacy:
        escaped = {sign for sign in text if "\udc80" <= sign <= "\udcff"}
        for sign in escaped:
            text = text.replace(sign, decode_escaped(sign, encoding.legacy))
    return text


def _features(content: Any) -> list[dict[str, Any]]:
    """Give the features; a plain object is one without a geometry."""
    if isinstance(content, dict) and content.get("type") == "Feature":
        content = {"features": [content]}
    if isinstance(content, dict) and isinstance(content.get("features"), list):
        found: list[Any] = content["features"]
    elif isinstance(content, list):
        found = [_record(each) for each in content]
    else:
        raise Refused(Finding("file.no-features", "error"))
    if not all(isinstance(each, dict) for each in found):
        raise Refused(Finding("file.no-features", "error"))
    if not all(isinstance(each.get("properties") or {}, dict) for each in found):
        raise Refused(Finding("file.no-features", "error"))
    return found


def _record(written: Any) -> dict[str, Any]:
    """Take an object of a list; in Opendatasoft's export of records the fields lie a level down."""
    if (
        isinstance(written, dict)
        and "recordid" in written
        and isinstance(written.get("fields"), dict)
    ):
        return {"properties": written["fields"], "geometry": written.get("geometry")}
    return {"properties": written}


def _named_crs(content: Any) -> str | None:
    """Give the name of a system of coordinates other than degrees, as old files state it."""
    crs = content.get("crs") if isinstance(content, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    return None if not name or name.endswith(_DEGREES) else name


def _axes(features: list[dict[str, Any]], *, in_degrees: bool) -> tuple[str, str] | None:
    """Name the columns of points; None where a geometry is another."""
    geometries = [each["geometry"] for each in features if each.get("geometry") is not None]
    if not geometries or not all(map(_is_point, geometries)):
        return None
    names = ("longitude", "latitude") if in_degrees else ("x", "y")
    taken = {name.casefold() for each in features for name in each.get("properties") or {}}
    if taken.isdisjoint(names):
        return names
    return f"geometry / {names[0]}", f"geometry / {names[1]}"


def _is_point(geometry: Any) -> bool:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return False
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) not in (2, 3):
        return False
    return all(isinstance(each, _Number) for each in place)


def _cells(feature: dict[str, Any], axes: tuple[str, str] | None) -> Iterator[tuple[str, Cell]]:
    properties = feature.get("properties") or {}
    if feature.get("id") is not None and "id" not in properties:
        yield "id", _cell(feature["id"])
    for name, value in properties.items():
        yield name, _cell(value)
    geometry = feature.get("geometry")
    if geometry is not None and axes:
        for name, value in zip(axes, geometry["coordinates"], strict=False):
            yield name, _cell(value)
    elif geometry is not None:
        yield "geometry" if "geometry" not in properties else "geometry / GeoJSON", _cell(geometry)


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return str(value).lower(), "boolean"
    if isinstance(value, _Number):
        return str(value), "number"
    return (value, "text") if isinstance(value, str) else (_write(value), "text")


def _write(value: Any) -> str:
    """Write a list or an object as JSON, its numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_write(str(k))}:{_write(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)


def _say(crs: str | None, twice: tuple[str, ...]) -> Iterator[Finding]:
    if crs:
        yield Finding("geojson.crs", "warning", values=(crs,))
    if twice:
        yield Finding("geojson.twice", "warning", count=len(twice), values=twice)
