"""The commune as maps draw it without any tile server: a GeoJSON file a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import ENVIRONMENT, ROADS
from ckanext.city.demo.files import geojson_bytes
from ckanext.city.demo.metadata import Description

Rows = Iterator[tuple[BaseGeometry, dict[str, Any]]]
RANKS = {
    1: "route nationale",
    2: "liaison entre quartiers",
    3: "desserte de quartier",
    4: "voie locale",
    5: "chemin rural",
}

#: The datasets that the plan on the home page is drawn of, by its layers.
PLAN_LAYERS = {
    "boundary": "limites-de-la-commune",
    "streets": "voies",
    "water": "cours-d-eau",
    "green": "espaces-verts",
    "rail": "voies-ferrees-et-gares",
}


def generate(commune: Commune, _seed: int, _today: date) -> Iterator[DemoDataset]:
    """Make the datasets of the base map."""
    for layer in LAYERS:
        yield DemoDataset(
            name=layer.name,
            type="dataset",
            title=layer.title,
            notes=layer.notes,
            department=layer.department,
            fields=Description(
                theme=layer.theme,
                tags=layer.tags,
                frequency="ANNUAL",
                start=layer.start,
                provenance=layer.provenance,
            ).fields(commune),
            files=(
                DemoFile(
                    name=f"{layer.name}.geojson",
                    content=geojson_bytes(layer.rows(commune)),
                    title=f"{layer.title} (GeoJSON)",
                    description=layer.description,
                    format="GeoJSON",
                ),
            ),
        )


@dataclass(frozen=True)
class _Layer:
    name: str
    title: str
    notes: str
    description: str
    tags: str
    provenance: str
    rows: Callable[[Commune], Rows]
    theme: str = "REGI"
    department: str = ENVIRONMENT
    start: date = date(2021, 1, 1)


def _boundary(commune: Commune) -> Rows:
    yield (
        commune.boundary,
        {"nom": commune.name, "code_insee": commune.insee, "population": commune.population},
    )


def _districts(commune: Commune) -> Rows:
    for each in commune.districts:
        yield each.shape, {"code": each.code, "nom": each.name, "population": each.population}


def _streets(commune: Commune) -> Rows:
    for street in commune.streets:
        yield (
            street.axis,
            {
                "code": street.code,
                "nom": street.name,
                "nature": RANKS[street.rank],
                "importance": street.rank,
                "longueur_m": round(street.length),
            },
        )


def _water(commune: Commune) -> Rows:
    for each in commune.water:
        yield each.shape, {"nom": each.name, "nature": each.kind}


def _rail(commune: Commune) -> Rows:
    for each in commune.rail:
        yield each.shape, {"nom": each.name, "nature": each.kind}
    for each in commune.stations:
        yield each.shape, {"nom": each.name, "nature": "arrêt", "ligne": each.kind}


def _green(commune: Commune) -> Rows:
    for each in commune.green:
        surface = round(each.shape.area)
        yield each.shape, {"nom": each.name, "nature": each.kind, "surface_m2": surface}


LAYERS = (
    _Layer(
        name="limites-de-la-commune",
        title="Limites de la commune",
        notes=(
            "Le contour administratif de Saint-Aubin-sur-Orge, avec son code Insee et sa "
            "population légale. Il sert de cadre à toutes les cartes de la ville."
        ),
        description="Un polygone, en longitude et latitude (WGS 84).",
        tags="commune, limite administrative, contour",
        provenance="Cadastre et limites administratives, simplifiés au mètre près.",
        rows=_boundary,
    ),
    _Layer(
        name="quartiers",
        title="Quartiers de la ville",
        notes=(
            "Les cinq quartiers de Saint-Aubin-sur-Orge et leur population. Leurs limites suivent "
            "l’Orge, la voie ferrée et les grandes rues ; ensemble, ils couvrent toute la commune."
        ),
        description="Un polygone par quartier ; les quartiers se touchent sans se recouvrir.",
        tags="quartier, conseil de quartier, population",
        provenance="Délibération du conseil municipal du 24 septembre 2020 sur les quartiers.",
        rows=_districts,
    ),
    _Layer(
        name="voies",
        title="Voies de la commune",
        notes=(
            "Les rues, avenues, places et chemins de la commune : leur nom, leur importance et "
            "leur axe. Les noms sont ceux de la base adresse locale ; les voies privées n’y sont "
            "pas."
        ),
        description="Un axe par voie, dans le sens où croissent les numéros.",
        tags="rue, voie, voirie, filaire",
        provenance="Filaire de voirie tenu par la direction de la voirie, recalé chaque année.",
        rows=_streets,
        theme="TRAN",
        department=ROADS,
    ),
    _Layer(
        name="cours-d-eau",
        title="Cours d’eau",
        notes=(
            "L’Orge et le bief du Moulin, tels qu’ils traversent la commune : la surface de l’eau "
            "entre les deux rives. Les fossés et les rus busés n’y figurent pas."
        ),
        description="Un polygone par cours d’eau.",
        tags="rivière, Orge, eau, bief",
        provenance="Relevé des berges par le syndicat de rivière, repris par la ville.",
        rows=_water,
        theme="ENVI",
    ),
    _Layer(
        name="voies-ferrees-et-gares",
        title="Voies ferrées et gares",
        notes=(
            "La ligne de chemin de fer, celle du tramway T12 et leurs arrêts dans la commune. Les "
            "horaires sont publiés par l’autorité régionale des transports, pas par la ville."
        ),
        description="Une ligne par voie, un point par gare ou par arrêt.",
        tags="train, RER, tramway, gare",
        provenance="Tracé relevé sur photographie aérienne par la direction de la voirie.",
        rows=_rail,
        theme="TRAN",
        department=ROADS,
    ),
    _Layer(
        name="espaces-verts",
        title="Parcs, bois et espaces verts",
        notes=(
            "Les parcs, les bois, les squares, les jardins familiaux et le cimetière, avec leur "
            "surface. Les jardins privés et les accotements plantés n’y sont pas."
        ),
        description="Un polygone par espace vert, avec sa nature et sa surface en mètres carrés.",
        tags="parc, jardin, bois, espace vert",
        provenance="Inventaire des espaces verts de la direction de l’urbanisme.",
        rows=_green,
        theme="ENVI",
    ),
)
