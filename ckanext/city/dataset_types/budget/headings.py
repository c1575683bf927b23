"""Headings of a budget as it is printed: sections, spending and income, chapters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.known import HeadingRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_SECTIONS = {"fonctionnement": "fonctionnement", "investissement": "investissement"}
_SIDES = {"depense": "dépense", "recette": "recette"}
_BETWEEN = frozenset(("section", "de", "d", "en", "la", "l", "les", "des"))
_CHAPTER = re.compile(
    r"(?:chap(?:itre|\.)?\s*)?(?P<code>\d{2,3})(?:\s*[-–:.]\s*|\s+)"
    r"(?!(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\w*\.?\s+\d)"
    r"(?P<label>[^\W\d].*)",
    re.IGNORECASE | re.DOTALL,
)


def read_heading(text: str) -> Mapping[str, str]:
    """Read "DEPENSES DE FONCTIONNEMENT", "Section d'investissement", "011 - Charges…" by field."""
    if found := _CHAPTER.fullmatch(text.strip()):
        return {"BGT_CONTNAT": found["code"], "BGT_CONTNAT_LABEL": found["label"].strip()}
    said = {singular(word) for word in words(text)}
    sections = [meant for word, meant in _SECTIONS.items() if word in said]
    sides = [meant for word, meant in _SIDES.items() if word in said]
    if len(sections) > 1 or len(sides) > 1 or not said <= {*_SECTIONS, *_SIDES, *_BETWEEN}:
        return {}
    return dict(
        [*(("BGT_SECTION", each) for each in sections), *(("BGT_CODRD", each) for each in sides)]
    )


HEADINGS = HeadingRepair(
    "budget.heading",
    Entry(
        _("{field} are filled with what the headings above the rows say: {after}."),
        _("Accept if each row belongs below its heading."),
    ),
    ("BGT_SECTION", "BGT_CODRD", "BGT_CONTNAT", "BGT_CONTNAT_LABEL"),
    read_heading,
)
