"""Places as people write them in one cell: two decimals, or degrees, minutes and seconds."""

from __future__ import annotations

import re
from decimal import Decimal

from ckanext.city.geo.france import MAINLAND, in_box

_PAIR = re.compile(
    r"(?:POINT\s*(?=\())?[\[(]?\s*(-?\d{1,3}[.,]\d+|-?\d{1,3})\s*(?:[;/|\s]|,\s+|(?<=\d),(?=\s*-?\d+\.))\s*"
    r"(-?\d{1,3}[.,]\d+|-?\d{1,3})\s*[\])]?"
)
_NUMBER = r"\d{1,2}(?:[.,]\d+)?"
_MINUTE, _SECOND = r"['’′‘]", r"(?:[\"”″“]|['’′‘]{2})"
_SIDE = r"[NSEWOnsewo]"
_ANGLE = (
    rf"(?:(?P<before>{_SIDE})\s*)?(?P<sign>-)?(?P<degrees>\d{{1,3}}(?:[.,]\d+)?)"
    rf"\s*(?P<mark>[°º]|deg\b)?\s*"
    rf"(?:(?P<minutes>{_NUMBER})\s*{_MINUTE}\s*(?:(?P<seconds>{_NUMBER})\s*{_SECOND}\s*)?)?"
    rf"(?P<after>{_SIDE}(?![A-Za-z]))?"
)
_ALONE = re.compile(_ANGLE)
_BETWEEN = re.compile(r"\s*[,;/|–-]?\s*")
_METRES = re.compile(
    r"[\[(]?\s*(?:X\s*[:=]?\s*)?(-?\d{6,7}(?:[.,]\d+)?)\s*(?:[;/|\s]|,\s)\s*(?:Y\s*[:=]?\s*)?"
    r"(-?\d{6,7}(?:[.,]\d+)?)\s*[\])]?",
    re.IGNORECASE,
)
_DECIMALS = 6  # a tenth of a metre
_PLACES = {"N": 0, "S": 0, "E": 1, "W": 1, "O": 1}
_LEAST, _SAMPLED = 0.8, 30


def read_pair(text: str) -> tuple[str, str] | None:
    """Read latitude and longitude of a place in France, in either order, in one text."""
    found = _PAIR.fullmatch(text.strip())
    if found is None:
        return _read_angles(text)
    first, second = (part.replace(",", ".") for part in found.groups())
    return _in_order(first, second)


def read_angle(text: str) -> str | None:
    """Read degrees, minutes and seconds, or degrees with their sign, as decimal degrees."""
    found = _ALONE.fullmatch(text.strip())
    said = _degrees(found) if found else None
    return said[0] if said else None


def read_metres(text: str) -> tuple[float, float] | None:
    """Read two numbers of six or seven figures in one text, in their order."""
    found = _METRES.fullmatch(text.strip())
    if found is None:
        return None
    return float(found[1].replace(",", ".")), float(found[2].replace(",", "."))


def are_points(texts: tuple[str, ...]) -> bool:
    """Tell whether texts are places, two numbers each."""
    some = texts[:_SAMPLED]
    read = sum((read_pair(text) or read_metres(text)) is not None for text in some)
    return 0 < read >= _LEAST * len(some)


def _read_angles(text: str) -> tuple[str, str] | None:
    bare = text.strip(" \t\u00a0\u202f[]()")
    first = _ALONE.match(bare)
    between = _BETWEEN.match(bare, first.end()) if first else None
    second = _ALONE.fullmatch(bare, between.end()) if between else None
    read = [_degrees(each) for each in (first, second) if each is not None]
    if len(read) < 2 or None in read:
        return None
    (one, at), (two, to) = (each for each in read if each is not None)
    if at is not None and to is not None:
        return None if at == to else ((one, two) if at == 0 else (two, one))
    return _in_order(one, two)


def _degrees(found: re.Match[str]) -> tuple[str, int | None] | None:
    """Give decimal degrees, and whether they are a latitude (0) or a longitude (1) if it is said.

    None where they are no angle: a bare number, 70 minutes, two sides, one that a sign denies.
    """
    degrees, minutes, seconds = (
        (found[name] or "0").replace(",", ".") for name in ("degrees", "minutes", "seconds")
    )
    before, after = (found["before"] or "").upper(), (found["after"] or "").upper()
    side, bare = before or after, not (found["mark"] or before or after)
    parted = bool(found["minutes"] and "." in degrees) or bool(found["seconds"] and "." in minutes)
    if bare or parted or max(float(minutes), float(seconds)) >= 60:
        return None
    if (before and after) or (side and found["sign"]):
        return None
    if found["minutes"]:
        whole = Decimal(degrees) + Decimal(minutes) / 60 + Decimal(seconds) / 3600
        degrees = f"{whole:.{_DECIMALS}f}"
    negative = bool(found["sign"]) or side in ("S", "W", "O")
    return f"-{degrees}" if negative else degrees, _PLACES.get(side)


def _in_order(first: str, second: str) -> tuple[str, str] | None:
    if in_box(MAINLAND, float(second), float(first)):
        return first, second
    return (second, first) if in_box(MAINLAND, float(first), float(second)) else None
