"""Which columns hold figures, to be read below each other, and which ones codes made of digits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ckanext.city.tables.recognise.names import words

#: Words of headers of columns whose digits are no amount: a year is not written « 2 026 ».
_CODES = frozenset(
    (
        *("annee", "annees", "year", "exercice", "millesime"),
        *("code", "codes", "id", "identifiant", "num", "numero", "insee", "cog", "siret", "siren"),
        *("cp", "postal", "codepostal", "tel", "telephone", "phone", "mobile", "fax"),
    )
)
#: Plain, or its thousands apart, after a decimal comma or point others; then perhaps a unit.
_FIGURE = re.compile(
    r"[-+−]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?(?:[ \u00a0\u202f]?[€%])?"
)
_LEADING_ZERO = re.compile(r"0\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Digits as long as a SIREN are no amount; shorter ones of one length in so many rows neither.
_LONG, _LENGTH, _ROWS = 9, 5, 3


def names_code(header: str) -> bool:
    """Tell whether a column is one of codes by its name, a year among them."""
    return not _CODES.isdisjoint(words(header))


def are_figures(cells: Iterable[str]) -> bool:
    """Tell whether the filled cells of a column are all numbers, and no codes: of amounts.

    Args:
        cells: texts as the file has them.
    """
    filled = [text for cell in cells if (text := cell.strip())]
    if not filled or any(_LEADING_ZERO.match(text) for text in filled):
        return False
    return all(map(_FIGURE.fullmatch, filled)) and not _are_codes(filled)


def _are_codes(numbers: list[str]) -> bool:
    """Tell by their length: postcodes and the like have all the same, amounts have not."""
    if all(map(_YEAR.fullmatch, numbers)):
        return True
    lengths = {len(text) for text in numbers}
    if len(lengths) > 1 or not all(text.isdecimal() for text in numbers):
        return False
    length = lengths.pop()
    return length >= _LONG or (length >= _LENGTH and len(numbers) >= _ROWS)
