"""Where places may lie, and what is wrong with a list of them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from pyproj import Transformer

from ckanext.city.geo.area import NoArea, read_area
from ckanext.city.geo.france import SYSTEMS, in_france
from ckanext.city.geo.mending import mend_geometry
from ckanext.city.geo.quality import find_repeated, judge_places
from ckanext.city.geo.readings import readings

ISSY = (2.2735, 48.8230)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[2.25, 48.81], [2.29, 48.81], [2.29, 48.84], [2.25, 48.84], [2.25, 48.81]]],
}
BOX = {"bbox": [2.25, 48.81, 2.29, 48.84]}
CITIES = {
    "Issy": ISSY, "Dunkerque": (2.377, 51.034), "Ajaccio": (8.739, 41.919),
    "Brest": (-4.486, 48.39),
    "Nice": (7.262, 43.71), "Nouméa": (166.458, -22.276), "Saint-Denis": (55.448, -20.882),
    "Cayenne": (-52.326, 4.937), "Mamoudzou": (45.228, -12.781), "Basse-Terre": (-61.73, 15.996),
}  # fmt: skip


@pytest.mark.parametrize("place", CITIES.values(), ids=CITIES)
def test_a_place_of_france_is_read_as_it_stands_first(place: tuple[float, float]) -> None:
    assert in_france(*place)
    assert readings(*place)[0].as_written


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
@pytest.mark.parametrize("place", CITIES.values(), ids=CITIES)
def test_metres_are_read_wherever_a_system_is_used(system, place) -> None:
    """Whatever else they could mean, the place itself is among the readings."""
    west, south, east, north = system.degrees
    if not (west <= place[0] <= east and south <= place[1] <= north):
        return
    x, y = Transformer.from_crs(4326, system.code, always_xy=True).transform(*place)
    for pair, swapped in (((x, y), False), ((y, x), True)):
        (found,) = (each for each in readings(*pair)
                    if each.system == system and each.swapped == swapped)  # fmt: skip
        assert (found.longitude, found.latitude) == pytest.approx(place, abs=1e-6)


def test_the_city_settles_which_of_several_readings_is_meant() -> None:
    x, y = Transformer.from_crs(4326, 3949, always_xy=True).transform(*ISSY)
    area = read_area(BOX)
    assert area is not None
    (found,) = readings(x, y, area.holds)
    assert found.system is not None
    assert found.system.name == "RGF93 CC49"


@pytest.mark.parametrize(
    "said",
    [
        {"boundary": SQUARE},
        {"boundary": {"type": "Feature", "properties": {}, "geometry": SQUARE}},
        {"boundary": {"type": "FeatureCollection", "features": [{"type": "Feature",
            "properties": None, "geometry": SQUARE}]}},
        BOX,
        {"center": [2.27, 48.825], "radius_km": 2},
    ],
)  # fmt: skip
def test_an_area_holds_what_lies_in_it(said) -> None:
    area = read_area(json.loads(json.dumps(said)))
    assert area is not None
    assert area.holds(*ISSY)
    assert not area.holds(2.3522, 48.8566)


def test_a_boundary_is_more_than_its_box_and_has_some_width(tmp_path: Path) -> None:
    triangle = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [2, 49], [2, 48]]]}
    (tmp_path / "commune.geojson").write_text(json.dumps(triangle), encoding="utf-8")
    area = read_area({"boundary": "commune.geojson"}, tmp_path)
    assert area is not None
    assert area.holds(2.2, 48.2)
    assert not area.holds(2.9, 48.9)
    assert area.holds(1.9995, 48.5)
    assert not area.holds(1.995, 48.5)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"boundary": "nowhere.geojson"}, "boundary"),
        ({"boundary": {"type": "Point", "coordinates": [2, 48]}}, "boundary"),
        ({"boundary": {"type": "Polygon", "coordinates": "x"}}, "boundary"),
        ({"boundary": [1]}, "boundary"),
        ({"bbox": [2.29, 48.84, 2.25, 48.81]}, "bbox"),
        ({"bbox": [48.81, 2.25, 48.84, 2.29]}, "bbox"),
        ({"bbox": "2,48,3,49"}, "bbox"),
        ({"center": [48.8, 2.2]}, "center"),
        ({"center": [2.2, None]}, "center"),
        ({"center": [2.2, 48.8], "radius_km": -1}, "center"),
    ],
)
def test_an_area_that_is_none_is_refused_by_its_key(said, key: str, tmp_path: Path) -> None:
    with pytest.raises(NoArea) as refused:
        read_area(said, tmp_path)
    assert refused.value.args == (key,)
    assert read_area({"name": "Issy"}) is None


def test_each_place_has_its_fault() -> None:
    lambert = Transformer.from_crs(4326, 2154, always_xy=True).transform(*ISSY)
    places = [ISSY, (0, 0), ISSY[::-1], lambert, (-73.99, 40.73), (4.83, 45.76), (math.nan, 48)]
    found = judge_places(*zip(*places, strict=True))
    assert (found.null_island, found.swapped, found.outside) == ((1,), (2,), (4,))
    assert found.projected == {3: "Lambert 93"}
    of_issy = judge_places(*zip(*places, strict=True), area=read_area(BOX))
    assert (of_issy.swapped, of_issy.outside) == ((2,), (4, 5))


@pytest.mark.parametrize("latitude", [0.5, 48.8, 70.0, -22.3])
@pytest.mark.parametrize("angle", range(0, 360, 30))
def test_five_metres_are_five_metres_in_every_direction(latitude: float, angle: int) -> None:
    def at(metres: float) -> tuple[float, float]:
        east, north = (metres * turn(math.radians(angle)) for turn in (math.cos, math.sin))
        wide = 111_320 * math.cos(math.radians(latitude))
        return 2 + east / wide, latitude + north / 111_320

    for metres, expected in ((4.9, {1: 0}), (5.2, {})):
        x, y = at(metres)
        assert find_repeated([2, x], [latitude, y], ["banc", "banc"]) == expected
    assert find_repeated([2, 2], [latitude, latitude], ["banc", "poubelle"]) == {}
    assert find_repeated([2, 2], [latitude, latitude], [None, None]) == {}


def test_a_bow_is_mended_but_not_without_a_yes() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    found = mend_geometry(bow)
    assert not found.safe
    assert found.reason == "Self-intersection"
    assert found.geojson is not None
    assert mend_geometry(found.geojson).reason is None


def test_a_spike_without_area_is_mended_safely() -> None:
    ring = [[0, 0], [1, 0], [1, 1], [1, 2], [1, 1], [0, 1], [0, 0]]
    found = mend_geometry({"type": "Polygon", "coordinates": [ring]})
    assert found.reason
    assert found.safe
    assert mend_geometry(SQUARE).geojson is SQUARE


@pytest.mark.parametrize("bad", [{}, {"type": "Polygon", "coordinates": []}, {"type": "Point"}])
def test_what_has_no_shape_is_said(bad) -> None:
    found = mend_geometry(bad)
    assert (found.geojson, found.safe) == (None, False)
