"""Each type and format of Table Schema: an expression for the plain cells, Python for the rest.

An expression reads the cells that are written as nearly everybody writes them, and is never wrong
about these; where it gives null, the reader of `readers` decides, once per distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from ckanext.city.tables.check import geometry, readers
from ckanext.city.tables.check.descriptor import Field, read_field

Plain = Callable[[pl.Expr], pl.Expr]

TEXT = pl.String()
_INT64 = 2**63
_STAMP = pl.Datetime("us")
#: Places of `strptime` that have one width, as plain cells write them.
_PLACES = {
    "%Y": r"[12]\d{3}",
    "%m": r"(?:0[1-9]|1[0-2])",
    "%d": r"(?:0[1-9]|[12]\d|3[01])",
    "%H": r"(?:[01]\d|2[0-3])",
    "%M": r"[0-5]\d",
    "%S": r"[0-5]\d",
}
_WIDTHS = {"%Y": 4}
_ZONE = r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_ISO_STAMP = "%Y-%m-%dT%H:%M:%S"
_UUID = r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind:
    """How the cells of a field are read.

    Attributes:
        name: of the type or format, the last word of the finding's code: "date", "email".
        read: the exact reader.
        dtype: of the values in frames.
        plain: gives the values of plainly written cells, null for the others; None where only
            Python can read.
        hold: gives a value that Python read as `dtype` holds it, None where it cannot.
        kept_as_text: the frames hold the text of the cell, since no column type holds the value.
        words: the only texts that are of the type, where these can be listed.
    """

    name: str
    read: readers.Reader
    dtype: pl.DataType = TEXT
    plain: Plain | None = None
    hold: Callable[[Any], Any] = _same
    kept_as_text: bool = False
    words: tuple[str, ...] = ()

    def constant(self, value: Any) -> Any:
        """Read a value of the schema (a bound, a choice); None where it is not of the type."""
        if isinstance(value, str):
            return self.read(value)
        if self.name == "any":
            return value
        if isinstance(value, bool):
            return value if self.name == "boolean" else None
        if isinstance(value, int | float):
            return self._number(value)
        return value if self.name in ("array", "object", "geojson", "topojson") else None

    def _number(self, value: float) -> Any:
        if self.name == "number":
            return Decimal(str(value))
        return int(value) if self.name in ("integer", "year") and value == int(value) else None


def kind_of(field: Field) -> Kind:
    """Give the kind of a field."""
    return _MAKERS[field.type](field)


def _string(field: Field) -> Kind:
    kinds = {
        "email": Kind("email", readers.read_email),
        "uri": Kind("uri", readers.read_uri, plain=_web_address),
        "uuid": Kind("uuid", readers.read_uuid, plain=_matching(_UUID)),
        "binary": Kind("binary", readers.read_binary),
        "wkt": Kind("wkt", readers.read_wkt),
    }
    return kinds.get(field.format, Kind("string", readers.read_text, plain=_same))


def _web_address(v: pl.Expr) -> pl.Expr:
    """Read the addresses that begin as nearly all do, which is told quicker than by a pattern."""
    return pl.when(v.str.starts_with("https:") | v.str.starts_with("http:")).then(v)


def _any(_field: Field) -> Kind:
    return Kind("any", readers.read_text, plain=_same)


def _integer(field: Field) -> Kind:
    return Kind(
        "integer",
        readers.integer_reader(field.options),
        pl.Int64(),
        plain=lambda v: v.cast(pl.Int64, strict=False),
        hold=lambda value: value if -_INT64 <= value < _INT64 else None,
    )


def _number(field: Field) -> Kind:
    group, mark = field.options.get("groupChar", ""), field.options.get("decimalChar", ".")
    usual = mark in (".", ",") and group in ("", " ", "\u00a0", "\u202f", ",", ".", "'", "’")
    return Kind(
        "number",
        readers.number_reader(field.options),
        pl.Float64(),
        plain=partial(_plain_number, group=group, mark=mark) if usual and group != mark else None,
        hold=readers.exact_float,
    )


def _plain_number(v: pl.Expr, *, group: str, mark: str) -> pl.Expr:
    """Read numbers of so few digits that no two of them fall together as floats."""
    digits = v.str.replace_all(group, "", literal=True) if group else v
    usual = digits.str.contains(rf"^[+-]?[0-9]{{1,9}}(?:{re.escape(mark)}[0-9]{{0,6}})?$")
    number = digits if mark == "." else digits.str.replace(mark, ".", literal=True)
    # a minus zero is a zero, for keys too
    return pl.when(usual).then(number.cast(pl.Float64, strict=False) + 0.0)


def _boolean(field: Field) -> Kind:
    true = field.options.get("trueValues", readers.TRUE)
    false = field.options.get("falseValues", readers.FALSE)
    words = dict.fromkeys(true, True) | dict.fromkeys(false, False)
    return Kind(
        "boolean",
        readers.boolean_reader(words),
        pl.Boolean(),
        plain=lambda v: v.replace_strict(words, default=None, return_dtype=pl.Boolean),
        words=tuple(words),
    )


def _date(field: Field) -> Kind:
    return Kind(
        "date",
        readers.date_reader(field.format),
        pl.Date(),
        plain=_by_places("%Y-%m-%d" if field.format == "default" else field.format, pl.Date()),
    )


def _datetime(field: Field) -> Kind:
    pattern = _ISO_STAMP if field.format == "default" else field.format
    return Kind(
        "datetime",
        readers.datetime_reader(field.format),
        _STAMP,
        plain=_by_places(pattern, _STAMP, zone_free=field.format == "default"),
        hold=readers.as_utc,
    )


def _by_places(pattern: str, dtype: pl.DataType, *, zone_free: bool = False) -> Plain | None:
    """Read cells of fixed width; None where the pattern has a place that we do not know so.

    Args:
        pattern: of `strptime`; may end with a zone.
        dtype: Date or Datetime.
        zone_free: whether a zone may follow or not.
    """
    zoned = pattern.endswith("%z")
    places = re.findall(r"%.|[^%]", pattern.removesuffix("%z"))
    if {each for each in places if each[0] == "%"} - set(_PLACES) or "%Y" not in places:
        return None
    shape = "".join(_PLACES.get(each, re.escape(each)) for each in places)
    tail = _ZONE if zoned else f"{_ZONE}?" if zone_free else ""
    width = sum(_WIDTHS.get(each, 2) if each[0] == "%" else 1 for each in places)
    return partial(_plain_moment, shape=f"^{shape}{tail}$", width=width, dtype=dtype,
                   pattern="".join(places))  # fmt: skip


def _plain_moment(
    v: pl.Expr, *, shape: str, width: int, dtype: pl.DataType, pattern: str
) -> pl.Expr:
    usual = pl.when(v.str.contains(shape)).then(v)
    stamp = usual.str.slice(0, width)
    if dtype == pl.Date:
        return stamp.str.to_date(pattern, strict=False)
    moment = stamp.str.to_datetime(pattern, strict=False, time_unit="us")
    zone = usual.str.slice(width)
    minutes = 60 * _digits(zone, 1) + _digits(zone, 4)
    ahead = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes)
    return moment - pl.duration(minutes=ahead.fill_null(0))


def _digits(zone: pl.Expr, at: int) -> pl.Expr:
    return zone.str.slice(at, 2).cast(pl.Int64, strict=False)


def _year(_field: Field) -> Kind:
    return Kind(
        "year",
        readers.read_year,
        pl.Int64(),
        plain=lambda v: pl.when(v.str.contains("^[0-9]{4}$")).then(v.cast(pl.Int64, strict=False)),
    )


def _yearmonth(_field: Field) -> Kind:
    return Kind(
        "yearmonth",
        readers.read_yearmonth,
        pl.Date(),
        hold=lambda found: date(found[0], found[1], 1) if 1 <= found[0] <= 9999 else None,
    )


def _array(field: Field) -> Kind:
    item = item_of(field)
    if item is None:
        return Kind("array", readers.read_array, kept_as_text=True)
    kind = kind_of(item)

    def read(text: str) -> Any:
        found = readers.read_array(text)
        items = (each for each in found or () if str(each) not in item.missing and each is not None)
        return None if any(kind.constant(each) is None for each in items) else found

    return Kind("array", read, kept_as_text=True)


def item_of(field: Field) -> Field | None:
    """Give what each item of a list in JSON must be, if the schema says it."""
    said = field.options.get("arrayItem")
    return read_field({"type": "any", **said, "name": field.name}, ("",)) if said else None


def _geojson(field: Field) -> Kind:
    topology = field.format == "topojson"
    read = geometry.read_topojson if topology else geometry.read_geojson
    return Kind("topojson" if topology else "geojson", read, kept_as_text=True)


def _text_kind(name: str, read: readers.Reader) -> Callable[[Field], Kind]:
    return lambda _field: Kind(name, read, kept_as_text=True)


def _matching(pattern: str) -> Plain:
    return lambda v: pl.when(v.str.contains(pattern)).then(v)


_MAKERS: Mapping[str, Callable[[Field], Kind]] = {
    "any": _any,
    "array": _array,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "duration": _text_kind("duration", readers.read_duration),
    "geojson": _geojson,
    "geopoint": lambda f: Kind("geopoint", readers.geopoint_reader(f.format), kept_as_text=True),
    "integer": _integer,
    "list": lambda f: Kind("list", readers.list_reader(f.options), kept_as_text=True),
    "number": _number,
    "object": _text_kind("object", readers.read_object),
    "string": _string,
    "time": lambda f: Kind("time", readers.time_reader(f.format), kept_as_text=True),
    "year": _year,
    "yearmonth": _yearmonth,
}
