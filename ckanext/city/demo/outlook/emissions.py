"""What the demo city's territory emits, and what its council allows: tonnes of CO2 by sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.finances import NOVEMBER, SEPTEMBER, deliberation_number, session_date
from ckanext.city.demo.seed import stream

Tonnes = Mapping[str, int]

CITY, OFFICES, TRANSPORT = "ville", "bureaux", "transports"
FIRST_CAP = 2021
_VOTE_NUMBER = 126
_ROUNDED_TO = 100  # caps are round, outturns are not
_BEFORE, _AFTER = 2019, 2025  # years whose sectors are written


@dataclass(frozen=True)
class CapVote:
    """The vote of a year's cap, in the November before it."""

    day: date
    deliberation: str


@cache
def facts() -> Mapping[str, Any]:
    """Read what no seed changes."""
    path = Path(__file__).with_name("climate.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def cap_vote(year: int) -> CapVote:
    """Say when the cap of a year was voted, and by which deliberation."""
    return CapVote(
        session_date(year - 1, NOVEMBER), deliberation_number(year - 1, NOVEMBER, _VOTE_NUMBER)
    )


def assessed_years(today: date) -> range:
    """The years whose outturn the council had before it by a day, in the September after each."""
    last = today.year - 1 if session_date(today.year, SEPTEMBER) <= today else today.year - 2
    return range(base_year(), last + 1)


def capped_years(today: date) -> range:
    """The years whose cap was voted by a day."""
    last = today.year + 1 if cap_vote(today.year + 1).day <= today else today.year
    return range(FIRST_CAP, last + 1)


def base_year() -> int:
    """The year that reductions are compared with."""
    return int(facts()["base_year"])


def target_year() -> int:
    """The year that the city has set its aim for."""
    return int(facts()["target_year"])


def emitted(seed: int, year: int) -> dict[str, int]:
    """Give what each sector of `climate.yaml` emitted in a year; they add up to the year's total.

    Raises:
        KeyError: the year is before the first inventory.
    """
    chance = stream(seed, "climate", str(year))
    whole = _total_emitted(year)
    sectors = {
        name: round(share * whole) + chance.randint(-astray, astray)
        for name, share in _shares(year).items()
        if name != TRANSPORT
        for astray in [facts()["sectors"][name].get("astray", 0)]
    }
    return {TRANSPORT: whole - sum(sectors.values()), **sectors}


def caps(year: int) -> dict[str, int]:
    """Give what each sector may emit in a year; they add up to the cap."""
    whole = total_cap(year)
    now, then = _of_caps(), _shares(FIRST_CAP)
    part = _part(year, FIRST_CAP, _AFTER)
    sectors = {
        name: _rounded((then[name] * (1 - part) + now[name] * part) * whole)
        for name in now
        if name != TRANSPORT
    }
    return {TRANSPORT: whole - sum(sectors.values()), **sectors}


def total_cap(year: int) -> int:
    """Give the cap of a year, voted or on the way to the aim."""
    known: dict[int, int] = facts()["caps"]
    last = max(known)
    if year <= last:
        return known[year]
    return max(known[last] - int(facts()["cap_later"]) * (year - last), 0)


def of_the_city(tonnes: int) -> dict[str, int]:
    """Share what the city itself emits between its buildings and its vehicles."""
    buildings = round(tonnes * facts()["city_buildings"])
    return {"tertiaire": buildings, TRANSPORT: tonnes - buildings}


def _total_emitted(year: int) -> int:
    known: dict[int, int] = facts()["emitted"]
    growth: float = facts()["emitted_later"]
    last = max(known)
    return known[year] if year <= last else round(known[last] * growth ** (year - last))


def _shares(year: int) -> dict[str, float]:
    """The part of each sector in what is emitted, on the way from the first to the last written."""
    part = _part(year, _BEFORE, _AFTER)
    wholes = [facts()["emitted"][each] for each in (_BEFORE, _AFTER)]
    less = facts()["less_transport"].get(year, 0)
    shares = {
        name: sector["at"][0] / wholes[0] * (1 - part) + sector["at"][1] / wholes[1] * part
        for name, sector in facts()["sectors"].items()
    }
    others = 1 - shares[TRANSPORT]
    return {name: share * (1 + less / others) for name, share in shares.items()}


def _of_caps() -> dict[str, float]:
    whole = facts()["caps"][_AFTER]
    return {name: sector["cap"] / whole for name, sector in facts()["sectors"].items()}


def _part(year: int, start: int, end: int) -> float:
    return min(max((year - start) / (end - start), 0), 1)


def _rounded(tonnes: float) -> int:
    return round(tonnes / _ROUNDED_TO) * _ROUNDED_TO
