"""Sheets in which two kinds of records stand side by side: girls and boys, spending and income."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.table import Column

_BINDING = frozenset(("de", "des", "du", "d", "les", "le", "la", "l", "en"))
_BOTH = 2  # sides


@dataclass(frozen=True)
class Side:
    """One of the kinds of records of a sheet.

    Attributes:
        said: what the titles of its columns say that they all are.
        columns: by what else a title says, the letter of the column; both sides have the same.
    """

    said: str
    columns: Mapping[str, str]


def find_sides(columns: Sequence[Column], meanings: Mapping[str, str]) -> list[Side] | None:
    """Find two sides among columns, each with the same columns; None where there are none.

    A column whose title does not say its side, and is that of a column of each side, belongs to
    the side on its left: "Prénoms des filles", "Nombre", "Prénoms des garçons", "Nombre".

    Args:
        columns: of the sheet.
        meanings: what a word says of a side, by the word in the singular, without accents.
    """
    found: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}  # as the first of the sides writes them
    repeated = Counter(normal(column.header) for column in columns)
    here = ""
    for column in columns:
        sides = {meanings[word] for word in _singulars(column.header) if word in meanings}
        if len(sides) > 1:
            return None
        if not sides and (not here or repeated[normal(column.header)] != _BOTH):
            continue
        here = sides.pop() if sides else here
        rest = _rest(column.header, meanings)
        name = names.setdefault(normal(rest), rest)
        side = found.setdefault(here, {})
        if name in side:
            return None
        side[name] = column.letter
    told = [Side(said, held) for said, held in found.items()]
    alike = len(told) == _BOTH and told[0].columns.keys() == told[1].columns.keys()
    return told if alike else None


def _singulars(header: str) -> list[str]:
    return [singular(word) for word in words(header)]


def _rest(header: str, meanings: Mapping[str, str]) -> str:
    """Give what a title says besides its side: "Filles / Nombre", "Prénoms des filles"."""
    parts = [_bare(part, meanings) for part in header.split(" / ")]
    return " / ".join(filter(None, parts))


def _bare(part: str, meanings: Mapping[str, str]) -> str:
    said = part.split()
    kept = [word for word in said if not _is_of(word, meanings)]
    while len(kept) < len(said) and kept and normal(kept[-1]) in _BINDING:
        kept.pop()
    return re.sub(r"^[\s:–-]+|[\s:–-]+$", "", " ".join(kept))


def _is_of(word: str, meanings: Mapping[str, str]) -> bool:
    """Tell whether a word says the side and nothing else: "garçons", "(filles)"."""
    told = _singulars(word)
    return bool(told) and all(each in meanings for each in told)
