"""Day-to-day spending and revenue of a year: what was voted for each line, and what was done."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ckanext.city.demo.budget.chart import real_line
from ckanext.city.demo.budget.model import OPERATING, REVENUE, SPENDING, Estimate, Line
from ckanext.city.demo.budget.sources import (
    CENTS,
    THOUSAND,
    index_of,
    policy_of,
    read,
    value_of,
    year_facts,
)
from ckanext.city.demo.seed import stream

Estimates = dict[Line, Estimate]

STAFF = "012"
INTEREST = "66111"
SALE = "775"
ACCRUED_INTEREST = "66112"
LARGE = 1000 * THOUSAND


def operating_spending(seed: int, year: int, pinned: Mapping[Line, Estimate]) -> Estimates:
    """Estimate the operating spending of a year, policy by policy, debt left out.

    Args:
        pinned: lines settled elsewhere (grants, the kitchen's deficit), part of their policy.
    """
    chance = stream(seed, "budget", "spending", str(year))
    town = read("town")
    index = index_of(year, town["spending_index"], town["spending_growth"])
    weights = {line: weight * _level(line, year) for line, weight in _spending_weights()}
    estimates = dict(pinned)
    for policy in town["policies"]:
        own = {line: weight for line, weight in weights.items() if _is_of(line, policy)}
        fixed = [each for line, each in pinned.items() if _is_of(line, policy)]
        estimates |= _policy_lines(chance, policy, index, own, fixed)
    return estimates


def operating_revenue(seed: int, year: int) -> Estimates:
    """Estimate the operating revenue of a year, origin by origin, and the sales of property."""
    chance = stream(seed, "budget", "revenue", str(year))
    estimates: Estimates = {}
    for origin in read("town")["origins"]:
        estimates |= _origin_lines(chance, origin, year)
    return estimates | _sales(chance, year)


def interest(seed: int, year: int, debt: int) -> Estimates:
    """Estimate what the loans cost in a year.

    Args:
        debt: owed on 1 January, in cents.
    """
    chance = stream(seed, "budget", "interest", str(year))
    due = round(debt * read("town")["debt_rate"] * (1 + chance.uniform(-0.004, 0.004)))
    accrued = round(due * chance.uniform(0.01, 0.02))
    return {
        real_line(OPERATING, SPENDING, INTEREST, "01"): Estimate(round_up(due * 1.025), due),
        real_line(OPERATING, SPENDING, ACCRUED_INTEREST, "01"): Estimate(
            round_up(accrued * 1.2), accrued
        ),
    }


def repaid_capital(year: int) -> Estimates:
    """Give the capital of the loans that a year pays back."""
    due = year_facts(year).capital
    line = real_line("I", SPENDING, "1641", "01")
    return {line: Estimate(round_up(due * 1.004), due)}


def round_up(amount: float, step: int = 1000) -> int:
    """Round cents as a budget is voted: to the next full `step` of euros."""
    unit = step * CENTS
    return -int(-amount // unit) * unit


def round_voted(amount: float) -> int:
    """Round cents as a finance department does: the larger the line, the rounder."""
    unit = (1000 if amount >= 100 * THOUSAND else 100) * CENTS
    return max(round(amount / unit), 1) * unit


def round_hundred(amount: float) -> int:
    """Round cents to hundreds of euros."""
    return round(amount / (100 * CENTS)) * 100 * CENTS


def stray(chance: random.Random, spread: float) -> float:
    """Draw by how much a line strays from its usual share, never by more than two spreads."""
    return 1 + max(-2 * spread, min(2 * spread, chance.gauss(0, spread)))


def spending_spread(line: Line) -> float:
    """Say how far a line of spending strays in a year from its usual share."""
    usual: float = read("town")["spread"][line.chapter]
    return usual


def _is_of(line: Line, policy: Mapping[str, Any]) -> bool:
    return policy_of(line.function) == str(policy["id"])


def _spending_weights() -> Iterator[tuple[Line, float]]:
    """Give each line's share, in thousands of the base year."""
    town = read("town")
    for service in town["services"]:
        function = service["function"]
        shares = town["staff"]
        if service["staff"] < town["small_below"]:
            shares = {account: shares[account] for account in town["small_staff"]}
        yield from _spread(service["staff"], shares, function)
        yield from _spread(service["goods"], town["profiles"][service["profile"]], function)
    for account, function, thousands in town["other_spending"]:
        yield real_line(OPERATING, SPENDING, account, function), thousands


def _spread(
    thousands: float, shares: Mapping[str, float], function: str
) -> Iterator[tuple[Line, float]]:
    """Share a sum among accounts; one that would get next to nothing gets nothing."""
    least = read("town")["smallest_line"] * sum(shares.values())
    kept = {account: share for account, share in shares.items() if share * thousands >= least}
    for account, share in kept.items():
        line = real_line(OPERATING, SPENDING, account, function)
        yield line, thousands * share / sum(kept.values())


def _policy_lines(
    chance: random.Random,
    policy: Mapping[str, Any],
    index: float,
    weights: Mapping[Line, float],
    fixed: list[Estimate],
) -> Estimates:
    """Share out what a policy spends, and what was voted for it, among its lines."""
    # A published total is rounded: what is behind it is a little less or more.
    whole = policy["total"] * THOUSAND * index * (1 + chance.uniform(-0.0003, 0.0001))
    voted_whole = whole * policy["voted"] / policy["total"]
    done = _shared(chance, weights, whole - sum(each.done for each in fixed), spending_spread)
    wished = {line: amount / _execution(chance, line) for line, amount in done.items()}
    factor = (voted_whole - sum(each.voted for each in fixed)) / sum(wished.values())
    return {
        line: Estimate(round_voted(wished[line] * factor), amount) for line, amount in done.items()
    }


def _level(line: Line, year: int) -> float:
    levels = read("town")["account_levels"].get(line.account, {year: 1})
    return float(levels[min(year, max(levels))])


def _shared(
    chance: random.Random,
    weights: Mapping[Line, float],
    whole: float,
    spread: Callable[[Line], float],
) -> dict[Line, int]:
    drawn = {line: weight * stray(chance, spread(line)) for line, weight in weights.items()}
    factor = whole / sum(drawn.values())
    return {line: round(amount * factor) for line, amount in drawn.items()}


def _execution(chance: random.Random, line: Line) -> float:
    usual: float = read("town")["execution"][line.chapter]
    return usual * stray(chance, 0.004 if line.chapter == STAFF else 0.03)


def _origin_lines(chance: random.Random, origin: Mapping[str, Any], year: int) -> Estimates:
    index = index_of(year, origin["index"], origin["growth"])
    whole = origin["total"] * THOUSAND * index * (1 + chance.uniform(-0.0003, 0.0003))
    rows = read("town")["revenue"][origin["id"]]
    fixed = {_revenue_line(row): row[2] * THOUSAND for row in rows if len(row) > 3}
    moving = {_revenue_line(row): float(row[2]) for row in rows if len(row) == 3}
    spread: float = origin["spread"]
    done = _shared(chance, moving, whole - sum(fixed.values()), lambda _line: spread)
    if origin.get("whole"):
        done = {line: round(amount / CENTS) * CENTS for line, amount in done.items()}
    return {line: Estimate(amount, amount) for line, amount in fixed.items()} | {
        line: Estimate(_voted_revenue(chance, amount * origin["voted"]), amount)
        for line, amount in done.items()
    }


def _voted_revenue(chance: random.Random, expected: float) -> int:
    """Vote what can be expected: the large sums are better known than the others."""
    return round_voted(expected * stray(chance, 0.006 if expected >= LARGE else 0.025))


def _revenue_line(row: list[Any]) -> Line:
    return real_line(OPERATING, REVENUE, row[0], row[1])


def _sales(chance: random.Random, year: int) -> Estimates:
    """Sales are voted as investment revenue (024) and booked as operating revenue (775)."""
    thousands = value_of(year, read("programme")["sales"]["done"])
    done = round(thousands * THOUSAND * (1 + chance.uniform(-0.01, 0.01)))
    return {real_line(OPERATING, REVENUE, SALE, "01"): Estimate(0, done)}
