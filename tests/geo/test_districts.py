"""Districts are read from the map of a file, coarse, with names that are safe in addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely

from ckanext.city.geo.districts import MOST, MOST_CORNERS, read_districts, simplify
from tests.shared import SHARED, needs_shared


def square(west: float, south: float, size: float = 0.01) -> dict[str, Any]:
    return json.loads(shapely.to_geojson(shapely.box(west, south, west + size, south + size)))


def content(names: list[Any], shapes: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    fields = [{"name": "nom", "kind": "text", "values": names}]
    told = {"fields": fields, "roles": {"title": "nom"}, "shapes": list(enumerate(shapes))}
    return told | more


def test_districts_have_names_for_addresses_and_the_order_of_a_list() -> None:
    names = ["Quartier 10", "Quartier 2", "Œuvre – l’Été", "quartier 2 !"]
    found = read_districts(content(names, [square(2.30 + at / 50, 48.6) for at in range(4)]))
    assert [each["name"] for each in found] == [
        "Œuvre – l’Été",
        "Quartier 2",
        "quartier 2 !",
        "Quartier 10",
    ]
    assert {each["id"] for each in found} == {
        "quartier-10",
        "quartier-2",
        "oeuvre-l-ete",
        "quartier-2-2",
    }


def test_the_area_that_meets_a_district_stays_off_its_neighbour() -> None:
    one, other = read_districts(content(["A", "B"], [square(2.30, 48.6), square(2.31, 48.6)]))
    shapes = [shapely.from_geojson(json.dumps(each["shape"])) for each in (one, other)]
    meets = [shapely.from_wkt(each["meets"]) for each in (one, other)]
    assert shapes[0].touches(shapes[1])
    assert not meets[0].intersects(shapes[1])
    assert meets[0].within(shapes[0])
    assert meets[0].area > 0.8 * shapes[0].area


def test_parts_of_one_name_are_one_district() -> None:
    shapes = [square(2.30, 48.6), square(2.35, 48.6), square(2.31, 48.6)]
    found = read_districts(content(["A", "A", "B"], shapes))
    assert [each["name"] for each in found] == ["A", "B"]
    assert found[0]["shape"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(content(["La commune"], [square(2.3, 48.6)]), id="one area is a boundary"),
        pytest.param(content([None, ""], [square(2.3, 48.6)] * 2), id="no names"),
        pytest.param(
            content(["A", "B"], [{"type": "LineString", "coordinates": [[2, 48], [3, 49]]}] * 2),
            id="lines",
        ),
        pytest.param(
            content([str(at) for at in range(MOST + 1)], [square(2.3, 48.6)] * (MOST + 1)),
            id="more than a list",
        ),
        pytest.param({"fields": [], "roles": {}}, id="points only"),
    ],
)
def test_other_files_hold_no_districts(told: dict[str, Any]) -> None:
    assert read_districts(told) == []


def test_a_hostile_name_is_text_on_one_line_and_no_path() -> None:
    names = ["<script>alert(1)</script>\n\u2028\x00../../etc", "B" * 500]
    found = read_districts(content(names, [square(2.3, 48.6), square(2.4, 48.6)]))
    assert {each["id"] for each in found} == {"script-alert-1-script-etc", "b" * 80}
    assert all(each["name"].isprintable() and len(each["name"]) <= 80 for each in found)


def test_a_detailed_outline_becomes_coarse_and_neighbours_still_touch() -> None:
    wavy = shapely.Point(2.3, 48.6).buffer(0.02, quad_segs=2_000)
    halves = [wavy.intersection(shapely.box(*box)) for box in ((2, 48, 2.3, 49), (2.3, 48, 3, 49))]
    coarse = simplify(halves)
    assert all(shapely.get_num_coordinates(each) <= MOST_CORNERS for each in coarse)
    assert coarse[0].touches(coarse[1])
    assert coarse[0].symmetric_difference(halves[0]).area < 0.01 * halves[0].area


@needs_shared
@pytest.mark.parametrize(
    ("sample", "count", "first"),
    [
        ("elections/contours-bureaux-vote-brest.geojson", 119, "Bureau n°1"),
        (
            "school-sectors/issy-ecoles-maternelles-extrait.geojson",
            4,
            "Ecole maternelle des Bords de Seine",
        ),
    ],
)
def test_real_files_of_areas_are_districts(sample: str, count: int, first: str) -> None:
    from ckanext.city.tables.limits import Limits
    from ckanext.city.views.areas.reading import districts_of

    found = districts_of({"path": str(SHARED / "samples" / sample)}, Limits())
    assert (len(found), found[0]["name"]) == (count, first)
    shapes = [shapely.from_geojson(json.dumps(each["shape"])) for each in found]
    assert all(map(shapely.is_valid, shapes))
    meets = [shapely.from_wkt(each["meets"]) for each in found]
    overlaps = sum(
        inner.intersects(shape)
        for at, inner in enumerate(meets)
        for other, shape in enumerate(shapes)
        if at != other
    )
    assert overlaps <= count * 0.05, "a district does not answer for its neighbours"
