"""Coordinates are taken for what they are: degrees, Lambert 93, a zone, or what is stated."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from ckanext.city.geo.systems import guess, name_of, to_degrees

PLACES = {  # a commune in each zone of France
    "Issy-les-Moulineaux": (2.2735, 48.8239),
    "Bonifacio": (9.1594, 41.3874),
    "Lille": (3.0573, 50.6292),
    "Brest": (-4.4861, 48.3904),
    "Nice": (7.2620, 43.7102),
}
ZONE = {"Issy-les-Moulineaux": 49, "Bonifacio": 42, "Lille": 50, "Brest": 48, "Nice": 44}


def projected(place: tuple[float, float], system: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform(*place)
    return np.array([x, np.nan]), np.array([y, np.nan])


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("kind", ["EPSG:4326", "EPSG:2154", "zone"])
def test_the_numbers_tell_their_system(name: str, kind: str) -> None:
    system = f"EPSG:{3900 + ZONE[name]}" if kind == "zone" else kind
    x, y = projected(PLACES[name], system)
    found = to_degrees(x, y)
    assert found.system == system
    assert np.allclose([found.lon[0], found.lat[0]], PLACES[name], atol=1e-6)
    assert np.isnan(found.lon[1])


@pytest.mark.parametrize(
    ("stated", "system"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("EPSG:3949", "EPSG:3949"),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG:3857"),
        ("IGNF:LAMB93", "EPSG:2154"),
        ("no such thing", ""),
        ("EPSG:1", ""),
    ],
)
def test_a_stated_system_is_known_by_any_of_its_names(stated: str, system: str) -> None:
    assert name_of(stated) == system


def test_numbers_of_no_system_give_no_place() -> None:
    found = to_degrees(np.array([5e7]), np.array([3e8]))
    assert found.system == ""
    assert np.isnan(found.lon).all()


def test_a_file_without_a_place_is_in_degrees() -> None:
    assert guess(np.array([np.nan]), np.array([np.nan])) == "EPSG:4326"
