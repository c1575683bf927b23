"""How a spreadsheet's typed value is written as text: as shown, or unambiguously."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

_SECTION = re.compile(r'(?:[^;"\\]|"[^"]*"|\\.)*')
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#]")
_PLAIN = re.compile(r"[0# ./()-]+")
_NOISE = timedelta(milliseconds=2)  # by which a day's fraction misses its second

Cell = tuple[str, str]  # text and kind
EMPTY: Cell = ("", "empty")


def write_row(values: Sequence[Any], shown: Mapping[int, str]) -> tuple[list[str], list[str]]:
    """Write a row's values, giving texts and kinds; `shown` are number formats by column."""
    texts, kinds = [], []
    for at, value in enumerate(values):
        if type(value) is str:  # most cells: nothing is called for them
            text, kind = value, "text" if value else "empty"
        else:
            text, kind = write_value(value, shown.get(at, "") if shown else "")
        texts.append(text)
        kinds.append(kind)
    return texts, kinds


def write_value(value: Any, shown: str = "") -> Cell:
    """Write a value as text, and tell its kind.

    Dates are ISO dates, a midnight is left out; numbers have a decimal point and at most the 15
    digits that a spreadsheet keeps.

    Args:
        value: of any type that a spreadsheet's reader gives.
        shown: the number format; only padded numbers and percentages are written by it.
    """
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return value, "text"
    if isinstance(value, bool):
        return str(value).lower(), "boolean"
    if isinstance(value, (int, float)):
        return write_number(value, shown), "number"
    return _write_time(value)


def _write_time(value: Any) -> Cell:
    if isinstance(value, datetime):
        value = _settle(value)
        if value.time() == time(0):
            return value.date().isoformat(), "date"
        return value.isoformat(), "datetime"
    if isinstance(value, date):
        return value.isoformat(), "date"
    if isinstance(value, time):
        return value.isoformat(), "time"
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = "-" * (seconds < 0), abs(seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}", "duration"
    return str(value), "text"


def _settle(moment: datetime) -> datetime:
    """Give the whole second that a fraction of a day stands for."""
    whole = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return whole if abs(whole - moment) <= _NOISE else moment


def write_number(value: float, shown: str = "") -> str:
    """Write a number, padded or as a percentage where its format shows it so."""
    if not shown:
        return _plain(value)
    if is_percent(shown):
        return f"{_plain(value * 100)}%"
    mask, digits = padding(shown)
    if digits and value >= 0 and len(text := _plain(value)) < digits and text.isdecimal():
        return _fill(mask, text)
    return _plain(value)


@lru_cache(maxsize=1 << 16)
def _plain(value: float) -> str:
    try:
        whole = int(value)
    except (ValueError, OverflowError):  # no number, or without end
        return str(value)
    if value == whole and abs(value) < 1e15:
        return str(whole)
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


@lru_cache(maxsize=1024)
def is_percent(shown: str) -> bool:
    """Tell a number format that shows hundredths."""
    first = _SECTION.match(shown)
    return "%" in _LITERAL.sub("", first[0] if first else "")


@lru_cache(maxsize=1024)
def padding(shown: str) -> tuple[str, int]:
    """Give a number format as a mask, "00 00 00", and the digits it shows at least, 0 of others."""
    first = _SECTION.match(shown)
    mask = _LITERAL.sub(lambda found: found[1] or found[2] or "", first[0] if first else "")
    digits = "".join(_DIGITS.findall(mask))
    if not _PLAIN.fullmatch(mask) or "0" not in digits or re.search(r"[0#]\.[0#]", mask):
        return "", 0
    least = len(digits) - digits.index("0")
    return (mask, least) if least > 1 else ("", 0)


def _fill(mask: str, digits: str) -> str:
    """Put digits into a mask, from its end; what is left of its first zero stays open."""
    left, written = list(digits), []
    mask = mask[mask.index("0") :]
    for sign in reversed(mask):
        if not _DIGITS.fullmatch(sign):
            written.append(sign)
        else:
            written.append(left.pop() if left else "0")
    return ("".join(left) + "".join(reversed(written))).strip()
