"""How what a year votes falls into its four stages, each section balanced at each of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ckanext.city.demo.budget.chart import real_line
from ckanext.city.demo.budget.model import (
    AMENDING,
    INITIAL,
    INVESTMENT,
    INVESTMENT_BALANCE,
    LOANS,
    OPERATING,
    OPERATING_RESULT,
    REVENUE,
    SPENDING,
    SUPPLEMENTARY,
    TRANSFER_IN,
    TRANSFER_OUT,
    Amounts,
    Estimate,
    Line,
    Result,
    Vote,
    add,
    balance,
)
from ckanext.city.demo.budget.operating import STAFF, Estimates, round_hundred
from ckanext.city.demo.budget.sources import CENTS

STAGES = ((INITIAL, None), (SUPPLEMENTARY, None), (AMENDING, 1), (AMENDING, 2))
SECOND = 1  # place of the stage that takes up what the year before left
USUAL_SHARE = 0.88  # of the new equipment of a year that its first budget votes
PURCHASES = "011"
DEBT = "16"
# Together less than all: the first budget never votes a negative sum.
MOST_HELD_BACK, MOST_MOVED = 0.6, 0.15  # of what a year newly votes for a line
ROUNDS = 8
LATE_OPERATIONS = 0.6  # of the lines of equipment
SMALLEST_AMENDED = 20_000 * CENTS
LARGEST_AMENDMENT = 90_000 * CENTS  # of one operating line at one stage


class Amendment(NamedTuple):
    """What a stage amends: so many lines, of a chapter or any, by a share between two."""

    chapter: str | None
    flow: str
    lines: int
    least: float
    most: float
    step: int  # euros


AMENDMENTS: Mapping[int, tuple[Amendment, ...]] = {
    1: (
        Amendment(PURCHASES, SPENDING, 42, 0.01, 0.07, 100),
        Amendment(None, REVENUE, 6, -0.008, 0.016, 1000),
    ),
    2: (
        Amendment(PURCHASES, SPENDING, 14, -0.05, 0.06, 100),
        Amendment(None, REVENUE, 3, -0.02, 0.02, 1000),
    ),
    3: (
        Amendment(PURCHASES, SPENDING, 10, -0.05, 0.05, 100),
        Amendment(STAFF, SPENDING, 8, -0.008, 0.009, 1000),
        Amendment(None, REVENUE, 4, -0.015, 0.02, 1000),
    ),
}
MOVES = {2: 3, 3: 4}  # sums moved from one investment line to another

Amended = dict[int, dict[Line, int]]
Close = Callable[[dict[Line, int], Amounts], dict[Line, int]]


@dataclass(frozen=True)
class Rules:
    """How a budget is voted.

    `close` adds to the amounts of a stage the lines that balance it, and is given what is carried
    too; `stages` says how many of the four there are; `initial` is all that the first one lets
    spend, in cents, where it is known.
    """

    close: Close
    stages: int = len(STAGES)
    initial: int | None = None


def make_votes(
    chance: random.Random,
    estimates: Estimates,
    before: Result,
    rules: Rules,
) -> tuple[Vote, ...]:
    """Split what a year votes into its stages.

    Args:
        estimates: of the year, without what is carried over and what balances.
        before: what the year before left.
        rules: of this budget.
    """
    parts = _split(chance, estimates, before.left, rules)
    parts[SECOND] = add(parts[SECOND], carry_over(before))
    votes = []
    for at, (kind, number) in enumerate(STAGES[: rules.stages]):
        carried = before.left if at == SECOND else {}
        votes.append(Vote(kind, number, add(rules.close(parts[at], carried)), carried))
    return tuple(votes)


def carry_over(before: Result) -> dict[Line, int]:
    """Give the lines that take up, to the cent, what the year before left."""
    flow = REVENUE if before.investment >= 0 else SPENDING
    return {
        real_line(OPERATING, REVENUE, OPERATING_RESULT, "01"): before.reported,
        real_line(INVESTMENT, flow, INVESTMENT_BALANCE, "01"): abs(before.investment),
        real_line(INVESTMENT, REVENUE, "1068", "01"): before.capitalised,
    }


def close_with_loans(amounts: dict[Line, int], carried: Amounts) -> dict[Line, int]:
    """Hand the operating surplus over to investment, and borrow what is still missing there."""
    surplus = balance(amounts, OPERATING)
    out = Line(OPERATING, SPENDING, TRANSFER_OUT, TRANSFER_OUT, moves_no_money=True)
    into = Line(INVESTMENT, REVENUE, TRANSFER_IN, TRANSFER_IN, moves_no_money=True)
    closed = add(amounts, {out: surplus, into: surplus})
    missing = -balance(add(closed, carried), INVESTMENT)
    return add(closed, {real_line(INVESTMENT, REVENUE, LOANS, "01"): missing})


def _split(
    chance: random.Random,
    estimates: Estimates,
    carried: Amounts,
    rules: Rules,
) -> list[dict[Line, int]]:
    new = {line: each.voted - carried.get(line, 0) for line, each in estimates.items()}
    later = _preset(estimates, rules.stages)
    for stage in later:
        for amendment in AMENDMENTS[stage]:
            later[stage] = add(later[stage], _draw(chance, amendment, estimates))
    equipment = [line for line in new if _is_equipment(line)]
    for stage in later.keys() & MOVES.keys():
        later[stage] = add(later[stage], _moves(chance, equipment, new, MOVES[stage]))
    share = _first_share(new, later, equipment, rules.initial)
    later[SECOND] = add(later[SECOND], _held_back(chance, new, equipment, 1 - share))
    first = {line: amount - _sum(later.values(), line) for line, amount in new.items()}
    return [add(first), *(later[stage] for stage in sorted(later))]


def _held_back(
    chance: random.Random, new: Mapping[Line, int], equipment: list[Line], share: float
) -> dict[Line, int]:
    """Leave to the second stage a share of the new equipment, all of it on some lines."""
    wanted = {
        line: new[line] * chance.uniform(0.2, 0.6)
        for line in equipment
        if new[line] > SMALLEST_AMENDED and chance.random() < LATE_OPERATIONS
    }
    whole = share * sum(new[line] for line in equipment)
    for _again in range(ROUNDS):  # a line that can give no more leaves its part to the others
        factor = whole / sum(wanted.values() or [1])
        wanted = {
            line: min(amount * factor, new[line] * MOST_HELD_BACK)
            for line, amount in wanted.items()
        }
    return {line: round_hundred(amount) for line, amount in wanted.items()}


def _preset(estimates: Mapping[Line, Estimate], stages: int) -> Amended:
    later: Amended = {stage: {} for stage in range(1, stages)}
    for line, estimate in estimates.items():
        for stage, amount in estimate.amended.items():
            later[stage][line] = amount
    return later


def _draw(chance: random.Random, amendment: Amendment, estimates: Estimates) -> dict[Line, int]:
    candidates = [line for line, each in estimates.items() if _may_amend(amendment, line, each)]
    unit = amendment.step * CENTS
    return {
        line: round(_drawn(chance, amendment, estimates[line].voted) / unit) * unit
        for line in chance.sample(candidates, min(amendment.lines, len(candidates) // 4))
    }


def _may_amend(amendment: Amendment, line: Line, estimate: Estimate) -> bool:
    """Amend what is worth it, and was not known to the euro beforehand."""
    return (
        line.section == OPERATING
        and line.flow == amendment.flow
        and not line.moves_no_money
        and amendment.chapter in {None, line.chapter}
        and estimate.voted > SMALLEST_AMENDED
        and estimate.voted != estimate.done
        and not estimate.amended
    )


def _drawn(chance: random.Random, amendment: Amendment, voted: int) -> float:
    amount = voted * chance.uniform(amendment.least, amendment.most)
    return max(-LARGEST_AMENDMENT, min(LARGEST_AMENDMENT, amount))


def _is_equipment(line: Line) -> bool:
    return (
        line.section == INVESTMENT
        and line.flow == SPENDING
        and line.chapter != DEBT
        and not line.moves_no_money
    )


def _moves(
    chance: random.Random, equipment: list[Line], new: Mapping[Line, int], count: int
) -> dict[Line, int]:
    """Move money from the largest lines to others, nothing in all."""
    large = sorted(equipment, key=lambda line: (-new[line], line))
    moved: dict[Line, int] = {}
    takers = [line for line in large[count:] if new[line] > SMALLEST_AMENDED]
    for giver, taker in zip(large[:count], chance.sample(takers, count), strict=True):
        most = min(new[giver] * 0.05, new[taker] * MOST_MOVED)
        amount = round_hundred(most * chance.uniform(0.5, 1))
        moved = add(moved, {giver: -amount, taker: amount})
    return moved


def _first_share(
    new: Mapping[Line, int], later: Amended, equipment: list[Line], initial: int | None
) -> float:
    if initial is None:
        return USUAL_SHARE
    running = sum(
        amount - _sum(later.values(), line)
        for line, amount in new.items()
        if line.flow == SPENDING and not line.moves_no_money and not _is_equipment(line)
    )
    return (initial - running) / sum(new[line] for line in equipment)


def _sum(parts: Iterable[Mapping[Line, int]], line: Line) -> int:
    return sum(part.get(line, 0) for part in parts)
