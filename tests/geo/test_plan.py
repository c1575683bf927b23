"""The plan of the commune is drawn from whatever GeoJSON a city has, in the page's colours."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ckanext.city.geo.plan import HEIGHT, WIDTH, NothingToDraw, draw_plan

SQUARE = [[2.30, 48.60], [2.34, 48.60], [2.34, 48.63], [2.30, 48.63], [2.30, 48.60]]
STREET = [[2.30, 48.61], [2.34, 48.61]]


def layer(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def paths(drawing: str) -> list[dict[str, str]]:
    root = ET.fromstring(drawing)
    return [each.attrib for each in root.iter("{http://www.w3.org/2000/svg}path")]


def test_an_outline_fills_the_drawing_in_its_proportions() -> None:
    [outline] = paths(draw_plan({"boundary": layer(feature("Polygon", [SQUARE]))}))

    assert outline["fill"] == "var(--plan-land)"
    # 0.04° of longitude at 48.6° are 2.9 km, 0.03° of latitude 3.3 km: as high as the drawing
    assert outline["d"].startswith("M")
    steps = [step.split("l") for step in outline["d"].removesuffix("z").split("M") if step]
    moves = [[float(value) for value in move.split()] for move in steps[0][1:]]
    widest, highest = (max(abs(move[axis]) for move in moves) for axis in (0, 1))
    assert highest == pytest.approx(HEIGHT)
    assert widest == pytest.approx(HEIGHT * 0.04 / 0.03 * 0.661, rel=0.01)
    assert widest < WIDTH


def test_a_street_is_as_wide_as_it_is_important() -> None:
    streets = layer(
        feature("LineString", STREET, importance="1"),
        feature("LineString", [[2.31, 48.60], [2.31, 48.63]], importance=5),
        feature("LineString", [[2.32, 48.60], [2.32, 48.63]]),
    )
    drawn = [float(each["stroke-width"]) for each in paths(draw_plan({"streets": streets}))]

    assert drawn == sorted(drawn), "the greater ones lie above"
    assert len(set(drawn)) == 3


def test_what_is_no_shape_is_passed_by() -> None:
    spoiled = layer(
        {"type": "Feature", "geometry": None},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": "somewhere"}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[650000, 6860000]]]}},
        feature("LineString", [[650617, 6835744], [650700, 6835800]]),
        feature("Point", [2.32, 48.61]),
        "a text",
        feature("Polygon", [SQUARE], importance="<script>"),
    )
    drawing = draw_plan({"boundary": spoiled, "water": spoiled})

    assert "script" not in drawing
    assert [each["fill"] for each in paths(drawing)] == ["var(--plan-land)", "var(--plan-water)"]


@pytest.mark.parametrize(
    "layers",
    [{}, {"boundary": layer()}, {"water": {"features": None}}, {"unknown": layer()}],
    ids=["no layer", "an empty one", "no list", "another"],
)
def test_nothing_is_drawn_of_nothing(layers: Any) -> None:
    with pytest.raises(NothingToDraw):
        draw_plan(layers)


@pytest.mark.demo
def test_the_plan_of_the_demo_city_is_light() -> None:
    from ckanext.city.demo import basemap
    from ckanext.city.demo.commune import build_commune
    from ckanext.city.demo.seed import SEED

    made = {
        each.name: each for each in basemap.generate(build_commune(SEED), SEED, date(2026, 11, 30))
    }
    layers = {
        name: json.loads(made[dataset].files[0].content)
        for name, dataset in basemap.PLAN_LAYERS.items()
    }
    drawing = draw_plan(layers)

    assert {each.get("fill") for each in paths(drawing)} >= {
        "var(--plan-land)",
        "var(--plan-water)",
    }
    assert len(gzip.compress(drawing.encode())) < 30_000
