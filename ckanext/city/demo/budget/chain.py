"""The main budget year after year, each one beginning with what the last one left."""

from __future__ import annotations

from functools import lru_cache

from ckanext.city.demo.budget.chart import real_line
from ckanext.city.demo.budget.equipment import entries, equipment, equipment_revenue, sale_of
from ckanext.city.demo.budget.kitchen import kitchen_exercises, main_budget_lines
from ckanext.city.demo.budget.model import (
    INVESTMENT,
    LOANS,
    OPERATING,
    REVENUE,
    SPENDING,
    Amounts,
    Estimate,
    Exercise,
    Result,
    Vote,
    add,
    balance,
    total,
)
from ckanext.city.demo.budget.operating import (
    Estimates,
    interest,
    operating_revenue,
    operating_spending,
    repaid_capital,
    round_up,
)
from ckanext.city.demo.budget.sources import THOUSAND, read, year_facts
from ckanext.city.demo.budget.votes import Rules, carry_over, close_with_loans, make_votes
from ckanext.city.demo.grants import ACCOUNT as GRANTS
from ckanext.city.demo.grants import granted_by_function
from ckanext.city.demo.seed import stream

LOAN_STEP = 50 * THOUSAND  # a bank lends round sums


@lru_cache(maxsize=32)
def main_exercises(seed: int, last_year: int) -> tuple[Exercise, ...]:
    """Reckon the city's years up to one, in order; a year is the same whichever is the last."""
    opening = read("town")["opening"]
    result = Result(
        opening["operating"] * THOUSAND,
        opening["investment"] * THOUSAND,
        {},
        opening["debt"] * THOUSAND,
    )
    exercises: list[Exercise] = []
    previous: Amounts = {}
    for kitchen in kitchen_exercises(seed, last_year):
        exercise = _exercise(seed, kitchen, result, previous)
        exercises.append(exercise)
        result, previous = exercise.result, exercise.credits
    return tuple(exercises)


def _exercise(seed: int, kitchen: Exercise, before: Result, previous: Amounts) -> Exercise:
    year = kitchen.year
    estimates = _estimates(seed, kitchen, before)
    votes = make_votes(
        stream(seed, "budget", "votes", str(year)),
        estimates,
        before,
        Rules(close_with_loans, initial=year_facts(year).initial),
    )
    loan = _loan(year, estimates, votes)
    done = add(
        {line: each.done for line, each in estimates.items()},
        carry_over(before),
        {real_line(INVESTMENT, REVENUE, LOANS, "01"): loan},
    )
    result = Result(
        balance(done, OPERATING),
        balance(done, INVESTMENT),
        {line: each.left for line, each in estimates.items() if each.left},
        before.debt + loan - year_facts(year).capital,
    )
    return Exercise(year, votes, done, previous, result)


def _estimates(seed: int, kitchen: Exercise, before: Result) -> Estimates:
    year = kitchen.year
    running = operating_spending(seed, year, _grants(seed, year) | main_budget_lines(kitchen))
    debt = interest(seed, year, before.debt) | repaid_capital(year)
    chance = stream(seed, "budget", "whole", str(year))
    # A published total is rounded: what is behind it is a little less.
    whole = round(year_facts(year).spending * (1 - chance.uniform(0, 0.0002)))
    for_equipment = whole - _done(running, SPENDING) - _done(debt, SPENDING)
    revenue = operating_revenue(seed, year)
    return {
        **running,
        **debt,
        **revenue,
        **equipment(seed, year, for_equipment, before.left),
        **equipment_revenue(seed, year, before.left),
        **entries(seed, year, sale_of(revenue)),
    }


def _grants(seed: int, year: int) -> Estimates:
    """Grants to associations: voted with a little in reserve for those asked for in the year."""
    return {
        real_line(OPERATING, SPENDING, GRANTS, function): Estimate(round_up(amount * 1.015), amount)
        for function, amount in granted_by_function(seed, year).items()
    }


def _loan(year: int, estimates: Estimates, votes: tuple[Vote, ...]) -> int:
    """Borrow what the year's revenue lacks to leave its net result, as far as the votes allow."""
    facts = year_facts(year)
    lacking = facts.spending + facts.net - _done(estimates, REVENUE)
    allowed = sum(total(vote.amounts, flow=REVENUE, accounts=[LOANS]) for vote in votes)
    return max(0, min(round(lacking / LOAN_STEP), allowed // LOAN_STEP)) * LOAN_STEP


def _done(estimates: Estimates, flow: str) -> int:
    return sum(
        each.done
        for line, each in estimates.items()
        if line.flow == flow and not line.moves_no_money
    )
