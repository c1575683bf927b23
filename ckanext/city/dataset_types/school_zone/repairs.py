"""What is known of streets of a school zone: the sides of a street in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_SIDES: Mapping[str, tuple[str, ...]] = {
    "P": ("pair", "paire", "pairs", "côté pair", "numéros pairs"),
    "I": ("impair", "impaire", "impairs", "côté impair", "numéros impairs"),
    "PI": (
        "pair et impair", "pairs et impairs", "impair et pair", "impairs et pairs", "I/P", "P/I",
        "P et I", "I et P", "P+I", "pair/impair", "pair + impair", "les deux", "deux côtés",
        "les deux côtés", "tous", "tous les numéros",
    ),
}  # fmt: skip
_BY_NAME = {normal(name): side for side, names in _SIDES.items() for name in (side, *names)}


def read_side(text: str) -> str | None:
    """Read the side of a street: "pair", "pair et impair"."""
    return _BY_NAME.get(normal(text.replace("+", " et ")))


#: How departments shorten the levels; a dot behind them says the same.
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "maternelle": ("mat", "mater"),
    "élémentaire": ("élém", "élem", "élément"),
    "primaire": ("prim",),
    "collège": ("clg", "coll"),
}
_BY_SHORT = {normal(name): level for level, names in _LEVELS.items() for name in names}
_BOTH = re.compile(r"(.+?)\s*(?:\+|/|&|\bet\b)\s*(.+)", re.IGNORECASE)


def read_level(text: str) -> str | None:
    """Read a level that is shortened: "MAT", "élém."."""
    return _BY_SHORT.get(normal(text))


def read_two_levels(text: str) -> str | None:
    """Read both levels of a primary school: "MAT ET ELEM"."""
    found = _BOTH.fullmatch(text.strip())
    both = {read_level(part) or part.strip().lower() for part in found.groups()} if found else set()
    return "primaire" if both == {"maternelle", "élémentaire"} else None


_WORDS = Entry(
    _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
    _("Accept if it is what was meant."),
)

REPAIRS = (
    SubjectRepair("streets.level", _WORDS, ("niveau",), read_level),
    SubjectRepair("streets.two-levels", _WORDS, ("niveau",), read_two_levels, safe=False),
    SubjectRepair(
        "streets.side",
        _WORDS,
        ("parite",),
        read_side,
    ),
)
