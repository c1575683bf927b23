"""Guesses from the first values of a finding what went wrong, so that the advice can be precise.

A cause is told only where every value shows it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ckanext.city.tables.check.header import fold
from ckanext.city.tables.findings import Finding

_BLANK = "[ \u00a0\u202f\u2009]"
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})")
_SIDE = r"(pour|contre|abst)(?:entions?|\.)?"
_VOTES = re.compile(rf"\d+\s*(?:voix\s*)?{_SIDE}|{_SIDE}\s*:?\s*\d+", re.IGNORECASE)
#: A pattern that wants so many digits and nothing else.
_SO_MANY_DIGITS = re.compile(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")
#: A long number as a spreadsheet shows it.
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_WORDS_FOR_MONTHS = "janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c"

#: By code, causes and what the whole value looks like; the first that fits is told.
_SHAPES: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]] = {
    "type.date": (
        ("french", re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})")),
        ("impossible", re.compile(r"\d{4}-\d{2}-\d{2}")),
        ("time", re.compile(r"\d{4}-\d{2}-\d{2}[T ].+")),
        ("year", re.compile(r"(19|20)\d{2}")),
        ("serial", re.compile(r"[234]\d{4}(\.\d+)?")),
        ("words", re.compile(rf".*\b({_WORDS_FOR_MONTHS}).*", re.IGNORECASE)),
    ),
    "type.email": (("several", re.compile(r".*@.*[ ;,/].*|.*[ ;,/].*@.*")),),
    "type.integer": (
        ("thousands", re.compile(rf"-?\d{{1,3}}({_BLANK}\d{{3}})+([.,]\d+)?")),
        ("decimals", re.compile(r"-?\d+[.,]\d+")),
        ("words", re.compile(r".*\d.*[^\W\d].*|.*[^\W\d].*\d.*")),
    ),
    "type.number": (
        ("thousands", re.compile(rf"-?\d{{1,3}}({_BLANK}\d{{3}})+([.,]\d+)?")),
        ("comma", re.compile(r"-?\d+,\d+")),
        ("currency", re.compile(r"-?[\d\s.,]*\d\s*(€|%|euros?|eur|km|kg|m²|kw)", re.IGNORECASE)),
    ),
    "constraint.pattern": (
        ("scientific", _ROUNDED),
        ("spaces", re.compile(rf"\d+({_BLANK}+\d+)+")),
    ),
    "official.siret": (
        ("rna", re.compile(rf"W{_BLANK}*(\d{_BLANK}*){{9}}", re.IGNORECASE)),
        ("siren", re.compile(rf"(\d{_BLANK}*){{9}}")),
        ("scientific", _ROUNDED),
    ),
}


def with_cause(finding: Finding) -> Finding:
    """Give the finding with `cause` among its details, where its values show one."""
    cause = _cause(finding)
    if cause is None:
        return finding
    details = {**finding.details, "cause": cause}
    if cause == "digits":
        details["digits"] = _digits_wanted(finding)
    return replace(finding, details=details)


def _digits_wanted(finding: Finding) -> str | None:
    """Give how many digits a cell must have, where that is all that its pattern asks for."""
    found = _SO_MANY_DIGITS.fullmatch(str(finding.details.get("limit")))
    return found and found[1]


def _counts_another(text: str, field: str) -> bool:
    """Tell whether votes are said to be others than those of their field: "24 contre"."""
    found = _VOTES.fullmatch(text.strip())
    return found is not None and fold(found[1] or found[2])[:4] not in field


def _is_no_day(text: str) -> bool:
    """Tell whether a date as it is written here is a day that no calendar has: 30/02/2024."""
    found = _FRENCH_DATE.fullmatch(text.strip())
    if found is None:
        return False
    day, month, year = map(int, found.groups())
    return not any(1 <= m <= 12 and 1 <= d <= monthrange(year, m)[1]
                   for d, m in ((day, month), (month, day)))  # fmt: skip


def _lacks_digits(finding: Finding) -> bool:
    """Tell whether all that is wrong with figures is how many there are."""
    figures = all(re.fullmatch(r"\d+", value.strip()) for value in finding.values)
    return figures and _digits_wanted(finding) is not None


def _differs_in_case(finding: Finding) -> bool:
    known = {fold(choice) for choice in finding.details.get("choices", ())}
    return all(fold(value) in known for value in finding.values)


def _counts_others(finding: Finding) -> bool:
    field = fold(finding.field or "")
    return all(_counts_another(value, field) for value in finding.values)


#: By code, causes that no shape alone tells.
_LOOKS: Mapping[str, tuple[str, Callable[[Finding], bool]]] = {
    "constraint.enum": ("case", _differs_in_case),
    "constraint.pattern": ("digits", _lacks_digits),
    "type.date": ("impossible", lambda finding: all(map(_is_no_day, finding.values))),
    "type.integer": ("another", _counts_others),
}


def _cause(finding: Finding) -> str | None:
    if not finding.values:
        return None
    looked = _LOOKS.get(finding.code)
    if looked and looked[1](finding):
        return looked[0]
    for cause, shape in _SHAPES.get(finding.code, ()):
        if all(shape.fullmatch(value.strip()) for value in finding.values):
            return cause
    return None
