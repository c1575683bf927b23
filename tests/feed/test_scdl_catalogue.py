"""The whole catalogue as the national standard's table: valid by it, whatever datasets say."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from frictionless import Dialect, Resource, Schema, formats

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.feed import scdl_catalogue
from ckanext.city.feed.csv_lines import line_of
from ckanext.city.tables.catalogue import find_table_schema
from tests.feed.conftest import SITE

pytestmark = pytest.mark.usefixtures("settings")


def table(*rows: dict[str, str]) -> bytes:
    header = scdl_catalogue.header()
    return b"".join(
        line_of(values) for values in (header, *([row[name] for name in header] for row in rows))
    )


def errors(content: bytes, tmp_path: Path) -> Sequence[Any]:
    """What frictionless finds wrong by the schema."""
    (tmp_path / "catalogue.csv").write_bytes(content)
    descriptor = dict(find_table_schema("scdl/catalogue").descriptor)
    for key in [name for name in descriptor if name not in ("name", "fields")]:
        del descriptor[key]
    resource = Resource(
        path="catalogue.csv",
        basepath=str(tmp_path),
        schema=Schema.from_descriptor(descriptor),
        dialect=Dialect(controls=[formats.CsvControl(delimiter=",")]),
        encoding="utf-8",
    )
    report = resource.validate()
    return report.flatten(["rowNumber", "fieldName", "type", "note"])


def row(dataset: dict[str, Any]) -> dict[str, str]:
    made = scdl_catalogue.row_of(dataset)
    assert made is not None
    return made


def test_a_dataset_fills_each_column(dataset: dict[str, Any], tmp_path: Path) -> None:
    made = row(dataset)

    assert errors(table(made), tmp_path) == []
    assert list(made.keys() ^ set(scdl_catalogue.header())) == []
    assert made == {
        "COLL_NOM": "Saint-Aubin-sur-Orge",
        "COLL_SIRET": "21919999900018",
        "ID": "arbres-remarquables",
        "TITRE": "Arbres remarquables de la ville",
        "DESCRIPTION": "Position, essence et hauteur des arbres remarquables, "
        "relevées chaque hiver.",
        "THEME": "Environnement",
        "PRODUCTEUR_NOM": "Direction des espaces verts",
        "PRODUCTEUR_SIRET": "21919999900018",
        "COUV_SPAT_MAILLE": "Communale",
        "COUV_SPAT_NOM": "Saint-Aubin-sur-Orge",
        "COUV_TEMP_DEBUT": "2024-01-01",
        "COUV_TEMP_FIN": "2025-06-30",
        "DATE_PUBL": "2025-01-02",
        "FREQ_MAJ": "Annuelle",
        "DATE_MAJ": "2026-02-01",
        "MOTS_CLES": "arbres;foret-et-oeuvre",
        "LICENCE": "Licence Ouverte-LO",
        "NOMBRE_RESSOURCES": "2",
        "FORMAT_RESSOURCES": "csv;geojson",
        "URL": f"{SITE}/dataset/arbres-remarquables",
    }


def test_a_dataset_that_says_nothing_is_valid_too(tmp_path: Path) -> None:
    bare = {
        "id": "1",
        "name": "vide",
        "type": "dataset",
        "resources": [{"id": "2", "url": "https://www.ville.fr/a"}],
    }

    assert errors(table(row(bare)), tmp_path) == []


def test_no_text_leaves_its_cell_or_starts_a_formula(
    dataset: dict[str, Any], hostile_text: str, tmp_path: Path
) -> None:
    if "\ud800" in hostile_text:
        hostile_text = hostile_text.replace("\ud800", "")  # no database holds it
    dataset |= {
        "title": hostile_text,
        "notes": hostile_text,
        "tags": [{"name": hostile_text}],
        "creator": [{"name": hostile_text, "identifier": hostile_text}],
        "spatial_coverage": [{"text": hostile_text, "uri": hostile_text}],
        "license_id": hostile_text,
        "frequency": hostile_text,
    }
    for resource in dataset["resources"]:
        resource["format"] = hostile_text

    content = table(row(dataset))

    assert errors(content, tmp_path) == []
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert len(rows) == 2
    assert content.count(b"\n") == 2, "one line is one dataset, for tools that read by line"
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("frequency", [entry.id for entry in load_vocabulary("eu-frequencies")])
def test_each_frequency_has_its_word(
    dataset: dict[str, Any], frequency: str, tmp_path: Path
) -> None:
    entries = {entry.id: entry.extra["uri"] for entry in load_vocabulary("eu-frequencies")}
    dataset["frequency"] = entries[frequency]

    made = row(dataset)

    assert errors(table(made), tmp_path) == []
    assert (made["FREQ_MAJ"] == "Inconnue") == (frequency == "UNKNOWN")


@pytest.mark.parametrize(
    ("license_id", "family"),
    [
        ("lov2", "Licence Ouverte-LO"),
        ("fr-lo", "Licence Ouverte-LO"),
        ("odc-odbl", "Open Database License-ODBL"),
        ("cc-by", "Creative Commons-CC"),
        ("odc-by", "Spécifique ou autre"),
        ("notspecified", "Spécifique ou autre"),
        ("nonsense", "Spécifique ou autre"),
        (None, "Spécifique ou autre"),
    ],
)
def test_each_licence_has_its_family(
    dataset: dict[str, Any], license_id: str | None, family: str
) -> None:
    assert row(dataset | {"license_id": license_id})["LICENCE"] == family


@pytest.mark.parametrize(
    ("area", "scale"),
    [
        ({"uri": "http://id.insee.fr/geo/commune/91999", "text": "x"}, "Communale"),
        ({"uri": "http://id.insee.fr/geo/departement/91", "text": "x"}, "Départementale"),
        ({"uri": "http://id.insee.fr/geo/region/11", "text": "x"}, "Régionale"),
        ({"uri": "http://id.insee.fr/geo/intercommunalite/2000", "text": "x"}, "Intercommunale"),
        ({"text": "Quartier de la gare"}, "Infracommunale"),
        ({"text": "saint-aubin-sur-orge"}, "Communale"),
        ({"uri": "https://www.geonames.org/1", "text": "x"}, "Autre"),
        ({}, "Communale"),
    ],
)
def test_an_area_has_its_scale(dataset: dict[str, Any], area: dict[str, str], scale: str) -> None:
    assert row(dataset | {"spatial_coverage": [area]})["COUV_SPAT_MAILLE"] == scale


@pytest.mark.parametrize(
    ("coverage", "start", "end"),
    [
        ([], "2025-01-02", "2026-02-01"),
        ([{"start": "2020", "end": ""}], "2020-01-01", "2026-02-01"),
        ([{"start": "", "end": "2020"}], "2020-12-31", "2020-12-31"),
        ([{"start": "2030", "end": ""}], "2030-01-01", "2030-01-01"),
        ([{"start": "2020", "end": "2021"}, {"start": "2010", "end": "2011"}], "2010-01-01",
         "2021-12-31"),
    ],
    ids=["unknown", "goes on", "only its end", "to come", "two periods"],
)  # fmt: skip
def test_both_ends_of_the_period_are_always_given(
    dataset: dict[str, Any], coverage: list[dict[str, str]], start: str, end: str
) -> None:
    made = row(dataset | {"temporal_coverage": coverage})

    assert (made["COUV_TEMP_DEBUT"], made["COUV_TEMP_FIN"]) == (start, end)


def test_a_body_of_its_own_keeps_its_siret(dataset: dict[str, Any]) -> None:
    dataset["creator"] = [{"name": "CCAS", "identifier": "219 199 999 00018"}]
    assert row(dataset)["PRODUCTEUR_SIRET"] == "21919999900018"

    dataset["creator"] = [{"name": "CCAS", "identifier": "12345678901234"}]
    assert row(dataset)["PRODUCTEUR_SIRET"] == "21919999900018", "a wrong one is the city's"


def test_a_dataset_without_a_file_has_no_line_and_a_series_has_one(
    dataset: dict[str, Any], tmp_path: Path
) -> None:
    empty = dataset | {"resources": []}

    assert scdl_catalogue.row_of(empty) is None
    series = row(empty | {"type": "dataset_series"})
    assert (series["NOMBRE_RESSOURCES"], series["FORMAT_RESSOURCES"]) == ("1", "csv")
    assert errors(table(series), tmp_path) == []
