"""The base map can be drawn: each layer is GeoJSON in degrees, inside the commune."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shapely.geometry import shape

from ckanext.city.demo import basemap
from ckanext.city.demo.commune import build_commune, to_geojson
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY


@pytest.fixture(scope="module")
def layers() -> dict[str, list[dict[str, Any]]]:
    """The features of each dataset, by its name."""
    datasets = basemap.generate(build_commune(SEED), SEED, TODAY)
    return {dataset.name: json.loads(dataset.files[0].content)["features"] for dataset in datasets}


@pytest.mark.parametrize("name", [layer.name for layer in basemap.LAYERS])
def test_a_layer_lies_inside_the_boundary(
    name: str, layers: dict[str, list[dict[str, Any]]]
) -> None:
    boundary = shape(to_geojson(build_commune(SEED).boundary)).buffer(1e-6)

    assert layers[name]
    for feature in layers[name]:
        drawn = shape(feature["geometry"])
        assert drawn.is_valid
        assert boundary.covers(drawn)
        assert feature["properties"]["nom"]


def test_streets_bear_the_names_that_addresses_have(
    layers: dict[str, list[dict[str, Any]]],
) -> None:
    names = {feature["properties"]["nom"] for feature in layers["voies"]}

    assert {address.street.name for address in build_commune(SEED).addresses} <= names


def test_the_population_of_districts_adds_up(layers: dict[str, list[dict[str, Any]]]) -> None:
    assert sum(each["properties"]["population"] for each in layers["quartiers"]) == 31_400
