"""Areas that data cover and areas that somebody draws become what Solr can read, whatever comes."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city.geo import covered

COMMUNE = (2.28, 48.59, 2.38, 48.65)
NUMBER = st.floats(allow_nan=True, allow_infinity=True)


def polygon(*ring: list[float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


@given(st.lists(NUMBER | st.floats(-90, 90), max_size=12))
def test_what_is_drawn_is_an_area_or_refused(numbers: list[float]) -> None:
    try:
        text = covered.read_drawn(numbers)
    except covered.NoZone:
        return
    assert text.startswith("ENVELOPE(") or shapely.from_wkt(text).area > 0


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param([2.3, 48.6, 2.3, 48.6], id="a point"),
        pytest.param([2.4, 48.6, 2.3, 48.7], id="west is east"),
        pytest.param([2.3, 48.6, 2.4, 48.7, 2.5, 48.8], id="a line"),
        pytest.param([2.3, 98.6, 2.4, 99.7], id="off the Earth"),
        pytest.param([2.3, 48.6, 2.4, 48.7, 2.4], id="half a corner"),
        pytest.param([2.3, 48.6] * 200, id="too many corners"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_encloses_nothing_is_refused(numbers: list[float]) -> None:
    with pytest.raises(covered.NoZone):
        covered.read_drawn(numbers)


def test_an_outline_that_crosses_itself_is_mended() -> None:
    text = covered.read_drawn([2.3, 48.6, 2.32, 48.62, 2.3, 48.62, 2.32, 48.6])
    assert shapely.from_wkt(text).is_valid


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        "text",
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": "many"},
        {"type": "Nothing", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": []},
        polygon([200, 95], [210, 95], [210, 99], [200, 95]),
    ],
)
def test_what_is_no_geometry_covers_nothing(geometry: Any) -> None:
    assert covered.covered_area(geometry) is None


def test_points_lines_and_areas_become_one_area() -> None:
    parts = [
        {"type": "Point", "coordinates": [2.3, 48.6]},
        {"type": "LineString", "coordinates": [[2.31, 48.6], [2.32, 48.6]]},
        polygon([2.33, 48.6], [2.34, 48.6], [2.34, 48.61], [2.33, 48.6]),
    ]
    area = covered.covered_area({"type": "GeometryCollection", "geometries": parts})
    assert area is not None
    assert area.geom_type == "MultiPolygon"
    assert area.contains(shapely.Point(2.315, 48.6))


def test_a_huge_outline_is_coarse_enough_for_an_index() -> None:
    ring = shapely.Point(2.3, 48.6).buffer(0.5, quad_segs=20_000)
    area = covered.covered_area(shapely.geometry.mapping(ring))
    assert area is not None
    assert shapely.get_num_coordinates(area) <= covered.MOST_CORNERS
    assert area.symmetric_difference(ring).area < 0.001 * ring.area


@pytest.mark.parametrize(
    ("box", "whole"),
    [
        pytest.param((2.30, 48.60, 2.37, 48.645), True, id="a boundary in a box with room"),
        pytest.param(COMMUNE, True, id="the box itself"),
        pytest.param((-5, 41, 9, 51), True, id="the country"),
        pytest.param((2.30, 48.60, 2.32, 48.62), False, id="a district"),
        pytest.param((2.37, 48.60, 2.60, 48.90), False, id="the next commune"),
    ],
)
def test_a_part_of_the_commune_is_told_from_all_of_it(box: covered.Box, whole: bool) -> None:
    assert covered.covers_whole(covered.box_area(box), COMMUNE) is whole


def test_an_area_around_the_earth_is_an_envelope() -> None:
    assert covered.solr_text(covered.box_area(covered.WORLD)) == "ENVELOPE(-180, 180, 90, -90)"
