"""Lists of streets with a column per level of school: "École maternelle | École élémentaire"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.addresses import STREET, part_of
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding

_LEVELS = {
    "maternelle": "maternelle", "mater": "maternelle", "elementaire": "élémentaire",
    "elem": "élémentaire", "primaire": "primaire", "college": "collège",
}  # fmt: skip
_CODES = frozenset(("rne", "uai", "code"))
_NAMES = frozenset(
    ("ecole", "nom", "secteur", "affectation", "etablissement", "de", "l", "d", "la")
)
_LEAST = 2
_LETTERS = 4  # of the name of a school; "X" and "oui" are ticks


def find_levels(sheet: Sheet) -> Unfolding | None:
    """Find beside streets the columns that name the school of each level, and its code.

    A code that stands apart is that of one of them, and nobody can say of which.
    """
    if not any(part_of(column.header) == STREET for column in sheet.columns):
        return None
    blocks: dict[str, dict[str, str]] = {}
    alone = False
    for column in sheet.columns:
        said = {singular(word) for word in words(column.header)}
        levels = {_LEVELS[word] for word in said if word in _LEVELS}
        rest = said - _LEVELS.keys()
        alone |= not levels and bool(rest & {"rne", "uai", "niveau"})
        name = "code_rne" if rest & _CODES else "nom_ecole"
        if len(levels) == 1 and rest <= _CODES | _NAMES:
            block = blocks.setdefault(levels.pop(), {})
            if name in block:
                return None
            block[name] = column.letter
    named = {level: block for level, block in blocks.items() if "nom_ecole" in block}
    if alone or len(named) < _LEAST or not all(_are_names(sheet, each) for each in named.values()):
        return None
    made = (Block(block, {"niveau": level}) for level, block in named.items())
    return Unfolding(tuple(made), safe=True)


def _are_names(sheet: Sheet, block: Mapping[str, str]) -> bool:
    texts: Sequence[str] = [text for text in sheet.texts(block["nom_ecole"]) if text]
    named = [text for text in texts if sum(map(str.isalpha, text)) >= _LETTERS]
    return 2 * len(named) > len(texts) > 0
