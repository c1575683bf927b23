"""What the city builds and buys in a year, the grants for it, and the entries without money."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.city.demo.budget.chart import entry_line, real_line
from ckanext.city.demo.budget.model import (
    INVESTMENT,
    OPERATING,
    REVENUE,
    SALES,
    SPENDING,
    Amounts,
    Estimate,
    Line,
)
from ckanext.city.demo.budget.operating import SALE, Estimates, round_up, round_voted, stray
from ckanext.city.demo.budget.sources import BASE_YEAR, CENTS, THOUSAND, read, value_of
from ckanext.city.demo.seed import stream

DEPRECIATION = "6811"
GRANT_SHARE = "777"
OWN_WORKS = "722"
BOOK_VALUE = "675"
GAIN = "6761"
GAIN_KEPT = "192"
SOLD = "2115"


def equipment(seed: int, year: int, whole: int, carried: Amounts) -> Estimates:
    """Estimate a year's spending on equipment.

    Args:
        whole: all that is really spent on it, in cents.
        carried: contracts of the year before that this year has still to pay.
    """
    chance = stream(seed, "budget", "equipment", str(year))
    operations = read("programme")["operations"]
    factor = whole / (sum(_done(each, year) for each in operations) * THOUSAND)
    estimates: Estimates = {}
    for operation in operations:
        estimates |= _operation_lines(chance, operation, year, factor, carried)
    return _with_carried(estimates, carried, SPENDING)


def equipment_revenue(seed: int, year: int, carried: Amounts) -> Estimates:
    """Estimate the grants for equipment, the refund of VAT and the sales of a year."""
    chance = stream(seed, "budget", "grants", str(year))
    estimates: Estimates = {}
    for row in read("programme")["revenue"]:
        line = real_line(
            INVESTMENT, REVENUE, row["account"], row["function"], row.get("operation", "")
        )
        done = round(value_of(year, row["done"]) * THOUSAND * stray(chance, 0.0004))
        voted = value_of(year, row["voted"]) * THOUSAND
        if voted:
            estimates[line] = _estimate(done, voted, row["left"], carried.get(line, 0))
    sale = Line(INVESTMENT, REVENUE, SALES, SALES)
    estimates[sale] = Estimate(value_of(year, read("programme")["sales"]["voted"]) * THOUSAND, 0)
    return _with_carried(estimates, carried, REVENUE)


def entries(seed: int, year: int, sale: int) -> Estimates:
    """Estimate what moves no money: wear, grants written back, own works, gains on sales.

    Args:
        sale: what the sales of the year brought, in cents.
    """
    chance = stream(seed, "budget", "entries", str(year))
    programme = read("programme")
    return (
        _mirrored(chance, year, programme["depreciation"], DEPRECIATION, SPENDING)
        | _mirrored(chance, year, programme["grants_written_back"], GRANT_SHARE, REVENUE)
        | _mirrored(chance, year, programme["own_works"], OWN_WORKS, REVENUE)
        | _within_investment(chance, year)
        | _gain(sale)
    )


def sale_of(estimates: Mapping[Line, Estimate]) -> int:
    """Give what the sales of the year brought, in cents."""
    return sum(each.done for line, each in estimates.items() if line.account == SALE)


def mirrored(
    chance: random.Random, thousands: Mapping[str, float], account: str, flow: str
) -> Estimates:
    """Pair an operating line that moves no money with its investment lines, to the cent.

    Args:
        thousands: of each investment account.
        flow: of the operating line; the others go the other way.
    """
    other = SPENDING if flow == REVENUE else REVENUE
    own: Estimates = {}
    for number, usual in thousands.items():
        done = round(usual * THOUSAND * stray(chance, 0.03))
        own[entry_line(INVESTMENT, other, number)] = Estimate(round_up(done, 100), done)
    whole = Estimate(sum(e.voted for e in own.values()), sum(e.done for e in own.values()))
    return own | {entry_line(OPERATING, flow, account): whole}


def _done(operation: Mapping[str, Any], year: int) -> int:
    return value_of(year, operation["done"], operation.get("finished"))


def _operation_lines(
    chance: random.Random,
    operation: Mapping[str, Any],
    year: int,
    factor: float,
    carried: Amounts,
) -> Estimates:
    done = _done(operation, year) * THOUSAND * factor
    voted = value_of(year, operation["voted"], operation.get("finished")) * THOUSAND * factor
    shares = {line: weight * stray(chance, 0.05) for line, weight in _shares(operation)}
    whole = sum(shares.values())
    return {
        line: _estimate(
            round(done * share / whole),
            round(voted * share / whole),
            operation["left"],
            carried.get(line, 0),
        )
        for line, share in shares.items()
        if voted
    }


def _shares(operation: Mapping[str, Any]) -> Iterator[tuple[Line, float]]:
    functions = operation["functions"]
    for account, share in operation["accounts"].items():
        for function in functions:
            line = real_line(INVESTMENT, SPENDING, account, function, operation["number"])
            yield line, share / len(functions)


def _estimate(done: int, voted: int, left: float, carried: int) -> Estimate:
    """Vote what is new in round figures; carry over a share of what was not done."""
    new = round_voted(voted - carried) if voted > carried else 0
    voted = carried + new
    return Estimate(voted, done, max(0, round((voted - done) * left)))


def _with_carried(estimates: Estimates, carried: Amounts, flow: str) -> Estimates:
    """Pay, as they stand, the contracts of lines that the year has nothing new for."""
    late = {
        line: Estimate(amount, round(amount * 0.9))
        for line, amount in carried.items()
        if line.flow == flow and line not in estimates
    }
    return estimates | late


def _mirrored(
    chance: random.Random, year: int, source: Mapping[str, Any], account: str, flow: str
) -> Estimates:
    level = (1 + source["growth"]) ** (year - BASE_YEAR)
    thousands = {number: usual * level for number, usual in source["accounts"].items()}
    return mirrored(chance, thousands, account, flow)


def _within_investment(chance: random.Random, year: int) -> Estimates:
    """Studies and advances become works once these begin: the same sum out and in."""
    estimates: Estimates = {}
    source = read("programme")["within_investment"]
    level = (1 + source["growth"]) ** (year - BASE_YEAR)
    for account, (usual, works) in source["accounts"].items():
        done = round(usual * THOUSAND * level * stray(chance, 0.15))
        voted = round_up(done * 1.1)
        estimates[entry_line(INVESTMENT, REVENUE, account, within=True)] = Estimate(voted, done)
        into = entry_line(INVESTMENT, SPENDING, works, within=True)
        before = estimates.get(into, Estimate(0, 0))
        estimates[into] = Estimate(before.voted + voted, before.done + done)
    return estimates


def _gain(sale: int) -> Estimates:
    """Take a sold thing out of the books; what it brought above its worth stays in investment."""
    worth = round(sale * read("programme")["sales"]["book_value"] / CENTS) * CENTS
    pairs = {
        (OPERATING, SPENDING, BOOK_VALUE): worth,
        (INVESTMENT, REVENUE, SOLD): worth,
        (OPERATING, SPENDING, GAIN): sale - worth,
        (INVESTMENT, REVENUE, GAIN_KEPT): sale - worth,
    }
    return {entry_line(*names): Estimate(0, amount) for names, amount in pairs.items()}
