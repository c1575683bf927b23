"""Zipped Shapefiles and GeoPackages, by GDAL: opened by the driver that their bytes name, no other.

GDAL fetches addresses and runs commands when a file tells it to (VRT, GDALG): those drivers are
switched off before it loads, the bytes are looked at first, and all happens in the limited child.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits

#: Drivers that look elsewhere: other files, commands, the network.
SKIPPED = "OGR_VRT,GDALG,WFS,OAPIF,HTTP,Elasticsearch,Carto,AmigoCloud,NGW,EEDA,CSW"
_SQLITE, _ZIP, _SHAPEFILE = b"SQLite format 3\x00", b"PK\x03\x04", (9994).to_bytes(4, "big")
_SIDE_FILES = (".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True)
class Features:
    """The features of a layer.

    Attributes:
        columns: cells as text by name of the attribute; None where there is none.
        geometries: shapely's, None where there is none.
        crs: the system of coordinates; None where the file states none.
    """

    columns: Mapping[str, Sequence[str | None]]
    geometries: Sequence[Any]
    crs: str | None


def is_vector(path: Path) -> bool:
    """Tell a GeoPackage, and a ZIP with a Shapefile in it, by their bytes."""
    with path.open("rb") as file:
        start = file.read(16)
    if start == _SQLITE:
        return True
    return start[:4] == _ZIP and bool(_shapefiles(path))


def read_features(path: Path, limits: Limits) -> Features:
    """Read the layer of a GeoPackage or of a zipped Shapefile; of several, the fullest.

    Raises:
        Refused: it is damaged, too big, or holds no layer of places.
    """
    os.environ["GDAL_SKIP"] = SKIPPED
    os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = "none"
    os.environ["GDAL_NETWORK"] = "NO"
    with path.open("rb") as file:
        is_package = file.read(16) == _SQLITE
    try:
        if is_package:
            return _read(f"GPKG:{path.resolve()}", None)
        return _read_shapefile(path, limits)
    except _gdal_errors() as error:
        raise Refused(Finding("file.damaged", "error")) from error


def _gdal_errors() -> tuple[type[Exception], ...]:
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError  # noqa: PLC0415 - see top

    return (DataSourceError, DataLayerError, FieldError, ValueError)


def _shapefiles(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [each for each in archive.namelist() if each.lower().endswith(".shp")]
    except (zipfile.BadZipFile, OSError, ValueError):
        return []


def _read_shapefile(path: Path, limits: Limits) -> Features:
    name = _fullest(path, limits)
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        if file.read(4) != _SHAPEFILE:
            raise Refused(Finding("file.damaged", "error"))
    return _read(f"/vsizip/{{{path.resolve()}}}/{name}", _encoding(path, name))


def _fullest(path: Path, limits: Limits) -> str:
    """Choose the largest Shapefile of an archive whose names and sizes are harmless."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    size = sum(each.file_size for each in members)
    if size > limits.unpacked_bytes or len(members) > limits.members:
        details = {"megabytes": size // 1_000_000, "limit": limits.unpacked_bytes // 1_000_000}
        raise Refused(Finding("limit.unpacked", "error", details=details))
    for each in members:
        parts = PurePosixPath(each.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts:
            raise Refused(Finding("file.breaks", "error"))
    shapes = [each for each in members if each.filename.lower().endswith(".shp")]
    return max(shapes, key=lambda each: each.file_size).filename


def _encoding(path: Path, name: str) -> str | None:
    """Tell the encoding of attributes where the file does not: UTF-8 if it is, else Windows'."""
    stem = name[:-4]
    with zipfile.ZipFile(path) as archive:
        members = {each.lower(): each for each in archive.namelist()}
        if f"{stem}.cpg".lower() in members:
            return None
        table = members.get(f"{stem}.dbf".lower())
        if table is None:
            return None
        content = archive.read(table)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _read(source: str, encoding: str | None) -> Features:
    from pyogrio import list_layers, raw  # noqa: PLC0415 - see top

    layers = [name for name, kind in list_layers(source) if kind is not None]
    if not layers:
        raise Refused(Finding("file.no-features", "error"))
    read = [raw.read(source, layer=each, encoding=encoding) for each in layers[:20]]
    meta, _fids, geometry, values = max(read, key=lambda each: len(each[2]))
    columns = {
        str(name): [_text(each) for each in column]
        for name, column in zip(meta["fields"], values, strict=True)
    }
    shapes = shapely.force_2d(shapely.from_wkb(geometry, on_invalid="ignore"))
    return Features(columns, [_usable(each) for each in shapes], meta["crs"])


def _usable(geometry: Any) -> Any:
    if geometry is None or geometry.is_empty:
        return None
    return geometry if np.isfinite(shapely.get_coordinates(geometry)).all() else None


def _text(value: Any) -> str | None:
    """Write an attribute as a spreadsheet would show it."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (float, np.floating)):
        return f"{value:.10g}"
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value).removesuffix("T00:00:00.000")
    text = str(value).strip()
    return text or None
