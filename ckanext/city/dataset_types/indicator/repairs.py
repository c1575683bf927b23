"""What is known of definitions of indicators: rhythms and directions in everyday words."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.dataset_types.listed import listed_words
from ckanext.city.tables.recognise.names import normal


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sens": {
        "hausse": ("augmenter", "à augmenter", "augmentation", "croissant", "progresser", "+", "↑",
                   "↗", "en hausse", "progression"),
        "baisse": ("diminuer", "à diminuer", "diminution", "réduire", "réduction", "décroissant",
                   "à réduire", "↓", "↘", "en baisse"),
        "stabilité": ("stable", "maintenir", "maintien", "stabiliser", "à maintenir", "→"),
    },
    "frequence_monitoring": {
        "quotidienne": ("tous les jours", "chaque jour", "journalière", "journalier"),
        "hebdomadaire": ("toutes les semaines", "chaque semaine", "hebdo"),
        "mensuelle": ("tous les mois", "chaque mois"),
        "trimestrielle": ("tous les trimestres", "chaque trimestre", "tous les trois mois",
                          "tous les 3 mois"),
        "semestrielle": ("tous les semestres", "chaque semestre", "tous les six mois",
                         "tous les 6 mois"),
        "annuelle": ("tous les ans", "chaque année", "une fois par an", "1 fois par an"),
    },
}  # fmt: skip


def _key(text: str) -> str:
    return normal(text) or text.strip()  # of an arrow, itself


REPAIRS = tuple(
    listed_words("indicator.words", field, said, key=_key, words=True)
    for field, said in _WORDS.items()
)
