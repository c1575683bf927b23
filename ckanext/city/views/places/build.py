"""Make the map file of a department's file: a task for a limited child process.

This module loads Polars, numpy, shapely and, for some files, GDAL: only the child imports it.
"""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ckanext.city.geo.compact import MapField, Places, bounds_of, compact, compact_apart, part_of
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.views.places.doubts import OUTSIDE, point_out
from ckanext.city.views.places.positions import Positions
from ckanext.city.views.places.roles import (
    Given,
    Read,
    choose_filters,
    choose_roles,
    choose_shown,
    read_columns,
)
from ckanext.city.views.places.sheets import Sheet, read_sheet

MAX_PLACES = 3_000_000
#: Up to so many, one file holds everything.
WHOLE = 200_000
#: Rows that are listed of each cause; its count tells how many there are.
MAX_LISTED = 200


def build_map(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Write the map file of a table, compressed by gzip, and tell what is in it.

    Args:
        arguments: `path` of the file; `descriptor` of its table schema, or None; `wanted` names of
            columns by role; `boundary` of the commune, GeoJSON or None; `out`, the path of the
            map file.
        limits: on what is read.

    Returns:
        `count` of places, their `bounds`, `rows` of the table, `system` of coordinates, `left`: for
        each cause its `count`, `rows` (record numbers, the first of them) and `names`.

    Raises:
        Refused: the file cannot be read, or no column of it holds places.
    """
    descriptor = arguments["descriptor"] or {}
    with _without_collector():
        sheet = read_sheet(Path(arguments["path"]), descriptor, limits)
        places, told = map_of(sheet, descriptor, arguments["wanted"], arguments.get("boundary"))
        write(places, Path(arguments["out"]))
    return told


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of cycles still: nothing here makes any, and it walks over each cell."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(places: Places, out: Path) -> None:
    """Write the map file; of very many places, records and texts go into files beside it."""
    if len(places.lon) <= WHOLE:
        return _write(compact(places), out)
    content, parts = compact_apart(places)
    for number, part in enumerate(parts):
        _write(part, part_of(out, number))
    return _write(content, out)


def map_of(
    sheet: Sheet,
    descriptor: Mapping[str, Any],
    wanted: Mapping[str, str],
    boundary: Mapping[str, Any] | None = None,
) -> tuple[Places, dict[str, Any]]:
    """Give the places of a file, and what to tell of them."""
    found = sheet.positions
    on_map = np.flatnonzero(np.isfinite(found.lon))
    if len(on_map) > MAX_PLACES:
        details = {"count": len(on_map), "limit": MAX_PLACES}
        raise Refused(Finding("map.too-many", "error", details=details))
    columns = read_columns(_given(sheet, on_map, descriptor))
    roles = choose_roles(columns, wanted)
    names = _names(sheet, roles)
    point_out(found, boundary, names)
    places = _places(found, on_map, sheet.rows, columns, roles)
    return places, {
        "count": len(on_map),
        "bounds": bounds_of(places),
        "rows": len(sheet.rows),
        "system": found.system,
        "columns": [each.name for each in columns if each.kind == "text"],
        "left": _told(found, sheet.rows, names),
        "hours": _distinct_hours(columns, roles),
    }


def _given(sheet: Sheet, on_map: Any, descriptor: Mapping[str, Any]) -> list[Given]:
    described = {each["name"]: each for each in descriptor.get("fields", ())}
    whole = len(on_map) == len(sheet.rows)
    return [
        Given(name, cells if whole else [cells[at] for at in on_map], described.get(name, {}))
        for name, cells in sheet.columns.items()
    ]


def _places(
    found: Positions,
    on_map: Any,
    rows: Any,
    columns: Sequence[Read],
    roles: Mapping[str, Any],
) -> Places:
    filters = choose_filters(columns, roles)
    shown = choose_shown(columns, roles, filters)
    index_of = {int(row): index for index, row in enumerate(on_map)}
    return Places(
        lon=found.lon[on_map],
        lat=found.lat[on_map],
        rows=rows[on_map],
        fields=[MapField(each.name, each.kind, each.values, each.separator) for each in shown],
        roles=roles,
        filters=filters,
        shapes={index_of[row]: shape for row, shape in found.shapes.items()},
        apart=[index_of[row] for row in found.causes.get(OUTSIDE, ())],
    )


def _names(sheet: Sheet, roles: Mapping[str, Any]) -> list[str] | None:
    """Give what each row is called: by its name, or by its address with a number."""
    named = [roles["title"]] if "title" in roles else roles.get("address", ())
    parts = [sheet.columns[name] for name in named]
    return [" ".join(filter(None, each)) for each in zip(*parts, strict=True)] if parts else None


def _told(found: Positions, rows: Any, names: Sequence[str] | None) -> list[dict[str, Any]]:
    """List what is not on the map, or was put right, by its cause."""
    return [
        {
            "cause": cause,
            "count": len(at),
            "rows": [int(rows[each]) for each in at[:MAX_LISTED]],
            "names": [names[each] for each in at[:MAX_LISTED]] if names else [],
        }
        for cause, at in found.causes.items()
    ]


def _distinct_hours(columns: Sequence[Read], roles: Mapping[str, Any]) -> list[str]:
    """List the opening hours as they stand; the server makes sentences of them each day."""
    for each in columns:
        if each.name == roles.get("hours"):
            return sorted({str(value) for value in each.values if value})[:5000]
    return []


def _write(content: Mapping[str, Any], out: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(out.name + ".new")
    draft.write_bytes(gzip.compress(text.encode(), compresslevel=6, mtime=0))
    draft.replace(out)
