"""The climate budgets of the demo city: caps voted and what was emitted, territory and city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import ENVIRONMENT
from ckanext.city.demo.files import Cell, records_bytes
from ckanext.city.demo.finances import SEPTEMBER, session_date
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.outlook.emissions import (
    CITY,
    FIRST_CAP,
    OFFICES,
    Tonnes,
    assessed_years,
    base_year,
    cap_vote,
    capped_years,
    caps,
    emitted,
    of_the_city,
    target_year,
)
from ckanext.city.demo.words import NO_BREAK, day

TERRITORY, OWN = "budget-climat-du-territoire", "budget-climat-des-services-de-la-ville"
SCHEMA = "city/climate-budget@1.0.0"
COLUMNS = (
    *("annee", "type", "secteur", "acteur", "valeur_tco2e", "perimetre", "methode", "source"),
    *("date_vote", "deliberation_id"),
)
CAP, DONE, AIM = "plafond", "réalisé", "objectif"
ALL = "ensemble"
METHODS = {
    "territoire": "Émissions directes et liées à l’énergie (scopes 1 et 2), et déchets",
    "collectivité": "Bilan d’émissions réglementaire, scopes 1 et 2",
}
SOURCES = {
    "territoire": "Inventaire régional Airparif et relevés de consommation de la ville",
    "collectivité": "Factures d’énergie et cartes de carburant de la ville",
}
PERIMETERS = {
    TERRITORY: (
        "Tout ce qui est émis sur la commune : logements, bureaux et commerces, transports, "
        "industrie, agriculture et déchets. Les bâtiments et les véhicules de la ville sont "
        "comptés dans le tertiaire, sous « acteurs publics ». Ni l’avion ni ce que les habitants "
        "achètent n’y sont."
    ),
    OWN: (
        "Les services de la ville seulement : bâtiments et éclairage public (tertiaire), véhicules "
        "(transports). Ces émissions sont comprises dans celles du territoire. Les achats, les "
        "repas et les trajets des agents n’y sont pas."
    ),
}
HOW = {
    TERRITORY: (
        "Inventaire territorial des scopes 1 et 2, plus les déchets : consommations réelles pour "
        "la ville, estimations régionales d’Airparif pour le reste, facteurs d’émission de la Base "
        "Empreinte de l’Ademe. Méthode vérifiée par l’agglomération."
    ),
    OWN: (
        "Bilan d’émissions de gaz à effet de serre (BEGES) réduit aux scopes 1 et 2 : énergie "
        "facturée et carburants, multipliés par les facteurs d’émission de la Base Empreinte de "
        "l’Ademe."
    ),
}
TITLES = {
    TERRITORY: "Budget climat du territoire",
    OWN: "Budget climat des services de la ville",
}
TAGS = (
    "climat, gaz à effet de serre, carbone, énergie, budget climat, plafond, transition écologique"
)
PROVENANCE = (
    "Plafonds votés par le conseil municipal chaque année en novembre ; émissions constatées, "
    "présentées en septembre de l’année suivante. Mission climat de la direction de l’urbanisme et "
    "de l’environnement."
)

Row = dict[str, Cell]


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the climate budget of the territory, and that of the city's own services."""
    yield _dataset(commune, TERRITORY, territory_rows(seed, today), _territory_notes(seed, today))
    yield _dataset(commune, OWN, own_rows(seed, today), _own_notes(seed, today))


def territory_rows(seed: int, today: date) -> list[Row]:
    """Write what was emitted and allowed on the territory as rows of `city/climate-budget`."""
    return _rows(seed, today, "territoire", _in_sectors)


def own_rows(seed: int, today: date) -> list[Row]:
    """Write what the city's own services emitted and may emit, in the same way."""
    return _rows(seed, today, "collectivité", _of_services)


def _rows(
    seed: int,
    today: date,
    perimeter: str,
    write: Callable[[Tonnes], Iterator[tuple[str, str, int]]],
) -> list[Row]:
    capped, done = capped_years(today), assessed_years(today)
    rows: list[Row] = []
    for year in range(base_year(), max(target_year(), capped[-1]) + 1):
        if year >= FIRST_CAP:
            kind = CAP if year in capped else AIM
            vote = cap_vote(year if year in capped else FIRST_CAP)
            voted: Row = {"date_vote": vote.day.isoformat(), "deliberation_id": vote.deliberation}
            cells = list(write(caps(year)))
            # An aim is set for the whole only: the sectors' caps come with the vote of the year.
            rows += [_row(year, kind, each, perimeter) | voted for each in _kept(cells, kind)]
        if year in done:
            source: Row = {"source": SOURCES[perimeter]}
            cells = list(write(emitted(seed, year)))
            rows += [_row(year, DONE, each, perimeter) | source for each in cells]
    return rows


def _kept(cells: list[tuple[str, str, int]], kind: str) -> list[tuple[str, str, int]]:
    return cells[-1:] if kind == AIM else cells


def _row(year: int, kind: str, cell: tuple[str, str, int], perimeter: str) -> Row:
    sector, actor, tonnes = cell
    return {
        "annee": year,
        "type": kind,
        "secteur": sector,
        "acteur": actor,
        "valeur_tco2e": tonnes,
        "perimetre": perimeter,
        "methode": METHODS[perimeter],
    }


def _in_sectors(tonnes: Tonnes) -> Iterator[tuple[str, str, int]]:
    """Write sectors in the words of climate plans, offices and city under one, the whole last."""
    for name, amount in tonnes.items():
        if name == OFFICES:
            yield "tertiaire", ALL, amount + tonnes[CITY]
            yield "tertiaire", "entreprises", amount
            yield "tertiaire", "acteurs publics", tonnes[CITY]
        elif name != CITY:
            yield name, ALL, amount
    yield ALL, ALL, sum(tonnes.values())


def _of_services(tonnes: Tonnes) -> Iterator[tuple[str, str, int]]:
    for name, amount in of_the_city(tonnes[CITY]).items():
        yield name, "acteurs publics", amount
    yield ALL, "acteurs publics", tonnes[CITY]


def _territory_notes(seed: int, today: date) -> str:
    year = assessed_years(today)[-1]
    return _notes(
        "le territoire", sum(emitted(seed, year).values()), sum(caps(year).values()), year
    )


def _own_notes(seed: int, today: date) -> str:
    year = assessed_years(today)[-1]
    return _notes("les services de la ville", emitted(seed, year)[CITY], caps(year)[CITY], year)


def _notes(who: str, tonnes: int, cap: int, year: int) -> str:
    above = tonnes - cap
    verb = "ont" if who.startswith("les") else "a"
    side = "au-dessus" if above > 0 else "au-dessous"
    return (
        f"Ce que {who} {verb} émis chaque année depuis {base_year()}, en regard du plafond voté "
        f"par le conseil municipal depuis {FIRST_CAP} et de l’objectif de {target_year()}. En "
        f"{year} : {_thousands(tonnes)} tonnes équivalent CO₂, soit {_thousands(abs(above))} "
        f"{side} du plafond. Bilan présenté le {day(session_date(year + 1, SEPTEMBER))}."
    )


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", NO_BREAK)


def _dataset(commune: Commune, name: str, rows: list[Row], notes: str) -> DemoDataset:
    voted = [str(row["deliberation_id"]) for row in rows if row["type"] == CAP]
    description = Description(
        theme="ENVI",
        tags=TAGS,
        frequency="ANNUAL",
        start=date(base_year(), 1, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=name,
        type="climate_budget",
        title=TITLES[name],
        notes=notes,
        department=ENVIRONMENT,
        fields=description.fields(
            commune,
            perimeter=PERIMETERS[name],
            method=HOW[name],
            base_year=str(base_year()),
            target_year=str(target_year()),
            deliberation_number=voted[-1],
        ),
        files=(_file(name, rows),),
    )


def _file(name: str, rows: list[Row]) -> DemoFile:
    years = f"{base_year()}-{target_year()}"
    return DemoFile(
        name=f"{name}.csv",
        content=records_bytes(COLUMNS, rows),
        title=f"{TITLES[name]} {years} (tableau)",
        description=(
            "Une ligne par année, nature du chiffre (plafond, réalisé ou objectif), secteur et "
            "acteur, en tonnes équivalent CO₂. « ensemble » est le total."
        ),
        format="CSV",
        table_schema=SCHEMA,
    )
