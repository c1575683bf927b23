"""What school restaurants serve, day after day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.days import is_public_holiday
from ckanext.city.demo.seed import stream

SCHOOL_DAYS = (0, 1, 3, 4)  # no school on Wednesdays
PLANTS_ON, FISH_ON = 3, 4
COURSES = {
    "starters": "entrée",
    "mains": "plat principal",
    "sides": "garniture",
    "dairy": "produit laitier",
    "desserts": "dessert",
}
_DAYS = 24
_AHEAD = timedelta(days=19)  # menus are out more than two weeks before


@dataclass(frozen=True)
class Dish:
    """A dish of a day; `course` in the words of the national schema."""

    course: str
    name: str
    marks: tuple[str, ...]
    allergens: tuple[str, ...]
    diet: tuple[str, ...]
    label: str


def served_days(today: date) -> list[date]:
    """The last school days whose menus are out on a day, the oldest first."""
    return sorted(islice(_back_from(_monday(today) + _AHEAD), _DAYS))


def meal_of(seed: int, day: date) -> list[Dish]:
    """Give the dishes of a day, in the order in which they are served; none twice in a week."""
    at = SCHOOL_DAYS.index(day.weekday())
    chance = stream(seed, "meals", _monday(day).isoformat())
    week = {course: chance.sample(_dishes(course), len(SCHOOL_DAYS)) for course in COURSES}
    for kind, weekday in (("plants", PLANTS_ON), ("fish", FISH_ON)):
        week["mains"][SCHOOL_DAYS.index(weekday)] = chance.choice(_read()["mains"][kind])
    is_plants = day.weekday() == PLANTS_ON
    return [_dish(course, dishes[at], is_plants) for course, dishes in week.items()]


def _dishes(course: str) -> list[Mapping[str, Any]]:
    dishes = _read()[course]
    return list(dishes["meat"] if course == "mains" else dishes)


def _dish(course: str, entry: Mapping[str, Any], is_plants: bool) -> Dish:
    return Dish(
        course=COURSES[course],
        name=entry["name"],
        marks=tuple(entry.get("marks", ())),
        allergens=tuple(entry.get("allergens", ())),
        diet=("végétarien",) if is_plants else (),
        label=entry.get("label", ""),
    )


def _back_from(day: date) -> Iterator[date]:
    while True:
        day -= timedelta(days=1)
        if day.weekday() in SCHOOL_DAYS and not _is_holiday(day):
            yield day


def _is_holiday(day: date) -> bool:
    schools_closed = any(first <= day <= last for first, last in _read()["holidays"])
    return schools_closed or is_public_holiday(day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@cache
def _read() -> Mapping[str, Any]:
    path = Path(__file__).with_name("menus.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
