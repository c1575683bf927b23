"""Three datasets in the place of the demo city, for tests that load it many times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL
from ckanext.city.demo.files import csv_bytes

TODAY = date(2026, 11, 24)
SERIES, FIRST, SECOND = "prenoms-par-annee", "prenoms-de-2024", "prenoms-de-2025"
FIRST_NAMES = ("Adèle", "Louise", "Victor")
HEADER = (
    *("COMMUNE_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES"),
    "ANNEE",
)


def generate(rows: int = 2) -> Iterator[DemoDataset]:
    """Make a series and two datasets of it, each with a table of so many rows and a plain file."""
    yield DemoDataset(
        name=SERIES,
        type="dataset_series",
        title=f"Prénoms, année par année, {rows} lignes",
        notes="Une série d’essai.",
        department=COUNCIL,
    )
    for name in (FIRST, SECOND):
        yield DemoDataset(
            name=name,
            type="dataset",
            title=f"{name}, {rows} lignes",
            notes="Un jeu de données d’essai.",
            department=COUNCIL,
            fields={"license_id": "lov2", "tag_string": "essai, prénoms"},
            files=(_table(name, rows), _text(name, rows)),
            series=SERIES,
            updated=date(2026, 2, 3),
        )


def _table(name: str, rows: int) -> DemoFile:
    year = int(name[-4:])
    lines = [["Saint-Aubin", "91999", "F", each, 5, year] for each in FIRST_NAMES[:rows]]
    return DemoFile(
        name=f"{name}.csv",
        content=csv_bytes(HEADER, lines),
        title="Prénoms (tableau)",
        description="Une ligne par prénom.",
        format="CSV",
        table_schema="scdl/prenoms@1.1.6",
    )


def _text(name: str, rows: int) -> DemoFile:
    return DemoFile(
        name=f"{name}.txt",
        content=f"{rows} lignes\n".encode(),
        title="Lisez-moi",
        description="Combien de lignes a le tableau.",
        format="TXT",
    )
