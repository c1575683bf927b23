"""What the demo city's indicators came to, year after year: written, strayed, or reckoned."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.budget.chain import main_exercises
from ckanext.city.demo.budget.model import OPERATING, SPENDING, total
from ckanext.city.demo.budget.sources import first_year, year_facts
from ckanext.city.demo.finances import YearFigures, year_figures
from ckanext.city.demo.outlook.emissions import CITY, assessed_years, emitted, of_the_city
from ckanext.city.demo.seed import stream

Indicator = Mapping[str, Any]
Series = dict[int, float]

YEARS = 10
ENERGY_ACCOUNTS = ("60612", "60613", "60622")
FINAL, PROVISIONAL, ESTIMATED = "définitif", "provisoire", "estimé"
_STRAY = 0.35  # of a year's step, between two written values
_FADING = 0.6  # of the last step, each year after the last written value
_THIRD_QUARTER = (9, 30)
_YEARLY_VALUES_DUE = (3, 31)
# Legal population before the years that the budgets know.
_EARLIER_POPULATION = {2019: 31190, 2020: 31060}
# Tonnes of CO2 for a MWh of the city's buildings: less each year, as gas gives way to the heat
# network.
_TONNES_PER_MWH, _LESS_EACH_YEAR = 0.148, 0.0033


@dataclass(frozen=True)
class Measure:
    """A value as it is published, with the period that it describes (`start` None: one day)."""

    year: int
    start: date | None
    end: date
    value: float
    status: str
    comment: str


@cache
def read() -> Mapping[str, Any]:
    """Read the indicators and what no seed changes of their values."""
    path = Path(__file__).with_name("indicators.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def reference_year() -> int:
    """The year that indicators are compared with, but for those that say another one."""
    return int(read()["reference"])


def measures(seed: int, indicator: Indicator, today: date) -> list[Measure]:
    """Give the last ten values of an indicator that were known on a day, the oldest first."""
    values = _values(seed, indicator, today)
    known = [
        measure
        for year, value in sorted(values.items())
        if (measure := _measure(indicator, year, value, today)) is not None
    ]
    return known[-YEARS:]


def reference(seed: int, indicator: Indicator, today: date) -> tuple[int, float]:
    """Give the year that an indicator is compared with and its value, rounded as the others."""
    values = _values(seed, indicator, today)
    wanted = indicator.get("from", reference_year())
    year = wanted if wanted in values else reference_year()
    return year, rounded(indicator, values[year])


def rounded(indicator: Indicator, value: float) -> float:
    """Round a value to the decimals or the unit that its indicator has."""
    unit: int = indicator.get("round", 1)
    return round(round(value / unit, indicator.get("decimals", 0)) * unit, 3)


def population(year: int) -> int:
    """Give the legal population of a year."""
    return _EARLIER_POPULATION.get(year) or year_facts(year).population


def _values(seed: int, indicator: Indicator, today: date) -> Series:
    if "follows" in indicator:
        written: Series = indicator["points"]
        return written | _FOLLOWED[indicator["follows"]](seed, today)
    chance = stream(seed, "indicators", indicator["id"])
    return dict(_strayed(chance, indicator["points"], today.year))


def _strayed(
    chance: random.Random, points: Mapping[int, float], last: int
) -> Iterator[tuple[int, float]]:
    """Go from one written value to the next, a little astray between them, and on after the end."""
    years = sorted(points)
    for start, end in itertools.pairwise(years):
        step = (points[end] - points[start]) / (end - start)
        yield start, points[start]
        for year in range(start + 1, end):
            stray = chance.uniform(-_STRAY, _STRAY) * step
            yield year, points[start] + step * (year - start) + stray
    value = points[years[-1]]
    yield years[-1], value
    step = (value - points[years[-2]]) / (years[-1] - years[-2])
    for year in range(years[-1] + 1, last + 1):
        step *= _FADING
        value += step
        yield year, value


def _measure(indicator: Indicator, year: int, value: float, today: date) -> Measure | None:
    """Say when a value was measured; None where it was not known yet."""
    end = date(year, 12, 31)
    if "often" in indicator and end > today:
        end = date(year, *_THIRD_QUARTER)
    if not _is_known(indicator, year, end, today):
        return None
    twelve_months = date(end.year - 1, end.month, end.day) + timedelta(days=1)
    return Measure(
        year=year,
        start=twelve_months if "flow" in indicator else None,
        end=end,
        value=rounded(indicator, value),
        status=_status(indicator, year, end),
        comment=_comment(indicator, year, end),
    )


def _is_known(indicator: Indicator, year: int, end: date, today: date) -> bool:
    if "often" in indicator:
        return end < today
    if "follows" in indicator:  # known by the council since its session
        return True
    return date(year + 1 + indicator.get("late", 0), *_YEARLY_VALUES_DUE) <= today


def _status(indicator: Indicator, year: int, end: date) -> str:
    if _is_estimated(indicator, year):
        return ESTIMATED
    return FINAL if end == date(year, 12, 31) else PROVISIONAL


def _comment(indicator: Indicator, year: int, end: date) -> str:
    if _is_estimated(indicator, year):
        return str(read()["before_2019"])
    if end != date(year, 12, 31) and "flow" in indicator:
        return "Douze mois glissants"
    why = indicator.get("why", {}).get(year, "")
    return str(read().get(why, why))


def _is_estimated(indicator: Indicator, year: int) -> bool:
    return indicator.get("follows") in {"territory", "territory-each"} and year < reference_year()


@lru_cache(maxsize=32)
def _figures(seed: int, today: date) -> tuple[YearFigures, ...]:
    return year_figures(seed, today)


def _of_figures(read_off: Callable[[YearFigures], float]) -> Callable[[int, date], Series]:
    return lambda seed, today: {each.year: read_off(each) for each in _figures(seed, today)}


def _territory(seed: int, today: date) -> Series:
    return {year: sum(emitted(seed, year).values()) for year in assessed_years(today)}


def _territory_each(seed: int, today: date) -> Series:
    return {year: tonnes / population(year) for year, tonnes in _territory(seed, today).items()}


def _city(seed: int, today: date) -> Series:
    return {year: emitted(seed, year)[CITY] for year in assessed_years(today)}


def _city_energy(seed: int, today: date) -> Series:
    return {
        year: of_the_city(round(tonnes))["tertiaire"]
        / (_TONNES_PER_MWH - _LESS_EACH_YEAR * (year - reference_year()))
        for year, tonnes in _city(seed, today).items()
    }


def _energy_spending(seed: int, today: date) -> Series:
    """Thousands of euros."""
    known = {each.year for each in _figures(seed, today)}
    spent = {
        exercise.year: total(
            exercise.done, section=OPERATING, flow=SPENDING, accounts=ENERGY_ACCOUNTS
        )
        for exercise in main_exercises(seed, max(known, default=first_year()))
    }
    return {year: cents / 100_000 for year, cents in spent.items() if year in known}


_FOLLOWED: Mapping[str, Callable[[int, date], Series]] = {
    "territory": _territory,
    "territory-each": _territory_each,
    "city": _city,
    "city-energy": _city_energy,
    "energy": _energy_spending,
    "debt": _of_figures(lambda year: year.per_inhabitant(year.debt)),
    "equipment": _of_figures(lambda year: year.per_inhabitant(year.equipment)),
    "saving": _of_figures(lambda year: year.saving_rate * 100),
}
