"""The annexed budget of the municipal kitchen, which the main budget keeps in balance."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.city.demo.budget.chart import real_line
from ckanext.city.demo.budget.equipment import mirrored
from ckanext.city.demo.budget.model import (
    INVESTMENT,
    OPERATING,
    REVENUE,
    SPENDING,
    Amounts,
    Estimate,
    Exercise,
    Line,
    Result,
    add,
    balance,
)
from ckanext.city.demo.budget.operating import (
    Estimates,
    round_voted,
    spending_spread,
    stray,
)
from ckanext.city.demo.budget.sources import BASE_YEAR, THOUSAND, first_year, index_of, read
from ckanext.city.demo.budget.votes import Rules, carry_over, make_votes
from ckanext.city.demo.seed import stream

DEPRECIATION = "6811"
REVENUE_SPREAD = 0.012
EQUIPMENT_SPREAD = 0.06
STAGES = 2  # it is voted and supplemented, never amended


def kitchen_exercises(seed: int, last_year: int) -> list[Exercise]:
    """Reckon the kitchen's years one after the other, each beginning with what the last left."""
    opening = read("annexe")["opening"]
    result = Result(opening["operating"] * THOUSAND, opening["investment"] * THOUSAND, {}, 0)
    exercises: list[Exercise] = []
    previous: Amounts = {}
    for year in range(first_year(), last_year + 1):
        exercise = _exercise(seed, year, result, previous)
        exercises.append(exercise)
        result, previous = exercise.result, exercise.credits
    return exercises


def main_budget_lines(kitchen: Exercise) -> Estimates:
    """Give what the main budget pays to the kitchen: its deficit, and the crèches' meals."""
    source = read("annexe")
    subsidy = _line(REVENUE, source["subsidy"]["received"])
    paid = real_line(OPERATING, SPENDING, source["subsidy"]["paid"], source["function"])
    first, second = (vote.amounts.get(subsidy, 0) for vote in kitchen.votes)
    sold = _line(REVENUE, source["sold_to_town"]["sold"])
    bought = real_line(
        OPERATING, SPENDING, source["sold_to_town"]["bought"], source["sold_to_town"]["bought_by"]
    )
    return {
        paid: Estimate(first + second, kitchen.done[subsidy], amended={1: second}),
        bought: Estimate(
            kitchen.credits[sold],
            kitchen.done[sold],
            amended={1: kitchen.votes[1].amounts.get(sold, 0)},
        ),
    }


def _exercise(seed: int, year: int, before: Result, previous: Amounts) -> Exercise:
    chance = stream(seed, "kitchen", str(year))
    estimates = dict(_running(seed, year)) | _equipment(seed, year)
    votes = make_votes(chance, estimates, before, Rules(_close, STAGES))
    done = add({line: each.done for line, each in estimates.items()}, carry_over(before))
    # Paid at the year's end, in thousands, so that a little more than nothing remains.
    missing = -balance(done, OPERATING) + chance.randrange(6_000, 16_000) * 100
    subsidy = -(-missing // THOUSAND) * THOUSAND
    done = add(done, {_subsidy_line(): subsidy})
    result = Result(balance(done, OPERATING), balance(done, INVESTMENT), {}, 0)
    return Exercise(year, votes, done, previous, result)


def _running(seed: int, year: int) -> Iterator[tuple[Line, Estimate]]:
    source, chance = read("annexe"), stream(seed, "kitchen", "running", str(year))
    level = index_of(year, source["spending_index"], source["growth"])
    for account, thousands, rate in source["spending"]:
        line = _line(SPENDING, account)
        done = round(thousands * THOUSAND * level * stray(chance, spending_spread(line)))
        yield line, Estimate(round_voted(done / rate), done)
    level = index_of(year, source["revenue_index"], source["growth"])
    for account, thousands, rate in source["revenue"]:
        done = round(thousands * THOUSAND * level * stray(chance, REVENUE_SPREAD))
        yield _line(REVENUE, account), Estimate(round_voted(done / rate), done)
    sold = round(source["sold_to_town"]["total"] * THOUSAND * level * stray(chance, REVENUE_SPREAD))
    yield _line(REVENUE, source["sold_to_town"]["sold"]), Estimate(round_voted(sold), sold)


def _equipment(seed: int, year: int) -> Estimates:
    source, chance = read("annexe"), stream(seed, "kitchen", "equipment", str(year))
    estimates = mirrored(chance, source["depreciation"], DEPRECIATION, SPENDING)
    level = (1 + source["growth"]) ** (year - BASE_YEAR)
    for account, (thousands, rate) in source["equipment"].items():
        done = round(thousands * THOUSAND * level * stray(chance, EQUIPMENT_SPREAD))
        line = real_line(INVESTMENT, SPENDING, account, source["function"])
        estimates[line] = Estimate(round_voted(done / rate), done)
    return estimates


def _close(amounts: dict[Line, int], carried: Amounts) -> dict[Line, int]:
    """Let the main budget pay for what is missing, and what wear sets aside buy equipment."""
    missing = -balance(amounts, OPERATING)
    to_spend = balance(add(amounts, carried), INVESTMENT)
    function = read("annexe")["function"]
    equipment = real_line(INVESTMENT, SPENDING, next(iter(read("annexe")["equipment"])), function)
    return add(amounts, {_subsidy_line(): missing, equipment: to_spend})


def _line(flow: str, account: str) -> Line:
    return real_line(OPERATING, flow, account, read("annexe")["function"])


def _subsidy_line() -> Line:
    return _line(REVENUE, read("annexe")["subsidy"]["received"])
