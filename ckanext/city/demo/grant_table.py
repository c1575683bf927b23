"""The register of grants as rows of the national schema `scdl/subventions@2.1.1`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ckanext.city.demo.finances import GRANT_NUMBERS, deliberation_number, session_date
from ckanext.city.demo.grants import Grant, grants_of, siret

SCHEMA = "scdl/subventions@2.1.1"
COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
GIVER = "Ville de Saint-Aubin-sur-Orge"
SIREN = "219199999"
MONEY, IN_KIND = "aide en numéraire", "aide en nature"
DAYS_TO_PAYMENT = 22

Row = dict[str, str]


def grant_rows(seed: int, year: int, today: date) -> list[Row]:
    """Write the grants of a year that the council had voted by a day, the first vote first.

    The money among them, for a year that is over, adds up to account 65748 of the year's account.
    """
    voted = [grant for grant in grants_of(seed, year) if session_date(year, grant.month) <= today]
    return [row for grant in sorted(voted, key=_order) for row in _rows(grant, year)]


def _order(grant: Grant) -> tuple[int, str]:
    return grant.month, grant.name


def _rows(grant: Grant, year: int) -> Iterator[Row]:
    common = _common(grant, year)
    yield common | _in_money(grant, session_date(year, grant.month))
    if grant.in_kind:
        yield common | {
            "objet": "Mise à disposition de locaux et de terrains de la ville",
            "montant": f"{grant.in_kind // 100}.00",
            "nature": IN_KIND,
            "conditionsVersement": "mise à disposition sur l’année",
            "datesPeriodeVersement": f"{year}-01-01/{year}-12-31",
        }


def _common(grant: Grant, year: int) -> Row:
    return dict.fromkeys(COLUMNS, "") | {
        "nomAttribuant": GIVER,
        "idAttribuant": siret(SIREN, 1),
        "dateConvention": session_date(year, grant.month).isoformat(),
        "referenceDecision": deliberation_number(year, grant.month, GRANT_NUMBERS[grant.month]),
        "nomBeneficiaire": grant.name,
        "idBeneficiaire": grant.siret,
        "rnaBeneficiaire": grant.rna,
        "notificationUE": "non",
        "pourcentageSubvention": "1",
    }


def _in_money(grant: Grant, voted_on: date) -> Row:
    """Pay at once what is small, and in parts what an agreement frames (23,000 euros and over)."""
    paid_on = voted_on + timedelta(days=DAYS_TO_PAYMENT)
    in_parts = grant.has_agreement
    return {
        "objet": grant.purpose,
        "montant": f"{grant.amount // 100}.{grant.amount % 100:02d}",
        "nature": MONEY,
        "conditionsVersement": "échelonné" if in_parts else "unique",
        "datesPeriodeVersement": f"{paid_on}/{voted_on.year}-11-30" if in_parts else str(paid_on),
    }
