"""What a field of a form must hold: each check gives the value as stored, or says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

FIRST_YEAR, LAST_YEAR = 1789, 2199
#: Solr refuses a text of more than 32,766 bytes in one field.
MAX_GEOJSON_BYTES = 30_000
#: La Poste's SIREN: its offices bear SIRETs that do not follow Luhn's formula.
LA_POSTE = "356000000"
MAX_CHOICES_NAMED = 20

_SPACES = re.compile(r"\s+")  # of Unicode: the non-breaking ones too
_INSEE = re.compile(r"(?:[013-9]\d|2[AB1-9])\d{3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*[-/–]\s*(\d{4})")
_HOST_PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9._%+'-]+@(?:{_HOST_PART}\.)+[A-Za-z]{{2,}}")
_FORBIDDEN_IN_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]")
#: How deep the positions of a GeoJSON geometry are nested, and whether they are closed rings.
_GEOMETRIES = {
    "Point": (0, False),
    "MultiPoint": (1, False),
    "LineString": (1, False),
    "MultiLineString": (2, False),
    "Polygon": (2, True),
    "MultiPolygon": (3, True),
}


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


class WrongValue(ValueError):
    """A value that cannot be kept: what is expected, and what to do.

    Attributes:
        sentence: English message marked for translation, with `{name}` places.
        values: what stands in those places.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values

    def explain(self, translate: Callable[[str], str]) -> str:
        """Say it in the language of `translate`."""
        return translate(self.sentence).format(**self.values)


def read_siret(text: str) -> str:
    """Read a SIRET: fourteen digits whose last one is right; spaces are dropped.

    Source: INSEE, Luhn's formula on the fourteen digits; La Poste's offices: their sum is a
    multiple of five.
    """
    digits = _SPACES.sub("", text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) != 14:
        raise WrongValue(
            _("“{value}” has {count} digits, and a SIRET has 14: copy it from the INSEE notice."),
            value=text,
            count=sum(character.isdigit() for character in text),
        )
    sums = _luhn(digits) % 10 == 0
    if not sums and not (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0):
        raise WrongValue(
            _("“{value}” is no SIRET, one of its digits is wrong: copy it from the INSEE notice."),
            value=text,
        )
    return digits


def read_siren(text: str) -> str:
    """Read a SIREN: nine digits whose last one is right; spaces are dropped."""
    digits = _SPACES.sub("", text)
    if not re.fullmatch(r"[0-9]{9}", digits) or _luhn(digits) % 10:
        raise WrongValue(
            _("“{value}” is no SIREN of nine digits: copy it from the INSEE notice."), value=text
        )
    return digits


def read_insee(text: str) -> str:
    """Read the INSEE code of a commune: five characters, "92040" or "2A004"."""
    code = text.strip().upper()
    if not _INSEE.fullmatch(code):
        raise WrongValue(
            _("“{value}” is no INSEE code: write its five characters, for example 92040 or 2A004."),
            value=text,
        )
    return code


def read_year(text: str) -> str:
    """Read a year in four digits."""
    year = text.strip()
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise WrongValue(
            _("“{value}” is no year: write it in four digits, for example 2026."), value=text
        )
    return year


def read_day(text: str) -> str:
    """Read a day that exists, written YYYY-MM-DD."""
    day = text.strip()
    if not _exists(day):
        raise WrongValue(
            _("“{value}” is no date: write year-month-day, for example 2026-04-02 for 2 April."),
            value=text,
        )
    return day


def read_period_end(text: str) -> str:
    """Read where a period starts or ends: a year, a month or a day."""
    moment = text.strip().partition("T")[0]
    year_or_month = re.fullmatch(r"[0-9]{4}", moment) or _MONTH.fullmatch(moment)
    if not year_or_month and not _exists(moment):
        raise WrongValue(_("“{value}” is no date: write 2026, 2026-04 or 2026-04-02."), value=text)
    return moment


def read_school_year(text: str) -> str:
    """Read a school year, two years that follow each other: "2026-2027"."""
    match = _SCHOOL_YEAR.fullmatch(text.strip())
    if not match or int(match[2]) != int(match[1]) + 1:
        raise WrongValue(
            _("“{value}” is no school year: write both its years, for example 2026-2027."),
            value=text,
        )
    return f"{match[1]}-{match[2]}"


def read_count(value: str | int, *, least: int = 0) -> int:
    """Read a whole number, of at least `least`."""
    text = _SPACES.sub("", str(value))
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < least:
        raise WrongValue(
            _("“{value}” will not do: write a whole number of at least {least}, in digits."),
            value=value,
            least=least,
        )
    return int(text)


def read_email(text: str) -> str:
    """Read an e-mail address."""
    address = text.strip().removeprefix("mailto:")
    if len(address) > 254 or ".." in address or not _EMAIL.fullmatch(address):
        raise WrongValue(
            _(
                "“{value}” is no e-mail address: write that of a function, "
                "for example opendata@ville.fr."
            ),
            value=text,
        )
    return address


def read_web_address(text: str) -> str:
    """Read the address of a page or of a thing: http or https, nothing that could run."""
    address = text.strip()
    if not _is_web_address(address):
        raise WrongValue(
            _("“{value}” is no web address: write it whole, starting with https://."), value=text
        )
    return address


def read_geojson(value: str | Mapping[str, Any]) -> str:
    """Read a GeoJSON geometry in degrees, WGS 84, longitude first.

    Args:
        value: the geometry, or its JSON text; a geometry of one Feature is taken out of it.

    Returns:
        The geometry as compact JSON text.
    """
    geometry = _geometry(value)
    kind = str(geometry.get("type"))
    if kind not in _GEOMETRIES:
        raise WrongValue(
            _("“{value}” is no geometry that we know: give one of {kinds} in GeoJSON."),
            value=kind,
            kinds=", ".join(_GEOMETRIES),
        )
    depth, rings = _GEOMETRIES[kind]
    coordinates = geometry.get("coordinates")
    _check_positions(list(_positions(coordinates, depth)))
    if rings:
        _check_rings(coordinates, depth - 1)
    text = json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))
    if len(text) > MAX_GEOJSON_BYTES:
        raise WrongValue(
            _("This outline is too detailed ({size} bytes, {limit} at most): simplify it."),
            size=len(text),
            limit=MAX_GEOJSON_BYTES,
        )
    return text


def read_choice(text: str, choices: Mapping[str, str]) -> str:
    """Read a value of a closed list.

    Args:
        text: the value.
        choices: the labels in the reader's language, by value.
    """
    if text not in choices:
        named = [f"{value} ({label})" for value, label in choices.items()]
        more = ["…"] if len(named) > MAX_CHOICES_NAMED else []
        raise WrongValue(
            _("“{value}” is not in the list. Choose one of: {choices}."),
            value=text,
            choices=", ".join(named[:MAX_CHOICES_NAMED] + more),
        )
    return text


def check_order(first: str, last: str, *, equal: bool = True) -> None:
    """Check that two years, months or days of ISO 8601 follow each other.

    Where one is written more roughly than the other ("2026" and "2026-04-02"), only what both
    say is compared.
    """
    length = min(len(first), len(last))
    before, after = first[:length], last[:length]
    if before > after:
        raise WrongValue(
            _("It comes before the start ({first}): correct one of the two."), first=first
        )
    if before == after and not equal:
        raise WrongValue(_("It must come after {first}: correct one of the two."), first=first)


def check_years_apart(year: str, day: str, least: int, most: int) -> None:
    """Check that a day lies between `least` and `most` years after a year."""
    apart = int(day[:4]) - int(year)
    if not least <= apart <= most:
        raise WrongValue(
            _("{day} is {apart} years away from {year}: correct the date or the year."),
            day=day,
            apart=abs(apart),
            year=year,
        )


def needed() -> WrongValue:
    """What to say of a field that another one makes necessary."""
    return WrongValue(_("Fill this in: what you chose above needs it."))


def _luhn(digits: str) -> int:
    doubled = (int(digit) * 2 if at % 2 else int(digit) for at, digit in enumerate(digits[::-1]))
    return sum(number - 9 if number > 9 else number for number in doubled)


def _exists(day: str) -> bool:
    if not (day.isascii() and _DAY.fullmatch(day)):
        return False
    try:
        return FIRST_YEAR <= date.fromisoformat(day).year <= LAST_YEAR
    except ValueError:
        return False


def _is_web_address(address: str) -> bool:
    if len(address) > 2000 or _FORBIDDEN_IN_ADDRESS.search(address):
        return False
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https")


def _geometry(value: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(value, str):
        # Depth is bounded by the length that is read at all.
        if len(value) > 10 * MAX_GEOJSON_BYTES:
            raise WrongValue(
                _("This outline is too detailed ({size} bytes, {limit} at most): simplify it."),
                size=len(value),
                limit=MAX_GEOJSON_BYTES,
            )
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise _no_geojson() from None
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        value = value.get("geometry") or {}
    if not isinstance(value, Mapping):
        raise _no_geojson()
    return value


def _no_geojson() -> WrongValue:
    return WrongValue(
        _(
            "This is no GeoJSON geometry: write one such as "
            "{example}, longitude first, or leave it empty."
        ),
        example='{"type": "Point", "coordinates": [2.27, 48.82]}',
    )


def _positions(coordinates: object, depth: int) -> Iterator[object]:
    if depth == 0:
        yield coordinates
        return
    if not isinstance(coordinates, list) or not coordinates:
        raise _no_geojson()
    for part in coordinates:
        yield from _positions(part, depth - 1)


def _check_positions(positions: Sequence[object]) -> None:
    for position in positions:
        if not isinstance(position, list) or len(position) not in (2, 3):
            raise _no_geojson()
        if not all(_is_number(number) for number in position):
            raise _no_geojson()
        if abs(position[0]) > 180 or abs(position[1]) > 90:
            raise WrongValue(
                _(
                    "{position} is not on Earth: coordinates must be degrees, longitude then "
                    "latitude (WGS 84). Convert them from Lambert 93."
                ),
                position=position,
            )


def _is_number(number: object) -> bool:
    # Compared, not tested for finiteness: JSON can hold an integer too large for a float.
    return isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e9


def _check_rings(coordinates: object, depth: int) -> None:
    for ring in _positions(coordinates, depth):
        if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
            raise WrongValue(
                _("A ring of this outline is open: its last position must repeat the first one.")
            )
