"""The map file holds every place where it is, in few bytes."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city.geo import compact as module
from ckanext.city.geo.compact import SCALE, MapField, Places, compact, compact_apart

LON = st.floats(-179.9, 179.9)
LAT = st.floats(-89.9, 89.9)


def unpacked(steps: list[int]) -> list[int]:
    return np.cumsum(steps).tolist()


def made(points: list[tuple[float, float]], *fields: MapField, **more) -> dict:
    lon, lat = (np.array([each[at] for each in points], dtype=float) for at in (0, 1))
    rows = np.arange(2, len(points) + 2)
    return compact(Places(lon, lat, rows, fields, **more))


@given(st.lists(st.tuples(LON, LAT), max_size=40))
def test_each_place_keeps_its_row_its_position_and_its_texts(points) -> None:
    names = [f"n° {at}" if at % 3 else None for at in range(len(points))]
    kinds = ["a" if at % 2 else "b" for at in range(len(points))]
    content = json.loads(
        json.dumps(made(points, MapField("name", "text", names), MapField("kind", "text", kinds)))
    )
    rows = unpacked(content["row"])
    assert sorted(rows) == list(range(2, len(points) + 2))
    x, y = unpacked(content["x"]), unpacked(content["y"])
    name, kind = content["fields"]
    for at, row in enumerate(rows):
        lon, lat = points[row - 2]
        assert abs(x[at] / SCALE - lon) <= 1 / SCALE
        assert abs(y[at] / SCALE - lat) <= 1 / SCALE
        assert value(name, at) == names[row - 2]
        assert value(kind, at) == kinds[row - 2]


def value(field: dict, at: int):
    if "values" in field:
        return field["values"][at]
    return field["dict"][field["at"][at]] if field["at"][at] >= 0 else None


def test_places_near_to_each_other_follow_each_other() -> None:
    generator = np.random.default_rng(1)
    points = [tuple(each) for each in generator.uniform(0, 1, (2000, 2))]
    content = made(points)
    steps = np.abs(np.array(content["x"][1:])) + np.abs(np.array(content["y"][1:]))
    scattered = np.abs(np.diff([each[0] for each in points])).mean() * SCALE
    assert np.median(steps) < scattered / 5


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=60), st.integers(0, 4))
def test_each_tile_of_the_map_is_one_stretch_of_the_file(points, zoom) -> None:
    content = made(points)
    x, y = (np.array(unpacked(content[axis])) / SCALE for axis in "xy")
    sine = np.sin(np.radians(y))
    across = np.floor((x / 360 + 0.5) * 2**zoom)
    down = np.floor((0.5 - np.log((1 + sine) / (1 - sine)) / np.pi / 4) * 2**zoom)
    tiles = list(zip(across, np.clip(down, 0, 2**zoom - 1), strict=True))
    stretches = [tile for at, tile in enumerate(tiles) if not at or tiles[at - 1] != tile]
    assert len(stretches) == len(set(stretches))


def test_of_very_many_places_records_and_texts_come_apart(monkeypatch) -> None:
    monkeypatch.setattr(module, "PART", 4)
    points = [(2 + at / 50, 48 + at % 7 / 50) for at in range(10)]
    name = MapField("nom", "text", [f"Lieu {at}" for at in range(10)])
    kind = MapField("type", "text", ["a", "b"] * 5)
    roles = {"title": "nom", "category": "type"}
    places = Places(*np.array(points).T, np.arange(2, 12), (name, kind), roles=roles)
    whole = compact(places)
    content, parts = compact_apart(places)
    given = list(parts)
    assert content["row"] == []
    assert content["parts"] == {"places": 4, "last": 11}
    assert content["fields"] == [{"name": "nom", "kind": "text"}, whole["fields"][1]]
    assert (content["x"], content["categories"]) == (whole["x"], whole["categories"])
    assert [len(part["row"]) for part in given] == [4, 4, 2]
    assert [row for part in given for row in unpacked(part["row"])] == unpacked(whole["row"])
    texts = [value(part["fields"][0], at) for part in given for at in range(len(part["row"]))]
    assert texts == [value(whole["fields"][0], at) for at in range(10)]


def test_categories_are_counted_the_most_frequent_first() -> None:
    field = MapField("kind", "text", ["b", "a", "a", None])
    content = made([(2, 48)] * 4, field, roles={"category": "kind"})
    assert content["categories"] == [{"value": "a", "count": 2}, {"value": "b", "count": 1}]


def test_the_box_holds_shapes_too() -> None:
    area = {
        "type": "Polygon",
        "coordinates": [[[2.0, 48.0], [2.4, 48.0], [2.4, 48.4], [2.0, 48.0]]],
    }
    content = made([(2.2, 48.2), (2.3, 48.1)], shapes={0: area})
    assert content["bounds"] == [2.0, 48.0, 2.4, 48.4]
    at, shape = content["shapes"][0]
    assert shape == area
    assert unpacked(content["row"])[at] == 2


def test_nothing_is_a_map_without_places() -> None:
    content = made([])
    assert content["count"] == 0
    assert content["bounds"] == []
