"""How many children were given each first name in a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.seed import stream

YEARS = 10
KNOWN_FROM = (2, 1)  # the registry counts the names of a year in the January after it
TOLD_FROM = 3  # children of one name; fewer could be recognized
_MIDDLE_YEAR = 2021
_FIRST_RANKS = 18.0  # how fast the first names lead
_BOYS = 0.512
_RARE = 0.3  # of the children, names that hardly anybody shares


def published_years(today: date) -> range:
    """The ten years whose names were counted by a day."""
    last = today.year - 1 if date(today.year, *KNOWN_FROM) <= today else today.year - 2
    return range(max(last - YEARS + 1, min(_read()["births"])), last + 1)


def names_of(seed: int, year: int) -> Iterator[tuple[str, str, int]]:
    """Give sex ("F" or "M"), name and number of children of a year, the most given ones first."""
    chance = stream(seed, "first names", str(year))
    born = _read()["births"].get(year, _read()["births_later"])
    boys = round(born * _BOYS) + chance.randint(-6, 6)
    for sex, names, children in (
        ("F", _read()["girls"], born - boys),
        ("M", _read()["boys"], boys),
    ):
        drawn = chance.choices(list(names), _weights(names, year), k=round(children * (1 - _RARE)))
        counted = sorted(Counter(drawn).items(), key=lambda each: (-each[1], each[0]))
        yield from ((sex, name, count) for name, count in counted if count >= TOLD_FROM)


def _weights(names: Mapping[str, float], year: int) -> list[float]:
    return [
        (1 + gain) ** (year - _MIDDLE_YEAR) / (rank + _FIRST_RANKS)
        for rank, gain in enumerate(names.values())
    ]


@cache
def _read() -> Mapping[str, Any]:
    path = Path(__file__).with_name("names.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
