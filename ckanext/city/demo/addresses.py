"""The addresses of the commune, as a local address base (BAL 1.5)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ckanext.city.demo.commune import Address, Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import ENVIRONMENT
from ckanext.city.demo.files import csv_bytes, decimal
from ckanext.city.demo.metadata import GEOSPATIAL, Description
from ckanext.city.demo.seed import stable_id, stream

HEADER = (
    "id_ban_commune",
    "id_ban_toponyme",
    "id_ban_adresse",
    "commune_insee",
    "commune_nom",
    "commune_deleguee_insee",
    "commune_deleguee_nom",
    "toponyme",
    "lieudit_complement_nom",
    "numero",
    "suffixe",
    "position",
    "x",
    "y",
    "long",
    "lat",
    "cad_parcelles",
    "source",
    "date_der_maj",
    "certification_commune",
)
TABLE_SCHEMA = "etalab/schema-bal@1.5.0"
POSITIONS = {"entrée": 78, "bâtiment": 9, "parcelle": 8, "segment": 5}
# The base was made in a campaign of spring 2021; what is built or renumbered since comes on top.
CAMPAIGN = date(2021, 3, 8)
CAMPAIGN_DAYS = 110
CHANGED_SINCE = 0.14
CERTIFIED = 0.93
SECTION_LETTERS = "ABCDEHIKLMNOPRSTVWXYZ"


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the dataset of the local address base."""
    yield DemoDataset(
        name="base-adresse-locale",
        type="dataset",
        title="Base adresse locale",
        notes=(
            "Toutes les adresses de Saint-Aubin-sur-Orge, avec leur numéro, le nom de leur voie et "
            "leur position sur le terrain. La commune les certifie une à une ; les lieux-dits sans "
            "numéro n’y sont pas."
        ),
        department=ENVIRONMENT,
        fields=Description(
            theme="REGI",
            tags="adresse, voie, rue, numéro, BAL",
            frequency="MONTHLY",
            start=CAMPAIGN,
            provenance=(
                "Adresses créées par délibération du conseil municipal, relevées sur le terrain en "
                "2021 et tenues à jour par le service de l’urbanisme à chaque permis de construire."
            ),
            high_value=GEOSPATIAL,
        ).fields(commune),
        files=(_file(commune, seed, today),),
    )


def _file(commune: Commune, seed: int, today: date) -> DemoFile:
    return DemoFile(
        name=f"bal-{commune.insee}.csv",
        content=csv_bytes(HEADER, _rows(commune, seed, today), separator=";"),
        title="Adresses au format BAL 1.5",
        description=(
            "Une adresse par ligne ; coordonnées en Lambert 93 et en longitude et latitude."
        ),
        format="CSV",
        table_schema=TABLE_SCHEMA,
    )


def _rows(commune: Commune, seed: int, today: date) -> Iterator[list[str | int]]:
    random_numbers = stream(seed, "addresses")
    municipality = stable_id("municipality", commune.insee)
    parcels = _Parcels(commune)
    for address in commune.addresses:
        longitude, latitude = address.degrees
        yield [
            municipality,
            address.street.id,
            address.id,
            commune.insee,
            commune.name,
            "",
            "",
            address.street.name,
            "",
            address.number,
            address.suffix,
            random_numbers.choices(list(POSITIONS), list(POSITIONS.values()))[0],
            decimal(address.point[0], 2),
            decimal(address.point[1], 2),
            decimal(longitude, 7),
            decimal(latitude, 7),
            parcels.of(address),
            f"Commune de {commune.name}",
            _last_change(random_numbers, today).isoformat(),
            int(random_numbers.random() < CERTIFIED),
        ]


def _last_change(random_numbers: random.Random, today: date) -> date:
    surveyed = CAMPAIGN + timedelta(days=int(random_numbers.random() * CAMPAIGN_DAYS))
    since = int(random_numbers.random() * max((today - surveyed).days, 0))
    changed = random_numbers.random() < CHANGED_SINCE
    return min(surveyed + timedelta(days=since if changed else 0), today)


class _Parcels:
    """Cadastral references: a section of two letters for each block, a number for each door."""

    def __init__(self, commune: Commune) -> None:
        self.prefix = f"{commune.insee}0000"
        self.sections = {block.id: _section(i) for i, block in enumerate(commune.blocks)}
        self.numbers: dict[str, int] = {}

    def of(self, address: Address) -> str:
        """The parcel of an address; « bis » and « ter » come of one that was divided."""
        number = self.numbers.get(address.block, 0) + 1
        self.numbers[address.block] = number
        return f"{self.prefix}{self.sections[address.block]}{number:04d}"


def _section(index: int) -> str:
    first, second = divmod(index, len(SECTION_LETTERS))
    return SECTION_LETTERS[first] + SECTION_LETTERS[second]
