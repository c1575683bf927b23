"""Menus as a canteen hangs them up: a column a day and a row a course, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.repair.dates import month_of
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding
from ckanext.city.tables.table import Column

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_DAY = re.compile(rf"\s*{_WEEKDAY}\b.*", re.IGNORECASE | re.DOTALL)
_SHORT_DAY = re.compile(
    rf"(?P<weekday>{_WEEKDAY})(?:\s+(?P<day>\d{{1,2}})(?:er)?)?(?:\s+(?P<month>[^\W\d_]+))?",
    re.IGNORECASE,
)
_WEEK = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er)?(?:[\s_-]+(?P<month>[^\W\d_]{{3,}}))?[\s_-]+au[\s_-]+"
    rf"(?:{_WEEKDAY}\s+)?(?P<last>\d{{1,2}})(?:er)?[\s_-]+(?P<last_month>[^\W\d_]{{3,}})"
    r"[\s_-]+(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_LEAST = 3  # days, or courses
_COURSES = frozenset(
    ("entree", "plat", "garniture", "dessert", "laitage", "fromage", "gouter", "accompagnement")
)
#: Courses that only titles of columns are, and what else such titles say: "Plat chaud", "Légume".
_OF_TITLES = _COURSES | {"legume", "feculent", "laitier"}
_BESIDES = frozenset(
    ("principal", "produit", "laitier", "chaud", "d", "protidique", "du", "jour", "ou")
)
_DATED = frozenset(("date", "jour", "jours", "datedurepas", "menudate", "datedumenu"))
#: What is said of each dish, which a column of whole meals cannot say.
_OF_DISHES = frozenset(
    ("menuPlatCode", "menuPlatSiqo", "menuPlatLabel", "menuPlatPrecision", "menuPlatRegime",
     "menuPlatAllergene", "menuPlatTexture", "menuPlatNutriscore", "menuPlatPrix")
)  # fmt: skip
_WHOLE = "repas entier"
_NAME, _COURSE, _DATE = "menuPlatNom", "menuPlatType", "menuDate"


def find_days(sheet: Sheet) -> Unfolding | None:
    """Find the days of a week beside a column of its courses, or the courses beside one of days.

    A day without its date stays what the header says, unless a title says of which week it is.
    """
    return _days(sheet) or _courses(sheet)


def _days(sheet: Sheet) -> Unfolding | None:
    days = [column for column in sheet.columns if _DAY.fullmatch(column.header)]
    others = [column for column in sheet.columns if column not in days]
    if len(days) < _LEAST or len({day.header for day in days}) < len(days):
        return None
    courses = [c.letter for c in others if _holds_courses(sheet.texts(c.letter))]
    if not courses:
        return None
    beside = {_COURSE: courses[0]} if len(courses) == 1 else {}
    blocks = (
        Block({_NAME: day.letter, **beside}, {_DATE: _dated(day.header, sheet)}, (day.letter,))
        for day in days
    )
    return Unfolding(tuple(blocks), safe=True, apart=_OF_DISHES, whole=_WHOLE)


def _holds_courses(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return 2 * sum(map(_is_course, filled)) >= len(filled) > 1


def _is_course(text: str) -> bool:
    return bool(_COURSES & {singular(word) for word in words(text)})


def _dated(header: str, sheet: Sheet) -> str:
    """Give the date of a day, if it lies in the one week that titles name; else what it says."""
    said = _SHORT_DAY.fullmatch(header.strip())
    cells = [text for column in sheet.columns for text in sheet.texts(column.letter)]
    weeks = {week for title in sheet.titles for week in _weeks(title)}
    others = {week for text in cells for week in _weeks(text)} - weeks
    if said is None or others or len(weeks) != 1:
        return header
    found = [
        day
        for day in weeks.pop()
        if _WEEKDAYS[day.weekday()] == said["weekday"].lower()
        if said["day"] in (None, str(day.day), f"{day.day:02}")
        if said["month"] is None or month_of(said["month"]) == day.month
    ]
    return found[0].isoformat() if len(found) == 1 else header


def _weeks(title: str) -> Iterator[tuple[date, ...]]:
    """Read the weeks that a title names: "du 10 au 14 mars 2025", "du 30 mars au 3 avril 2025"."""
    for found in _WEEK.finditer(title):
        last_month = month_of(found["last_month"])
        month = month_of(found["month"]) if found["month"] else last_month
        if month is None or last_month is None:
            continue
        try:
            first = date(int(found["year"]), month, int(found["day"]))
            last = date(int(found["year"]), last_month, int(found["last"]))
        except ValueError:
            continue
        yield tuple(first + timedelta(n) for n in range((last - first).days + 1))


def _courses(sheet: Sheet) -> Unfolding | None:
    """Find the courses of a meal, each a column, beside one of days or dates."""
    courses = [column for column in sheet.columns if _is_course_title(column)]
    days = [column for column in sheet.columns if normal(column.header) in _DATED]
    if len(courses) < _LEAST or len(days) != 1:
        return None
    if len({normal(column.header) for column in courses}) < len(courses):
        return None
    blocks = (Block({_NAME: c.letter}, {_COURSE: c.header}) for c in courses)
    return Unfolding(tuple(blocks), safe=True, apart=_OF_DISHES, whole=_WHOLE)


def _is_course_title(column: Column) -> bool:
    said = {singular(word) for word in words(column.header)}
    return bool(said & _OF_TITLES) and said <= _OF_TITLES | _BESIDES
