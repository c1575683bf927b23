"""The map file holds every place where it is, in few bytes."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city.geo.compact import SCALE, MapField, Places, compact

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
