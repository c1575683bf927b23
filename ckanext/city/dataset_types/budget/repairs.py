"""What is known of budgets when their cells are wrong: the short words of accountants."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.dataset_types.budget.headings import HEADINGS
from ckanext.city.dataset_types.listed import listed_words
from ckanext.city.dataset_types.titles import words_of_titles, year_of_titles
from ckanext.city.tables.recognise.names import normal


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "BGT_NATDEC": {
        "budget primitif": ("BP", "primitif"),
        "budget supplémentaire": ("BS", "supplémentaire"),
        "décision modificative": ("DM", "modificative"),
        "compte administratif": ("CA", "administratif"),
    },
    "BGT_SECTION": {
        "investissement": ("I", "INV", "invest", "section d'investissement"),
        "fonctionnement": ("F", "FONC", "fonct", "section de fonctionnement"),
    },
    "BGT_OPBUDG": {
        "réel": ("R", "réelle", "réelles", "réels", "opération réelle", "opérations réelles"),
        "ordre": ("O", "d'ordre", "opération d'ordre", "opérations d'ordre"),
    },
    "BGT_CODRD": {
        "recette": ("R", "REC", "recettes"),
        "dépense": ("D", "DEP", "dépenses"),
    },
}


def _key(text: str) -> str:
    return normal(re.sub(r"\s*(?:n°|no\.?)?\s*\d{1,2}$", "", text))  # "DM n° 2"


#: What titles say of a sheet that holds one stage, one section or one side.
_OF_TITLES: Mapping[str, Mapping[str, str]] = {
    "BGT_NATDEC": {
        "budget primitif": "budget primitif",
        "bp": "budget primitif",
        "budget supplementaire": "budget supplémentaire",
        "decision modificative": "décision modificative",
        "compte administratif": "compte administratif",
        "ca": "compte administratif",
    },
    "BGT_SECTION": {"fonctionnement": "fonctionnement", "investissement": "investissement"},
    "BGT_CODRD": {"depense": "dépense", "recette": "recette"},
}

REPAIRS = (
    *(listed_words("budget.words", field, said, key=_key) for field, said in _WORDS.items()),
    HEADINGS,
    year_of_titles("BGT_ANNEE"),
    *(words_of_titles("budget.title", field, said) for field, said in _OF_TITLES.items()),
)
