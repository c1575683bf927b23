"""First names as registrars list them: girls beside boys, a column a year."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ckanext.city.dataset_types.sides import find_sides
from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding

_SEXES = {
    "fille": "F", "feminin": "F", "f": "F",
    "garcon": "M", "masculin": "M", "g": "M", "m": "M",
}  # fmt: skip
_NAME, _COUNT, _SEX, _YEAR = "ENFANT_PRENOM", "NOMBRE_OCCURRENCES", "ENFANT_SEXE", "ANNEE"
_FIELDS = {
    "prenom": _NAME, "premierprenom": _NAME, "nombre": _COUNT, "nb": _COUNT, "nbre": _COUNT,
    "nbr": _COUNT, "effectif": _COUNT, "occurrence": _COUNT, "total": _COUNT, "naissance": _COUNT,
    "nombrenaissance": _COUNT, "nbnaissance": _COUNT, "rang": "rang", "n": "rang",
    "classement": "rang", "numero": "rang",
}  # fmt: skip
_BINDING = frozenset(("de", "des", "d"))
_IN_TITLE = re.compile(
    r"(?:(?:naissances|nombre|nb|ann[ée]e)\s+)?(?:en\s+)?((?:19|20)\d{2})", re.IGNORECASE
)
_FIGURE = re.compile(r"\d")
_LEAST = 2  # years
_SEXES_IN_WORDS = frozenset(("fille", "garcon"))
#: Columns of lists of persons, in which first names are no names of births.
_OF_PERSONS = frozenset(
    ("nom", "noms", "nomdefamille", "nomprenom", "service", "classe", "adresse")
)
_OF_SEX = frozenset(("sexe", "genre", "sexeenfant", "enfantsexe"))


def find_births(sheet: Sheet) -> Unfolding | None:
    """Find the columns of girls and those of boys, or years beside first names and sexes."""
    return _sexes(sheet) or _years(sheet)


def _sexes(sheet: Sheet) -> Unfolding | None:
    sides = find_sides(sheet.columns, _SEXES)
    if sides is None:
        return None
    blocks = []
    for side in sides:
        fields = {_field(sheet, name, x): x for name, x in side.columns.items()}
        if None in fields or len(fields) < len(side.columns) or _COUNT not in fields:
            return None
        held = {str(name): letter for name, letter in fields.items()}
        telling = tuple(held[name] for name in (_NAME, _COUNT) if name in held)
        blocks.append(Block(held, {_SEX: side.said}, telling))
    used = {letter for side in sides for letter in side.columns.values()}
    shared = [c for c in sheet.columns if c.letter not in used and _names([c.header])]
    if not shared and not all(_NAME in block.columns for block in blocks):
        return None
    said = _names([*(column.header for column in sheet.columns), *sheet.titles])
    return Unfolding(tuple(blocks), safe=said, tells=said)


def _field(sheet: Sheet, name: str, letter: str) -> str | None:
    """Tell which field a column of one sex is: by its other words, or by what it holds."""
    if not name:
        return _COUNT if _holds_counts(sheet.texts(letter)) else _NAME
    return _FIELDS.get("".join(singular(word) for word in words(name) if word not in _BINDING))


def _names(texts: Sequence[str]) -> bool:
    """Tell whether some text speaks of first names."""
    return any(singular(word) == "prenom" for text in texts for word in words(text))


def _years(sheet: Sheet) -> Unfolding | None:
    """Find the years beside first names and sexes; a year alone counts no births of others.

    The sex may be that of the sheet.
    """
    headers = {normal(column.header) for column in sheet.columns}
    if not any(_field_of(header) == _NAME for header in headers) or headers & _OF_PERSONS:
        return None
    if not headers & _OF_SEX and not _say(sheet.titles, _SEXES_IN_WORDS):
        return None
    years: Mapping[str, str] = {
        column.letter: found[1]
        for column in sheet.columns
        if (found := _IN_TITLE.fullmatch(column.header.strip()))
        and _holds_counts(sheet.texts(column.letter))
    }
    if len(years) < _LEAST or len({*years.values()}) < len(years):
        return None
    blocks = (Block({_COUNT: letter}, {_YEAR: year}) for letter, year in years.items())
    return Unfolding(tuple(blocks), safe=True, tells=True)


def tells_births(sheet: Sheet) -> bool:
    """Tell first names with their numbers, in a sheet whose titles say of whom or what."""
    headers = {normal(column.header) for column in sheet.columns}
    fields = {_field_of(normal(c.header)): c.letter for c in sheet.columns}
    if _NAME not in fields or _COUNT not in fields or headers & _OF_PERSONS:
        return False
    told = _say(sheet.titles, {*_SEXES_IN_WORDS, "prenom", "naissance"})
    return told and _holds_counts(sheet.texts(fields[_COUNT]))


def _say(titles: Sequence[str], said: Collection[str]) -> bool:
    return any(singular(word) in said for title in titles for word in words(title))


def _field_of(header: str) -> str | None:
    return _FIELDS.get(singular(header)) if header != "enfantprenom" else _NAME


def _holds_counts(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return 2 * sum(bool(_FIGURE.search(text)) for text in filled) >= len(filled) > 0
