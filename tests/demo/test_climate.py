"""The climate budgets: caps that the council voted, sectors that add up, the published figures."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from ckanext.city.demo import climate
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.acts import acts_of
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import SEEDS, TODAY, faults_of, for_every_seed, rows_of

PUBLISHED = {2021: 1200, 2022: 2900, 2023: 1400, 2024: -1400, 2025: 1800}
SECTORS_OF_2025 = {
    ("transports", "ensemble"): (47.1, 44.5),
    ("résidentiel", "ensemble"): (38.9, 39.2),
    ("tertiaire", "entreprises"): (19.4, 20.1),
    ("tertiaire", "acteurs publics"): (2.1, 2.3),
    ("industrie", "ensemble"): (5.3, 5.0),
    ("déchets", "ensemble"): (4.6, 4.6),
    ("agriculture", "ensemble"): (0.4, 0.3),
}


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(climate.generate(build_commune(seed), seed, today))


def amounts(dataset: DemoDataset) -> dict[tuple[str, str, str, str], int]:
    return {
        (row["annee"], row["type"], row["secteur"], row["acteur"]): int(row["valeur_tco2e"])
        for row in rows_of(dataset.files[0])
    }


@pytest.mark.parametrize("which", [0, 1], ids=["territory", "city"])
@for_every_seed
def test_a_table_conforms_to_the_schema_that_it_names(seed: int, which: int) -> None:
    assert faults_of(made(seed)[which].files[0]) == []


@for_every_seed
def test_sectors_add_up_to_the_whole_and_actors_to_their_sector(seed: int) -> None:
    found = amounts(made(seed)[0])
    for year, kind in {key[:2] for key in found if key[1] != "objectif"}:
        of_year = {key[2:]: value for key, value in found.items() if key[:2] == (year, kind)}
        whole = of_year.pop(("ensemble", "ensemble"))
        assert sum(value for (_, who), value in of_year.items() if who == "ensemble") == whole
        actors = [of_year["tertiaire", who] for who in ("entreprises", "acteurs publics")]
        assert sum(actors) == of_year["tertiaire", "ensemble"]


@for_every_seed
def test_the_year_is_as_far_from_its_cap_as_the_city_says(seed: int) -> None:
    found = amounts(made(seed)[0])
    for year, gap in PUBLISHED.items():
        done, cap = (
            found[str(year), kind, "ensemble", "ensemble"] for kind in ("réalisé", "plafond")
        )
        assert done - cap == gap


@for_every_seed
def test_sectors_of_2025_are_those_of_the_published_page(seed: int) -> None:
    found = amounts(made(seed)[0])
    for (sector, actor), (done, cap) in SECTORS_OF_2025.items():
        assert round(found["2025", "réalisé", sector, actor] / 1000, 1) == done, sector
        assert round(found["2025", "plafond", sector, actor] / 1000, 1) == cap, sector


@for_every_seed
def test_the_city_is_within_the_territory(seed: int) -> None:
    territory, own = (amounts(each) for each in made(seed))
    for (year, kind, sector, actor), tonnes in own.items():
        if sector == "ensemble" and kind != "objectif":
            assert territory[year, kind, "tertiaire", actor] == tonnes


@for_every_seed
def test_the_council_voted_each_cap_that_the_table_says_it_did(seed: int) -> None:
    for row in rows_of(made(seed)[0].files[0]):
        if row["type"] == "plafond" and int(row["annee"]) >= 2025:
            acts = {act.id: act for act in acts_of(seed, int(row["date_vote"][:4]))}
            act = acts[row["deliberation_id"]]
            assert act.day.isoformat() == row["date_vote"]
            assert f"Budget carbone {row['annee']}" in act.subject


def test_a_cap_appears_on_the_day_of_its_vote_and_was_an_aim_before() -> None:
    eve, day = (amounts(made(SEED, date(2026, 11, each))[0]) for each in (18, 19))
    assert eve["2027", "objectif", "ensemble", "ensemble"] == 104000
    assert day["2027", "plafond", "ensemble", "ensemble"] == 104000
    assert made()[0].fields["deliberation_number"] == "2026-11-126"


def test_an_outturn_waits_for_the_council_of_september() -> None:
    eve, day = (amounts(made(SEED, date(2026, 9, each))[0]) for each in (23, 24))
    assert ("2025", "réalisé", "ensemble", "ensemble") not in eve
    assert day["2025", "réalisé", "ensemble", "ensemble"] == 117800


def test_another_seed_moves_sectors_and_never_the_whole() -> None:
    one, other = (amounts(made(seed)[0]) for seed in SEEDS)
    assert one != other
    assert (
        one["2025", "réalisé", "ensemble", "ensemble"]
        == (other["2025", "réalisé", "ensemble", "ensemble"])
    )
