"""Make the map file of a department's file: a task for a limited child process.

This module loads Polars, numpy and shapely: only the child imports it. No CKAN here.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ckanext.city.geo.compact import MapField, Places, compact
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.table import ROW, Table
from ckanext.city.views.places.columns import PlaceColumns, find_place_columns
from ckanext.city.views.places.positions import Positions, read_positions
from ckanext.city.views.places.roles import (
    Given,
    Read,
    choose_filters,
    choose_roles,
    choose_shown,
    read_columns,
)

MAX_PLACES = 1_000_000
#: Rows that are listed of each cause; its count tells how many there are.
MAX_LISTED = 200


def build_map(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Write the map file of a table, compressed by gzip, and tell what is in it.

    Args:
        arguments: `path` of the file; `descriptor` of its table schema, or None; `wanted` names of
            columns by role; `out`, the path of the map file.
        limits: on what is read.

    Returns:
        `count` of places, their `bounds`, `rows` of the table, `system` of coordinates, `left`: for
        each cause its `count`, `rows` (record numbers, the first of them) and `names`.

    Raises:
        Refused: the file cannot be read, or no column of it holds places.
    """
    descriptor = arguments["descriptor"] or {}
    names = {each["name"] for each in descriptor.get("fields", ())}

    def fits(header: Sequence[str]) -> float:
        return len(names.intersection(header)) / max(1, len(names))

    table = read_table(Path(arguments["path"]), limits=limits, fits=fits if names else None)
    content, told = map_of(table, descriptor, arguments["wanted"])
    _write(content, Path(arguments["out"]))
    return told


def map_of(
    table: Table, descriptor: Mapping[str, Any], wanted: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the content of a table's map file, and what to tell of it."""
    frame = table.frame()
    letters = {each.header: each.letter for each in table.columns}
    where, found = _find(table, frame, letters, descriptor)
    rows = frame[ROW].to_numpy().astype(np.int64)
    on_map = np.flatnonzero(np.isfinite(found.lon))
    if len(on_map) > MAX_PLACES:
        details = {"count": len(on_map), "limit": MAX_PLACES}
        raise Refused(Finding("map.too-many", "error", details=details))
    described = {each["name"]: each for each in descriptor.get("fields", ())}
    kept = frame[on_map] if len(on_map) < len(rows) else frame
    given = [
        Given(header, kept[letter].to_list(), described.get(header, {}))
        for header, letter in letters.items()
        if header not in where.headers and header
    ]
    columns = read_columns(given)
    roles = choose_roles(columns, wanted)
    places = _places(found, on_map, rows, columns, roles)
    title = frame[letters[roles["title"]]].to_list() if roles.get("title") in letters else None
    content = compact(places)
    return content, {
        "count": content["count"],
        "bounds": content["bounds"],
        "rows": len(rows),
        "system": found.system,
        "columns": [each.name for each in columns if each.kind == "text"],
        "left": _told(found, rows, title),
        "hours": _distinct_hours(columns, roles),
    }


def _find(
    table: Table, frame: Any, letters: Mapping[str, str], descriptor: Mapping[str, Any]
) -> tuple[PlaceColumns, Positions]:
    """Read the columns that give most rows a place."""
    crs = next((each.values[0] for each in table.findings if each.code == "geojson.crs"), None)
    best: tuple[PlaceColumns, Positions] | None = None
    most = -1
    for where in find_place_columns(list(letters), descriptor):
        cells = [frame[letters[each]].to_list() for each in where.headers]
        found = read_positions(where, cells, crs)
        count = int(np.isfinite(found.lon).sum())
        if count > most:
            best, most = (where, found), count
        if count >= 0.9 * len(frame):
            break
    if best is None:
        raise Refused(Finding("map.no-places", "error"))
    return best


def _places(
    found: Positions,
    on_map: Any,
    rows: Any,
    columns: Sequence[Read],
    roles: Mapping[str, Any],
) -> Places:
    filters = choose_filters(columns, roles)
    shown = choose_shown(columns, roles, filters, len(on_map))
    index_of = {int(row): index for index, row in enumerate(on_map)}
    return Places(
        lon=found.lon[on_map],
        lat=found.lat[on_map],
        rows=rows[on_map],
        fields=[MapField(each.name, each.kind, each.values) for each in shown],
        roles=roles,
        filters=filters,
        shapes={index_of[row]: shape for row, shape in found.shapes.items()},
    )


def _told(found: Positions, rows: Any, title: Sequence[str | None] | None) -> list[dict[str, Any]]:
    """List what is not on the map, or was put right, by its cause."""
    return [
        {
            "cause": cause,
            "count": len(at),
            "rows": [int(rows[each]) for each in at[:MAX_LISTED]],
            "names": [title[each] or "" for each in at[:MAX_LISTED]] if title else [],
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
