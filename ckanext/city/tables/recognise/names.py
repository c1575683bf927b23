"""How alike two names of columns are, whatever their case, accents, signs and word order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Words that say nothing of a column.
_EMPTY = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "en", "et", "a", "au", "aux")
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: What stands in brackets after a name, and tells how to fill it in.
_HINT = re.compile(
    r"(?:\s*(?:[(\[]\s*(?:en\s+)?(?:€|euros?|eur|€?\s*ttc|t\s?co2e?|teqco2|wgs\s?84|gps"
    r"|lat[a-z.]*\s?[,;/]\s?lon[a-z.]*|lon[a-z.]*\s?[,;/]\s?lat[a-z.]*"
    r"|oui\s?/\s?non|o\s?/\s?n|obligatoire|facultati(?:f|ve)|optionnel(?:le)?|jj.mm.aa(?:aa)?"
    r"|aaaa.mm.jj|format\b[^)]*|ex\b[^)]*)\s*[)\]]|\*+))+\s*$",
    re.IGNORECASE,
)
#: Words that abbreviate others in headers.
_SHORT = {
    "num": "numero",
    "no": "numero",
    "n": "numero",
    "nb": "nombre",
    "nbr": "nombre",
    "nbre": "nombre",
    "qte": "nombre",
    "cp": "codepostal",
    "tel": "telephone",
    "mail": "courriel",
    "email": "courriel",
    "mel": "courriel",
    "adr": "adresse",
    "delib": "deliberation",
    "coll": "collectivite",
    "equip": "equipement",
    "bgt": "budget",
    "mt": "montant",
    "lat": "latitude",
    "long": "longitude",
    "lon": "longitude",
    "lng": "longitude",
    "id": "identifiant",
    "uid": "identifiant",
    "lib": "libelle",
    "bv": "bureau",
}


def words(name: str) -> tuple[str, ...]:
    """Cut a name into its words, without accents, in lower case: "menuCollNom", "MENU_COLL_NOM"."""
    text = name.replace("%", " pourcent ").translate(_LIGATURES)
    text = re.sub("n°", "numero ", text, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = _CAMEL.sub(" ", plain)
    return tuple(re.findall(r"[a-z0-9]+", plain.lower()))


@lru_cache(maxsize=20_000)
def normal(name: str) -> str:
    """Write a name so that two that differ in case, accents and signs only are the same."""
    return "".join(words(name))


@lru_cache(maxsize=20_000)
def meaning(name: str) -> str:
    """Write a name so that two of the same words are the same: "Commune (code)", "code communes".

    Order, plural and words that say nothing are left out; "" where fewer than two words are left:
    "du n°" and "au n°" are not the same.
    """
    found = sorted(singular(word) for word in telling(name))
    return " ".join(found) if len(found) > 1 else ""


def singular(word: str) -> str:
    """Take the sign of the plural from a word."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@lru_cache(maxsize=20_000)
def variants(header: str) -> tuple[str, ...]:
    """Give a header, and what of it may be the name alone.

    Of a header of several lines, its last ones: "Scrutin / Votes / Pour". Without a hint on how
    to fill it in: "Date (jj/mm/aaaa)". A unit that changes the number, as in k€, is no hint.
    """
    lines = header.split(" / ")
    ends = [" / ".join(lines[at:]) for at in range(len(lines))]
    bare = [_HINT.sub("", each).strip() for each in ends]
    return tuple(dict.fromkeys(filter(None, (*ends, *bare))))


@lru_cache(maxsize=20_000)
def likeness(header: str, name: str) -> float:
    """Tell how alike a header and a name are, 0 to 1: word by word, the header's count most."""
    ours, theirs = telling(header), telling(name)
    if not ours or not theirs:
        return 0
    over_header = sum(_best(word, theirs) for word in ours) / len(ours)
    over_name = sum(_best(word, ours) for word in theirs) / len(theirs)
    if len(ours) == 1 and over_name <= 0.5:  # "Nombre" is not "nombre de conseillers"
        return 0.35 * over_header
    return 0.7 * over_header + 0.3 * over_name


def telling(name: str) -> tuple[str, ...]:
    """Give the words that say something of a name, abbreviations written out."""
    found = [_SHORT.get(word, word) for word in words(name)]
    return tuple(word for word in found if word not in _EMPTY)


def _best(word: str, others: tuple[str, ...]) -> float:
    return max(_alike(word, other) for other in others)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and (short, long) != ("nom", "nombre"):
        return 0.9
    from rapidfuzz import fuzz  # noqa: PLC0415 - most tables need no guess

    ratio = fuzz.ratio(one, other) / 100
    return ratio if ratio >= 0.8 else 0
