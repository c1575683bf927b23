"""Menus as a canteen hangs them up: a column a day, a row a course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding

_DAY = re.compile(
    r"\s*(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_LEAST = 3  # days
_COURSES = frozenset(("entree", "plat", "garniture", "dessert", "laitage", "fromage", "gouter"))


def find_days(sheet: Sheet) -> Unfolding | None:
    """Find the days of a week, beside a column of its courses.

    A day without its date stays what the header says: the check asks for the date.
    """
    days = [column for column in sheet.columns if _DAY.fullmatch(column.header)]
    others = [column for column in sheet.columns if column not in days]
    if len(days) < _LEAST or len({day.header for day in days}) < len(days):
        return None
    if not any(_holds_courses(sheet.texts(column.letter)) for column in others):
        return None
    blocks = (Block({"menuPlatNom": day.letter}, {"menuDate": day.header}) for day in days)
    return Unfolding(tuple(blocks), safe=True)


def _holds_courses(texts: Sequence[str]) -> bool:
    filled = [{singular(word) for word in words(text)} for text in texts if text]
    return 2 * sum(bool(said & _COURSES) for said in filled) >= len(filled) > 1
