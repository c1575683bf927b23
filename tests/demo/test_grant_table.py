"""The register of grants: conforming, plausible, and the same money as in the budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ckanext.city.demo.budget.chain import main_exercises
from ckanext.city.demo.budget.model import total
from ckanext.city.demo.grant_table import IN_KIND, MONEY, grant_rows
from tests.demo.cities import TODAY

SEEDS = (1, 7, 2026)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", [2024, 2025])
def test_the_money_granted_in_a_year_is_the_account_s_line_65748(seed: int, year: int) -> None:
    exercise = next(each for each in main_exercises(seed, 2026) if each.year == year)
    assert _money(grant_rows(seed, year, TODAY)) == total(exercise.done, accounts=["65748"])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_granted_so_far_is_within_what_was_voted(seed: int) -> None:
    exercise = main_exercises(seed, 2026)[-1]
    granted = _money(grant_rows(seed, 2026, TODAY))
    assert 0 < granted <= total(exercise.credits, accounts=["65748"])


def test_every_beneficiary_has_a_siret_with_a_right_key_that_no_real_body_has() -> None:
    for row in grant_rows(1, 2026, TODAY):
        assert row["idBeneficiaire"].startswith("999000")
        assert _luhn_holds(row["idBeneficiaire"])
        assert _luhn_holds(row["idBeneficiaire"][:9])
        assert _luhn_holds(row["idAttribuant"])


def test_no_two_associations_share_a_number() -> None:
    rows = grant_rows(1, 2026, TODAY)
    for column in ("idBeneficiaire", "rnaBeneficiaire"):
        assert len({row[column] for row in rows}) == len({row["nomBeneficiaire"] for row in rows})


def test_a_grant_of_23000_euros_or_more_is_paid_under_an_agreement() -> None:
    for year in (2024, 2025, 2026):
        for row in grant_rows(1, year, TODAY):
            if row["nature"] == MONEY and Decimal(row["montant"]) >= 23_000:
                assert row["conditionsVersement"] == "échelonné"


def test_a_lent_place_is_in_the_register_and_in_no_account() -> None:
    lent = [row for row in grant_rows(1, 2025, TODAY) if row["nature"] == IN_KIND]
    assert "Les Jardins du Moulin" in {row["nomBeneficiaire"] for row in lent}


def test_what_the_council_grants_in_november_is_not_there_in_october() -> None:
    name = "Les Jardins de l’Orge"
    assert name not in {row["nomBeneficiaire"] for row in grant_rows(1, 2026, date(2026, 10, 1))}
    november = {row["nomBeneficiaire"]: row for row in grant_rows(1, 2026, TODAY)}
    assert november[name]["montant"] == "18000.00"
    assert november[name]["referenceDecision"] == "2026-11-131"


def _money(rows: list[dict[str, str]]) -> int:
    return int(sum(Decimal(row["montant"]) for row in rows if row["nature"] == MONEY) * 100)


def _luhn_holds(digits: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
