"""Which associations the city helps in a year, and with how much: for budget and register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from ckanext.city.demo.seed import stream

ACCOUNT = "65748"  # M57: grants to « autres personnes de droit privé »
APRIL = 4
BASE_YEAR = 2025
GROWTH = 0.012
AGREEMENT_FROM = 23_000_00  # cents; loi n° 2000-321, article 10, and décret n° 2001-495
ROUNDING = 100  # euros; grants of less than 5,000 euros are rounded to half of it
_FILE = Path(__file__).with_name("associations.yaml")


@dataclass(frozen=True)
class Grant:
    """What one association is granted in one year; amounts in cents, `month` of the session."""

    name: str
    siret: str
    rna: str
    function: str
    purpose: str
    amount: int
    in_kind: int
    month: int
    has_agreement: bool


def grants_of(seed: int, year: int) -> tuple[Grant, ...]:
    """List the grants of a year, in the order of the city's list."""
    entries = _read()["associations"]
    return tuple(_grant(seed, year, each) for each in entries if _is_there(each, year))


def granted_by_function(seed: int, year: int) -> Mapping[str, int]:
    """Add the money granted in a year by function of M57, in cents: the lines of account 65748."""
    sums: dict[str, int] = {}
    for grant in grants_of(seed, year):
        sums[grant.function] = sums.get(grant.function, 0) + grant.amount
    return MappingProxyType(sums)


def luhn_digit(digits: str) -> str:
    """Give the check digit that SIREN and SIRET end with, for the digits before it."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def siret(siren: str, establishment: int) -> str:
    """Give the SIRET of an establishment, numbered from 1, of a body."""
    number = f"{siren}{establishment:04d}"
    return number + luhn_digit(number)


def _is_there(entry: Mapping[str, Any], year: int) -> bool:
    return bool(entry.get("since", year) <= year <= entry.get("until", year))


def _grant(seed: int, year: int, entry: Mapping[str, Any]) -> Grant:
    number = f"99900{entry['number']:03d}"
    siren = number + luhn_digit(number)
    text = _read()["purposes"][entry["purpose"]]
    amount = _amount(seed, year, entry)
    return Grant(
        name=entry["name"],
        siret=siret(siren, 1),
        rna=f"W913{siren[3:]}",
        function=entry["function"],
        purpose=text.format(year=year, season=f"{year}-{year + 1}"),
        amount=amount,
        in_kind=entry.get("in_kind", 0) * 100,
        month=entry.get("month", APRIL),
        has_agreement=entry.get("agreement", False) or amount >= AGREEMENT_FROM,
    )


def _amount(seed: int, year: int, entry: Mapping[str, Any]) -> int:
    """Give what was granted: the base year's sum as it is, other years' a little beside it."""
    usual = float(entry["amount"])
    if year == BASE_YEAR or "since" in entry:
        return round(usual * 100)
    chance = stream(seed, "grants", str(year), entry["name"])
    # Most associations get from one year to the next what they got before.
    change = chance.choice((0, 0, 0, -0.05, 0.04, 0.08))
    wanted = usual * (1 + change) * (1 + GROWTH) ** (year - BASE_YEAR)
    step = ROUNDING if wanted >= 5000 else ROUNDING // 2
    return round(wanted / step) * step * 100


@cache
def _read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content
