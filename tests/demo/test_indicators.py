"""The indicators: forty over ten years, that follow the other tables and tell one story."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from ckanext.city.dataset_types.vocabularies import ids
from ckanext.city.demo import climate, indicators
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.finances import year_figures
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of

Row = dict[str, str]

ON_TRACK, TO_WATCH = 0.9, 0.6  # of the way that should be behind it
STEADY = 0.1


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(indicators.generate(build_commune(seed), seed, today))


def definitions(seed: int = SEED) -> dict[str, Row]:
    return {row["indicateur_id"]: row for each in made(seed) for row in rows_of(each.files[0])}


def values(seed: int = SEED, today: date = TODAY, *, aimed: bool = False) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for dataset in made(seed, today):
        for row in rows_of(dataset.files[1]):
            if (row["est_cible"] == "oui") == aimed:
                found.setdefault(row["indicateur_id"], []).append(row)
    return found


def of_year(rows: list[Row], year: int) -> float | None:
    found = [float(row["valeur"]) for row in rows if row["date"] == f"{year}-12-31"]
    return found[0] if found else None


@for_every_seed
def test_tables_conform_to_the_schemas_that_they_name(seed: int) -> None:
    for dataset in made(seed):
        for file in dataset.files:
            assert faults_of(file) == [], file.name


@for_every_seed
def test_eight_policies_have_forty_indicators_over_ten_years(seed: int) -> None:
    assert len(made(seed)) == 8
    assert {each.fields["policy"] for each in made(seed)} <= set(ids("indicator-policies"))
    known = values(seed)
    assert len(definitions(seed)) == 40
    assert known.keys() == definitions(seed).keys()
    assert {len(rows) for rows in known.values()} <= {9, 10}  # one waits for its last value
    assert sum(len(rows) == 9 for rows in known.values()) == 1


@for_every_seed
def test_a_target_is_that_of_the_definition(seed: int) -> None:
    aims = values(seed, aimed=True)
    for name, row in definitions(seed).items():
        last = aims[name][-1] if name in aims else {"date": "", "valeur": ""}
        assert last["date"][:4] == row["annee_cible"], name
        assert last["valeur"] == row["valeur_cible"], name


def test_the_start_of_a_definition_is_among_the_values() -> None:
    for name, row in definitions().items():
        assert of_year(values()[name], int(row["annee_reference"])) == float(
            row["valeur_reference"]
        )


@for_every_seed
def test_emissions_are_those_of_the_climate_budget(seed: int) -> None:
    territory, own = climate.generate(build_commune(seed), seed, TODAY)
    for dataset, name in ((territory, "emissions-du-territoire"), (own, "emissions-de-la-ville")):
        for row in rows_of(dataset.files[0]):
            if row["type"] == "réalisé" and row["secteur"] == "ensemble":
                assert of_year(values(seed)[name], int(row["annee"])) == int(row["valeur_tco2e"])
    caps = {
        row["annee"]: row["valeur_tco2e"]
        for row in rows_of(territory.files[0])
        if row["type"] == "plafond" and row["secteur"] == "ensemble"
    }
    aims = values(seed, aimed=True)["emissions-du-territoire"]
    assert {row["date"][:4]: row["valeur"] for row in aims} == caps | {"2030": "86000"}


@for_every_seed
def test_finances_are_those_of_the_accounts(seed: int) -> None:
    for year in year_figures(seed, TODAY):
        debt, equipment, saving = (
            of_year(values(seed)[name], year.year)
            for name in ("dette-par-habitant", "equipement-par-habitant", "taux-d-epargne-brute")
        )
        assert debt == round(year.debt / year.population)
        assert equipment == round(year.equipment / year.population)
        assert saving == pytest.approx(year.saving_rate * 100, abs=0.06)


def test_figures_are_those_of_the_published_pages() -> None:
    last = {name: float(rows[-1]["valeur"]) for name, rows in values().items()}
    assert last["repas-bio-et-durables"] == 52
    assert last["pistes-cyclables"] == 31.4
    assert last["places-en-creche"] == 452
    assert last["logements-renoves"] == 1864
    assert last["delai-courriers"] == 9.2
    assert last["eau-des-batiments"] == 61300
    assert last["interventions-police"] == 4118
    assert last["emissions-du-territoire"] == 117800
    assert last["emissions-par-habitant"] == 3.8


def test_as_many_are_on_their_way_as_the_city_says() -> None:
    aims = values(aimed=True)
    told = Counter(
        state_of(row, values()[name], aims.get(name, [])) for name, row in definitions().items()
    )
    assert told == {"on the way": 26, "to watch": 8, "late": 5, "awaited": 1}


def state_of(definition: Row, known: list[Row], aims: list[Row]) -> str:
    """Where an indicator stands on the straight way from its start to its target."""
    if not aims:
        return "awaited"
    year, now = int(known[-1]["date"][:4]), float(known[-1]["valeur"])
    target, due = float(definition["valeur_cible"]), int(definition["annee_cible"])
    start, first = int(definition["annee_reference"]), float(definition["valeur_reference"])
    if definition["sens"] == "stabilité":
        return "on the way" if abs(now - target) <= STEADY * target else "late"
    cap = of_year(aims, year)
    if cap is not None and due > year:  # a year with a cap of its own
        return "on the way" if now <= cap else "late"
    expected = (target - first) * min((year - start) / (due - start), 1)
    way = (now - first) / expected
    return "on the way" if way >= ON_TRACK else "to watch" if way >= TO_WATCH else "late"


def test_a_value_of_this_year_is_provisional_and_becomes_final() -> None:
    row = values()["pistes-cyclables"][-1]
    assert (row["date"], row["statut"]) == ("2026-09-30", "provisoire")
    later = values(today=date(2027, 2, 1))["pistes-cyclables"][-1]
    assert (later["date"], later["statut"]) == ("2026-12-31", "définitif")


def test_only_the_policy_that_waits_for_a_value_is_late() -> None:
    for dataset in made():
        is_late = "late" in dataset.imperfect
        assert is_late == (dataset.name == "indicateurs-securite")
        assert is_late == (date.fromisoformat(dataset.fields["update_due"]) < TODAY)
