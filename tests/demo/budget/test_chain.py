"""The years of the demo city's budgets hold together as the law wants them to."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from ckanext.city.demo.budget.chain import main_exercises
from ckanext.city.demo.budget.kitchen import kitchen_exercises
from ckanext.city.demo.budget.model import (
    CARRIED_OVER,
    INVESTMENT,
    LOANS,
    OPERATING,
    REVENUE,
    SPENDING,
    Amounts,
    Exercise,
    Line,
    add,
    balance,
    total,
)
from ckanext.city.demo.budget.sources import year_facts
from ckanext.city.demo.finances import spending_by_policy

SEEDS = (1, 7, 90210)
LAST = 2027
EXERCISES = {
    (seed, budget): exercises
    for seed in SEEDS
    for budget, exercises in (
        ("main", main_exercises(seed, LAST)),
        ("kitchen", tuple(kitchen_exercises(seed, LAST))),
    )
}
EACH = [
    pytest.param(exercises, id=f"{seed}-{budget}")
    for (seed, budget), exercises in EXERCISES.items()
]
Years = tuple[Exercise, ...]


ORIGINS = {
    "731": "impôts locaux",
    "73": "agglomération",
    "70": "familles et usagers",
    "747": "subventions reçues",
    "74718": "dotations de l’État",
    "74": "dotations de l’État",
    "13": "subventions reçues",
    "10222": "remboursement de TVA",
    "1641": "emprunt",
}


def origin_of(line: Line) -> str:
    """Say where revenue comes from, by the longest beginning of its account."""
    known = [start for start in ORIGINS if line.account.startswith(start)]
    return ORIGINS[max(known, key=len)] if known else "autres recettes"


def spending_by_chapter(amounts: Amounts) -> Counter[tuple[str, str]]:
    """Add spending by section and chapter: the council votes by chapter, the rest may move."""
    sums = Counter[tuple[str, str]]()
    for line, amount in amounts.items():
        if line.flow == SPENDING and not line.moves_no_money:
            sums[line.section, line.chapter] += amount
    return sums


@pytest.mark.parametrize("exercises", EACH)
@pytest.mark.parametrize("section", [OPERATING, INVESTMENT])
def test_each_stage_votes_a_balanced_section(exercises: Years, section: str) -> None:
    for exercise in exercises:
        for vote in exercise.votes:
            assert balance(add(vote.amounts, vote.carried), section) == 0, exercise.year


@pytest.mark.parametrize("exercises", EACH)
def test_the_first_budget_of_a_year_takes_nothing_back(exercises: Years) -> None:
    for exercise in exercises:
        assert min(exercise.votes[0].amounts.values()) > 0, exercise.year


@pytest.mark.parametrize("exercises", EACH)
def test_what_moves_no_money_weighs_the_same_on_both_sides(exercises: Years) -> None:
    for exercise in exercises:
        for amounts in (*(vote.amounts for vote in exercise.votes), exercise.done):
            entries = {line: amount for line, amount in amounts.items() if line.moves_no_money}
            assert total(entries, flow=SPENDING) == total(entries, flow=REVENUE), exercise.year


@pytest.mark.parametrize("exercises", EACH)
def test_a_year_takes_up_to_the_cent_what_the_year_before_left(exercises: Years) -> None:
    for before, after in pairwise(exercises):
        taken_up, left = after.votes[1].amounts, before.result
        assert total(taken_up, accounts=["002"]) == left.operating - left.capitalised
        assert total(taken_up, accounts=["1068"]) == left.capitalised
        reported = total(taken_up, accounts=["001"], flow=REVENUE)
        missing = total(taken_up, accounts=["001"], flow=SPENDING)
        assert left.investment == reported - missing
        assert after.votes[1].carried == left.left


@pytest.mark.parametrize("exercises", EACH)
def test_the_result_of_a_year_is_what_it_began_with_and_what_it_earned(exercises: Years) -> None:
    for before, after in pairwise(exercises):
        received = total(after.done, flow=REVENUE, real_only=True)
        spent = total(after.done, flow=SPENDING, real_only=True)
        begun = before.result.operating + before.result.investment
        ended = after.result.operating + after.result.investment
        assert ended == begun + received - spent, after.year


@pytest.mark.parametrize("exercises", EACH)
def test_the_operating_surplus_covers_what_investment_lacks(exercises: Years) -> None:
    for result in (exercise.result for exercise in exercises):
        assert result.reported >= 0
        assert result.investment + result.left_balance + result.capitalised >= 0


@pytest.mark.parametrize("exercises", EACH)
def test_no_chapter_spends_more_than_was_voted_for_it(exercises: Years) -> None:
    for exercise in exercises:
        voted = spending_by_chapter(exercise.credits)
        for chapter, spent in spending_by_chapter(exercise.done).items():
            assert spent <= voted[chapter], (exercise.year, chapter)


@pytest.mark.parametrize("exercises", EACH)
def test_nothing_is_carried_over_but_works_and_grants_under_contract(exercises: Years) -> None:
    for exercise in exercises:
        opened, done = exercise.credits, exercise.done
        for line, amount in exercise.result.left.items():
            assert line.section == INVESTMENT
            assert not line.moves_no_money
            assert 0 < amount <= opened[line] - done.get(line, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_main_budget_pays_what_the_kitchen_receives(seed: int) -> None:
    pairs = zip(EXERCISES[seed, "main"], EXERCISES[seed, "kitchen"], strict=True)
    for main, kitchen in pairs:
        for paid, received in (("65821", "75822"), ("628721", "70871")):
            assert total(main.done, accounts=[paid]) == total(kitchen.done, accounts=[received])
            for ours, theirs in zip(main.votes, kitchen.votes, strict=False):
                assert total(ours.amounts, accounts=[paid]) == total(
                    theirs.amounts, accounts=[received]
                )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_debt_grows_by_what_is_borrowed_and_shrinks_by_what_is_paid_back(seed: int) -> None:
    for before, after in pairwise(EXERCISES[seed, "main"]):
        borrowed = total(after.done, flow=REVENUE, accounts=[LOANS])
        paid_back = total(after.done, flow=SPENDING, accounts=[LOANS])
        assert after.result.debt == before.result.debt + borrowed - paid_back


@pytest.mark.parametrize("seed", SEEDS)
def test_the_published_figures_of_2025_are_those_of_the_city_s_pages(seed: int) -> None:
    exercise = next(each for each in EXERCISES[seed, "main"] if each.year == 2025)
    spent = total(exercise.done, flow=SPENDING, real_only=True) / 1e8
    received = total(exercise.done, flow=REVENUE, real_only=True) / 1e8
    voted = total(exercise.credits, flow=SPENDING, real_only=True) / 1e8
    assert (round(spent, 1), round(received, 1), round(voted, 1)) == (60.2, 62.9, 66.6)
    assert round(spent * 1e6 / year_facts(2025).population) == 1917
    policies = {
        name: round(amount / 1e6, 1) for name, amount in spending_by_policy(exercise.done).items()
    }
    assert policies == {
        "ecoles": 14.2,
        "services-generaux": 10.3,
        "solidarite": 9.1,
        "amenagement": 7.6,
        "sport-jeunesse": 6.4,
        "culture": 5.2,
        "environnement": 4.0,
        "securite": 2.1,
        "dette": 1.3,
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_revenue_of_2025_comes_from_where_the_city_s_pages_say(seed: int) -> None:
    exercise = next(each for each in EXERCISES[seed, "main"] if each.year == 2025)
    origins = Counter[str]()
    for line, amount in exercise.done.items():
        if line.flow == REVENUE and not line.moves_no_money and line.account not in CARRIED_OVER:
            origins[origin_of(line)] += amount
    assert {name: round(amount / 1e8, 1) for name, amount in origins.items()} == {
        "impôts locaux": 28.4,
        "agglomération": 9.6,
        "dotations de l’État": 6.1,
        "familles et usagers": 5.3,
        "subventions reçues": 4.2,
        "remboursement de TVA": 2.1,
        "emprunt": 3.3,
        "autres recettes": 3.9,
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("year", "millions"), [(2021, 53.8), (2022, 55.1), (2023, 57.9), (2024, 58.4), (2025, 60.2)]
)
def test_a_year_spends_what_the_city_s_pages_say(seed: int, year: int, millions: float) -> None:
    exercise = next(each for each in EXERCISES[seed, "main"] if each.year == year)
    assert round(total(exercise.done, flow=SPENDING, real_only=True) / 1e8, 1) == millions


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("year", "millions"), [(2025, 61.9), (2026, 64.1)])
def test_a_first_budget_lets_spend_what_the_city_s_pages_say(
    seed: int, year: int, millions: float
) -> None:
    exercise = next(each for each in EXERCISES[seed, "main"] if each.year == year)
    voted = total(exercise.votes[0].amounts, flow=SPENDING, real_only=True)
    assert round(voted / 1e8, 1) == millions


@pytest.mark.parametrize("seed", SEEDS)
def test_a_finance_officer_finds_the_ratios_of_a_town_of_30000_inhabitants(seed: int) -> None:
    for exercise in EXERCISES[seed, "main"]:
        inhabitants = year_facts(exercise.year).population * 100
        spending = total(exercise.done, section=OPERATING, flow=SPENDING, real_only=True)
        staff = sum(amount for line, amount in exercise.done.items() if line.chapter == "012")
        state = total(exercise.done, accounts=["74111", "741123", "741127"])
        assert 1300 < spending / inhabitants < 1750
        assert 0.57 < staff / spending < 0.64
        assert 130 < state / inhabitants < 200
        assert 300 < exercise.result.debt / inhabitants < 900


def test_a_year_is_the_same_whichever_year_is_the_last() -> None:
    assert main_exercises(7, 2024) == EXERCISES[7, "main"][:4]


def test_the_same_seed_gives_the_same_budgets_and_another_one_others() -> None:
    main_exercises.cache_clear()
    again = main_exercises(1, LAST)
    assert again == EXERCISES[1, "main"]
    assert again != EXERCISES[7, "main"]
