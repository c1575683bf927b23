"""What is known of car parks when their cells are wrong: heights in metres, or without a limit."""

from __future__ import annotations

import re
from functools import partial

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


_CODE = re.compile(r"((?:\d{2}|2[AB])\d{3})\s?[-_ ]?\s?P\s?[-_ ]?\s?(\d{1,3})", re.IGNORECASE)


def read_code(text: str) -> str | None:
    """Read the code of a car park whose zeros or dashes lack, "91999-P-1"."""
    found = _CODE.fullmatch(text.strip())
    return f"{found[1].upper()}-P-{found[2]:0>3}" if found else None


_EUROS = re.compile(
    r"(\d{1,4})(?:[.,](\d{1,2}))?\s?(?:€|euros?)?\s?(?:ttc)?\s?(?:/|par)\s?"
    r"(?P<unit>h|heure|mois|an|année|jour)\.?",
    re.IGNORECASE,
)


def read_price(text: str, unit: str) -> str | None:
    """Read the price of what the field is of: "45 € / mois" of a month, and no other."""
    found = _EUROS.fullmatch(text.strip())
    if found is None or found["unit"].lower()[:1] != unit:
        return None
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


_HEIGHT = _("In {field}, “{before}” is written {after}: heights are in centimetres.")

_FREE = _("In {field}, “{before}” is written {after}: that is what it costs.")
_PRICE = _("In {field}, only the price stays of “{before}”: {after}.")
_PRICES = ("tarif_1h", "tarif_2h", "tarif_3h", "tarif_4h", "tarif_24h")

REPAIRS = (
    SubjectRepair(
        "parking.code",
        Entry(
            _("In {field}, “{before}” is written {after}, as the standard counts car parks."),
            _("Accept if it is this car park."),
        ),
        ("id", "parking_id"),
        read_code,
    ),
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
        "parking.hour", Entry(_PRICE, _("Accept if it is this price.")), ("tarif_1h",),
        partial(read_price, unit="h"),
    ),
    SubjectRepair(
        "parking.month", Entry(_PRICE, _("Accept if it is this price.")),
        ("abo_resident", "abo_non_resident"), partial(read_price, unit="m"),
    ),
    SubjectRepair(
        "parking.free", Entry(_FREE, _("Accept if it costs nothing.")), _PRICES,
        lambda text: "0" if normal(text) in ("gratuit", "gratuite", "free") else None,
    ),
)  # fmt: skip
