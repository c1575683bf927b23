"""What a map is made of, whatever file it comes from: columns of text, and where each row lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.choice import fit_to
from ckanext.city.tables.table import ROW, Table
from ckanext.city.views.places.columns import PlaceColumns, find_place_columns
from ckanext.city.views.places.positions import (
    MISSING,
    Positions,
    place_geometries,
    read_positions,
)
from ckanext.city.views.places.vectors import is_vector, read_features


@dataclass(frozen=True)
class Sheet:
    """A file's rows.

    Attributes:
        columns: cells as shown, by header, without the columns that hold the places.
        rows: record numbers, as the file's reader sees them.
        positions: where each row lies.
    """

    columns: Mapping[str, Sequence[str | None]]
    rows: NDArray[np.int64]
    positions: Positions


def read_sheet(path: Path, descriptor: Mapping[str, Any], limits: Limits) -> Sheet:
    """Read a file of places.

    Args:
        path: of the file; what it is, its bytes say.
        descriptor: of its table schema, empty where it follows none.
        limits: beyond which a file is refused.

    Raises:
        Refused: the file cannot be read, or no column of it holds places.
    """
    if is_vector(path):
        return _of_features(path, limits)
    fits = fit_to(each["name"] for each in descriptor.get("fields", ()))
    return of_table(read_table(path, limits=limits, fits=fits), descriptor)


def of_table(table: Table, descriptor: Mapping[str, Any]) -> Sheet:
    """Give the rows of a table, with the places that its columns give most of them."""
    frame = table.frame()
    cells = {each.header: each.letter for each in table.columns if each.header}
    crs = next((each.values[0] for each in table.findings if each.code == "geojson.crs"), None)
    columns = {header: frame[letter].to_list() for header, letter in cells.items()}
    where, found = _find(columns, descriptor, crs)
    rest = {name: column for name, column in columns.items() if name not in where.headers}
    return Sheet(rest, frame[ROW].to_numpy().astype(np.int64), found)


def _find(
    columns: Mapping[str, Sequence[str | None]], descriptor: Mapping[str, Any], crs: str | None
) -> tuple[PlaceColumns, Positions]:
    best: tuple[PlaceColumns, Positions] | None = None
    most = -1
    for where in find_place_columns(list(columns), descriptor):
        found = read_positions(where, [columns[each] for each in where.headers], crs)
        count = int(np.isfinite(found.lon).sum())
        if count > most:
            best, most = (where, found), count
        if count >= 0.9 * len(found.lon):
            break
    if best is None:
        raise Refused(Finding("map.no-places", "error"))
    return best


def _of_features(path: Path, limits: Limits) -> Sheet:
    features = read_features(path, limits)
    nowhere = np.full(len(features.geometries), np.nan)
    found = Positions(nowhere, nowhere.copy())
    found.leave_out(MISSING, [at for at, each in enumerate(features.geometries) if each is None])
    place_geometries(found, features.geometries, features.crs)
    return Sheet(features.columns, np.arange(1, len(nowhere) + 1), found)
