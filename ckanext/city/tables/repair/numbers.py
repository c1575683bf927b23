"""Numbers as people write them in France: commas, blanks, euros, parentheses, per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial

from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.texts import BLANKS

_UNIT = re.compile(r"\s*(?:€|euros?|eur)\s*(?:ttc|ht)?\.?$", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"^(?:€|eur)\s*", re.IGNORECASE)
_MINUS = str.maketrans({"−": "-", "–": "-", "’": " ", "'": " "})
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_BARE = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_LONG = re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}")
_BOTH = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+")
#: A point or a comma before three digits: decimals, or thousands?
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_YEAR_IN_WORDS = re.compile(r"(?:exercice|ann[ée]e|budget)\s*:?\s*((?:19|20)\d{2})", re.IGNORECASE)
_COORDINATES = {"lat", "long", "lon", "latitude", "longitude", "xlong", "ylat", "x", "y"}
_SHARES = {"ratio", "taux", "pourcentage", "part", "pct"}


@dataclass(frozen=True)
class _Number:
    """A number as it was written: its digits with a point, and how sure that is."""

    digits: str
    kind: str
    sure: bool = True


def number_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of numbers or of whole numbers."""
    comma = _comma_is_decimal(values)
    whole = values.field.type == "integer"
    return partial(_repair, values=values, comma=comma, whole=whole)


def _comma_is_decimal(values: Values) -> bool:
    """Tell whether some value can only have a decimal comma, and none a comma for thousands."""
    spaced = [BLANKS.sub(" ", text) for text in values.texts]
    decimal = any(
        re.search(r",(?:\d{1,2}|\d{4,})(?:\D|$)|\d \d{3},\d|^0,", text) for text in spaced
    )
    thousands = any(re.search(r"\d,\d{3}[.,]", text) for text in spaced)
    return decimal and not thousands


def _repair(text: str, values: Values, *, comma: bool, whole: bool) -> Iterator[Candidate]:
    body, percent = _without_percent(text)
    number = _read(body, comma=comma, whole=whole)
    if number is None:
        return
    if percent:
        yield from _as_share(number, values)
        return
    written = _write(number.digits, values, whole=whole)
    if written is not None:
        yield Candidate(written, number.kind, number.sure)
    if _bound(values) == 1:
        yield from _as_share(number, values, said=False)


def _without_percent(text: str) -> tuple[str, bool]:
    bare = text.rstrip()
    return (bare[:-1].rstrip(), True) if bare.endswith("%") else (text, False)


def _read(text: str, *, comma: bool, whole: bool) -> _Number | None:
    plain = BLANKS.sub(" ", text.translate(_MINUS)).strip()
    bare = _UNIT_BEFORE.sub("", _UNIT.sub("", plain)).strip()
    kind = "number.unit" if bare != plain else ""
    bare, negative = _sign(bare)
    number = _digits(bare, comma=comma, whole=whole)
    if number is None:
        return None
    kind = "number.negative" if negative and not text.startswith("-") else kind or number.kind
    return _Number(f"-{number.digits}" if negative else number.digits, kind, number.sure)


def _sign(bare: str) -> tuple[str, bool]:
    if bare.startswith("(") and bare.endswith(")"):
        return bare[1:-1].strip(" -"), True
    if bare.endswith("-"):
        return bare[:-1].rstrip(), True
    if bare.startswith("-"):
        return bare[1:].lstrip(), True
    return bare.removeprefix("+").lstrip(), False


def _digits(bare: str, *, comma: bool, whole: bool) -> _Number | None:
    if _GROUPED.fullmatch(bare):
        return _Number(bare.replace(" ", "").replace(",", "."), "number.thousands")
    if _BOTH.fullmatch(bare):
        mark = "," if bare.rindex(",") > bare.rindex(".") else "."
        other = "." if mark == "," else ","
        return _Number(bare.replace(other, "").replace(mark, "."), "number.thousands")
    if _LONG.fullmatch(bare):
        return _Number(re.sub(r"[.,]", "", bare), "number.dots", sure="." in bare)
    if _BARE.fullmatch(bare):
        return _with_one_mark(bare, comma=comma, whole=whole)
    return None


def _with_one_mark(bare: str, *, comma: bool, whole: bool) -> _Number:
    if _THREE.fullmatch(bare) and (whole or "." in bare or not comma):
        return _Number(re.sub(r"[.,]", "", bare), "number.three", sure=False)
    kind = "number.comma" if "," in bare else "number.written"
    point = bare.replace(",", ".")
    return _Number(f"0{point}" if point.startswith(".") else point, kind)


def _write(digits: str, values: Values, *, whole: bool) -> str | None:
    if whole:
        before, _point, after = digits.partition(".")
        return before if not after.strip("0") else None
    mark = str(values.field.options.get("decimalChar", "."))
    return digits.replace(".", mark)


def _bound(values: Values) -> Decimal | None:
    try:
        return Decimal(str(values.field.constraints["maximum"]))
    except (KeyError, InvalidOperation):
        return None


def _as_share(number: _Number, values: Values, *, said: bool = True) -> Iterator[Candidate]:
    """Read per cent: a share of 1 where the field goes up to 1, else the number as it stands."""
    value, bound = Decimal(number.digits), _bound(values)
    if bound == 1:
        share = format((value / 100).normalize(), "f")
        yield Candidate(share, "number.percent", said and number.sure and value > 1)
    elif said:
        sure = bound == 100 or bool(_SHARES & {*words(values.field.name)})
        yield Candidate(number.digits, "number.percent-sign", sure and number.sure)


def doubtful_thousands(values: Values) -> Repairer | None:
    """Make the repairer of right numbers like 1.234 in a column of amounts; None elsewhere."""
    if values.field.type != "number" or _COORDINATES & {*words(values.field.name)}:
        return None
    right = values.right
    three = [text for text in right if _THREE.fullmatch(text)]
    others = [text for text in right if not _THREE.fullmatch(text) and "." in text]
    finer = any(len(text.partition(".")[2]) > 2 for text in others)
    if not three or finer:
        return None
    return _doubt


def _doubt(text: str) -> Iterator[Candidate]:
    if _THREE.fullmatch(text):
        yield Candidate(text.replace(".", ""), "number.three", safe=False)


def year_repairer(_values: Values) -> Repairer:
    """Make the repairer of a column of years."""
    return _year


def _year(text: str) -> Iterator[Candidate]:
    if found := re.fullmatch(r"((?:19|20)\d{2})[.,]0+", text):
        yield Candidate(found[1], "number.written")
    elif found := _YEAR_IN_WORDS.fullmatch(text):
        yield Candidate(found[1], "year.words")
