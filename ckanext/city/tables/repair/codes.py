"""Codes of fixed shape: zeros that a spreadsheet took away, blanks, points, SIRETs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.dates import date_repairer
from ckanext.city.tables.repair.numbers import YEAR_IN_WORDS
from ckanext.city.tables.repair.periods import order_of_days, period_repairer
from ckanext.city.tables.repair.texts import BLANKS, other_case, plainer_signs

_FIXED = re.compile(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")
_COMMUNE = r"^([013-9]\d|2[AB1-9])\d{3}$"
_YEARS = re.compile(r"(\d{4})\s*(?:[-–/]|à|au)\s*(\d{4}|\d{2})\.?")
_SHORT_YEARS = re.compile(r"(\d{2})\s*[-–/]\s*(\d{2})")
_WITHIN = re.compile(r"(?<=[\dA-Za-z])[\s.\-\u00a0\u202f\u2009]+(?=[\dA-Za-z])")
_GAPS = re.compile(r"[\s.\-\u00a0\u202f\u2009]+")
_LABELLED = re.compile(
    r"(?P<before>[^\d]*?)[\s:]*(?P<code>\d(?:[\s.\-]*\d)*)(?P<after>(?:[\s,;:(\-–]+[^\d]*)?)"
)
_NAMES = frozenset(
    ("siret", "siren", "insee", "code", "codepostal", "postal", "cp", "cedex", "n", "numero", "no")
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_POSTCODES = ("codepostal", "postcode", "cp")
_OF_PLACES = 5  # digits of communes and postcodes
_ODD = "Rue 1"  # a text that only loose patterns let pass


def is_lost_number(text: str) -> bool:
    """Tell a long number that a spreadsheet rounded: "2,19E+13"; its digits are gone."""
    return bool(_SCIENTIFIC.fullmatch(text))


def code_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of texts that a pattern, a length or a key restrains."""
    width = code_width(values)
    judge = values.judge
    dates: list[Repairer] = []
    if judge.accepts("2024-12-31") and not judge.accepts(_ODD) and not judge.accepts("31/12/2024"):
        days = date_repairer(replace(values, date_order=order_of_days(values)))
        dates.append(days)
        if judge.accepts("2024-01-01/2024-12-31"):
            dates.append(period_repairer(values))
    return partial(_code, values=values, width=width, dates=dates)


def code_width(values: Values) -> int:
    """Tell how many digits a code has whose zeros in front may be lost; 0 where none may be."""
    pattern = str(values.field.constraints.get("pattern", ""))
    if pattern == _COMMUNE or is_postcode(values):
        return _OF_PLACES
    found = _FIXED.fullmatch(pattern)
    return int(found[1]) if found else 0


def is_postcode(values: Values) -> bool:
    """Tell whether a field holds postcodes, by its name."""
    name = "".join(words(values.field.name))
    return name.endswith(_POSTCODES[:2]) or name in _POSTCODES


def _code(text: str, *, values: Values, width: int, dates: list[Repairer]) -> Iterator[Candidate]:
    bare = _WITHIN.sub("", text)
    if re.fullmatch(r"\d+[.,]0+", text):
        bare = re.split("[.,]", text)[0]
        sure = _has_key(values) or not width or len(bare) == width
        yield Candidate(bare, "code.float", sure)
    elif re.fullmatch(r"\d+\.\d+", text) and not (width or _has_key(values)):
        pass  # a number, whose point is none between groups
    elif re.fullmatch(r"[\dA-Z]+", bare) and any(sign.isdigit() for sign in bare):
        yield Candidate(bare, "code.blanks")
    if width and bare.isascii() and bare.isdigit() and _may_lack_zeros(bare, width):
        padded = bare.zfill(width)
        sure = not _PARTED.search(text) and _lost_zeros(bare, padded, values)
        yield Candidate(padded, "code.zeros", sure)
    yield from _years(text)
    yield from _beside_words(text, values, width=width)
    for repairer in dates:
        yield from repairer(text)
    yield from plainer_signs(text)
    if not values.judge.accepts(_ODD) or "enum" in values.field.constraints:
        yield from other_case(text)


#: Digits in two parts, which may be two numbers: "1-12".
_PARTED = re.compile(r"\d[^\d\s\u00a0\u202f]+\d")


def _may_lack_zeros(bare: str, width: int) -> bool:
    """Tell whether digits may be those of a longer code: no commune begins with two zeros."""
    if width == _OF_PLACES:
        return len(bare) == width - 1 and not bare.startswith("0")
    return len(bare) < width


def _years(text: str) -> Iterator[Candidate]:
    """Write years that follow each other, "2024-2025" or "2024/25", with either sign."""
    if found := YEAR_IN_WORDS.fullmatch(text):
        yield Candidate(found[1], "year.words")
    found = _YEARS.fullmatch(text) or _SHORT_YEARS.fullmatch(text)
    if found is None:
        return
    first, last = found.groups()
    first = f"20{first}" if len(first) == 2 else first
    last = first[:2] + last if len(last) == 2 else last
    if int(last) != int(first) + 1 and len(found[2]) == 2:
        return
    yield Candidate(f"{first}/{last}", "code.years")
    yield Candidate(f"{first}-{last}", "code.years")


def _beside_words(text: str, values: Values, *, width: int) -> Iterator[Candidate]:
    """Take the code from "SIRET 219 199 999 00018": a word that names it says no more.

    A code with a name beside it, "92130 Issy", may stand for something else.
    """
    if not (width or _has_key(values)):
        return
    found = _LABELLED.fullmatch(text)
    code = _GAPS.sub("", found["code"]) if found else ""
    if found and len(code) == (width or len(code)):
        said = {*words(found["before"] or ""), *words(found["after"] or "")}
        yield Candidate(code, "code.words", said <= _NAMES)


def _has_key(values: Values) -> bool:
    return bool({"french-siret-value", "french-siren-value"} & values.judge.official)


def _lost_zeros(bare: str, padded: str, values: Values) -> bool:
    """Tell whether a short code lost its zeros, and not some other digit.

    A code that begins another one of the column, or the city's own, may have lost its end. Of
    long codes one digit lost is as likely as a zero lost; of places, unless another is of the
    same department: "2000" beside 91300 may be 92000 typed badly.
    """
    every = {*values.right, values.city.insee, values.city.postcode} - {bare}
    known = {code for code in every if len(code) == len(padded)}
    if padded in known:
        return True
    if any(code.startswith(bare) or code.endswith(bare) for code in known):
        return len(padded) == 4 and not any(code.startswith(bare) for code in known)
    if len(padded) == _OF_PLACES and known:
        return any(code[:2] == padded[:2] for code in known)
    return len(padded) <= _OF_PLACES


def rare_postcode(values: Values) -> Repairer | None:
    """Make the repairer of postcodes of four digits where the schema lets them pass."""
    if not is_postcode(values):
        return None
    return partial(_postcode, values=values)


def _postcode(text: str, *, values: Values) -> Iterator[Candidate]:
    if re.fullmatch(r"[1-9]\d{3}", text):
        padded = f"0{text}"
        yield Candidate(padded, "code.zeros", _lost_zeros(text, padded, values))
    elif re.fullmatch(r"\d{2}[ \u00a0\u202f]\d{3}", text):
        yield Candidate(BLANKS.sub("", text), "code.blanks")
