"""The public contracts of the demo city as datasets, one for each year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ckanext.city.demo.budget.documents import BODIES
from ckanext.city.demo.budgets import series_fields
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import FINANCE
from ckanext.city.demo.files import json_bytes, records_bytes
from ckanext.city.demo.finances import MAIN
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.procurement.awards import contracts_of
from ckanext.city.demo.procurement.model import Contract
from ckanext.city.demo.procurement.tables import COLUMNS, contract_rows, contract_tree
from ckanext.city.demo.words import NO_BREAK, day, millions

SERIES = "marches-publics"
YEARS = 3
# A quarter is published a month after its end; but the service is behind, and nothing is out yet of
# the quarters that ended less than that ago.
AFTER_QUARTER = timedelta(days=31)
BEHIND = timedelta(days=142)
TAGS = "marchés publics, commande publique, achats, entreprises, contrats, travaux"
PROVENANCE = (
    "Profil d’acheteur de la ville et logiciel des marchés, rapprochés par le service de la "
    "commande publique ; mêmes données que celles transmises au portail national."
)
SERIES_SAYS = (
    "Ce que la ville achète à des entreprises : travaux, fournitures, services et études. Pour "
    "chaque contrat d’au moins 25 000 € hors taxes, l’objet, le montant, la durée, l’entreprise "
    "retenue et la façon dont elle a été choisie. Un jeu de données par année de notification."
)
YEAR_SAYS = (
    "Les {count} contrats d’au moins 25 000 € hors taxes notifiés {when}, pour {amount} en tout : "
    "objet, montant, durée, nombre d’offres reçues, entreprise retenue et modifications en cours "
    "de route. Le montant d’un accord-cadre est un maximum sur toute sa durée, pas une dépense."
)
TABLE_SAYS = (
    "Une ligne par contrat ou par lot, montants hors taxes en euros. Les champs portent le nom que "
    "leur donne le format national ; ceux qu’il imbrique sont mis à plat."
)
TREE_SAYS = (
    "Les mêmes contrats au format réglementaire des données essentielles (JSON, version 2.0.2), "
    "tel que le reprennent les portails nationaux. Il ne contient pas le nom des entreprises."
)


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the series of public contracts and a dataset for each of the last three years."""
    until = published_until(today)
    years = range(until.year - YEARS + 1, until.year + 1)
    yield _series(commune, years[0])
    for year in years:
        yield _dataset(commune, seed, year, until)


def published_until(today: date) -> date:
    """The last day whose contracts are out: the end of a quarter, some months ago."""
    late = today - BEHIND
    month = (late.month - 1) // 3 * 3 + 1
    return date(late.year, month, 1) - timedelta(days=1)


def published_contracts(seed: int, year: int, until: date) -> list[Contract]:
    """List the contracts of a year that are out when those up to a day are."""
    out = until + AFTER_QUARTER
    return [
        each if each.change is None or each.change.published <= out else replace(each, change=None)
        for each in contracts_of(seed, year)
        if each.notified <= until
    ]


def _series(commune: Commune, first_year: int) -> DemoDataset:
    description = Description(
        theme="ECON",
        tags=TAGS,
        frequency="QUARTERLY",
        start=date(first_year, 1, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=SERIES,
        type="dataset_series",
        title="Marchés publics",
        notes=SERIES_SAYS.replace("25 000 €", f"25{NO_BREAK}000{NO_BREAK}€"),
        department=FINANCE,
        fields=series_fields(description.fields(commune), ordered_by="metadata_created"),
    )


def _dataset(commune: Commune, seed: int, year: int, until: date) -> DemoDataset:
    contracts = published_contracts(seed, year, until)
    end = min(until, date(year, 12, 31))
    goes_on = year == until.year
    return DemoDataset(
        name=f"{SERIES}-{year}",
        type="dataset",
        title=f"Marchés publics notifiés en {year}",
        notes=_notes(contracts, year, end),
        department=FINANCE,
        fields=Description(
            theme="ECON",
            tags=TAGS,
            frequency="QUARTERLY" if goes_on else "NOT_PLANNED",
            start=date(year, 1, 1),
            end=end,
            provenance=PROVENANCE,
        ).fields(commune),
        files=_files(commune, contracts, year),
        series=SERIES,
        imperfect=frozenset({"late"} if goes_on else ()),
        updated=until + AFTER_QUARTER if goes_on else None,
    )


def _notes(contracts: list[Contract], year: int, end: date) -> str:
    is_whole = end == date(year, 12, 31)
    when = f"en {year}" if is_whole else f"du 1er janvier au {day(end)}"
    return YEAR_SAYS.format(
        count=len(contracts),
        when=when,
        amount=f"{millions(sum(each.amount for each in contracts))} hors taxes",
    ).replace("25 000 €", f"25{NO_BREAK}000{NO_BREAK}€")


def _files(commune: Commune, contracts: list[Contract], year: int) -> tuple[DemoFile, ...]:
    siret = BODIES[MAIN].siret
    return (
        DemoFile(
            name=f"{SERIES}-{year}.csv",
            content=records_bytes(COLUMNS, contract_rows(contracts, siret, commune.insee)),
            title=f"Marchés publics de {year} (tableau)",
            description=TABLE_SAYS,
            format="CSV",
        ),
        DemoFile(
            name=f"{SERIES}-{year}.json",
            content=json_bytes(contract_tree(contracts, siret, commune.insee)),
            title=f"Marchés publics de {year} (format réglementaire)",
            description=TREE_SAYS,
            format="JSON",
        ),
    )
