"""Who answers for the demo city's catalogue, and the four pages that say so, in Markdown.

A theme prints the pages, or takes the facts one by one; `ckan city demo` shows the first one as
the site's « about ».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from ckanext.city.demo.budget.documents import BODIES
from ckanext.city.demo.council.members import term_on
from ckanext.city.demo.finances import MAIN
from ckanext.city.demo.words import day, typeset

TOWN_HALL = "Hôtel de ville, 2 place de la Halle, 91990 Saint-Aubin-sur-Orge"
MAYOR = "Maire"
AUDITED, CONFORMITY = date(2026, 3, 10), 82  # criteria of the RGAA that were met, in percent


@dataclass(frozen=True)
class LegalFacts:
    """Who answers for what.

    Attributes:
        publisher: the city, and `siret` its number.
        director: of publication, the mayor; « Mme Claire FERRAND, maire ».
        address: of the publisher; `phone` and `contact` lead to it.
        host: who runs the machines, and `host_address`.
        protection: where the data protection officer is written to.
        conformity: share of the accessibility criteria that are met, in percent, as `audited` says.
    """

    publisher: str
    siret: str
    director: str
    address: str
    phone: str
    contact: str
    host: str
    host_address: str
    protection: str
    conformity: int
    audited: date


@dataclass(frozen=True)
class LegalPage:
    """A page: its address on a site, its title and its Markdown without the title."""

    name: str
    title: str
    text: str


def legal_facts(seed: int, today: date) -> LegalFacts:
    """Say who answers on a day: the mayor changes with the council."""
    mayor = next(each for each in term_on(seed, today).sitting(today) if each.duty == MAYOR)
    return LegalFacts(
        publisher=BODIES[MAIN].name,
        siret=BODIES[MAIN].siret,
        director=f"{mayor.person.polite}, maire",
        address=TOWN_HALL,
        phone="01 99 00 40 00",
        contact="donnees@saint-aubin-sur-orge.example",
        host="Syndicat informatique de la vallée de l’Orge",
        host_address="3 allée du Confluent, 91998 Le Val-d’Orge",
        protection="dpd@saint-aubin-sur-orge.example",
        conformity=CONFORMITY,
        audited=AUDITED,
    )


def legal_pages(seed: int, today: date) -> tuple[LegalPage, ...]:
    """Write the pages that a public site owes its readers, « about » first."""
    facts = legal_facts(seed, today)
    return tuple(
        LegalPage(
            name=page["name"],
            title=typeset(page["title"]),
            text=typeset(page["text"].format(facts=facts, audited=day(facts.audited))),
        )
        for page in _read()
    )


@cache
def _read() -> list[dict[str, str]]:
    path = Path(__file__).with_suffix(".yaml")
    pages: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))["pages"]
    return pages
