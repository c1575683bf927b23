"""The demo city's finances as other subjects read them: what was voted when, what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ckanext.city.demo.budget.chain import main_exercises
from ckanext.city.demo.budget.kitchen import kitchen_exercises
from ckanext.city.demo.budget.model import (
    ACCOUNT,
    CARRIED_OVER,
    OPERATING,
    REVENUE,
    SINGLE_ACCOUNT,
    SPENDING,
    Amounts,
    Exercise,
    total,
)
from ckanext.city.demo.budget.operating import SALE
from ckanext.city.demo.budget.sources import first_year, policy_of, read, year_facts

APRIL, JUNE, SEPTEMBER, NOVEMBER = 4, 6, 9, 11
THURSDAY = 3

# The council sits on a Thursday, the nth from the first day of a month (0: the last before it):
# the first of April, the last of June, the fourth of September, the third of November...
_THURSDAYS = {APRIL: (APRIL, 1), JUNE: (JUNE + 1, 0), SEPTEMBER: (SEPTEMBER, 4)} | {
    NOVEMBER: (NOVEMBER, 3)
}
# ... but in these years.
_SESSIONS = {(2025, APRIL): date(2025, 4, 10), (2026, JUNE): date(2026, 6, 24)}

# Month and number, within the year, of the deliberation that adopts each stage.
_NUMBERS = {
    ("main", "budget-primitif", None): (APRIL, 12),
    ("kitchen", "budget-primitif", None): (APRIL, 13),
    ("main", "account", None): (JUNE, 42),
    ("kitchen", "account", None): (JUNE, 43),
    ("main", "budget-supplementaire", None): (JUNE, 44),
    ("kitchen", "budget-supplementaire", None): (JUNE, 45),
    ("main", "decision-modificative", 1): (SEPTEMBER, 88),
    ("main", "decision-modificative", 2): (NOVEMBER, 119),
}
GRANT_NUMBERS = {APRIL: 18, JUNE: 55, NOVEMBER: 131}
# The city was among the first to replace the account of the mayor by a single one.
FIRST_SINGLE_ACCOUNT = 2024

MAIN, KITCHEN = "main", "kitchen"


@dataclass(frozen=True)
class Adoption:
    """One stage of one budget, as the council adopted it. `at` is its place among the votes."""

    budget: str  # "main" or "kitchen"
    exercise: Exercise
    stage: str  # of the vocabulary `budget-stages`
    number: int | None
    at: int | None  # None for an account
    adopted_on: date
    deliberation: str

    @property
    def is_account(self) -> bool:
        """Whether it says what was done, not what may be."""
        return self.at is None


@dataclass(frozen=True)
class YearFigures:
    """What a year of the main budget came to; euros, rounded to the cent.

    Spending and revenue are real ones: without entries that move no money, nor what the year
    before left. `by_policy` holds ids of public policies.
    """

    year: int
    population: int
    spending: float
    revenue: float
    operating_spending: float
    operating_revenue: float
    staff: float
    equipment: float
    debt: float
    grants: float
    by_policy: Mapping[str, float]

    @property
    def saving_rate(self) -> float:
        """Gross saving against operating revenue, between 0 and 1 (sales of property left out)."""
        return (self.operating_revenue - self.operating_spending) / self.operating_revenue

    def per_inhabitant(self, amount: float) -> float:
        """Share an amount among the inhabitants."""
        return amount / self.population


@lru_cache(maxsize=32)
def adoptions(seed: int, today: date) -> tuple[Adoption, ...]:
    """List the stages of the published years that were adopted by a day, oldest first."""
    years = published_years(today)
    return tuple(each for each in every_adoption(seed, today) if each.exercise.year in years)


@lru_cache(maxsize=32)
def every_adoption(seed: int, today: date) -> tuple[Adoption, ...]:
    """List the stages of all reckoned years that were adopted by a day, oldest first."""
    found = [
        each
        for budget, exercises in _exercises(seed, today.year).items()
        for exercise in exercises
        for each in _of_exercise(budget, exercise)
        if each.adopted_on <= today
    ]
    return tuple(sorted(found, key=lambda each: (each.adopted_on, each.deliberation)))


def published_years(today: date) -> range:
    """The three years that are published on a day: the last one with a budget, and two before."""
    last = today.year if session_date(today.year, APRIL) <= today else today.year - 1
    return range(max(last - 2, first_year() + 1), last + 1)


def year_figures(seed: int, today: date) -> tuple[YearFigures, ...]:
    """Give the figures of all the years whose account was adopted by a day, the oldest first."""
    return tuple(
        _figures(exercise)
        for exercise in main_exercises(seed, today.year)
        if session_date(exercise.year + 1, JUNE) <= today
    )


def session_date(year: int, month: int) -> date:
    """Give the day of a session that votes on money: of April, June, September or November."""
    if (year, month) in _SESSIONS:
        return _SESSIONS[year, month]
    counted_from, nth = _THURSDAYS[month]
    first = date(year, counted_from, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7 * (nth - 1))


def deliberation_number(year: int, month: int, number: int) -> str:
    """Write the number of a deliberation as the acts bear it: 2026-04-012."""
    return f"{year}-{month:02d}-{number:03d}"


def account_stage(year: int) -> str:
    """Give the kind of account that closes a year."""
    return SINGLE_ACCOUNT if year >= FIRST_SINGLE_ACCOUNT else ACCOUNT


def spending_by_policy(amounts: Amounts) -> dict[str, float]:
    """Add real spending by public policy, in euros; what the loans cost is a policy of its own."""
    debt = read("town")["debt_policy"]
    sums = {each["id"]: 0 for each in (*read("town")["policies"], debt)}
    for line, amount in amounts.items():
        if line.flow == SPENDING and not line.moves_no_money and line.account not in CARRIED_OVER:
            is_debt = line.chapter in debt["chapters"]
            sums[debt["id"] if is_debt else policy_of(line.function)] += amount
    return {policy: amount / 100 for policy, amount in sums.items()}


def _exercises(seed: int, last_year: int) -> dict[str, tuple[Exercise, ...]]:
    return {
        MAIN: main_exercises(seed, last_year),
        KITCHEN: tuple(kitchen_exercises(seed, last_year)),
    }


def _of_exercise(budget: str, exercise: Exercise) -> list[Adoption]:
    votes = [
        _adoption(budget, exercise, vote.kind, vote.number, at)
        for at, vote in enumerate(exercise.votes)
    ]
    return [*votes, _adoption(budget, exercise, account_stage(exercise.year), None, None)]


def _adoption(
    budget: str, exercise: Exercise, stage: str, number: int | None, at: int | None
) -> Adoption:
    month, order = _NUMBERS[budget, "account" if at is None else stage, number]
    year = exercise.year + (at is None)
    return Adoption(
        budget=budget,
        exercise=exercise,
        stage=stage,
        number=number,
        at=at,
        adopted_on=session_date(year, month),
        deliberation=deliberation_number(year, month, order),
    )


def _figures(exercise: Exercise) -> YearFigures:
    done = exercise.done
    return YearFigures(
        year=exercise.year,
        population=year_facts(exercise.year).population,
        spending=total(done, flow=SPENDING, real_only=True) / 100,
        revenue=total(done, flow=REVENUE, real_only=True) / 100,
        operating_spending=total(done, section=OPERATING, flow=SPENDING, real_only=True) / 100,
        operating_revenue=(
            total(done, section=OPERATING, flow=REVENUE, real_only=True)
            - total(done, accounts=[SALE])
        )
        / 100,
        staff=_of_chapters(done, "012"),
        equipment=_of_chapters(done, "20", "204", "21", "23"),
        debt=exercise.result.debt / 100,
        grants=total(done, accounts=["65748"]) / 100,
        by_policy=spending_by_policy(done),
    )


def _of_chapters(amounts: Amounts, *chapters: str) -> float:
    wanted = (
        amount
        for line, amount in amounts.items()
        if line.flow == SPENDING and line.chapter in chapters and not line.moves_no_money
    )
    return sum(wanted) / 100
