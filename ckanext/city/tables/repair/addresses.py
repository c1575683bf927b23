"""Addresses as people write them in one cell, and the fields that hold their parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.recognise.names import normal

#: The parts of an address in the order in which they are written.
NUMBER, SUFFIX, STREET, POSTCODE, TOWN = "number", "suffix", "street", "postcode", "town"
PARTS = (NUMBER, SUFFIX, STREET, POSTCODE, TOWN)
#: What fields and columns of each part are called, as `normal` writes it.
_NAMES: Mapping[str, frozenset[str]] = {
    NUMBER: frozenset(
        ("adrnumero", "numero", "numerodevoie", "numerovoie", "numerodansvoie", "numerorue",
         "numeroderue", "num", "numvoie", "n", "no", "nvoie")
    ),
    SUFFIX: frozenset(("suffixe", "repetition", "indicederepetition", "rep", "bister", "bis")),
    STREET: frozenset(
        ("adrnomvoie", "toponyme", "voie", "rue", "nomdevoie", "nomdelavoie", "nomvoie",
         "nomdelarue", "libellevoie", "libelledevoie", "libelledelavoie", "voienom",
         "typeetnomdevoie", "typeetlibelle")
    ),
    POSTCODE: frozenset(("adrcodepostal", "codepostal", "cp", "postcode")),
    TOWN: frozenset(("adrcommune", "communenom", "commune", "ville", "nomcommune", "localite")),
}  # fmt: skip
_TYPES_OF_STREETS = frozenset(
    ("typevoie", "typedevoie", "typedelavoie", "naturevoie", "naturedevoie", "naturedelavoie",
     "typevoies", "voietype", "typerue", "typederue")
)  # fmt: skip
WHOLE = frozenset(
    ("adresse", "adressepostale", "adressecomplete", "localisation", "adressestation",
     "adressedulieu", "adressedelequipement", "lieu", "siege")
)  # fmt: skip
_TYPES = (
    "rue|avenue|av|ave|boulevard|bd|bld|blvd|place|pl|chemin|che|chem|ch|allees?|allées?|all|impasse|imp|"
    "route|rte|quai|cours|square|sq|passage|pass|sentier|sente|villa|esplanade|parvis|"
    "rond-point|mail|promenade|hameau|lieu-dit|residence|résidence|cite|cité|faubourg|fg|"
    "voie|ruelle|venelle|montée|montee|côte|cote|cour|galerie|pont|porte|traverse|domaine|clos|"
    "parc|centre|zone|za|zac|zi|rocade|digue|port"
)
_ADDRESS = re.compile(
    r"(?:(?P<number>\d{1,4}(?:\s?[-/]\s?\d{1,4})?)\s*"
    r"(?P<suffix>bis|ter|quater|quinquies|[A-F](?=[\s,]))?(?:\s*,\s*|\s+))?"
    r"(?P<street>[^\W\d].*?)"
    r"(?:[\s,;–-]+(?:F-)?(?P<postcode>\d{5})[\s,]+(?P<town>[^\W\d][^\d,;]*?)"
    r"(?P<rest>\s+cedex(?:\s+\d+)?)?(?:[\s,]+france)?)?",
    re.IGNORECASE,
)
_HOUSE_NUMBER = re.compile(r"(?:n°\s*)?(\d{1,4})\s*(bis|ter|quater|quinquies|[A-Z])", re.IGNORECASE)
_TYPE = re.compile(rf"(?:{_TYPES})\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """An address cut into its parts.

    Attributes:
        parts: by `PARTS`, those that it has.
        sure: it begins as addresses do, with a number or a kind of street, and has no rest.
    """

    parts: Mapping[str, str]
    sure: bool


def read_address(text: str) -> Address | None:
    """Cut an address into its parts; None where only a street, or no address at all is seen."""
    plain = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip(" ,;")
    found = _ADDRESS.fullmatch(plain)
    if found is None or not (found["number"] or found["postcode"]):
        return None
    street = found["street"].strip(" ,;-–")
    if len(street) < 3 or re.search(r"\d{5}", street):
        return None
    parts = {part: found[part].strip() for part in PARTS if found[part]} | {STREET: street}
    sure = bool(_TYPE.match(street)) and not found["rest"]
    return Address(parts, sure)


def read_house_number(text: str) -> dict[str, str] | None:
    """Cut "5 ter" and "12B" into the number and what follows it; None where nothing does."""
    found = _HOUSE_NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    suffix = found[2] if len(found[2]) == 1 else found[2].lower()
    return {NUMBER: found[1], SUFFIX: suffix}


def read_street(text: str) -> Address | None:
    """Read a street alone, as a column of addresses has them where there is no number."""
    plain = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip(" ,;")
    if not _TYPE.match(plain) or re.search(r"[,;]|\d{5}", plain):
        return None
    return Address({STREET: plain}, sure=True)


def part_of(name: str) -> str | None:
    """Tell which part of an address a field or a column holds, by its name."""
    word = normal(name)
    return next((part for part, names in _NAMES.items() if word in names), None)


def fields_of_parts(descriptor: Descriptor) -> dict[str, str]:
    """Give the fields that hold parts of one address, by part; none where any is there twice."""
    found: dict[str, list[str]] = {}
    for each in descriptor.fields:
        if part := part_of(each.name):
            found.setdefault(part, []).append(each.name)
    if any(len(names) > 1 for names in found.values()):
        return {}
    return {part: names[0] for part, names in found.items()}


def is_type_of_street(name: str) -> bool:
    """Tell whether a column says what kind streets are, "rue" or "avenue", by its name."""
    return normal(name) in _TYPES_OF_STREETS


def join_street(kind: str, name: str) -> tuple[str, bool] | None:
    """Write a street whose kind and name stand apart, and tell whether that is sure.

    None where the name has this kind already. "rue" and "Pont Neuf" may be the rue Pont Neuf.
    """
    begins = _TYPE.match(name)
    if not name or not _TYPE.fullmatch(kind):
        return None
    if begins and normal(begins[0])[:2] == normal(kind)[:2]:
        return None
    return f"{kind} {name}", begins is None


def is_whole(name: str) -> bool:
    """Tell whether a field or a column holds whole addresses, by its name."""
    return normal(name) in WHOLE


def write_number(parts: Mapping[str, str], *, with_suffix: bool) -> str:
    """Write the number of an address, with its suffix where that has no field of its own."""
    number, suffix = parts.get(NUMBER, ""), parts.get(SUFFIX, "")
    return f"{number} {suffix}".strip() if with_suffix and number else number
