"""What is known of definitions of indicators: rhythms and directions in everyday words."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_ENTRY = Entry(
    _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
    _("Accept if it is what was meant."),
)
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


def _repair(field: str, words: Mapping[str, tuple[str, ...]]) -> SubjectRepair:
    known = {_key(word): meant for meant, said in words.items() for word in said}
    return SubjectRepair(
        "indicator.words", _ENTRY, (field,), lambda text: known.get(_key(text)), words=True
    )


def _key(text: str) -> str:
    return normal(text) or text.strip()  # of an arrow, itself


REPAIRS = tuple(_repair(field, words) for field, words in _WORDS.items())
