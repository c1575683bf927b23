"""First names of the year's children and menus of the school restaurants, as datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from ckanext.city.demo.budget.documents import BODIES
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.commune.model import Facility
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL, EDUCATION
from ckanext.city.demo.everyday.births import TOLD_FROM, names_of, published_years
from ckanext.city.demo.everyday.meals import Dish, meal_of, served_days
from ckanext.city.demo.files import Cell, records_bytes
from ckanext.city.demo.finances import KITCHEN, MAIN
from ckanext.city.demo.metadata import Description

NAMES_SCHEMA, MENUS_SCHEMA = "scdl/prenoms@1.1.6", "scdl/menus-collectifs@1.2.3"
NAME_COLUMNS = (
    *("COMMUNE_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES"),
    "ANNEE",
)
MENU_COLUMNS = (
    *("menuCollNom", "menuCollSiret", "menuEtablissementNom", "menuEtablissementSiret"),
    *("menuRestaurantNom", "menuRestaurantInsee", "menuRestaurantId", "menuRestaurantIdType"),
    *("menuRestaurantType", "menuRestaurantConvive", "menuDate", "menuRepasType", "menuPlatType"),
    *("menuPlatNom", "menuPlatCode", "menuPlatSiqo", "menuPlatLabel", "menuPlatPrecision"),
    *("menuPlatRegime", "menuPlatAllergene", "menuPlatTexture", "menuPlatNutriscore"),
    *("menuPlatPrix", "menuPublicationDate", "menuModificationDate", "menuModificationInfo"),
)
SCHOOL_KINDS = {"école maternelle": "maternelle", "école élémentaire": "élémentaire"}
OUT_BEFORE = timedelta(days=18)  # menus are out on a Thursday, more than two weeks before

Row = dict[str, Cell]


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the first names of ten years and the menus of six weeks."""
    yield _first_names(commune, seed, today)
    yield _menus(commune, seed, today)


def name_rows(commune: Commune, seed: int, today: date) -> list[Row]:
    """Write first names as rows of `scdl/prenoms`, the last year first."""
    return [
        {
            "COMMUNE_NOM": commune.name,
            "COLL_INSEE": commune.insee,
            "ENFANT_SEXE": sex,
            "ENFANT_PRENOM": name,
            "NOMBRE_OCCURRENCES": count,
            "ANNEE": year,
        }
        for year in reversed(published_years(today))
        for sex, name, count in names_of(seed, year)
    ]


def menu_rows(commune: Commune, seed: int, today: date) -> list[Row]:
    """Write what each school restaurant serves as rows of `scdl/menus-collectifs`."""
    schools = [each for each in commune.facilities if each.kind in SCHOOL_KINDS]
    return [
        _school(commune, school, day) | _dish(dish)
        for day in served_days(today)
        for school in schools
        for dish in meal_of(seed, day)
    ]


def _school(commune: Commune, school: Facility, day: date) -> Row:
    return {
        "menuCollNom": BODIES[MAIN].name,
        "menuCollSiret": BODIES[MAIN].siret,
        "menuEtablissementNom": "Cuisine centrale municipale",
        "menuEtablissementSiret": BODIES[KITCHEN].siret,
        "menuRestaurantNom": school.name,
        "menuRestaurantInsee": commune.insee,
        "menuRestaurantIdType": "sans",
        "menuRestaurantType": SCHOOL_KINDS[school.kind],
        "menuRestaurantConvive": "tous",
        "menuDate": day.isoformat(),
        "menuRepasType": "déjeuner",
        "menuPublicationDate": f"{_out_on(day).isoformat()}T07:30:00Z",
    }


def _out_on(day: date) -> date:
    monday = day - timedelta(days=day.weekday())
    return monday - OUT_BEFORE


def _dish(dish: Dish) -> Row:
    return {
        "menuPlatType": dish.course,
        "menuPlatNom": dish.name,
        "menuPlatSiqo": _list(dish.marks),
        "menuPlatLabel": dish.label,
        "menuPlatRegime": _list(dish.diet),
        "menuPlatAllergene": _list(dish.allergens),
    }


def _list(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""


def _first_names(commune: Commune, seed: int, today: date) -> DemoDataset:
    years = published_years(today)
    return DemoDataset(
        name="prenoms-des-enfants",
        type="dataset",
        title="Prénoms des enfants",
        notes=(
            f"Les prénoms donnés aux enfants de la commune de {years[0]} à {years[-1]}, par année "
            "et par sexe. Pour que personne ne soit reconnu, les prénoms donnés moins de "
            f"{TOLD_FROM} fois dans l’année n’y sont pas : le total est donc inférieur au nombre "
            "de naissances."
        ),
        department=COUNCIL,
        fields=Description(
            theme="SOCI",
            tags="prénoms, naissances, état civil, enfants, population",
            frequency="ANNUAL",
            start=date(years[0], 1, 1),
            end=date(years[-1], 12, 31),
            provenance=(
                "Registres de l’état civil, actes de naissance et transcriptions ; premier prénom "
                "de l’acte. Service de l’état civil."
            ),
        ).fields(commune),
        files=(
            DemoFile(
                name="prenoms-des-enfants.csv",
                content=records_bytes(NAME_COLUMNS, name_rows(commune, seed, today)),
                title="Prénoms des enfants (tableau)",
                description=(
                    "Une ligne par année, sexe et prénom, les plus donnés d’abord, au format "
                    "national."
                ),
                format="CSV",
                table_schema=NAMES_SCHEMA,
            ),
        ),
    )


def _menus(commune: Commune, seed: int, today: date) -> DemoDataset:
    days = served_days(today)
    return DemoDataset(
        name="menus-des-restaurants-scolaires",
        type="dataset",
        title="Menus des restaurants scolaires",
        notes=(
            "Ce que les enfants mangent à midi dans les écoles maternelles et élémentaires "
            "publiques : les plats de chaque jour, leurs allergènes, leurs labels et les menus "
            "végétariens. Trois semaines passées, la semaine en cours et les deux suivantes ; les "
            "mercredis des centres de loisirs n’y sont pas."
        ),
        department=EDUCATION,
        fields=Description(
            theme="EDUC",
            tags="cantine, menus, repas, écoles, restauration scolaire, allergènes, bio",
            frequency="WEEKLY",
            start=days[0],
            end=days[-1],
            provenance=(
                "Plan alimentaire de la cuisine centrale, validé par la commission des menus. "
                "Direction de l’éducation."
            ),
        ).fields(commune),
        files=(
            DemoFile(
                name="menus-des-restaurants-scolaires.csv",
                content=records_bytes(MENU_COLUMNS, menu_rows(commune, seed, today)),
                title="Menus des restaurants scolaires (tableau)",
                description=(
                    "Une ligne par jour, école et plat, au format national. Les listes "
                    "(allergènes, labels) sont entre crochets."
                ),
                format="CSV",
                table_schema=MENUS_SCHEMA,
            ),
        ),
    )
