"""The files of an adopted stage: its standard table, and what the prefect receives of it."""

from __future__ import annotations

from ckanext.city.demo.budget.model import OPERATING, REVENUE, SPENDING, total
from ckanext.city.demo.budget.sources import read, year_facts
from ckanext.city.demo.budget.tables import Body, Row, account_rows, vote_rows
from ckanext.city.demo.budget.totem import Document, write_totem
from ckanext.city.demo.finances import KITCHEN, MAIN, Adoption
from ckanext.city.demo.grants import siret

INSEE = "91999"
SIREN = "219199999"
TOWN = "Ville de Saint-Aubin-sur-Orge"
BODIES = {MAIN: Body(siret(SIREN, 1), TOWN), KITCHEN: Body(siret(SIREN, 3), TOWN)}


def adoption_rows(adoption: Adoption) -> list[Row]:
    """Write a stage as rows of `scdl/budget`."""
    body, exercise = BODIES[adoption.budget], adoption.exercise
    if adoption.at is None:
        return account_rows(body, adoption.stage, exercise)
    return vote_rows(body, adoption.stage, exercise, adoption.at)


def write_adoption(adoption: Adoption) -> bytes:
    """Write a voted stage as a TOTEM file; an account has another format, not written here."""
    is_main = adoption.budget == MAIN
    document = Document(
        siret=BODIES[adoption.budget].siret,
        insee=INSEE,
        body=TOWN,
        establishment="Budget principal" if is_main else str(read("annexe")["name"]),
        budget_code="00" if is_main else "01",
        main_siret=None if is_main else BODIES[MAIN].siret,
        stage=adoption.stage,
        year=adoption.exercise.year,
        adopted_on=adoption.adopted_on,
        ratios=_ratios(adoption) if is_main else {},
    )
    return write_totem(document, adoption_rows(adoption))


def _ratios(adoption: Adoption) -> dict[str, str]:
    """Reckon the ratios of the first page, per inhabitant, on all that has been voted so far."""
    exercise = adoption.exercise
    people = year_facts(exercise.year).population
    voted = exercise.votes[adoption.at or 0].amounts

    def per_inhabitant(cents: int) -> str:
        return f"{cents / 100 / people:.2f}".replace(".", ",")

    return {
        "PopTot": str(people),
        "ValDepRFonc": per_inhabitant(
            total(voted, section=OPERATING, flow=SPENDING, real_only=True)
        ),
        "ValProdImpo": per_inhabitant(total(voted, accounts=["73111"])),
        "ValRecRFonc": per_inhabitant(
            total(voted, section=OPERATING, flow=REVENUE, real_only=True)
        ),
        "ValDGFPop": per_inhabitant(total(voted, accounts=["74111", "741123", "741127"])),
    }
