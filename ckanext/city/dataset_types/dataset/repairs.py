"""What is known of lists when their cells are wrong: rhythms and licences, courses of a meal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ckanext.city.dataset_types.dataset import plugs
from ckanext.city.dataset_types.dataset.dishes import CUTS
from ckanext.city.dataset_types.listed import listed_words
from ckanext.city.dataset_types.titles import session_of_titles, words_of_titles, year_of_titles


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_DAILY, _WEEKLY, _MONTHLY = (
    "Quotidienne ou plusieurs fois par jour",
    "Hebdomadaire ou plusieurs fois par semaine",
    "Mensuelle ou plusieurs fois par mois",
)
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "FREQ_MAJ": {
        "Continuelle": ("temps réel", "en temps réel", "en continu", "continue"),
        "Toutes les heures": ("horaire", "chaque heure"),
        _DAILY: ("quotidien", "quotidienne", "journalier", "journalière", "tous les jours",
                 "chaque jour"),
        _WEEKLY: ("hebdo", "hebdomadaire", "toutes les semaines", "chaque semaine"),
        _MONTHLY: ("mensuel", "mensuelle", "tous les mois", "chaque mois"),
        "Bimestrielle": ("bimestriel", "tous les deux mois", "tous les 2 mois"),
        "Trimestrielle": ("trimestriel", "tous les trimestres", "tous les trois mois",
                          "tous les 3 mois", "chaque trimestre"),
        "Semestrielle": ("semestriel", "tous les six mois", "tous les 6 mois", "chaque semestre"),
        "Annuelle": ("annuel", "tous les ans", "chaque année", "une fois par an", "1 fois par an",
                     "1/an"),
        "Biennale": ("biennal", "tous les deux ans", "tous les 2 ans"),
        "Triennale": ("triennal", "tous les trois ans", "tous les 3 ans"),
        "Irrégulière": ("irrégulier", "au besoin", "variable"),
        "Ponctuelle": ("ponctuel", "une seule fois", "jamais", "aucune mise à jour"),
        "Inconnue": ("inconnu", "non connue", "ne sait pas"),
    },
    "LICENCE": {
        "Licence Ouverte-LO": (
            "LO", "licence ouverte", "licence ouverte 2.0", "licence ouverte v2.0",
            "licence ouverte version 2.0", "licence ouverte / open licence", "etalab",
            "licence etalab", "licence ouverte etalab", "lov2", "fr-lo", "open licence",
            "etalab 2.0", "LO 2.0", "LO v2", "licence ouverte / open licence version 2.0",
        ),
        "Open Database License-ODBL": ("ODbL", "open database license", "odbl 1.0", "odc-odbl"),
        "Creative Commons-CC": ("CC", "creative commons", "cc-by", "cc by", "cc-by-sa", "cc0"),
    },
    "COUV_SPAT_MAILLE": {
        "Infracommunale": ("quartier", "iris", "adresse", "infra-communale", "infra communale"),
        "Communale": ("commune", "ville"),
        "Intercommunale": ("intercommunalité", "epci", "agglomération", "métropole"),
        "Cantonale": ("canton",),
        "Départementale": ("département",),
        "Régionale": ("région",),
    },
}  # fmt: skip


#: Words that have more than one meaning: whenever something changes, or at once.
_DOUBTFUL = {"FREQ_MAJ": {"Irrégulière": ("au fil de l'eau", "selon actualité", "si besoin")}}


#: What canteens call the places of a dish in a meal, besides the words of the list.
_COURSES: Mapping[str, tuple[str, ...]] = {
    "entrée": ("entrées", "hors-d'œuvre", "hors d'œuvre"),
    "plat principal": ("plat", "plats", "plat chaud", "plat protidique", "plat du jour"),
    "garniture": (
        "garnitures",
        "accompagnement",
        "accompagnements",
        "légume",
        "légumes",
        "féculent",
        "féculents",
    ),
    "produit laitier": (
        "laitage",
        "laitages",
        "fromage",
        "fromages",
        "produits laitiers",
        "fromage ou laitage",
        "laitage ou fromage",
    ),
    "dessert": ("desserts",),
}


_CATALOGUE = "catalogue.words"
REPAIRS = (
    *(listed_words(_CATALOGUE, field, said) for field, said in _WORDS.items()),
    *(
        replace(listed_words(_CATALOGUE, field, said), safe=False)
        for field, said in _DOUBTFUL.items()
    ),
    *CUTS,
    listed_words("menu.words", "menuPlatType", _COURSES),
    year_of_titles("ANNEE"),
    session_of_titles("dateConvention"),
    words_of_titles("births.title", "ENFANT_SEXE", {"fille": "F", "garcon": "M"}),
    *plugs.REPAIRS,
)
