"""Sheets in which two kinds of records stand side by side: girls and boys, spending and income."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.table import Column

_BINDING = frozenset(("de", "des", "du", "d", "les", "le", "la", "l", "en"))
_BOTH = 2  # sides
_WIDEST = 100  # columns, of a sheet that a person lays out so


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

    The sides stand next to each other, in the same order of columns. A column whose title does
    not say its side has that of those around it: "Rang", "Filles", "Nombre", "Rang", "Garçons"...

    Args:
        columns: of the sheet.
        meanings: what a word says of a side, by the word in the singular, without accents.
    """
    said = [{meanings[word] for word in _singulars(c.header) if word in meanings} for c in columns]
    names = [_rest(column.header, meanings) for column in columns]
    sided = [at for at, sides in enumerate(said) if sides]
    if not sided or len(columns) > _WIDEST or any(len(sides) > 1 for sides in said):
        return None
    for length in range(len(columns) // _BOTH, 0, -1):
        for start in range(len(columns) - _BOTH * length + 1):
            halves = [range(at, at + length) for at in (start, start + length)]
            if not start <= sided[0] <= sided[-1] < start + _BOTH * length:
                continue
            told = [_told(half, said) for half in halves]
            if None not in told and told[0] != told[1] and _are_alike(halves[0], halves[1], names):
                return [
                    Side(str(side), {names[at]: columns[of].letter
                                     for at, of in zip(halves[0], half, strict=True)})
                    for side, half in zip(told, halves, strict=True)
                ]  # fmt: skip
    return None


def _told(half: range, said: Sequence[set[str]]) -> str | None:
    """Give the one side that some titles of a half say."""
    sides = set().union(*(said[at] for at in half))
    return sides.pop() if len(sides) == 1 else None


def _are_alike(first: range, second: range, names: Sequence[str]) -> bool:
    """Tell whether two halves have the same columns, each once."""
    ours, theirs = ([normal(names[at]) for at in half] for half in (first, second))
    return ours == theirs and len(set(ours)) == len(ours)


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
