"""Codes of fixed shape: zeros that a spreadsheet took away, blanks, points, SIRETs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.dates import date_repairer
from ckanext.city.tables.repair.texts import BLANKS, other_case, plainer_signs

_FIXED = re.compile(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")
_COMMUNE = r"^([013-9]\d|2[AB1-9])\d{3}$"
_YEARS = re.compile(r"(\d{4})\s*(?:[-–/]|à|au)\s*(\d{4})")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_POSTCODES = ("codepostal", "postcode", "cp")
_ODD = "Rue 1"  # a text that only loose patterns let pass


def is_lost_number(text: str) -> bool:
    """Tell a long number that a spreadsheet rounded: "2,19E+13"; its digits are gone."""
    return bool(_SCIENTIFIC.fullmatch(text))


def code_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of texts that a pattern, a length or a key restrains."""
    width = code_width(values)
    judge = values.judge
    dates = None
    if judge.accepts("2024-12-31") and not judge.accepts(_ODD) and not judge.accepts("31/12/2024"):
        dates = date_repairer(values)
    return partial(_code, values=values, width=width, dates=dates)


def code_width(values: Values) -> int:
    """Tell how many digits a code has whose zeros in front may be lost; 0 where none may be."""
    pattern = str(values.field.constraints.get("pattern", ""))
    if pattern == _COMMUNE or is_postcode(values):
        return 5
    found = _FIXED.fullmatch(pattern)
    return int(found[1]) if found else 0


def is_postcode(values: Values) -> bool:
    """Tell whether a field holds postcodes, by its name."""
    name = "".join(words(values.field.name))
    return name.endswith(_POSTCODES[:2]) or name in _POSTCODES


def _code(text: str, *, values: Values, width: int, dates: Repairer | None) -> Iterator[Candidate]:
    bare = re.sub(r"(?<=[\dA-Za-z])[\s.\-\u00a0\u202f\u2009]+(?=[\dA-Za-z])", "", text)
    if re.fullmatch(r"\d+[.,]0+", text):
        bare = re.split("[.,]", text)[0]
        yield Candidate(bare, "code.float", _has_key(values) or not width)
    elif re.fullmatch(r"[\dA-Z]+", bare) and any(sign.isdigit() for sign in bare):
        yield Candidate(bare, "code.blanks")
    if width and bare.isascii() and bare.isdigit() and len(bare) < width:
        padded = bare.zfill(width)
        yield Candidate(padded, "code.zeros", _lost_zeros(bare, padded, values))
    if years := _YEARS.fullmatch(text):
        yield Candidate("/".join(years.groups()), "code.years")
        yield Candidate("-".join(years.groups()), "code.years")
    if dates is not None:
        yield from dates(text)
    yield from plainer_signs(text)
    if not values.judge.accepts(_ODD) or "enum" in values.field.constraints:
        yield from other_case(text)


def _has_key(values: Values) -> bool:
    return bool({"french-siret-value", "french-siren-value"} & values.judge.official)


def _lost_zeros(bare: str, padded: str, values: Values) -> bool:
    """Tell whether a short code lost its zeros, and not some other digit.

    A code that begins another one of the column, or the city's own, may have lost its end. Of
    long codes one digit lost is as likely as a zero lost.
    """
    known = {*values.right, values.city.insee, values.city.postcode}
    if padded in known:
        return True
    if any(code.startswith(bare) or code.endswith(bare) for code in known if code):
        return len(padded) == 4 and not any(code.startswith(bare) for code in known if code)
    return len(padded) <= 5


def rare_postcode(values: Values) -> Repairer | None:
    """Make the repairer of postcodes of four digits where the schema lets them pass."""
    if not is_postcode(values):
        return None
    return partial(_postcode, values=values)


def _postcode(text: str, *, values: Values) -> Iterator[Candidate]:
    if re.fullmatch(r"\d{4}", text):
        padded = f"0{text}"
        yield Candidate(padded, "code.zeros", _lost_zeros(text, padded, values))
    elif re.fullmatch(r"\d{2}[ \u00a0\u202f]\d{3}", text):
        yield Candidate(BLANKS.sub("", text), "code.blanks")
