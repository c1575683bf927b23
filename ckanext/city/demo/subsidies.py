"""The register of grants of the demo city as datasets, one for each year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.city.demo.budgets import series_fields
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import EDUCATION
from ckanext.city.demo.files import records_bytes
from ckanext.city.demo.finances import published_years
from ckanext.city.demo.grant_table import COLUMNS, SCHEMA, grant_rows
from ckanext.city.demo.metadata import Description

SERIES = "subventions-aux-associations"
TAGS = "subventions, associations, aides, vie associative, clubs"
PROVENANCE = (
    "Délibérations d’attribution du conseil municipal, rapprochées du compte 65748 du budget de la "
    "ville par la direction des finances."
)


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the series of the register of grants, and a dataset for each year with a vote."""
    years = published_years(today)
    if years:
        yield _series(commune, years[0])
        for year in years:
            yield _dataset(commune, seed, year, today)


def _series(commune: Commune, first_year: int) -> DemoDataset:
    description = Description(
        theme="SOCI",
        tags=TAGS,
        frequency="ANNUAL",
        start=date(first_year, 1, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=SERIES,
        type="dataset_series",
        title="Subventions aux associations",
        notes=(
            "Les aides que la ville accorde chaque année aux associations, en argent ou en "
            "nature : qui les reçoit, pour quoi faire, combien, et par quelle délibération. Un jeu "
            "de données par année civile, avec les mêmes colonnes."
        ),
        department=EDUCATION,
        fields=series_fields(description.fields(commune), ordered_by="metadata_created"),
    )


def _dataset(commune: Commune, seed: int, year: int, today: date) -> DemoDataset:
    is_over = year < today.year
    return DemoDataset(
        name=f"subventions-aux-associations-{year}",
        type="dataset",
        title=f"Subventions aux associations en {year}",
        notes=(
            f"Les subventions accordées par le conseil municipal aux associations en {year}, dès "
            "le premier euro : bénéficiaire, objet, montant, dates de versement et délibération. "
            "Les mises à disposition de locaux y sont estimées. Les aides aux personnes n’y sont "
            "pas."
        ),
        department=EDUCATION,
        fields=Description(
            theme="SOCI",
            tags=TAGS,
            frequency="NOT_PLANNED" if is_over else "QUARTERLY",
            start=date(year, 1, 1),
            end=date(year, 12, 31),
            provenance=PROVENANCE,
        ).fields(commune),
        files=(_file(seed, year, today),),
        series=SERIES,
    )


def _file(seed: int, year: int, today: date) -> DemoFile:
    return DemoFile(
        name=f"subventions-aux-associations-{year}.csv",
        content=records_bytes(COLUMNS, grant_rows(seed, year, today)),
        title=f"Subventions aux associations en {year} (tableau)",
        description=(
            "Une ligne par aide accordée, en euros. Une association aidée en argent et en nature a "
            "deux lignes."
        ),
        format="CSV",
        table_schema=SCHEMA,
    )
