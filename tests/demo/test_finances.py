"""What the other subjects read of the city's finances."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.city.demo.finances import adoptions, published_years, session_date, year_figures
from tests.demo.cities import TODAY

SEED = 1


def test_the_stages_of_a_year_are_adopted_in_the_order_of_the_law() -> None:
    of_2025 = [
        (each.stage, each.number, each.adopted_on.isoformat(), each.deliberation)
        for each in adoptions(SEED, TODAY)
        if each.budget == "main" and each.exercise.year == 2025
    ]
    assert of_2025 == [
        ("budget-primitif", None, "2025-04-10", "2025-04-012"),
        ("budget-supplementaire", None, "2025-06-26", "2025-06-044"),
        ("decision-modificative", 1, "2025-09-25", "2025-09-088"),
        ("decision-modificative", 2, "2025-11-20", "2025-11-119"),
        ("compte-financier-unique", None, "2026-06-24", "2026-06-042"),
    ]


def test_an_account_is_adopted_before_the_budget_that_takes_up_its_result() -> None:
    order = [
        each.stage
        for each in adoptions(SEED, TODAY)
        if each.budget == "main" and each.adopted_on == date(2026, 6, 24)
    ]
    assert order == ["compte-financier-unique", "budget-supplementaire"]


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 4, 1), ("main", 2025, "decision-modificative")),
        (date(2026, 4, 2), ("kitchen", 2026, "budget-primitif")),
        (date(2026, 6, 24), ("kitchen", 2026, "budget-supplementaire")),
        (date(2027, 1, 5), ("main", 2026, "decision-modificative")),
    ],
    ids=["before April's session", "on its day", "after June's", "the next winter"],
)
def test_nothing_is_published_before_it_is_adopted(today: date, last: tuple[str, int, str]) -> None:
    latest = adoptions(SEED, today)[-1]
    assert (latest.budget, latest.exercise.year, latest.stage) == last
    assert len({each.exercise.year for each in adoptions(SEED, today)}) == 3


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 11, 24), [2024, 2025, 2026]),
        (date(2027, 1, 5), [2024, 2025, 2026]),
        (date(2027, 4, 1), [2025, 2026, 2027]),
        (date(2023, 12, 1), [2022, 2023]),
    ],
    ids=["in autumn", "before the year's budget is voted", "once it is", "near the first year"],
)
def test_three_years_are_published_the_last_with_a_budget(today: date, years: list[int]) -> None:
    assert list(published_years(today)) == years


@pytest.mark.parametrize(("year", "month"), [(2023, 6), (2024, 4), (2026, 11), (2031, 9)])
def test_the_council_votes_on_money_on_a_thursday_of_the_month(year: int, month: int) -> None:
    session = session_date(year, month)
    assert (session.year, session.month, session.weekday()) == (year, month, 3)


def test_figures_stop_at_the_last_account_adopted() -> None:
    years = [figures.year for figures in year_figures(SEED, TODAY)]
    assert years == [2021, 2022, 2023, 2024, 2025]
    assert [each.year for each in year_figures(SEED, date(2026, 6, 23))] == years[:-1]


def test_figures_are_those_of_a_town_in_good_health() -> None:
    for figures in year_figures(SEED, TODAY):
        assert 0.08 < figures.saving_rate < 0.2
        assert figures.per_inhabitant(figures.debt) < 900
        assert sum(figures.by_policy.values()) == pytest.approx(figures.spending)
