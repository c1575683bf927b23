"""What departments keep for themselves, and what is not in order yet: staff-only and imperfect."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import (
    COUNCIL,
    DEPARTMENTS,
    EDUCATION,
    ENVIRONMENT,
    ROADS,
)
from ckanext.city.demo.everyday.births import names_of, published_years
from ckanext.city.demo.everyday.pool import LAST_OPEN, scratch_sheet, sheet_of
from ckanext.city.demo.everyday.workbook import xlsx_bytes
from ckanext.city.demo.files import Cell, csv_bytes
from ckanext.city.demo.metadata import Description, district_area
from ckanext.city.demo.school_zones import SchoolMap
from ckanext.city.demo.seed import stream

STAFF, DEPARTMENT = "staff", "department"
NAMES_SCHEMA = "scdl/prenoms@1.1.6"
DUTIES = ("Direction", "Secrétariat", "Budget et marchés", "Accueil du public")
# Energy, how many, years of the oldest and the newest, kilometres a year (0: none are counted), and
# who has one; no department means that any may.
VEHICLES = {
    "Citadine": ("électrique", 14, (2019, 2025), 6500, ()),
    "Fourgonnette": ("électrique", 9, (2020, 2025), 7200, (ROADS, ENVIRONMENT, EDUCATION)),
    "Fourgon": ("gazole", 12, (2012, 2021), 8400, (ROADS, ENVIRONMENT, EDUCATION)),
    "Camion-benne": ("gazole", 5, (2010, 2019), 7800, (ROADS, ENVIRONMENT)),
    "Balayeuse": ("gaz naturel", 3, (2018, 2024), 4200, (ROADS,)),
    "Vélo à assistance électrique": ("électrique", 16, (2020, 2026), 700, ()),
    "Tondeuse autoportée": ("gazole", 4, (2014, 2022), 0, (ENVIRONMENT,)),
}
CARE = {"accueil du matin": (0.14, 0.26), "déjeuner": (0.7, 0.84), "accueil du soir": (0.3, 0.46)}
# Pupils of public schools for each inhabitant; the youngest school age has three years, the other
# five.
PUPILS = {"maternelle": 0.035, "élémentaire": 0.0575}
POOL_DISTRICT = "Centre-Tanneurs"
FRIDAY = 4
MONTHS_LATE = 7
COUNTED_MONTHS = 24
COUNTERS = 10
LINED_RANK, LINED_METRES = 4, 220  # streets wide and long enough for rows of trees
TREES = ("Platane commun", "Tilleul argenté", "Érable plane", "Charme", "Micocoulier", "Copalme")
PERMITS = ("Maison individuelle", "Extension", "Immeuble collectif", "Commerce", "Atelier")

Rows = list[list[Cell]]


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make three datasets for staff only, then five that lack something on purpose."""
    yield _directory(commune, today)
    yield _vehicles(commune, seed, today)
    yield _after_school(commune, seed, today)
    yield _traffic(commune, seed, today)
    yield _trees(commune, seed, today)
    yield _old_names(commune, seed, today)
    yield _pool(commune, seed, today)
    yield _permits(commune, seed, today)


def _directory(commune: Commune, today: date) -> DemoDataset:
    rows: Rows = [
        [department.title, duty, f"{2 + at}{1 + number}00", department.email]
        for at, department in enumerate(DEPARTMENTS)
        for number, duty in enumerate(DUTIES)
    ]
    return DemoDataset(
        name="annuaire-interne-des-services",
        type="dataset",
        title="Annuaire interne des services",
        notes=(
            "Les numéros de poste et les adresses des services, par fonction, pour les agents de "
            "la ville. Aucun nom de personne n’y est. Les numéros ouverts au public sont sur le "
            "site de la ville."
        ),
        department=COUNCIL,
        fields=_about(
            "GOVE",
            "annuaire, services, téléphone, contact",
            "QUARTERLY",
            date(today.year - 1, 1, 1),
        ).fields(commune, access_level=STAFF),
        files=(_csv("annuaire-interne", ("direction", "fonction", "poste", "courriel"), rows),),
    )


def _vehicles(commune: Commune, seed: int, today: date) -> DemoDataset:
    chance = stream(seed, "vehicles")
    titles = {department.name: department.title for department in DEPARTMENTS}
    rows: Rows = []
    for kind, (energy, count, (oldest, newest), each_year, users) in VEHICLES.items():
        for _ in range(count):
            year = chance.randint(oldest, newest)
            distance = round((today.year - year) * each_year * chance.uniform(0.7, 1.3), -2)
            user = titles[chance.choice(users or tuple(titles))]
            rows.append([f"V{len(rows) + 1:03d}", kind, energy, year, int(distance) or None, user])
    header = ("numero", "type", "energie", "annee_mise_en_service", "kilometrage", "service")
    return DemoDataset(
        name="vehicules-et-engins-municipaux",
        type="dataset",
        title="Véhicules et engins municipaux",
        notes=(
            "Le parc de la ville : type, énergie, année de mise en service, kilométrage et service "
            "qui utilise chaque véhicule ou engin. Réservé aux agents, car il dit où les véhicules "
            "sont affectés."
        ),
        department=ROADS,
        fields=_about(
            "TRAN",
            "véhicules, parc automobile, énergie, garage",
            "ANNUAL",
            date(today.year - 1, 1, 1),
        ).fields(commune, access_level=STAFF),
        files=(_csv("vehicules-et-engins", header, rows),),
    )


def _after_school(commune: Commune, seed: int, today: date) -> DemoDataset:
    chance = stream(seed, "after school")
    year = today.year if today >= date(today.year, 9, 15) else today.year - 1
    rows: Rows = [
        [f"{year}-{year + 1}", school, care, round(pupils * chance.uniform(*share))]
        for school, pupils in _pupils(commune, chance, year)
        for care, share in CARE.items()
    ]
    return DemoDataset(
        name="effectifs-du-periscolaire-par-ecole",
        type="dataset",
        title="Effectifs du périscolaire par école",
        notes=(
            "Le nombre d’enfants inscrits le matin, le midi et le soir dans chaque école, pour "
            "préparer les équipes d’animation. Réservé aux agents de la direction de l’éducation "
            "tant que les inscriptions bougent."
        ),
        department=EDUCATION,
        fields=_about(
            "EDUC",
            "périscolaire, écoles, effectifs, animation",
            "MONTHLY",
            date(year, 9, 1),
            date(year + 1, 7, 3),
        ).fields(commune, access_level=DEPARTMENT),
        files=(
            _csv(
                "effectifs-du-periscolaire",
                ("annee_scolaire", "ecole", "accueil", "inscrits"),
                rows,
            ),
        ),
    )


def _pupils(commune: Commune, chance: random.Random, year: int) -> Iterator[tuple[str, int]]:
    """How many pupils each school has, by the people of its sector; 2,900 in all or so."""
    for level, share in PUPILS.items():
        school_map = SchoolMap(commune, level, year)
        people = school_map.people()
        for sector in school_map.sectors:
            usual = people[sector.code] * share
            yield sector.school.name, round(usual * chance.uniform(0.93, 1.07))


def _traffic(commune: Commune, seed: int, today: date) -> DemoDataset:
    """Counts that should come each month, and stopped more than half a year ago."""
    chance = stream(seed, "traffic")
    months = [_month(today, MONTHS_LATE + back) for back in reversed(range(COUNTED_MONTHS))]
    streets = [street for street in commune.streets if street.rank <= 2][:COUNTERS]
    rows: Rows = []
    for street in streets:
        usual = chance.randint(2800, 14500)
        for month in months:
            summer = 0.8 if month.month == 8 else 1
            vehicles = round(usual * summer * chance.uniform(0.94, 1.06))
            rows.append(
                [
                    f"{month:%Y-%m}",
                    street.name,
                    vehicles,
                    round(vehicles * chance.uniform(0.02, 0.06)),
                ]
            )
    header = ("mois", "rue", "vehicules_par_jour", "dont_poids_lourds")
    return DemoDataset(
        name="comptages-de-circulation",
        type="dataset",
        title="Comptages de circulation",
        notes=(
            "Le nombre moyen de véhicules par jour, mois par mois, relevé par les boucles de "
            f"comptage de {COUNTERS} rues dans les deux sens. Les vélos et les piétons n’y sont "
            "pas comptés."
        ),
        department=ROADS,
        fields=Description(
            theme="TRAN",
            tags="circulation, trafic, comptage, voiture, poids lourds, rues",
            frequency="MONTHLY",
            start=months[0],
            end=_month(today, MONTHS_LATE - 1) - timedelta(days=1),
            provenance="Boucles de comptage du service voirie et mobilités, moyennes mensuelles.",
        ).fields(commune),
        files=(_csv("comptages-de-circulation", header, rows),),
        imperfect=frozenset({"late"}),
    )


def _trees(commune: Commune, seed: int, today: date) -> DemoDataset:
    chance = stream(seed, "street trees")
    rows: Rows = [
        [
            street.name,
            chance.choice(TREES),
            chance.randint(6, 48),
            chance.randint(1962, today.year - 2),
        ]
        for street in commune.streets
        if street.rank <= LINED_RANK and street.length > LINED_METRES
    ]
    return DemoDataset(
        name="arbres-d-alignement-par-rue",
        type="dataset",
        title="Arbres d’alignement par rue",
        notes=(
            "Les arbres plantés le long des rues : essence, nombre de "
            "sujets et année de plantation, par rue. Les arbres des parcs, des écoles et des "
            "jardins privés n’y sont pas."
        ),
        department=ENVIRONMENT,
        fields=_about(
            "ENVI",
            "arbres, espaces verts, nature en ville, rues",
            "ANNUAL",
            date(today.year - 1, 1, 1),
        ).fields(commune, license_id="notspecified"),
        files=(
            _csv("arbres-d-alignement", ("rue", "essence", "nombre", "annee_plantation"), rows),
        ),
        imperfect=frozenset({"no-license"}),
    )


def _old_names(commune: Commune, seed: int, today: date) -> DemoDataset:
    """A file that says it follows a table schema, and comes from a program that did not."""
    year = published_years(today)[0]
    sexes = {"F": "Fille", "M": "Garçon"}
    rows: Rows = [
        [commune.name, commune.insee, sexes[sex], name.upper(), count, f"année {year}"]
        for sex, name, count in names_of(seed, year)
    ]
    header = (
        *("COMMUNE_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES"),
        "ANNEE",
    )
    return DemoDataset(
        name="prenoms-extraction-de-l-ancien-logiciel",
        type="dataset",
        title=f"Prénoms de {year}, extraction de l’ancien logiciel",
        notes=(
            f"Les prénoms donnés en {year}, tels que l’ancien logiciel de l’état civil les "
            "exporte : en capitales et le sexe en toutes lettres. Ce fichier reste à mettre au "
            "format national ; préférez le jeu « Prénoms des enfants »."
        ),
        department=COUNCIL,
        fields=_about(
            "SOCI",
            "prénoms, naissances, état civil, archives",
            "NOT_PLANNED",
            date(year, 1, 1),
            date(year, 12, 31),
        ).fields(commune),
        files=(_csv("prenoms-ancien-logiciel", header, rows, table_schema=NAMES_SCHEMA),),
        imperfect=frozenset({"invalid-file"}),
    )


def _pool(commune: Commune, seed: int, today: date) -> DemoDataset:
    year = min(today.year - 1, LAST_OPEN)
    return DemoDataset(
        name="frequentation-de-la-piscine",
        type="dataset",
        title="Fréquentation de la piscine des Tanneurs",
        notes=(
            f"Les entrées de la piscine en {year} et {year - 1}, mois par mois : enfants, adultes, "
            "écoles et clubs. Elle a fermé en décembre 2024 pour être reconstruite. Classeur de "
            "travail du service des sports, tel qu’il était rempli à l’accueil."
        ),
        department=EDUCATION,
        fields=_about(
            "EDUC",
            "piscine, sport, natation, fréquentation, entrées",
            "NOT_PLANNED",
            date(year - 1, 1, 1),
            date(year, 12, 31),
        ).fields(commune, spatial_coverage=[district_area(commune, POOL_DISTRICT)]),
        files=(
            DemoFile(
                name="frequentation-piscine.xlsx",
                content=xlsx_bytes(
                    {str(each): sheet_of(seed, each) for each in (year, year - 1)}
                    | {"Feuil3": scratch_sheet()}
                ),
                title="Fréquentation de la piscine (classeur)",
                description="Une feuille par année, un mois par ligne, avec totaux et remarques.",
                format="XLSX",
                encoding="",
            ),
        ),
        imperfect=frozenset({"messy-workbook"}),
    )


def _permits(commune: Commune, seed: int, today: date) -> DemoDataset:
    chance = stream(seed, "permits")
    rows: Rows = []
    for number in range(1, 60):
        address = chance.choice(commune.addresses)
        week = date(today.year - 1, 1, 6) + timedelta(days=number * 6)
        decided = week - timedelta(days=max(week.weekday() - FRIDAY, 0))
        rows.append(
            [
                f"PC 091 999 {today.year - 2001:02d} {number:05d}",
                decided.isoformat(),
                address.label,
                chance.choice(PERMITS),
            ]
        )
    return DemoDataset(
        name="permis-de-construire-accordes",
        type="dataset",
        title="Permis de construire accordés",
        notes=(
            f"Les permis de construire accordés en {today.year - 1} : numéro, date de décision, "
            "adresse du terrain et nature du projet. Brouillon : le service vérifie encore que "
            "rien n’y désigne une personne."
        ),
        department=ENVIRONMENT,
        fields=_about(
            "REGI",
            "urbanisme, permis de construire, logement, travaux",
            "QUARTERLY",
            date(today.year - 1, 1, 1),
            date(today.year - 1, 12, 31),
        ).fields(commune),
        files=(
            _csv("permis-de-construire", ("numero", "date_decision", "adresse", "projet"), rows),
        ),
        imperfect=frozenset({"draft"}),
    )


def _about(
    theme: str, tags: str, frequency: str, start: date, end: date | None = None
) -> Description:
    return Description(
        theme=theme,
        tags=tags,
        frequency=frequency,
        start=start,
        end=end,
        provenance="Fichiers de suivi du service, remplis par ses agents.",
    )


def _csv(name: str, header: Sequence[str], rows: Rows, *, table_schema: str = "") -> DemoFile:
    return DemoFile(
        name=f"{name}.csv",
        content=csv_bytes(header, rows),
        title=f"{name.replace('-', ' ').capitalize()} (tableau)",
        description=f"Colonnes : {', '.join(header)}.",
        format="CSV",
        table_schema=table_schema,
    )


def _month(today: date, back: int) -> date:
    """The first day of the month so many months ago."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
