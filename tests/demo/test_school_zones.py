"""The school map of the demo city says the same in streets, in areas and for the address base."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from shapely.geometry import Point, shape

from ckanext.city.dataset_types.vocabularies import ids
from ckanext.city.demo import school_zones
from ckanext.city.demo.commune import Address, Commune, build_commune
from ckanext.city.demo.council.acts import acts_of
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.school_zones import SchoolMap, school_number, school_year
from tests.demo.cities import SEEDS, TODAY, faults_of, rows_of
from tests.demo.test_budgets import fields_of_form

CURRENT = ("carte-scolaire-maternelles-2026-2027", "carte-scolaire-elementaires-2026-2027")
FORMER = ("carte-scolaire-maternelles-2025-2026", "carte-scolaire-elementaires-2025-2026")
CHOICE = "41 rue des Sablons"


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def commune(seed: int) -> Commune:
    return build_commune(seed)


@pytest.fixture(scope="module")
def datasets(commune: Commune, seed: int) -> dict[str, DemoDataset]:
    return {each.name: each for each in school_zones.generate(commune, seed, TODAY)}


def streets_of(dataset: DemoDataset) -> DemoFile:
    return dataset.files[0]


def by_street(commune: Commune, dataset: DemoDataset) -> dict[str, set[str]]:
    """The sectors of each address, as a family reads the ranges of numbers."""
    ranges: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(streets_of(dataset)):
        ranges.setdefault(row["type_et_libelle"], []).append(row)
    return {
        address.label: {
            row["secteur_code"]
            for row in ranges[address.street.name]
            if int(row["n_de_voie_debut"]) <= address.number <= int(row["n_de_voie_fin"])
            and row["parite"] in ("PI", "I" if address.parity == "odd" else "P")
        }
        for address in commune.addresses
    }


def by_area(commune: Commune, dataset: DemoDataset) -> Iterator[tuple[Address, str]]:
    """The sector of some addresses, as a map shows it."""
    areas = [
        (shape(feature["geometry"]), feature["properties"]["secteur_code"])
        for feature in json.loads(dataset.files[2].content)["features"]
    ]
    for address in commune.addresses[::7]:
        point = Point(address.degrees)
        [code] = [code for area, code in areas if area.contains(point)]
        yield address, code


def is_moved(address: Address) -> bool:
    """Whether the deliberation of November 2025 moved an address."""
    even = address.parity == "even"
    return address.street.name == "Rue des Tanneurs" and even and address.number <= 38


def test_two_levels_of_two_school_years_follow_their_series(
    datasets: dict[str, DemoDataset],
) -> None:
    assert set(datasets) == {"carte-scolaire", *CURRENT, *FORMER}
    assert {each.series for each in datasets.values() if each.files} == {"carte-scolaire"}


def test_a_dataset_fills_in_what_its_form_asks_for(datasets: dict[str, DemoDataset]) -> None:
    form = fields_of_form("school_zone")
    own = {name for name, field in form.items() if field.get("city_group") == "type"}
    for name in CURRENT + FORMER:
        fields = datasets[name].fields
        assert own <= fields.keys() <= form.keys()
        assert fields["level"] in ids("school-levels")
        assert fields["rule"] in ids("school-zone-rules")


@pytest.mark.parametrize("name", CURRENT + FORMER)
def test_tables_conform_to_their_schemas(name: str, datasets: dict[str, DemoDataset]) -> None:
    for file in datasets[name].files[:2]:
        assert file.table_schema.startswith("city/school-")
        assert faults_of(file) == []


@pytest.mark.parametrize("name", CURRENT)
def test_every_address_finds_one_school_but_on_the_border_that_offers_two(
    name: str, commune: Commune, datasets: dict[str, DemoDataset]
) -> None:
    found = by_street(commune, datasets[name])

    assert [label for label, codes in found.items() if len(codes) != 1] == [CHOICE]
    assert len(found[CHOICE]) == 2


@pytest.mark.parametrize("name", CURRENT)
def test_streets_and_areas_agree_but_where_a_deliberation_moved_numbers(
    name: str, commune: Commune, datasets: dict[str, DemoDataset]
) -> None:
    found = by_street(commune, datasets[name])
    differ = {
        address.label
        for address, code in by_area(commune, datasets[name])
        if code not in found[address.label]
    }

    assert differ
    assert all(is_moved(commune.address(label)) for label in differ)


@pytest.mark.parametrize("name", FORMER)
def test_streets_and_areas_agree_wholly_the_year_before(
    name: str, commune: Commune, datasets: dict[str, DemoDataset]
) -> None:
    found = by_street(commune, datasets[name])

    assert all({code} == found[address.label] for address, code in by_area(commune, datasets[name]))


@pytest.mark.parametrize("name", CURRENT)
def test_the_family_of_the_mock_up_goes_to_jacques_prevert(
    name: str, commune: Commune, datasets: dict[str, DemoDataset]
) -> None:
    [code] = by_street(commune, datasets[name])["14 rue des Tanneurs"]
    areas = {row["secteur_code"]: row for row in rows_of(datasets[name].files[1])}

    assert areas[code]["secteur_nom"] == "Jacques-Prévert"
    assert areas[code]["adresse"] in ("3 rue du Moulin", "5 rue du Moulin")


@pytest.mark.parametrize("level", ["maternelle", "élémentaire"])
def test_no_school_is_the_school_of_a_whole_district(commune: Commune, level: str) -> None:
    people = SchoolMap(commune, level, 2025).people()

    assert sum(people.values()) == commune.population
    assert min(people.values()) >= 800
    assert max(people.values()) <= 2500


def test_the_council_decided_on_what_the_map_refers_to(seed: int) -> None:
    decided = {act.id: act for year in (2025, 2026) for act in acts_of(seed, year)}

    for year in (2026, 2027):
        act = decided[school_zones.decision_of(year)]
        assert act.matter == "8.1"
        assert act.subject.startswith(f"Révision de la carte scolaire pour la rentrée {year}")


@pytest.mark.parametrize("name", CURRENT)
def test_the_notes_say_where_the_two_differ(name: str, datasets: dict[str, DemoDataset]) -> None:
    assert "rue des Tanneurs, du 2 au 38" in datasets[name].notes
    assert CHOICE in datasets[name].notes


def test_a_school_bears_one_number_in_both_years(datasets: dict[str, DemoDataset]) -> None:
    for current, former in zip(CURRENT, FORMER, strict=True):
        now, before = (
            {(row["nom_ecole"], row["uai"]) for row in rows_of(datasets[name].files[1])}
            for name in (current, former)
        )
        assert now == before
        assert len({number for _, number in now}) == 15


@pytest.mark.parametrize(
    ("today", "year"), [(date(2026, 9, 1), 2026), (date(2026, 8, 31), 2025), (TODAY, 2026)]
)
def test_a_school_year_begins_in_september(today: date, year: int) -> None:
    assert school_year(today) == year


def test_the_letter_of_a_schools_number_checks_its_digits() -> None:
    assert school_number(919_901) == "0919901T"
