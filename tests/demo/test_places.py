"""The places of the demo city are real ones for whoever looks for them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from shapely.geometry import shape

from ckanext.city.demo import places
from ckanext.city.demo.commune import build_commune, to_geojson, to_metres
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import SEEDS, TODAY, faults_of, rows_of

NAMES = [kind.name for kind in places.KINDS]


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def datasets(seed: int) -> dict[str, DemoDataset]:
    made = places.generate(build_commune(seed), seed, TODAY)
    return {dataset.name: dataset for dataset in made}


def points(dataset: DemoDataset) -> list[dict[str, Any]]:
    [geojson] = [file for file in dataset.files if file.format == "GeoJSON"]
    return json.loads(geojson.content)["features"]


def test_there_are_about_twelve_hundred_in_six_datasets(datasets: dict[str, DemoDataset]) -> None:
    assert len(datasets) == 6
    assert sum(len(points(each)) for each in datasets.values()) == pytest.approx(1200, abs=5)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_conforms_to_its_schema(name: str, datasets: dict[str, DemoDataset]) -> None:
    [table] = [file for file in datasets[name].files if file.table_schema]

    assert faults_of(table) == []


@pytest.mark.parametrize("name", NAMES)
def test_places_lie_inside_the_commune_and_in_no_river(
    name: str, seed: int, datasets: dict[str, DemoDataset]
) -> None:
    commune = build_commune(seed)
    boundary = shape(to_geojson(commune.boundary))
    water = [shape(to_geojson(each.shape)) for each in commune.water]

    for feature in points(datasets[name]):
        point = shape(feature["geometry"])
        assert boundary.contains(point)
        assert not any(each.contains(point) for each in water)


@pytest.mark.parametrize("name", NAMES)
def test_both_files_hold_the_same_places(name: str, datasets: dict[str, DemoDataset]) -> None:
    rows = rows_of(datasets[name].files[0])
    identifiers = [next(iter(each["properties"].values())) for each in points(datasets[name])]

    assert len(rows) == len(identifiers)
    spots = Counter(tuple(each["geometry"]["coordinates"]) for each in points(datasets[name]))
    assert max(spots.values()) == 1


@pytest.mark.parametrize("name", ["ecoles-colleges-et-lycees", "equipements-sportifs"])
def test_an_address_of_a_facility_is_one_of_the_address_base(
    name: str, seed: int, datasets: dict[str, DemoDataset]
) -> None:
    commune = build_commune(seed)
    keys = {address.key(commune.insee): address for address in commune.addresses}

    for row in rows_of(datasets[name].files[0]):
        address = keys[row["ADR_CLE_INTEROP"]]
        assert row["ADR_NUMERO"] == address.house
        assert row["ADR_NOMVOIE"] == address.street.name.replace("’", "'")


@pytest.mark.parametrize(
    ("name", "field"),
    [("bornes-d-apport-volontaire", "adresse"), ("fontaines-et-points-d-eau", "adresse")],
)
def test_an_address_in_words_is_one_of_the_address_base(
    name: str, field: str, seed: int, datasets: dict[str, DemoDataset]
) -> None:
    commune = build_commune(seed)
    for row in rows_of(datasets[name].files[0]):
        assert commune.address(row["adresse"])


def test_containers_are_as_many_as_the_city_says(datasets: dict[str, DemoDataset]) -> None:
    rows = rows_of(datasets["bornes-d-apport-volontaire"].files[0])
    flows = Counter(flow for row in rows for flow in row["flux"].split("|"))

    assert flows == {"verre": 58, "emballages": 34, "textile": 21, "biodechets": 17}
    assert rows[0]["adresse"] == "14 rue des Tanneurs"


def test_a_container_stands_on_the_pavement_of_its_street(
    seed: int, datasets: dict[str, DemoDataset]
) -> None:
    commune = build_commune(seed)
    for row in rows_of(datasets["bornes-d-apport-volontaire"].files[0]):
        street = commune.address(row["adresse"]).street
        point = to_metres(float(row["long"]), float(row["lat"]))
        assert street.distance_to(point) < 5


def test_nothing_is_surveyed_after_today(datasets: dict[str, DemoDataset]) -> None:
    for dataset in datasets.values():
        assert dataset.fields["collected_on"] <= TODAY.isoformat()


def test_every_school_that_others_mention_is_listed() -> None:
    commune = build_commune(SEED)
    dataset = next(places.generate(commune, SEED, TODAY))
    names = {row["EQUIP_NOM"] for row in rows_of(dataset.files[0])}

    assert {"École maternelle Jacques-Prévert", "Collège Louise-Michel"} <= names
