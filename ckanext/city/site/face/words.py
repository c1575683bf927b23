"""Numbers, sizes and dates as pages write them, in the reader's language.

Babel knows the languages; what it writes otherwise than the city's pages do is put right here
once: U+00A0 between thousands, as our fonts draw U+202F too narrow, a real minus sign, « 1er ».
Whatever is not a number or a date is shown as it was written, for a page never fails on a value.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

import ckan.plugins.toolkit as tk

from ckanext.city.site.choices import reader_language

__all__ = ["city_date", "city_moment", "city_number", "city_size"]

KILO = 1000
#: Longer ones are no measure and no sum, but a text of digits.
MOST_DIGITS = 30
#: How pages write a date of which only year and month are known.
_MONTH = {"fr": "MMMM y", "en": "MMMM y"}
_MOMENT = {"fr": "d MMMM y, H 'h' mm", "en": "d MMMM y, HH:mm"}
_BEFORE_SIGN = re.compile(r" (?=[:;?!»%€](?:\s|$|[.,)]))")
_AFTER_QUOTE = re.compile(r"« ")
_DAY = {"en": "d MMMM y"}


def city_number(value: Any, decimals: int | None = None) -> str:
    """Write a number: « 31 400 », « −1 917,5 ».

    Args:
        value: a number, or a text that is one (« 1917.50 »).
        decimals: how many to write; None for as many as the value has.

    Returns:
        The value as it was written where it is no number, and nothing for None.
    """
    number = _number(value)
    if number is None:
        return "" if value is None else str(value)
    if decimals is None:
        decimals = max(0, -int(number.as_tuple().exponent))
    number = round(number, decimals)
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    text = format_decimal(number, pattern, locale=_locale(), decimal_quantization=False)
    return text.replace("\u202f", "\u00a0").replace("-", "\u2212")


def city_spaced_siret(siret: str) -> str:
    """Write a SIRET as it is read: « 219 199 999 00018 »."""
    return "\u00a0".join(filter(None, (siret[:3], siret[3:6], siret[6:9], siret[9:])))


def city_size(value: Any) -> str:
    """Write a size given in bytes: « 312 Ko », « 1,4 Mo »; nothing where it is no size."""
    number = _number(value)
    if number is None or number < 0:
        return ""
    if number < KILO:
        size = int(number)
        return _unbroken(tk.ungettext("{size} byte", "{size} bytes", size).format(size=size))
    patterns = (tk._("{size} kB"), tk._("{size} MB"), tk._("{size} GB"))
    for pattern in patterns:
        number /= KILO
        if round(number) < KILO or pattern == patterns[-1]:
            break
    return _unbroken(pattern.format(size=city_number(number, 1 if number < 10 else 0)))


def city_date(value: Any) -> str:
    """Write a date: « 24 juin 2026 », « 1er juin 2026 », « juin 2026 », « 2026 ».

    Args:
        value: a date or moment, or its ISO text; moments of CKAN are in UTC and are told in the
            site's time zone. « 2026-06 » and « 2026 » are as good.

    Returns:
        The value as it was written where it is no date, and nothing for None.
    """
    text = str(value).strip() if value is not None else ""
    if re.fullmatch(r"\d{4}", text):
        return text
    if re.fullmatch(r"\d{4}-\d\d", text):
        month = _day(f"{text}-01")
        return format_date(month, _MONTH.get(_language(), "MMMM y"), _locale()) if month else text
    day = _local(value).date() if isinstance(value, dt.datetime) else _day(text)
    if day is None:
        return text
    return _first(format_date(day, _DAY.get(_language(), "long"), _locale()), day)


def city_moment(value: Any) -> str:
    """Write a day with its hour, in the site's time zone: « 24 juin 2026, 14 h 32 »."""
    moment = value if isinstance(value, dt.datetime) else _moment(str(value or ""))
    if moment is None:
        return city_date(value)
    local = _local(moment)
    pattern = _MOMENT.get(_language(), "long")
    text = format_datetime(local, pattern, locale=_locale()).replace(" h ", "\u00a0h\u00a0")
    return _first(text, local.date())


def tied(text: str) -> str:
    """Tie a sign to its word, as French does: no line of a title begins with « : »."""
    return _BEFORE_SIGN.sub("\u00a0", _AFTER_QUOTE.sub("«\u00a0", text))


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _first(text: str, day: dt.date) -> str:
    return f"1er{text[1:]}" if day.day == 1 and _language() == "fr" else text


def _day(text: str) -> dt.date | None:
    """Read an ISO date, or the local day of an ISO moment; None where it is neither."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        moment = _moment(text)
        return _local(moment).date() if moment else None


def _moment(text: str) -> dt.datetime | None:
    if len(text) <= len("2026-06-24"):
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _local(moment: dt.datetime) -> dt.datetime:
    """CKAN's moments bear no zone and are in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    try:
        return aware.astimezone(tk.h.get_display_timezone())
    except OverflowError:  # the first and the last day of the calendar
        return aware


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool) or len(str(value)) > MOST_DIGITS:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < MOST_DIGITS else None


def _language() -> str:
    return reader_language()[:2]


def _locale() -> Locale:
    return _find_locale(reader_language())


@cache
def _find_locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return Locale("fr")
