"""Columns that tick one choice each of a field: "Verre | Papier | Emballages", with an X."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.recognise.match import Words
from ckanext.city.tables.recognise.names import meaning, normal, singular, telling, variants
from ckanext.city.tables.table import Column

#: A pattern of lists: the choices, and the sign between them.
_LIST = re.compile(r"\^\(([^()]+)\)\((\\?[^\w()])\(\1\)\)\*\$")
_LEAST = 2  # choices
_FEW = 3  # words that are no ticks, "HS", in a column of ticks
_SHORTEST = 3  # letters of a choice: "F" and "M" are no titles of columns
_YES = frozenset(("x", "oui", "o", "yes", "vrai", "true", "1"))
_NO = frozenset(("non", "n", "no", "faux", "false", "0"))
_TICKS = frozenset("✓✔☑☒")
_COUNT = re.compile(r"\d{1,2}(?:[.,]0+)?")
_COUNTED = frozenset(("nombre", "nb", "nbr", "nbre"))


@dataclass(frozen=True)
class Ticked:
    """The columns that say a field together.

    Attributes:
        field: of the table schema.
        columns: by the letter of each, the choice that it ticks.
        mark: what stands between choices; empty where a row has one only.
        saying_no: of these columns, those that say no in a word: there an empty cell says nothing.
    """

    field: Field
    columns: Mapping[str, str]
    mark: str
    saying_no: frozenset[str]

    def write(self, texts: Mapping[str, str]) -> str | None:
        """Give what a row says, by its texts; None where it says none, too much, or is unclear."""
        said = {x: self._read(x, texts[x]) for x in self.columns}
        ticked = [choice for x, choice in self.columns.items() if said[x]]
        unclear = None in said.values() or not ticked or (not self.mark and len(ticked) > 1)
        return None if unclear else self.mark.join(self._in_order(ticked))

    def _read(self, letter: str, text: str) -> bool | None:
        if not text:
            return None if letter in self.saying_no else False
        return _read(text, counted=bool(self.mark))

    def _in_order(self, ticked: Sequence[str]) -> list[str]:
        """Give choices in the order of the schema, which that of the columns may not be."""
        return [choice for choice in choices_of(self.field)[0] if choice in ticked]


def choices_of(field: Field) -> tuple[tuple[str, ...], str]:
    """Give the choices of a field, and the sign between several; none where it has no list."""
    if listed := field.constraints.get("enum"):
        return tuple(map(str, listed)), ""
    found = _LIST.fullmatch(str(field.constraints.get("pattern", "")))
    return (tuple(found[1].split("|")), found[2].removeprefix("\\")) if found else ((), "")


def find_ticked(
    columns: Sequence[Column],
    texts: Callable[[str], Sequence[str]],
    fields: Sequence[Field],
    synonyms: Words,
) -> tuple[Ticked, ...]:
    """Find the fields that columns say together, each by ticks, yes and no, or counts.

    Args:
        columns: those that are no field by themselves.
        texts: gives texts of a column by its letter, some or all.
        fields: those that no column is.
        synonyms: other names of choices, by "field=choice".
    """
    found = []
    for field in fields:
        choices, mark = choices_of(field)
        known = _names_of(field.name, choices, synonyms)
        named = [(c.letter, choice) for c in columns if (choice := _choice_of(c.header, known))]
        meant = [choice for _letter, choice in named]
        if len(meant) < _LEAST or len(set(meant)) < len(meant):
            continue
        if all(_is_ticked(texts(letter), counted=bool(mark)) for letter, _choice in named):
            words_for_no = _NO - {"0"} if mark else _NO
            no = frozenset(x for x, _c in named if {t.lower() for t in texts(x)} & words_for_no)
            found.append(Ticked(field, dict(named), mark, no))
    return tuple(found)


def _names_of(field: str, choices: Sequence[str], synonyms: Words) -> Mapping[str, str]:
    """Give the choices by the keys of their names."""
    return {
        key: choice
        for choice in choices
        for name in (choice, *synonyms.get(f"{field}={choice}", ()))
        for key in _keys(name)
        if len(key) >= _SHORTEST
    }


def _choice_of(header: str, known: Mapping[str, str]) -> str | None:
    """Tell which choice a header is, counted or not: "Verre", "Nb de colonnes à verre"."""
    bare = " / ".join(_without_count(part) for part in header.split(" / "))
    keys = (key for part in variants(bare) for key in _keys(part))
    return next((known[key] for key in keys if key in known), None)


def _keys(name: str) -> tuple[str, ...]:
    """Write a name so that two are the same that differ in case, signs, plural or order only."""
    return normal(name), "".join(map(singular, telling(name))), meaning(name)


def _without_count(part: str) -> str:
    said = part.split()
    return " ".join(said[1:]) if said and normal(said[0]) in _COUNTED else part


def _is_ticked(texts: Sequence[str], *, counted: bool) -> bool:
    """Tell whether a column ticks, but for few words in a list of several; an empty one may."""
    filled = [text for text in texts if text]
    clear = [text for text in filled if _read(text, counted=counted) is not None]
    few = counted and bool(clear) and len({*filled} - {*clear}) <= _FEW
    return not filled or few or 2 * len(clear) > len(filled)


def _read(text: str, *, counted: bool) -> bool | None:
    """Read a cell as a tick or none; None where it is neither."""
    word = text.strip().lower()
    if word in _YES or (word and set(word) <= _TICKS):
        return True
    if word in _NO:
        return False
    return int(re.split("[.,]", word)[0]) > 0 if counted and _COUNT.fullmatch(word) else None
