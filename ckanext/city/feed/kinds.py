"""What each kind of field must hold for the feed, and how it is mended or else left out."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import shapely

from ckanext.city.dataset_types.checks import WrongValue, read_email, read_geojson
from ckanext.city.feed.addresses import mended, refusal
from ckanext.city.feed.problems import Problem, shown

#: Longer than any description; udata keeps a dataset in one document of 16 MB.
LONGEST_TEXT = 100_000
#: MongoDB's largest integer: a larger one fails the dataset there.
LARGEST_NUMBER = 2**63 - 1
DEEPEST = 12

#: What XML 1.0 cannot hold, escaped or not; surrogates are no UTF-8 either.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)


@dataclass
class Notes:
    """Problems met while a dict is read, each with the place where it stands."""

    prefix: str = ""
    resource: str = ""
    problems: list[Problem] = field(default_factory=list)

    def dropped(self, code: str, name: str, value: object) -> None:
        """Note a value that is left out."""
        self.problems.append(Problem(code, self.prefix + name, shown(value), self.resource))

    def mended(self, code: str, name: str, value: object) -> None:
        """Note a value that is mended."""
        self.problems.append(Problem(code, self.prefix + name, shown(value), self.resource, False))

    def below(self, name: str, resource: str = "") -> Notes:
        """Notes of what lies in a value, on the same list."""
        return Notes(f"{self.prefix}{name}.", resource or self.resource, self.problems)


#: Read a value; None leaves it out. Its arguments: the value, the field's name, where to note.
Kind = Callable[[Any, str, Notes], Any]
Fields = Mapping[str, Kind]


def text(value: Any, name: str, notes: Notes) -> str | None:
    """Read a text: characters of XML 1.0, line ends of Unix, of a bearable length."""
    return value if _is_plain(value) else _mended_text(value, name, notes)


def texts(value: Any, name: str, notes: Notes) -> list[str]:
    """Read a list of texts; a single text is a list of one."""
    found = (text(each, f"{name}[{at}]", notes) for at, each in entries(value, name, notes))
    return [each for each in found if each]


def email(value: Any, name: str, notes: Notes) -> str | None:
    """Read an e-mail address."""
    found = text(value, name, notes)
    if not found:
        return found
    try:
        return read_email(found)
    except WrongValue:
        notes.dropped("email.malformed", name, value)
        return None


def address(value: Any, name: str, notes: Notes) -> str | None:
    """Read a web address that udata would take."""
    found = text(value, name, notes)
    if not found:
        return found
    written = mended(found)
    if refused := refusal(written):
        notes.dropped(refused, name, value)
        return None
    if written.lower() != found.lower():
        notes.mended("address.characters", name, value)
    return written


def addresses(value: Any, name: str, notes: Notes) -> list[str]:
    """Read a list of web addresses."""
    found = (address(each, f"{name}[{at}]", notes) for at, each in entries(value, name, notes))
    return [each for each in found if each]


def uri(value: Any, name: str, notes: Notes) -> str | None:
    """Read the URI of a thing, which no one follows: absolute, of the characters of an IRI."""
    found = text(value, name, notes)
    if not found:
        return found
    written = mended(found)
    if not _SCHEME.match(written) or _NO_IRI.search(written):
        notes.dropped("uri.malformed", name, value)
        return None
    if written.lower() != found.lower():
        notes.mended("address.characters", name, value)
    return written


def named(value: Any, name: str, notes: Notes) -> str | None:
    """Read the URI of a thing, or a word for it: "annual"."""
    if type(value) is str and "://" in value:
        return uri(value, name, notes)
    word = text(value, name, notes)
    # a list of one is read as what is in it
    return uri(word, name, notes) if word and "://" in word else word


def uris(value: Any, name: str, notes: Notes) -> list[str]:
    """Read a list of URIs."""
    found = (uri(each, f"{name}[{at}]", notes) for at, each in entries(value, name, notes))
    return [each for each in found if each]


def moment(value: Any, name: str, notes: Notes) -> str | None:
    """Read a day or an instant of ISO 8601; a year or a month is its first day."""
    return _moment(value, name, notes, end=False)


def period_end(value: Any, name: str, notes: Notes) -> str | None:
    """Read the end of a period: a year or a month is its last day."""
    return _moment(value, name, notes, end=True)


def whole_number(value: Any, name: str, notes: Notes) -> int | None:
    """Read a whole number of at least 0."""
    number = _number(value)
    if number is None or number != int(number) or not 0 <= number <= LARGEST_NUMBER:
        _note_number(value, name, notes)
        return None
    return int(number)


def number(value: Any, name: str, notes: Notes) -> float | None:
    """Read a finite number of at least 0."""
    found = _number(value)
    if found is None or found < 0:
        _note_number(value, name, notes)
        return None
    return found


def duration(value: Any, name: str, notes: Notes) -> str | None:
    """Read a duration of ISO 8601, "P1D"."""
    found = text(value, name, notes)
    if found and not _DURATION.fullmatch(found.strip()):
        notes.dropped("duration.malformed", name, value)
        return None
    return found and found.strip()


def geometry(value: Any, name: str, notes: Notes) -> str | None:
    """Read a GeoJSON geometry in degrees, as its JSON text; outlines do not cross themselves."""
    if value is None or value == "":
        return value
    found, code = _geometry_of_text(value) if type(value) is str else _geometry(value)
    if found is None:
        notes.dropped(code, name, value)
    elif code:
        notes.mended(code, name, value)
    return found


def media_type(value: Any, name: str, notes: Notes) -> str | None:
    """Read a media type, "text/csv", without parameters; the URI of one passes."""
    found = text(value, name, notes)
    if not found or found.startswith(("http://", "https://")):
        return uri(found, name, notes) if found else found
    bare = found.partition(";")[0].strip()
    if not _MEDIA_TYPE.fullmatch(bare):
        notes.dropped("media-type.malformed", name, value)
        return None
    if bare != found:
        notes.mended("media-type.parameters", name, value)
    return bare


def rows(fields: Fields) -> Kind:
    """Make the kind of a list of dicts of known fields."""

    def read(value: Any, name: str, notes: Notes) -> list[dict[str, Any]]:
        found = []
        for at, each in entries(value, name, notes, of_rows=True):
            if isinstance(each, Mapping):
                row = read_fields(each, fields, notes.below(f"{name}[{at}]"))
                # One whose every value was left out says nothing more.
                if any(row.values()):
                    found.append(row)
            else:
                notes.dropped("row.malformed", f"{name}[{at}]", each)
        return found

    return read


def read_fields(values: Mapping[Any, Any], fields: Fields, notes: Notes) -> dict[str, Any]:
    """Read each value by its field's kind; what no field describes is cleaned as it is."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if not _is_plain(name):
            notes.dropped("field.unnamed", shown(name), value)
            continue
        read = fields.get(name, anything)
        # Most values are these: they are spared a call.
        plain = value is None or (read in (text, anything) and _is_plain(value))
        kept = value if plain else read(value, name, notes)
        if plain or kept is not None:
            found[name] = kept
    return found


def anything(value: Any, name: str, notes: Notes) -> Any:
    """Read a value of which nothing is known: finite numbers, clean texts, bounded depth."""
    return _anything(value, name, notes, DEEPEST)


def entries(value: Any, name: str, notes: Notes, *, of_rows: bool = False) -> list[tuple[int, Any]]:
    """The entries of a list with their places; what is no list is made one where it can be."""
    if value is None or value == "":
        return []
    read = _read_json(value) if type(value) is str and value.lstrip()[:1] in ("[", "{") else value
    if not isinstance(read, list | tuple):
        read = _list_of_other(read, name, notes, of_rows=of_rows)
    for at, each in enumerate(read):
        if each is None:
            notes.dropped("list.null", f"{name}[{at}]", each)
    return [(at, each) for at, each in enumerate(read) if each is not None]


def _is_plain(value: Any) -> bool:
    return type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable()


def _anything(value: Any, name: str, notes: Notes, depth: int) -> Any:
    if type(value) is str:
        return text(value, name, notes)
    if value is None or type(value) is bool or _is_finite(value):
        return value
    if depth and isinstance(value, list | tuple):
        found = (
            _anything(each, f"{name}[{at}]", notes, depth - 1) for at, each in enumerate(value)
        )
        return [each for each in found if each is not None]
    if depth and isinstance(value, Mapping):
        return {
            key: _anything(each, f"{name}.{key}", notes, depth - 1)
            for key, each in value.items()
            if _is_plain(key)
        }
    notes.dropped("value.unknown", name, value)
    return None


def _is_finite(value: Any) -> bool:
    if type(value) is int:
        return abs(value) <= LARGEST_NUMBER
    return type(value) is float and math.isfinite(value)


def _mended_text(value: Any, name: str, notes: Notes) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        return _text_of_other(value, name, notes)
    plain = value.replace("\r\n", "\n")
    clean = _NO_XML.sub("", plain)
    if len(clean) != len(plain):
        (notes.mended if clean.strip() else notes.dropped)("text.control-character", name, value)
    if len(clean) > LONGEST_TEXT:
        notes.mended("text.too-long", name, value)
        clean = f"{clean[: LONGEST_TEXT - 1]}…"
    return clean if clean.strip() or not value else None


def _text_of_other(value: Any, name: str, notes: Notes) -> str | None:
    if _is_finite(value):
        notes.mended("text.number", name, value)
        return str(value)
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        notes.mended("text.list", name, value)
        quiet = Notes()
        return _mended_text(", ".join(value), name, quiet)
    notes.dropped("text.malformed", name, value)
    return None


def _read_json(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _list_of_other(value: Any, name: str, notes: Notes, *, of_rows: bool) -> list[Any]:
    if isinstance(value, Mapping) if of_rows else isinstance(value, str):
        notes.mended("list.single", name, value)
        return [value]
    notes.dropped("list.malformed", name, value)
    return []


def _moment(value: Any, name: str, notes: Notes, *, end: bool) -> str | None:
    if value is None or value == "":
        return value
    if isinstance(value, datetime | date):
        value = value.isoformat()
    written = value.strip() if isinstance(value, str) else str(value) if _is_year(value) else ""
    if found := _iso(written, end):
        return found
    if found := _from_french(written):
        notes.mended("date.french", name, value)
        return found
    notes.dropped("date.malformed", name, value)
    return None


def _is_year(value: Any) -> bool:
    return type(value) is int and 1000 <= value <= 2999


def _iso(written: str, end: bool) -> str | None:
    try:
        if _YEAR.fullmatch(written):
            found = date(int(written), 12, 31) if end else date(int(written), 1, 1)
        elif match := _MONTH.fullmatch(written):
            year, month = int(match[1]), int(match[2])
            following = date(year + month // 12, month % 12 + 1, 1)
            found = following - timedelta(days=1) if end else date(year, month, 1)
        elif len(written) == 10:
            found = date.fromisoformat(written)
        elif written.isascii() and written[4:5] == "-" and len(written) > 10:
            found = datetime.fromisoformat(written)
        else:
            return None
    except ValueError:
        return None
    # At either end of Python's calendar, a change of time zone would leave it.
    return found.isoformat() if 1 < found.year < 9999 else None


def _from_french(written: str) -> str | None:
    match = _FRENCH_DAY.fullmatch(written)
    return _iso(f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}", False) if match else None


def _number(value: Any) -> float | int | None:
    if type(value) is str and len(value) < 40:
        try:
            value = int(value) if value.strip().isdecimal() else float(value)
        except ValueError:
            return None
    return value if _is_finite(value) else None


def _note_number(value: Any, name: str, notes: Notes) -> None:
    if value != "":
        notes.dropped("number.malformed", name, value)


@lru_cache(maxsize=512)
def _geometry_of_text(value: str) -> tuple[str | None, str]:
    return _geometry(value)


def _geometry(value: Any) -> tuple[str | None, str]:
    """The geometry and what was mended, or None and what is wrong."""
    try:
        written = read_geojson(value)
        shape = shapely.from_geojson(written)
        if shape.is_valid:
            return written, ""
        # MongoDB, whose index udata fills, refuses an outline that crosses itself.
        whole = shapely.make_valid(shape)
    except (WrongValue, shapely.errors.ShapelyError, ValueError, TypeError, RecursionError):
        return None, "geometry.malformed"
    if whole.geom_type not in ("Polygon", "MultiPolygon"):
        return None, "geometry.malformed"
    return shapely.to_geojson(whole), "geometry.crossing"
