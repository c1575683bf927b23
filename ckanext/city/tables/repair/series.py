"""Columns that are the years, quarters or months of one measure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import partial

from ckanext.city.tables.check.descriptor import Descriptor, Field
from ckanext.city.tables.recognise.names import normal, words
from ckanext.city.tables.repair.dates import month_of
from ckanext.city.tables.repair.units import is_other, unit_column, unit_of
from ckanext.city.tables.repair.wide import Block, Layout, Sheet, Unfolding

_YEAR = re.compile(r"(?:ann[ée]e\s+|exercice\s+)?((?:19|20)\d{2})(?:[.,]0)?", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:(?:t|trim(?:estre)?\.?\s*)([1-4])|([1-4])\s?(?:er|[eè]me|e)?\s*trim(?:estre)?\.?)"
    r"\s*[-/ ]?\s*((?:19|20)\d{2})",
    re.IGNORECASE,
)
_MONTH = re.compile(r"([^\W\d_]{3,9})\.?[\s-]+((?:19|20)\d{2})")
_MONTH_IN_FIGURES = re.compile(
    r"(?:(0?[1-9]|1[0-2])[/-]((?:19|20)\d{2})|((?:19|20)\d{2})-(0[1-9]|1[0-2]))"
)
_NUMBER = re.compile(r"[(+−–-]?\s?\d[\d\s\u00a0\u202f.,]*\s?(?:€|%)?\)?")
_LEAST = 2
_NUMBERS = ("integer", "number")


def series_layout(descriptor: Descriptor) -> Layout | None:
    """Give what finds periods among the columns; None where the schema has no place for them.

    It needs one required measure, and one required day or year that says of when it is.
    """
    measures = [each for each in descriptor.fields if each.required and each.type in _NUMBERS]
    times = [each for each in descriptor.fields if each.required and each.type in ("date", "year")]
    if len(measures) != 1 or len(times) != 1:
        return None
    begin = _beginning_of(times[0], descriptor) if times[0].type == "date" else None
    return partial(_find, measure=measures[0], time=times[0], begin=begin)


def _beginning_of(time: Field, descriptor: Descriptor) -> str | None:
    """Find the field that says when the period begins which ends at a day."""
    stem = {*words(time.name)} - {"fin", "end"}
    found = [
        each.name
        for each in descriptor.fields
        if each.type == "date" and {*words(each.name)} - stem in ({"debut"}, {"start"})
    ]
    return found[0] if len(found) == 1 else None


def _find(sheet: Sheet, *, measure: Field, time: Field, begin: str | None) -> Unfolding | None:
    known = {normal(measure.name), normal(time.name)}
    if any(normal(column.header) in known for column in sheet.columns):
        return None
    periods = {c.letter: span for c in sheet.columns if (span := period_of(c.header)) is not None}
    if time.type == "year":
        periods = {x: span for x, span in periods.items() if _is_year(span)}
    if len(periods) < _LEAST or len(set(periods.values())) < len(periods):
        return None
    if not all(_are_numbers(sheet.texts(letter)) for letter in periods):
        return None
    blocks = []
    for letter, (first, last) in periods.items():
        said = str(last.year) if time.type == "year" else last.isoformat()
        texts = {time.name: said, **({begin: first.isoformat()} if begin else {})}
        blocks.append(Block({measure.name: letter}, texts))
    sure = time.type == "year" or begin is not None
    return Unfolding(tuple(blocks), sure and not _counts_otherwise(sheet, measure))


def _counts_otherwise(sheet: Sheet, measure: Field) -> bool:
    """Tell whether a column says another unit than the measure's name."""
    unit, column = unit_of(measure.name), unit_column(sheet.columns)
    if unit is None or column is None:
        return False
    return any(is_other(text, unit) for text in sheet.texts(column.letter))


def _are_numbers(texts: Sequence[str]) -> bool:
    said = [text for text in texts if any(sign.isdigit() for sign in text)]
    return bool(said) and all(_NUMBER.fullmatch(text) for text in said)


def _is_year(span: tuple[date, date]) -> bool:
    return (span[1] - span[0]).days >= 364


def period_of(header: str) -> tuple[date, date] | None:
    """Read a header as a year, a quarter or a month, its first and last day, if it is one."""
    text = header.strip()
    if found := _YEAR.fullmatch(text):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    if found := _QUARTER.fullmatch(text):
        last = 3 * int(found[1] or found[2])
        return date(int(found[3]), last - 2, 1), _end(int(found[3]), last)
    if found := _MONTH_IN_FIGURES.fullmatch(text):
        year, month = int(found[2] or found[3]), int(found[1] or found[4])
        return date(year, month, 1), _end(year, month)
    found = _MONTH.fullmatch(text)
    month_said = month_of(found[1]) if found else None
    if found is None or month_said is None:
        return None
    return date(int(found[2]), month_said, 1), _end(int(found[2]), month_said)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
