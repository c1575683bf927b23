"""What is known of streets of a school zone: the sides of a street in words."""

from __future__ import annotations

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
        "P et I", "P+I", "pair/impair", "pair + impair", "les deux", "deux côtés",
        "les deux côtés", "tous", "tous les numéros",
    ),
}  # fmt: skip
_BY_NAME = {normal(name): side for side, names in _SIDES.items() for name in (side, *names)}


def read_side(text: str) -> str | None:
    """Read the side of a street: "pair", "pair et impair"."""
    return _BY_NAME.get(normal(text.replace("+", " et ")))


REPAIRS = (
    SubjectRepair(
        "streets.side",
        Entry(
            _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
            _("Accept if it is what was meant."),
        ),
        ("parite",),
        read_side,
    ),
)
