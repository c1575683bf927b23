"""The `custom_checks` of official schemas, which are Validata's and no part of Table Schema.

Each compares cells of one row; a cell that has a fault of its own, or is empty where a value is
compared, is passed by: its finding is told already, or it is `required`'s affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ckanext.city.geo.france import in_france
from ckanext.city.tables.check.cells import same

#: In a frame of official checks: the value of a field, and its text as written.
TEXT = " text"

_OPERATORS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "==": "=", "!=": "≠"}
#: La Poste's SIREN: its offices bear SIRETs that do not follow Luhn's formula.
_LA_POSTE, _LA_POSTE_SEAT = "356000000", "35600000000048"
_PHONE = (
    r"^(?:(?:\+33|0033) ?(?:\(0\))?|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}$|^(?:3\d{3}|1\d{1,5}|116\d{3})$"
)


@dataclass(frozen=True)
class OfficialCheck:
    """A custom check, ready to run.

    Attributes:
        code: of its finding.
        fields: that it reads; the finding is of the first.
        broken: tells the rows at fault, from a frame that has of each field its value (null where
            the cell is empty or at fault) and, under the name + `TEXT`, its text.
        details: for the sentences.
        needs_all: it says nothing of a file that lacks one of its columns; otherwise of one that
            lacks them all.
    """

    code: str
    fields: tuple[str, ...]
    broken: Callable[[pl.DataFrame], pl.Series]
    details: Mapping[str, Any]
    needs_all: bool = True


class UnknownCheck(ValueError):
    """A custom check that is none of those we know; its argument is the name."""


def compile_check(check: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> OfficialCheck:
    """Compile a custom check of a descriptor.

    Args:
        check: with `name` and `params`.
        lists: controlled lists by name: "actes" for `nomenclature-actes-value`.

    Raises:
        UnknownCheck: we do not know it, or a parameter is lacking.
    """
    name, given = str(check.get("name", "")), check.get("params") or {}
    make = _MAKERS.get(name)
    if make is None:
        raise UnknownCheck(name)
    try:
        return make(given, lists)
    except KeyError as error:
        raise UnknownCheck(name) from error


def valid_siret(text: pl.Expr) -> pl.Expr:
    """Tell which texts are SIRETs: fourteen digits, its key right and that of the SIREN inside.

    Source: INSEE; La Poste's offices: their digits add up to a multiple of five.
    """
    digits = _digits(text, 14)
    post = text.str.starts_with(_LA_POSTE) & (text != _LA_POSTE_SEAT)
    whole = pl.when(post).then(pl.sum_horizontal(digits) % 5 == 0).otherwise(_luhn(digits))
    return text.str.contains(r"\A[0-9]{14}\z") & _luhn(digits[:9]) & whole


def valid_siren(text: pl.Expr) -> pl.Expr:
    """Tell which texts are SIRENs: nine digits, the last one their key."""
    return text.str.contains(r"\A[0-9]{9}\z") & _luhn(_digits(text, 9))


def _digits(text: pl.Expr, count: int) -> list[pl.Expr]:
    return [text.str.slice(at, 1).cast(pl.Int32, strict=False) for at in range(count)]


def _luhn(digits: Sequence[pl.Expr]) -> pl.Expr:
    """The formula of Luhn: every second digit from the right is doubled, its digits added."""
    from_right = list(reversed(digits))
    weighed = [
        digit if at % 2 == 0 else 2 * digit - 9 * (digit > 4).cast(pl.Int32)
        for at, digit in enumerate(from_right)
    ]
    return pl.sum_horizontal(weighed) % 10 == 0


def _by_value(code: str, field: str, valid: Callable[[pl.Expr], pl.Expr]) -> OfficialCheck:
    """Check one column: a value that is there must be valid, decided once per distinct one."""

    def broken(frame: pl.DataFrame) -> pl.Series:
        values = frame[field].cast(pl.String)
        distinct = values.drop_nulls().unique()
        wrong = distinct.to_frame("v").filter(~valid(pl.col("v")).fill_null(value=False))["v"]
        if wrong.is_empty():
            return same(False, len(values))
        return values.is_in(wrong.implode()).fill_null(value=False)

    return OfficialCheck(code, (field,), broken, {})


def _by_row(
    code: str, fields: Sequence[str], broken: pl.Expr, details: Mapping[str, Any]
) -> OfficialCheck:
    """Check columns beside each other; where nothing can be said, nothing is wrong."""
    return OfficialCheck(
        code,
        tuple(fields),
        lambda frame: frame.select(broken.fill_null(value=False).alias("b"))["b"],
        details,
    )


def _siret(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    return _by_value("official.siret", given["column"], valid_siret)


def _siren(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    return _by_value("official.siren", given["column"], valid_siren)


def _phone(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    return _by_value("official.phone", given["column"], lambda v: v.str.contains(_PHONE))


def _opening_hours(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    return _by_value("official.opening-hours", given["column"], _each(_are_opening_hours))


def _are_opening_hours(text: str) -> bool:
    from opening_hours import validate  # noqa: PLC0415 - only few schemas have them

    return bool(validate(text))


def _coordinates(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    return _by_value("official.coordinates", given["column"], _each(_is_in_france))


def _is_in_france(text: str) -> bool:
    numbers = [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]
    if len(numbers) != 2:
        return False
    longitude, latitude = numbers
    return in_france(longitude, latitude)


def _each(valid: Callable[[str], bool]) -> Callable[[pl.Expr], pl.Expr]:
    return lambda v: v.map_elements(valid, return_dtype=pl.Boolean)


def _year_interval(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    alone = str(given.get("allow-year-only", "")).lower() in ("yes", "true", "1")

    def valid(v: pl.Expr) -> pl.Expr:
        years = [v.str.slice(at, 4).cast(pl.Int32, strict=False) for at in (0, 5)]
        interval = v.str.contains(r"\A[0-9]{4}/[0-9]{4}\z") & (years[0] < years[1])
        return interval | v.str.contains(r"\A[0-9]{4}\z") if alone else interval

    return _by_value("official.year-interval", given["column"], valid)


def _cohesive(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    fields = [given["column"], *given["othercolumns"]]
    filled = pl.sum_horizontal([pl.col(name + TEXT).is_not_null() for name in fields])
    uneven = (filled > 0) & (filled < len(fields))
    return _by_row("official.cohesive", fields, uneven, {"fields": ", ".join(fields)})


def _compare(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    first, second, sign = given["column"], given["column2"], given["op"]
    kept = _OPERATORS[sign](pl.col(first), pl.col(second))
    return _by_row(
        "official.compare", (first, second), ~kept, {"operator": _SIGNS[sign], "other": second}
    )


def _sum(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    total, parts = given["column"], list(given["columns"])
    added = pl.sum_horizontal(*parts, ignore_nulls=False)
    gap = (pl.col(total) - added).abs() > 1e-6
    return _by_row("official.sum", (total, *parts), gap, {"parts": " + ".join(parts)})


def _one_of(given: Mapping[str, Any], _lists: object) -> OfficialCheck:
    fields = [given["column1"], given["column2"]]
    empty = pl.all_horizontal([pl.col(name + TEXT).is_null() for name in fields])
    check = _by_row("official.one-of-required", fields, empty, {"fields": ", ".join(fields)})
    return replace(check, needs_all=False)


def _nomenclature(given: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> OfficialCheck:
    known = {_plain(each) for each in lists.get("actes", ())}

    def valid(text: str) -> bool:
        domain, slash, subject = (part.strip() for part in text.partition("/"))
        return bool(slash and domain and subject) and (not known or _plain(domain) in known)

    return _by_value("official.nomenclature-actes", given["column"], _each(valid))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\s+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Sequence[str]]], OfficialCheck]] = {
    "cohesive-columns-value": _cohesive,
    "compare-columns-value": _compare,
    "french-gps-coordinates": _coordinates,
    "french-siren-value": _siren,
    "french-siret-value": _siret,
    "nomenclature-actes-value": _nomenclature,
    "one-of-required": _one_of,
    "opening-hours-value": _opening_hours,
    "phone-number-value": _phone,
    "sum-columns-value": _sum,
    "year-interval-value": _year_interval,
}
