"""The figures that a seed does not change, read from the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BASE_YEAR = 2025
CENTS = 100
THOUSAND = 1000 * CENTS

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class YearFacts:
    """What is fixed of a year of the city; money in cents.

    `net` is revenue less spending; `initial`, where it is known, all that the first budget of the
    year lets spend.
    """

    population: int
    spending: int
    net: int
    capital: int
    initial: int | None


@cache
def read(name: str) -> Mapping[str, Any]:
    """Read `town`, `programme`, `annexe` or `chart`."""
    content: dict[str, Any] = yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def first_year() -> int:
    """The first year that is reckoned; the budget before it is what it begins with."""
    return int(read("town")["first_year"])


def year_facts(year: int) -> YearFacts:
    """Give what is fixed of a year; after the last one that is written, what goes on from it."""
    town = read("town")
    known, later = town["years"], town["later"]
    last = max(known)
    facts, passed = known[min(year, last)], max(year - last, 0)
    return YearFacts(
        population=round(facts["population"] * (1 + later["population"]) ** passed),
        spending=round(facts["spending"] * (1 + later["spending"]) ** passed) * THOUSAND,
        net=(later["net"] if passed else facts["net"]) * THOUSAND,
        capital=round((later["capital"] if passed else facts["capital"]) * THOUSAND),
        initial=facts["initial"] * THOUSAND if not passed and "initial" in facts else None,
    )


def index_of(year: int, known: Mapping[int, float], growth: float) -> float:
    """Give a year's level against the base year's: written for the past, growing after it."""
    return known.get(year, (1 + growth) ** (year - BASE_YEAR))


def value_of(year: int, values: Sequence[int], finished: int | None = None) -> int:
    """Give a year's value in a list of the programme; after its end the last one goes on."""
    at = year - int(read("programme")["first_year"])
    if at < len(values):
        return values[at]
    return 0 if finished is not None and year > finished else values[-1]


@cache
def policy_of(function: str) -> str:
    """Give the id of the public policy that a function of M57 belongs to."""
    policies = read("town")["policies"]
    return str(next(each["id"] for each in policies if function in each["functions"]))
