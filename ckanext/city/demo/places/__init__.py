"""The city's places in six datasets: schools, sports, playgrounds, containers, bicycles, water."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shapely.geometry import Point as PointShape

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import EDUCATION, ENVIRONMENT, ROADS
from ckanext.city.demo.files import Cell, geojson_bytes, records_bytes
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.places import equipment, street_furniture
from ckanext.city.demo.places.sites import Site
from ckanext.city.demo.seed import stream

SURVEYED_DAYS_AGO = 12

Rows = Iterator[tuple[Site, dict[str, Cell]]]


@dataclass(frozen=True)
class Kind:
    """A dataset of places."""

    name: str
    title: str
    notes: str
    department: str
    place_theme: str
    theme: str
    tags: str
    provenance: str
    table_schema: str
    header: Sequence[str]
    rows: Callable[[Commune, random.Random, date], Rows]
    accuracy: str = "gps"
    frequency: str = "ANNUAL"


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the datasets of places."""
    surveyed = today - timedelta(days=SURVEYED_DAYS_AGO)
    for kind in KINDS:
        rows = list(kind.rows(commune, stream(seed, "places", kind.name), surveyed))
        yield DemoDataset(
            name=kind.name,
            type="poi",
            title=kind.title,
            notes=kind.notes,
            department=kind.department,
            fields=Description(
                theme=kind.theme,
                tags=kind.tags,
                frequency=kind.frequency,
                start=date(surveyed.year, 1, 1),
                end=date(surveyed.year, 12, 31),
                provenance=kind.provenance,
            ).fields(
                commune,
                place_theme=kind.place_theme,
                collected_on=surveyed.isoformat(),
                position_accuracy=kind.accuracy,
            ),
            files=(
                DemoFile(
                    name=f"{kind.name}.csv",
                    content=records_bytes(kind.header, (row for _, row in rows)),
                    title=f"{kind.title} (CSV)",
                    description="Une ligne par lieu, avec son adresse et sa position.",
                    format="CSV",
                    table_schema=kind.table_schema,
                ),
                DemoFile(
                    name=f"{kind.name}.geojson",
                    content=geojson_bytes((PointShape(site.point), row) for site, row in rows),
                    title=f"{kind.title} (GeoJSON)",
                    description="Les mêmes lieux, prêts pour une carte.",
                    format="GeoJSON",
                ),
            ),
        )


def _schools(commune: Commune, random_numbers: random.Random, _surveyed: date) -> Rows:
    return equipment.schools(commune, random_numbers)


def _sports(commune: Commune, random_numbers: random.Random, _surveyed: date) -> Rows:
    return equipment.sports(commune, random_numbers)


def _playgrounds(commune: Commune, random_numbers: random.Random, _surveyed: date) -> Rows:
    return equipment.playgrounds(commune, random_numbers)


KINDS = (
    Kind(
        name="ecoles-colleges-et-lycees",
        title="Écoles, collèges et lycées",
        notes=(
            "Les établissements d’enseignement de la commune, publics et privés, de la maternelle "
            "au lycée : adresse, horaires, téléphone. Les secteurs des écoles sont publiés à part."
        ),
        department=EDUCATION,
        place_theme="enseignement",
        theme="EDUC",
        tags="école, maternelle, collège, lycée",
        provenance="Fichier des établissements tenu par la direction de l’éducation.",
        table_schema=equipment.TABLE_SCHEMA,
        header=equipment.HEADER,
        rows=_schools,
        accuracy="adresse",
    ),
    Kind(
        name="bornes-d-apport-volontaire",
        title="Bornes d’apport volontaire (verre, emballages, textile, compost)",
        notes=(
            "L’emplacement, le type et l’accessibilité des bornes de tri de la commune. Chaque "
            "borne a un identifiant stable ; les conteneurs des immeubles n’y sont pas."
        ),
        department=ENVIRONMENT,
        place_theme="points-apport-volontaire",
        theme="ENVI",
        tags="verre, tri, déchets, recyclage, emballages",
        provenance="Relevé sur le terrain par le service de la propreté, avec un téléphone.",
        table_schema=street_furniture.CONTAINERS,
        header=street_furniture.CONTAINER_HEADER,
        rows=street_furniture.containers,
        frequency="MONTHLY",
    ),
    Kind(
        name="equipements-sportifs",
        title="Équipements sportifs",
        notes=(
            "Les gymnases, la piscine, le complexe sportif et les terrains en accès libre de la "
            "ville, avec leurs horaires. Les salles privées et les clubs n’y figurent pas."
        ),
        department=EDUCATION,
        place_theme="sport-loisirs",
        theme="EDUC",
        tags="sport, gymnase, piscine, terrain",
        provenance="Inventaire du patrimoine sportif de la ville, vérifié chaque automne.",
        table_schema=equipment.TABLE_SCHEMA,
        header=equipment.HEADER,
        rows=_sports,
    ),
    Kind(
        name="aires-de-jeux",
        title="Aires de jeux",
        notes=(
            "Les aires de jeux pour enfants, dans les parcs et dans les quartiers, avec leurs "
            "heures d’ouverture en été et en hiver. Les cours des écoles n’y sont pas."
        ),
        department=ENVIRONMENT,
        place_theme="sport-loisirs",
        theme="ENVI",
        tags="jeux, enfants, parc, square",
        provenance="Registre de contrôle des aires de jeux, tenu par le service des parcs.",
        table_schema=equipment.TABLE_SCHEMA,
        header=equipment.HEADER,
        rows=_playgrounds,
    ),
    Kind(
        name="stationnements-velo",
        title="Stationnements pour vélos",
        notes=(
            "Les arceaux, les râteliers et les consignes où garer un vélo sur l’espace public, "
            "avec le nombre de places. Les locaux des immeubles n’y sont pas."
        ),
        department=ROADS,
        place_theme="stationnement-cyclable",
        theme="TRAN",
        tags="vélo, arceau, stationnement, consigne",
        provenance="Relevé de la direction de la voirie, complété à chaque pose.",
        table_schema=street_furniture.BICYCLES,
        header=street_furniture.BICYCLE_HEADER,
        rows=street_furniture.bicycles,
        frequency="QUARTERLY",
    ),
    Kind(
        name="fontaines-et-points-d-eau",
        title="Fontaines et points d’eau potable",
        notes=(
            "Où boire et remplir une gourde : les fontaines des rues et des parcs, et les points "
            "d’eau des bâtiments de la ville pendant leurs heures d’ouverture."
        ),
        department=ROADS,
        place_theme="fontaines",
        theme="ENVI",
        tags="fontaine, eau potable, gourde",
        provenance="Inventaire de la régie de l’eau, contrôlé deux fois par an.",
        table_schema=street_furniture.FOUNTAINS,
        header=street_furniture.FOUNTAIN_HEADER,
        rows=street_furniture.fountains,
        frequency="ANNUAL_2",
    ),
)
