"""What a budget is made of: lines, the votes of a year, what was really spent and received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

Amounts = Mapping["Line", int]  # cents of euro

# How the law names a stage, in the order of a year; ids of the vocabulary `budget-stages`.
INITIAL = "budget-primitif"
SUPPLEMENTARY = "budget-supplementaire"
AMENDING = "decision-modificative"
ACCOUNT = "compte-administratif"
SINGLE_ACCOUNT = "compte-financier-unique"

OPERATING = "F"
INVESTMENT = "I"
SPENDING = "D"
REVENUE = "R"

NO_FUNCTION = "01"  # M57: what belongs to no function
OPERATING_RESULT = "002"
INVESTMENT_BALANCE = "001"
CAPITALISED = "1068"
LOANS = "1641"
TRANSFER_OUT = "023"
TRANSFER_IN = "021"
SALES = "024"
# What is carried from one year to the next: neither earned nor spent in the year.
CARRIED_OVER = frozenset({OPERATING_RESULT, INVESTMENT_BALANCE, CAPITALISED})


class Line(NamedTuple):
    """One line of a budget, whatever its amount. Sorts as a budget is printed."""

    section: str
    flow: str
    chapter: str
    account: str
    function: str = NO_FUNCTION
    operation: str = ""
    moves_no_money: bool = False  # an « opération d'ordre »


@dataclass(frozen=True)
class Estimate:
    """What a line comes to in a year: voted in all, really done, contracts not yet done (cents).

    `amended` says what of `voted` a later stage than the first one voted.
    """

    voted: int
    done: int
    left: int = 0
    amended: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Vote:
    """What the council voted at one stage; `carried` are the contracts of the year before."""

    kind: str
    number: int | None
    amounts: Amounts
    carried: Amounts


@dataclass(frozen=True)
class Result:
    """What a year leaves to the next: cents; `left` are contracts signed and not yet done."""

    operating: int
    investment: int
    left: Amounts
    debt: int

    @property
    def left_balance(self) -> int:
        """Grants still to come, less works still to pay."""
        return total(self.left, flow=REVENUE) - total(self.left, flow=SPENDING)

    @property
    def capitalised(self) -> int:
        """The part of the operating surplus that goes to the investment section (1068)."""
        need = -(self.investment + self.left_balance)
        return min(max(need, 0), max(self.operating, 0))

    @property
    def reported(self) -> int:
        """The part of the operating surplus that stays where it is (002)."""
        return self.operating - self.capitalised


@dataclass(frozen=True)
class Exercise:
    """One year of one budget."""

    year: int
    votes: tuple[Vote, ...]
    done: Amounts
    previous: Amounts  # credits open at the end of the year before
    result: Result

    @property
    def credits(self) -> dict[Line, int]:
        """All that was voted in the year, the contracts of the year before included."""
        return add(*(each.amounts for each in self.votes), *(each.carried for each in self.votes))


def add(*parts: Amounts) -> dict[Line, int]:
    """Add amounts line by line, leaving out what comes to nothing."""
    sums: dict[Line, int] = {}
    for part in parts:
        for line, amount in part.items():
            sums[line] = sums.get(line, 0) + amount
    return {line: amount for line, amount in sums.items() if amount}


def total(
    amounts: Amounts,
    *,
    section: str | None = None,
    flow: str | None = None,
    accounts: Iterable[str] | None = None,
    real_only: bool = False,
) -> int:
    """Add the amounts (cents) of the lines of a section, a direction or some accounts.

    Args:
        real_only: leave out what moves no money and what was carried from the year before.
    """
    wanted = None if accounts is None else frozenset(accounts)
    return sum(
        amount
        for line, amount in amounts.items()
        if (section is None or line.section == section)
        and (flow is None or line.flow == flow)
        and (wanted is None or line.account in wanted)
        and not (real_only and (line.moves_no_money or line.account in CARRIED_OVER))
    )


def balance(amounts: Amounts, section: str) -> int:
    """Revenue less spending of a section, in cents."""
    return total(amounts, section=section, flow=REVENUE) - total(
        amounts, section=section, flow=SPENDING
    )
