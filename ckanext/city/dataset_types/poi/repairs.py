"""What is known of lists of places that say in their title what is of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckanext.city.dataset_types.listed import listed_words
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.repair.known import TitleRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


#: What containers take, by the words of titles.
_FLOWS: Mapping[str, str] = {
    "verre": "verre", "emballage": "emballages", "papier": "papier", "textile": "textile",
    "vetement": "textile", "biodechet": "biodechets", "omr": "omr",
}  # fmt: skip


def read_flow(titles: Sequence[str]) -> str | None:
    """Read what all containers of a list take, "Colonnes à verre"; None unless it is one thing."""
    found = {
        flow
        for title in titles
        for word in words(title)
        if (flow := _FLOWS.get(singular(word))) is not None
    }
    return found.pop() if len(found) == 1 else None


#: What departments call the themes of places, by the standard's own.
_THEMES: Mapping[str, tuple[str, ...]] = {
    "Equipement administratif": ("administration", "administratif", "administratifs", "mairie"),
    "Equipement de justice": ("justice",),
    "Equipement sanitaire": ("santé", "sanitaire"),
    "Equipement social et d'animation": ("social", "action sociale", "animation", "solidarité"),
    "Equipement sportif et de loisirs": (
        "sport", "sports", "sportif", "sportifs", "sport et loisirs", "sports et loisirs",
        "équipements sportifs",
    ),
    "Equipement d'enseignement": (
        "enseignement", "scolaire", "scolaires", "école", "écoles", "éducation",
    ),
    "Equipement cultuel": ("culte", "cultes", "cultuel", "religieux"),
    "Equipement culturel": ("culture", "culturel", "culturels", "équipements culturels"),
    "Equipement de mobilité": ("mobilité", "mobilités", "transport", "transports"),
    "Autre équipement": ("autre", "autres", "divers"),
}  # fmt: skip
REPAIRS = (
    listed_words("equipment.theme", "EQUIP_THEME", _THEMES, words=True),
    TitleRepair(
        "dropoff.title",
        Entry(
            _("{field} may be {after}: that is what the titles name."),
            _("Accept if every container of the list takes this and nothing else."),
        ),
        "flux",
        read_flow,
    ),
)
