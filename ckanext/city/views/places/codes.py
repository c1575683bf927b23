"""What the codes of the national schemas mean, in words that a resident reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.city.tables.findings import _

#: Begins the pattern of a field whose cells hold some of these words.
_ONE_OF = re.compile(r"\^\((\w+(?:\|\w+)+)\)")
#: Source: the descriptions of `schema-stationnement-cyclable` and `schema-stationnement`.
WORDS: Mapping[str, str] = {
    "ABONNEMENT OU INSCRIPTION PREALABLE": _("Subscription or registration first"),
    "ARCEAU": _("Hoop"),
    "ARCEAU VELO GRANDE TAILLE": _("Hoop for long bicycles"),
    "AUCUN EQUIPEMENT": _("No equipment"),
    "AUTRE": _("Other"),
    "BOX INDIVIDUEL FERME": _("Closed box for one bicycle"),
    "CADRE": _("By the frame"),
    "CADRE ET ROUE": _("By frame and wheel"),
    "CONSIGNE COLLECTIVE FERMEE": _("Closed shelter for several bicycles"),
    "CROCHET": _("Hook"),
    "LIBRE ACCES": _("Free to enter"),
    "POTELET": _("Post"),
    "PRIVE": _("Private"),
    "RACK DOUBLE ETAGE": _("Rack on two levels"),
    "RATELIER": _("Wheel rack"),
    "ROUE": _("By the wheel"),
    "SANS ACCROCHE": _("Nothing to lock to"),
    "STATIONNEMENT NON FERME": _("Open parking"),
    "SUPPORT GUIDON": _("Handlebar support"),
    "biodechets": _("Food waste"),
    "emballages": _("Packaging"),
    "enclos_en_surface": _("Open-air car park"),
    "normal_payant": _("Ordinary price"),
    "omr": _("Residual waste"),
    "ouvrage": _("Car park building"),
    "papier": _("Paper"),
    "tarif_special": _("Special price"),
    "textile": _("Textile"),
    "verre": _("Glass"),
}


def words_of_codes(descriptor: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Give English words for the values that a table schema lists, by field and value.

    A value that is a word already begins with a capital; values that need no change are left out.
    """
    listed = {each["name"]: _listed(each) for each in descriptor.get("fields", ())}
    said = {
        name: {str(value): WORDS.get(str(value)) or _capital(str(value)) for value in values}
        for name, values in listed.items()
    }
    changed = {
        name: {value: words for value, words in each.items() if words != value}
        for name, each in said.items()
    }
    return {name: each for name, each in changed.items() if each}


def _listed(field: Mapping[str, Any]) -> Sequence[Any]:
    """Give the values that a field may have, those of lists in a cell too."""
    constraints = field.get("constraints", {})
    pattern = _ONE_OF.match(constraints.get("pattern", ""))
    return constraints.get("enum") or (pattern[1].split("|") if pattern else ())


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:].replace("_", " ")
