"""Files whose bytes depend on what they hold and on nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from ckanext.city.demo.commune.frame import to_geojson

Cell = str | int | bool | None


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], separator: str = ",") -> bytes:
    """Write a table as CSV: UTF-8, a line feed after each row, quotes where they are needed.

    Floats are not taken, as their writing is the caller's choice; True and False become "true" and
    "false", None an empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def records_bytes(
    header: Sequence[str], records: Iterable[Mapping[str, Cell]], separator: str = ","
) -> bytes:
    """Write records as CSV; a field that a record lacks is left empty.

    Raises:
        ValueError: a record has a field that the header has not.
    """
    known = set(header)
    rows = []
    for record in records:
        if unknown := sorted(record.keys() - known):
            raise ValueError(f"Not in the header: {', '.join(unknown)}.")
        rows.append([record.get(name) for name in header])
    return csv_bytes(header, rows, separator)


def geojson_bytes(features: Iterable[tuple[BaseGeometry, Mapping[str, Any]]]) -> bytes:
    """Write shapes in Lambert 93 with their properties as GeoJSON, a feature a line, in degrees."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": dict(properties), "geometry": to_geojson(shape)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for shape, properties in features
    ]
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def json_bytes(value: Any) -> bytes:
    """Write JSON, indented, with its accents."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def decimal(value: float, places: int) -> str:
    """Write a number with a point and so many decimals, never « -0.0 »."""
    text = f"{value:.{places}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        raise TypeError(f"Write {value!r} as text first, with as many decimals as it should have.")
    return "" if value is None else str(value)
