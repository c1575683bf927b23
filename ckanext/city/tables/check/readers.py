"""Reads one cell as Table Schema wants it: exact, for the texts that expressions cannot decide.

Each reader takes the text of a cell that is not empty and gives its value, or None where the text
is not of the type.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

Reader = Callable[[str], Any]

#: Deeper JSON is refused by Python's own reader, in an error that is no ValueError.
_BROKEN_JSON = (ValueError, RecursionError)
_NOT_IN_NUMBER = re.compile(r"((^[^-\d]*)|(\D*$))")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
#: ISO 8601: years to seconds, at least one of them, each may have decimals.
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DURATION = re.compile(
    rf"([+-]?)P(?=\d|T\d)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_ISO_SEPARATORS = "Tt "
_HEX = re.compile(r"[0-9A-Fa-f]{32}")


def read_text(text: str) -> str:
    """Read anything as it is."""
    return text


def integer_reader(options: Mapping[str, Any]) -> Reader:
    """Make the reader of whole numbers; with `bareNumber` false, signs around it are passed by."""
    bare = options.get("bareNumber", True)

    def read(text: str) -> int | None:
        stripped = text.strip()
        try:
            return int(stripped if bare else _NOT_IN_NUMBER.sub("", stripped))
        except ValueError:
            return None

    return read


def number_reader(options: Mapping[str, Any]) -> Reader:
    """Make the reader of numbers with the schema's signs for decimals and thousands."""
    bare = options.get("bareNumber", True)
    group, mark = options.get("groupChar", ""), options.get("decimalChar", ".")

    def read(text: str) -> Decimal | None:
        number = text.strip()
        number = number if bare else _NOT_IN_NUMBER.sub("", number)
        number = number.replace(group, "")
        if mark != "." and "." in number:
            return None
        try:
            return Decimal(number.replace(mark, "."))
        except InvalidOperation:
            return None

    return read


def boolean_reader(values: Mapping[str, bool]) -> Reader:
    """Make the reader of the schema's words for yes and no, to the letter."""
    return values.get


def date_reader(pattern: str) -> Reader:
    """Make the reader of dates: "default" (ISO), "any", or a pattern of `strptime`."""
    if pattern == "any":
        return _whatever(lambda moment: moment.date())
    return _by_pattern("%Y-%m-%d" if pattern == "default" else pattern, lambda found: found.date())


def datetime_reader(pattern: str) -> Reader:
    """Make the reader of dates with times."""
    if pattern == "default":
        return _read_iso_datetime
    return (
        _whatever(lambda moment: moment) if pattern == "any" else _by_pattern(pattern, lambda m: m)
    )


def time_reader(pattern: str) -> Reader:
    """Make the reader of times of the day."""
    if pattern == "default":
        return _read_iso_time
    take = datetime.timetz
    return _whatever(take) if pattern == "any" else _by_pattern(pattern, take)


def read_year(text: str) -> int | None:
    """Read a year: four characters that are a number."""
    try:
        year = int(text) if len(text) == 4 else -1
    except ValueError:
        return None
    return year if year >= 0 else None


def read_yearmonth(text: str) -> tuple[int, int] | None:
    """Read a year and a month: 2026-04."""
    try:
        year, month = map(int, text.split("-"))
    except ValueError:
        return None
    return (year, month) if 1 <= month <= 12 else None


def read_duration(text: str) -> tuple[Decimal, Decimal] | None:
    """Read a duration of ISO 8601 (P1Y2M, PT30M) as its months and its seconds."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match[1] == "-" else 1
    parts = [Decimal((part or "0").replace(",", ".")) for part in match.groups()[1:]]
    years, months, weeks, days, hours, minutes, seconds = parts
    whole = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
    return sign * (years * 12 + months), sign * whole


def read_array(text: str) -> Any:
    """Read a list in JSON."""
    return _json_of(text, list)


def read_object(text: str) -> Any:
    """Read an object in JSON."""
    return _json_of(text, dict)


def list_reader(options: Mapping[str, Any]) -> Reader:
    """Make the reader of items between a sign, each of one type."""
    kind, mark = options.get("itemType", "string"), options.get("delimiter", ",")
    read_item = {
        "integer": integer_reader({}),
        "number": number_reader({}),
        "boolean": boolean_reader(dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)),
        "date": date_reader("default"),
        "datetime": datetime_reader("default"),
        "time": time_reader("default"),
    }.get(kind, read_text)

    def read(text: str) -> list[Any] | None:
        items = [read_item(item) for item in text.split(mark)]
        return None if any(item is None for item in items) else items

    return read


def geopoint_reader(form: str) -> Reader:
    """Make the reader of points, longitude first: "default" (text), "array" or "object"."""
    split = {"array": _split_array, "object": _split_object}.get(form, _split_text)

    def read(text: str) -> tuple[Decimal, Decimal] | None:
        try:
            longitude, latitude = (Decimal(part) for part in split(text))
            inside = abs(longitude) <= 180 and abs(latitude) <= 90
        except (InvalidOperation, ValueError, TypeError, KeyError, RecursionError):
            return None
        return (longitude, latitude) if inside else None

    return read


def read_email(text: str) -> str | None:
    """Read an e-mail address."""
    from validators import email  # noqa: PLC0415 - only schemas with addresses pay for it

    return text if email(text) is True else None


def read_uri(text: str) -> str | None:
    """Read an address: the standard asks for a scheme only ("https:")."""
    return text if _SCHEME.match(text) else None


def read_uuid(text: str) -> str | None:
    """Read a UUID of any version, with or without hyphens, braces and "urn:uuid:"."""
    bare = text.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
    return text if _HEX.fullmatch(bare) else None


def read_binary(text: str) -> str | None:
    """Read bytes in base 64."""
    try:
        base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
    return text


def read_wkt(text: str) -> str | None:
    """Read a geometry in WKT."""
    import shapely  # noqa: PLC0415 - only schemas with WKT pay for it

    try:
        shapely.from_wkt(text)
    except shapely.GEOSException:
        return None
    return text


TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")


def as_date(value: object) -> date | None:
    """Give a date as a frame holds it."""
    return value if isinstance(value, date) else None


def as_utc(value: datetime) -> datetime:
    """Give a moment without zone: that of UTC where it has one, but at the ends of time."""
    offset, local = value.utcoffset(), value.replace(tzinfo=None)
    try:
        return local if offset is None else local - offset
    except OverflowError:
        return local


def exact_float(value: Decimal) -> float | None:
    """Give a number as a frame holds it; None where it would be another one."""
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return None
    digits, _power = _digits_and_power(value)
    return float(value) if len(digits) <= 15 else None


def write_number(value: Decimal) -> str:
    """Write a number so that equal ones look the same, however many digits it has."""
    if not value.is_finite():
        return str(value)
    digits, power = _digits_and_power(value)
    return f"{'-' if value.is_signed() and digits else ''}{digits or 0}e{power}"


def _digits_and_power(value: Decimal) -> tuple[str, int]:
    """Give the digits without zeros at either end, and the power of ten of the last one."""
    _sign, digits, power = value.as_tuple()
    whole = "".join(map(str, digits)).lstrip("0")
    short = whole.rstrip("0")
    return (short, int(power) + len(whole) - len(short)) if short else ("", 0)


def _by_pattern(pattern: str, take: Callable[[datetime], Any]) -> Reader:
    def read(text: str) -> Any:
        try:
            return take(datetime.strptime(text, pattern))  # noqa: DTZ007 - a zone is the pattern's
        except (ValueError, re.error):
            return None

    return read


def _whatever(take: Callable[[datetime], Any]) -> Reader:
    def read(text: str) -> Any:
        from dateutil import parser  # noqa: PLC0415 - only schemas with such dates pay for it

        try:
            return take(parser.parse(text))
        except (ValueError, OverflowError, TypeError, AttributeError):
            return None

    return read


def _read_iso_datetime(text: str) -> Any:
    if len(text) < 19 or text[16] != ":" or text[10] not in _ISO_SEPARATORS:
        return None
    return _iso(text)


def _read_iso_time(text: str) -> time | None:
    if len(text) < 8 or text[5] != ":":
        return None
    moment = _iso(f"2000-01-01T{text}")
    return None if moment is None else moment.timetz()


def _iso(text: str) -> Any:
    from dateutil import parser  # noqa: PLC0415 - only moments written in an unusual way need it

    try:
        return parser.isoparse(text)
    except (ValueError, OverflowError):
        return None


def _json_of(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except _BROKEN_JSON:
        return None
    return value if isinstance(value, kind) else None


def _split_text(text: str) -> Sequence[str]:
    longitude, latitude = text.split(",")
    return longitude.strip(), latitude.strip()


def _split_array(text: str) -> Sequence[Any]:
    longitude, latitude = json.loads(text)
    return longitude, latitude


def _split_object(text: str) -> Sequence[Any]:
    found = json.loads(text)
    if len(found) != 2:
        raise ValueError
    return found["lon"], found["lat"]
