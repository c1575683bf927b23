"""Shapefiles and GeoPackages are read, whatever their system and encoding; and nothing else is."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio import raw
from pyproj import Transformer

from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.views.places.sheets import read_sheet

PLACES = [(2.3, 48.6), (2.4, 48.7)]
NAMES = ["École", "Île"]
SYSTEMS = ["EPSG:4326", "EPSG:2154", "EPSG:3949"]


def write(path: Path, system: str, driver: str, **more: Any) -> None:
    turn = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    points = [shapely.Point(*turn.transform(*each)) for each in PLACES]
    raw.write(
        str(path),
        shapely.to_wkb(points),
        [np.array(NAMES, dtype=object), np.array([1.5, np.nan])],
        ["nom", "surface"],
        geometry_type="Point",
        crs=system,
        driver=driver,
        **more,
    )


def zipped(
    folder: Path, *endings: str, inside: str = "", encoding: str = "utf-8", system: str = SYSTEMS[1]
) -> Path:
    write(folder / "lieux.shp", system, "ESRI Shapefile", encoding=encoding)
    archive = folder / "lieux.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for each in endings:
            made.write(folder / f"lieux.{each}", f"{inside}lieux.{each}")
    return archive


def check(path: Path) -> None:
    sheet = read_sheet(path, {}, Limits())
    found = list(zip(sheet.positions.lon, sheet.positions.lat, strict=True))
    assert np.allclose(found, PLACES, atol=1e-6)
    assert sheet.columns["nom"] == NAMES
    assert sheet.columns["surface"] == ["1.5", None]
    assert sheet.positions.causes == {}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_geopackage_in_any_system(tmp_path: Path, system: str) -> None:
    write(tmp_path / "lieux.gpkg", system, "GPKG")
    check(tmp_path / "lieux.gpkg")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_shapefile_in_a_folder_without_its_encoding(
    tmp_path: Path, system: str, encoding: str
) -> None:
    check(
        zipped(tmp_path, "shp", "shx", "dbf", "prj", inside="d/", encoding=encoding, system=system)
    )


def test_a_shapefile_that_says_no_system_is_told_by_its_numbers(tmp_path: Path) -> None:
    check(zipped(tmp_path, "shp", "shx", "dbf"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lieux.gpkg", b"SQLite format 3\x00" + b"\x00" * 4000),
        ("lieux.gpkg", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"),
        ("lieux.zip", b"PK\x03\x04 not a zip"),
    ],
)
def test_what_is_none_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused):
        read_sheet(path, {}, Limits())


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.shp": b"<OGRVRTDataSource/>"}, "file.damaged"),
        ({"../a.shp": (9994).to_bytes(4, "big")}, "file.breaks"),
        ({"/etc/a.shp": (9994).to_bytes(4, "big")}, "file.breaks"),
        ({"a.shp": (9994).to_bytes(4, "big"), "b.dbf": bytes(310_000_000)}, "limit.unpacked"),
    ],
)
def test_an_archive_that_means_harm_is_refused(
    tmp_path: Path, members: dict[str, bytes], code: str
) -> None:
    path = tmp_path / "lieux.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(Refused) as refused:
        read_sheet(path, {}, Limits())
    assert refused.value.finding.code == code
