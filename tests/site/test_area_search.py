"""Datasets are found by the area that they cover."""

from __future__ import annotations

import json
from typing import Any

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


NEIGHBOUR = {
    "type": "Polygon",
    "coordinates": [[[2.32, 48.60], [2.34, 48.60], [2.34, 48.62], [2.32, 48.62], [2.32, 48.60]]],
}
BOUNDARY = {
    "type": "Polygon",
    "coordinates": [[[2.30, 48.60], [2.37, 48.60], [2.37, 48.64], [2.30, 48.64], [2.30, 48.60]]],
}


def covering(geometry: Any, name: str) -> list[dict[str, str]]:
    return [{"text": name, "geom": json.dumps(geometry)}]


@pytest.fixture
def districts(city: dict[str, str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two districts that touch, of a dataset; data of each, of the whole city, of elsewhere."""
    from ckanext.city.geo.districts import read_districts
    from ckanext.city.views.areas import kept

    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "districts")
    finance = city["finance"]
    row = {"type": "dataset", "owner_org": finance, "notes": "Quartiers.", "title": "Quartiers"}
    made = as_admin("package_create", name="quartiers", **row)
    found = read_districts(
        {
            "fields": [{"name": "nom", "values": ["Port", "Gare"]}],
            "roles": {"title": "nom"},
            "shapes": [[0, DISTRICT], [1, NEIGHBOUR]],
        }
    )
    key = "0" * 24
    kept.keep_outlines(key, found)
    pairs = [[each["id"], each["name"]] for each in found]
    told = {"dataset": made["id"], "name": "quartiers", "title": "Quartiers"}
    kept.keep([told | {"key": key, "districts": pairs, "problem": ""}])
    as_admin("package_delete", id=make_budget(finance, name="gone")["id"])
    for name, coverage in (
        ("of-port", covering(DISTRICT, "Port")),
        ("of-gare", covering(NEIGHBOUR, "Gare")),
        ("of-both", [*covering(DISTRICT, "Port"), *covering(NEIGHBOUR, "Gare")]),
        ("of-city", covering(BOUNDARY, "Toute la ville")),
        ("of-elsewhere", [{"text": "Une autre commune"}]),
        ("of-far", covering({"type": "Point", "coordinates": [7.0, 48.0]}, "Loin")),
        ("of-nothing-said", []),
    ):
        make_budget(finance, name=name, title=name, spatial_coverage=coverage)


def found_in(zone: str, **more: Any) -> list[str]:
    rows = as_admin("package_search", extras={"ext_zone": zone}, fq="type:budget", **more)
    return [each["name"] for each in rows["results"]]


@pytest.mark.usefixtures("districts")
def test_a_district_finds_what_meets_it_and_not_its_neighbours() -> None:
    port = found_in("quartiers/port")
    assert set(port) == {"of-port", "of-both", "of-city", "of-nothing-said"}
    assert set(port[:2]) == {"of-port", "of-both"}, "what is about a part of the city comes first"
    assert set(found_in("quartiers/gare")) == {"of-gare", "of-both", "of-city", "of-nothing-said"}


@pytest.mark.usefixtures("districts")
def test_what_is_drawn_finds_what_meets_it() -> None:
    assert set(found_in("2.305,48.605,2.31,48.61")) == {
        "of-port",
        "of-both",
        "of-city",
        "of-nothing-said",
    }
    triangle = "2.325,48.605,2.335,48.605,2.33,48.615"
    assert "of-gare" in found_in(triangle)
    assert "of-port" not in found_in(triangle)
    assert found_in("6.9,47.9,7.1,48.1") == ["of-far"]


@pytest.mark.usefixtures("districts")
def test_an_order_that_is_asked_for_holds() -> None:
    assert found_in("quartiers/port", sort="name asc") == [
        "of-both",
        "of-city",
        "of-nothing-said",
        "of-port",
    ]


@pytest.mark.usefixtures("districts")
@pytest.mark.parametrize(
    "zone",
    [
        "quartiers/nowhere",
        "gone/port",
        "quartiers",
        "../../etc/passwd",
        "2.3,48.6,2.3,48.6",
        '"} OR *:*',
        "1e5,2,3,4",
        "9" * 5_000,
    ],
)
def test_an_area_that_is_none_is_refused_with_a_sentence(ckan_app: Any, zone: str) -> None:
    import ckan.plugins.toolkit as tk

    with pytest.raises(tk.ValidationError) as refused:
        found_in(zone)
    assert refused.value.error_dict["ext_zone"]
    page = ckan_app.get("/dataset/", query_string={"ext_zone": zone}, status=200).body
    assert "Zone inconnue" in page
    assert "choisissez-en une autre" in page
    assert "of-port" not in page


@pytest.mark.usefixtures("districts")
def test_a_box_of_the_address_that_is_none_says_so(ckan_app: Any) -> None:
    page = ckan_app.get("/budget/?ext_bbox=here,there", status=200).body
    assert "Zone inconnue" in page
    box = "2.305,48.605,2.31,48.61"
    page = ckan_app.get(f"/budget/?ext_bbox={box}", status=200).body
    assert "of-port" in page
    assert "of-far" not in page


@pytest.mark.usefixtures("districts")
def test_the_area_stays_with_words_lists_order_and_pages(ckan_app: Any) -> None:
    from lxml import html

    address = "/budget/?ext_zone=quartiers/port&vocab_year=2026&page=1"
    tree = html.fromstring(ckan_app.get(address, status=200).body)
    hidden = tree.xpath("//form//input[@name='ext_zone'][@value='quartiers/port']/ancestor::form")
    assert {"search-box" in each.get("class", "") for each in hidden} == {True, False}
    links = list(tree.xpath("//nav[contains(@class, 'facet')]//a/@href"))
    assert links
    assert all("ext_zone=quartiers%2Fport" in each for each in links if "/budget/?" in each)
    (chip,) = tree.xpath("//ul[contains(@class, 'chips')]//a[contains(., 'Port')]/@href")
    assert chip.endswith("/budget/?vocab_year=2026")
    gare = tree.xpath("//section[contains(@class, 'zones')]//a[contains(., 'Gare')]/@href")
    assert gare == ["/budget/?vocab_year=2026&ext_zone=quartiers%2Fgare"]
