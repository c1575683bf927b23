"""What is known of car parks when their cells are wrong: heights in metres, or without a limit."""

from __future__ import annotations

import re

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_METRES = re.compile(
    r"([1-9])\s?(?:[.,]\s?(\d{1,2})\s?m(?:[èe]tres?)?|m(?:[èe]tres?)?\s?(\d{2})?)\.?"
)
_CENTIMETRES = re.compile(r"(\d{2,3})\s?(?:cm|centim[èe]tres?)\.?")
_BARE_METRES = re.compile(r"([1-9])[.,](\d{1,2})")
_NO_LIMIT = frozenset(
    normal(word)
    for word in (
        "sans limite", "pas de limite", "sans limitation", "illimité", "illimitée", "aucune",
        "aucune limite", "non limité", "non limitée", "sans objet", "na", "n.a.", "libre",
    )
)  # fmt: skip


def read_height(text: str) -> str | None:
    """Read a height in centimetres: "1,90 m", "2m00", "190 cm" as 190, "sans limite" as N/A."""
    plain = text.strip().lower()
    if found := _METRES.fullmatch(plain):
        return _centimetres(found[1], found[2] or found[3] or "")
    if found := _CENTIMETRES.fullmatch(plain):
        return found[1]
    return "N/A" if normal(plain) in _NO_LIMIT else None


def read_bare_height(text: str) -> str | None:
    """Read a height without a unit that can only be in metres, "1,90"."""
    found = _BARE_METRES.fullmatch(text.strip())
    return _centimetres(found[1], found[2]) if found else None


def _centimetres(metres: str, decimals: str) -> str:
    return str(int(metres) * 100 + int(decimals.ljust(2, "0")))


_HEIGHT = _("In {field}, “{before}” is written {after}: heights are in centimetres.")

_FREE = _("In {field}, “{before}” is written {after}: that is what it costs.")
_PRICES = ("tarif_1h", "tarif_2h", "tarif_3h", "tarif_4h", "tarif_24h")

REPAIRS = (
    SubjectRepair(
        "parking.height", Entry(_HEIGHT, _("Accept if it is this height.")), ("hauteur_max",),
        read_height,
    ),
    SubjectRepair(
        "parking.height-bare",
        Entry(_HEIGHT, _("Accept if the number is in metres.")),
        ("hauteur_max",),
        read_bare_height,
        safe=False,
    ),
    SubjectRepair(
        "parking.free", Entry(_FREE, _("Accept if it costs nothing.")), _PRICES,
        lambda text: "0" if normal(text) in ("gratuit", "gratuite", "free") else None,
    ),
)  # fmt: skip
