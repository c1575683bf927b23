"""The public contracts of the demo city: in the words of the law, and within its budget."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from functools import cache

import jsonschema
import pytest

from ckanext.city.dataset_types.checks import read_siret
from ckanext.city.demo import contracts
from ckanext.city.demo.budget.sources import read as read_budget
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.acts import acts_of
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.days import is_public_holiday
from ckanext.city.demo.procurement.awards import contracts_of, firms
from ckanext.city.demo.procurement.purchases import paid_by_account, read
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, for_every_seed, rows_of
from tests.shared import SHARED, needs_shared

YEARS = range(2024, 2027)
FIRST_SIGNED = 2023
TAXES_IN = 1.2


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(contracts.generate(build_commune(seed), seed, today))[1:]


def table_of(dataset: DemoDataset) -> list[dict[str, str]]:
    return rows_of(dataset.files[0])


@needs_shared
@for_every_seed
def test_the_regulatory_file_conforms_to_the_format(seed: int) -> None:
    path = SHARED / "standards" / "bercy-decp" / "schema_decp_v2.0.2.json"
    validator = jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))
    for dataset in made(seed):
        content = json.loads(dataset.files[1].content)
        assert [each.message for each in validator.iter_errors(content)] == []
        assert content["marches"]["marche"]


@for_every_seed
def test_table_and_regulatory_file_say_the_same(seed: int) -> None:
    for dataset in made(seed):
        nested = json.loads(dataset.files[1].content)["marches"]["marche"]
        for row, contract in zip(table_of(dataset), nested, strict=True):
            assert row["id"] == contract["id"]
            assert float(row["montant"]) == contract["montant"]
            assert row["titulaire_id_1"] == contract["titulaires"][0]["titulaire"]["id"]
            assert bool(row["titulaire_id_2"]) == (len(contract["titulaires"]) > 1)
            assert bool(row["modification_id"]) == ("modifications" in contract)


def test_about_sixty_contracts_a_year_over_three_years() -> None:
    counts = [len(contracts_of(SEED, year)) for year in YEARS]

    assert [each.name for each in made()] == [f"marches-publics-{year}" for year in YEARS]
    assert all(45 <= count <= 85 for count in counts)


@for_every_seed
def test_what_is_written_of_a_contract_holds_together(seed: int) -> None:
    for year in YEARS:
        found = contracts_of(seed, year)
        assert len({each.id for each in found}) == len(found)
        for each in found:
            assert len(each.id) <= 16
            assert each.amount >= read()["least"]
            assert each.notified.year == year
            assert each.notified.weekday() < 5
            assert not is_public_holiday(each.notified)
            assert 0 < (each.published - each.notified).days <= 60
            if each.change:
                assert each.notified < each.change.notified < each.change.published
                assert each.change.amount > each.amount


def test_a_large_purchase_is_put_out_to_a_formal_tender() -> None:
    for year in YEARS:
        sums: dict[str, int] = defaultdict(int)
        for each in contracts_of(SEED, year):
            sums[each.id[:8]] += each.amount
        for each in contracts_of(SEED, year):
            if each.terms == "Fournitures courantes et services" and sums[each.id[:8]] > 221_000_00:
                assert each.procedure == "Appel d'offres ouvert"


def test_firms_have_numbers_of_their_own_that_check() -> None:
    numbers = [firm.siret for trade in firms().values() for firm in trade]

    assert [read_siret(each) for each in numbers] == numbers
    assert max(Counter(numbers).values()) == 1
    assert all(each.startswith("99901") for each in numbers)


@for_every_seed
def test_no_account_pays_for_more_than_it_spends(seed: int) -> None:
    """What is contracted on an account, a year's part of it, fits into the year's account."""
    for year in (2024, 2025):
        running: dict[str, float] = defaultdict(float)
        for signed in range(FIRST_SIGNED, year + 1):
            for each in contracts_of(seed, signed):
                if each.is_framework and signed + each.months // 12 > year:
                    running[each.account] += each.amount / (each.months / 12)
                elif not each.is_framework and signed == year:
                    running[each.account] += each.amount
        paid = paid_by_account(seed, year)
        operations = {each["operation"] for each in read()["projects"]}
        for account in running.keys() - operations:
            assert running[account] * TAXES_IN <= paid[account] * 1.1, account


def test_projects_cost_no_more_than_the_programme_has_for_them() -> None:
    programme = {each["number"]: each for each in read_budget("programme")["operations"]}
    for project in read()["projects"]:
        works = sum(lot[1] for lot in project["lots"]) * TAXES_IN
        operation = programme[project["operation"]]
        assert operation["label"] == project["object"]
        assert works <= sum(operation["done"][4:]) * 1.3


@for_every_seed
def test_the_council_awards_before_the_city_signs(seed: int) -> None:
    for project in read()["projects"]:
        signed = [
            each
            for year in YEARS
            for each in contracts_of(seed, year)
            if each.subject.startswith(f"{project['object']}, lot")
        ]
        awarded = [
            act
            for year in (2024, 2025)
            for act in acts_of(seed, year)
            if act.subject.startswith(f"{project['object']} : attribution")
        ]
        assert len(signed) == len(project["lots"])
        assert len(awarded) == 1
        assert awarded[0].day < signed[0].notified


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 30), date(2026, 6, 30)),
        (date(2026, 10, 27), date(2026, 3, 31)),
        (date(2027, 3, 1), date(2026, 9, 30)),
    ],
)
def test_the_service_is_some_months_behind(today: date, until: date) -> None:
    last = made(SEED, today)[-1]

    assert contracts.published_until(today) == until
    assert max(row["dateNotification"] for row in table_of(last)) <= until.isoformat()
    out = (until + contracts.AFTER_QUARTER).isoformat()
    for row in table_of(last):
        assert row["datePublicationDonnees"] <= out
        assert row["modification_datePublicationDonnees"] <= out
    assert last.imperfect == {"late"}


def test_the_food_of_the_kitchen_is_paid_from_its_own_budget() -> None:
    food = [each for each in contracts_of(SEED, 2025) if each.account == "kitchen/60623"]

    assert len(food) == 6
    assert all(each.origins for each in food)
