"""Datasets are found by the area that they cover."""

from __future__ import annotations

import json

import pytest

from tests.site.acting import as_admin
from tests.site.test_datasets import make_budget

pytestmark = pytest.mark.service

DISTRICT = {
    "type": "Polygon",
    "coordinates": [[[2.30, 48.60], [2.32, 48.60], [2.32, 48.62], [2.30, 48.62], [2.30, 48.60]]],
}


@pytest.mark.parametrize(
    ("box", "found"),
    [
        pytest.param("2.31,48.61,2.40,48.70", 1, id="a box that meets the district"),
        pytest.param("4.0,45.0,4.1,45.1", 0, id="a box far away"),
    ],
)
def test_a_box_finds_what_it_meets(city: dict[str, str], box: str, found: int) -> None:
    coverage = [{"text": "Quartier du Port", "geom": json.dumps(DISTRICT)}]
    make_budget(city["finance"], spatial_coverage=coverage)
    assert as_admin("package_search", extras={"ext_bbox": box})["count"] == found


def test_the_territory_is_a_facet(city: dict[str, str]) -> None:
    make_budget(city["finance"], spatial_coverage=[{"text": "Quartier du Port"}])
    facets = as_admin("package_search", **{"facet.field": ["vocab_territory"]})["search_facets"]
    assert [item["name"] for item in facets["vocab_territory"]["items"]] == ["Quartier du Port"]
