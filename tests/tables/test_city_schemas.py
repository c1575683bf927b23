"""Our own table schemas say what they mean, and real data of French cities fits them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema

from ckanext.city.tables.catalogue import TableSchema, find_table_schema, list_table_schemas
from ckanext.city.tables.reference import fields_table, refresh_page
from tests.shared import SHARED, needs_shared

OURS = [schema for schema in list_table_schemas() if schema.id.startswith("city/")]
WORDS = ("title", "title_en", "description", "description_en")
REGENERATE = (
    "write what refresh_page() of ckanext/city/tables/reference.py gives into the page of {}"
)
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

every_schema = pytest.mark.parametrize("schema", OURS, ids=lambda schema: schema.id)


def _page(schema: TableSchema) -> str:
    return (schema.folder / "README.md").read_text("utf-8")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        delimiter = ";" if ";" in lines.readline() else ","
        lines.seek(0)
        return list(csv.DictReader(lines, delimiter=delimiter))


def _valid(schema_id: str) -> dict[str, list[dict[str, str]]]:
    folder = find_table_schema(schema_id).folder / "samples" / "valid"
    return {path.stem: _rows(path) for path in sorted(folder.glob("*.csv"))}


def _all_valid(schema_id: str) -> list[dict[str, str]]:
    return [row for rows in _valid(schema_id).values() for row in rows]


def test_france_s_gaps_are_filled() -> None:
    assert {schema.id.split("/")[1] for schema in OURS} == {
        "climate-budget",
        "dropoff-points",
        "election-candidates",
        "election-stations",
        "indicator-definitions",
        "indicator-values",
        "parking-live",
        "polling-stations",
        "school-streets",
        "school-zones",
    }


# What each schema says of itself


@every_schema
def test_the_reference_page_shows_the_fields_as_they_are(schema: TableSchema) -> None:
    page = _page(schema)
    assert page.count("<!-- fields fr -->") == page.count("<!-- fields en -->") == 1
    assert refresh_page(page, schema.descriptor) == page, REGENERATE.format(schema.id)


@every_schema
def test_the_example_row_of_the_page_is_one_of_a_valid_sample(schema: TableSchema) -> None:
    blocks = [part.split("```")[0] for part in _page(schema).split("```csv\n")[1:]]
    samples = [
        path.read_text("utf-8").splitlines()
        for path in (schema.folder / "samples" / "valid").glob("*.csv")
    ]
    assert len(blocks) == len({"fr", "en"})
    for block in blocks:
        header, row = block.splitlines()
        assert any(lines[0] == header and row in lines for lines in samples)


@every_schema
def test_every_field_is_labelled_explained_and_shown_in_both_languages(
    schema: TableSchema,
) -> None:
    parts = [schema.descriptor, *schema.descriptor["fields"]]
    silent = [
        f"{part['name']}.{key}" for part in parts for key in WORDS if not part.get(key, "").strip()
    ]
    assert silent == []
    same = [part["name"] for part in parts if part["description"] == part["description_en"]]
    assert same == []


@every_schema
def test_every_example_is_a_value_that_the_field_takes(schema: TableSchema) -> None:
    fields = Schema.from_descriptor(schema.descriptor).fields
    refused = {}
    for field, described in zip(fields, schema.descriptor["fields"], strict=True):
        value, notes = field.read_cell(described["example"])
        if value is None or notes:
            refused[field.name] = notes
    assert refused == {}


@every_schema
def test_a_row_s_key_is_never_empty(schema: TableSchema) -> None:
    required = {
        field["name"]
        for field in schema.descriptor["fields"]
        if field.get("constraints", {}).get("required")
    }
    assert set(schema.descriptor["primaryKey"]) <= required


@every_schema
def test_a_reference_points_to_fields_that_exist(schema: TableSchema) -> None:
    names = {field["name"] for field in schema.descriptor["fields"]}
    for link in schema.descriptor.get("references", []):
        target = find_table_schema(link["reference"]["schema"])
        assert set(link["fields"]) <= names
        assert len(link["fields"]) == len(link["reference"]["fields"])
        assert set(link["reference"]["fields"]) <= {
            field["name"] for field in target.descriptor["fields"]
        }


@every_schema
def test_a_schema_of_ours_has_no_address_in_the_national_index(schema: TableSchema) -> None:
    assert schema.address is None
    assert schema.about["license"] == "lov2"
    assert schema.descriptor["version"] == schema.version
    assert schema.descriptor["missingValues"] == [""]
    assert all(schema.about[key][lang] for key in ("source", "notes") for lang in ("fr", "en"))
    assert schema.title("fr") == schema.descriptor["title"]
    assert schema.title("en") == schema.descriptor["title_en"]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("fr", "| `age` | Âge | nombre entier | oui | En années. | au moins `0` | `7` |"),
        ("en", "| `age` | Age | whole number | yes | In years. | at least `0` | `7` |"),
    ],
)
def test_a_rule_of_zero_is_shown_as_any_other(lang: str, expected: str) -> None:
    field = {
        "name": "age",
        "type": "integer",
        "title": "Âge",
        "title_en": "Age",
        "description": "En\n années.",
        "description_en": "In years.",
        "example": "7",
        "constraints": {"required": True, "minimum": 0, "unique": False},
    }
    assert expected in fields_table({"fields": [field]}, lang).splitlines()


def test_a_bar_in_a_field_does_not_break_the_table() -> None:
    field = {"name": "a", "title": "x|y", "constraints": {"enum": ["x|y", "z"]}}
    row = fields_table({"fields": [field], "primaryKey": "a"}, "fr").splitlines()[2]
    assert row.replace("\\|", "").count("|") == fields_table({"fields": []}, "fr").split("\n")[
        0
    ].count("|")


# The figures of the samples agree


def test_in_each_station_the_counts_add_up() -> None:
    def count(row: dict[str, str], field: str) -> int:
        return int(row[field] or 0)

    wrong = [
        row["id_brut_miom"]
        for row in _all_valid("city/election-stations")
        if count(row, "inscrits") != count(row, "votants") + count(row, "abstentions")
        or count(row, "votants")
        != count(row, "exprimes") + count(row, "blancs") + count(row, "nuls")
    ]
    assert wrong == []


def test_in_each_station_the_votes_add_up_to_the_valid_votes() -> None:
    stations = _valid("city/election-stations")
    for name, rows in _valid("city/election-candidates").items():
        votes: Counter[str] = Counter()
        for row in rows:
            votes[row["code_bv"]] += int(row["voix"])
        assert votes == {row["code_bv"]: int(row["exprimes"]) for row in stations[name]}, name


def test_percentages_are_those_of_the_counts() -> None:
    rows = [row for row in _all_valid("city/election-stations") if row["ratio_votants_inscrits"]]
    assert rows
    for row in rows:
        for field in (name for name in row if name.startswith("ratio_")):
            _, part, whole = field.split("_")
            assert float(row[field]) == pytest.approx(
                100 * int(row[part]) / int(row[whole]), abs=0.005
            )


def test_every_station_of_an_election_is_a_polling_station() -> None:
    known = {(row["code_insee"], row["code_bv"]) for row in _all_valid("city/polling-stations")}
    voted = {(row["code_commune"], row["code_bv"]) for row in _all_valid("city/election-stations")}
    assert voted <= known
    assert {code for _, code in known} == {f"{number:04d}" for number in range(1, 25)}


def test_street_ranges_run_upwards_and_start_on_their_side() -> None:
    for row in _all_valid("city/school-streets"):
        first, last = int(row["n_de_voie_debut"]), int(row["n_de_voie_fin"])
        assert first <= last
        assert row["parite"] == "PI" or first % 2 == {"P": 0, "I": 1}[row["parite"]]


def test_school_codes_end_with_their_check_letter() -> None:
    codes = {row["uai"] for row in _all_valid("city/school-zones")}
    codes |= {row["code_rne"] for row in _all_valid("city/school-streets")}
    assert {code for code in codes if code[-1] != UAI_LETTERS[int(code[:-1]) % 23]} == set()


def test_a_car_park_never_has_more_free_places_than_places() -> None:
    for row in _all_valid("city/parking-live"):
        if row["places_libres"]:
            assert int(row["places_libres"]) <= int(row["places_totales"])


def test_every_value_is_that_of_a_defined_indicator() -> None:
    defined = {row["indicateur_id"] for row in _all_valid("city/indicator-definitions")}
    assert {row["indicateur_id"] for row in _all_valid("city/indicator-values")} <= defined


@pytest.mark.parametrize("axis", ["secteur", "acteur"])
def test_the_parts_of_a_climate_budget_add_up_to_its_total(axis: str) -> None:
    parts: Counter[str] = Counter()
    totals: dict[str, float] = {}
    other = {"secteur": "acteur", "acteur": "secteur"}[axis]
    for row in _all_valid("city/climate-budget"):
        if (row["type"], row["perimetre"], row[other]) != ("réalisé", "territoire", "ensemble"):
            continue
        if row[axis] == "ensemble":
            totals[row["annee"]] = float(row["valeur_tco2e"])
        else:
            parts[row["annee"]] += float(row["valeur_tco2e"])
    assert parts
    assert {year: totals[year] for year in parts} == dict(parts)


# Real files fit, once their columns bear our names


def _errors(schema_id: str, rows: Iterable[dict[str, Any]], folder: Path) -> list[Any]:
    schema = find_table_schema(schema_id)
    names = [field["name"] for field in schema.descriptor["fields"]]
    with (folder / "real.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        writer.writerows(rows)
    resource = Resource(
        path="real.csv", basepath=str(folder), schema=Schema.from_descriptor(schema.descriptor)
    )
    report = resource.validate()
    assert report.tasks[0].stats["rows"] > 0
    return report.flatten(["type", "message"])


def _features(path: str) -> list[dict[str, Any]]:
    return json.loads((SHARED / "samples" / path).read_text("utf-8"))["features"]


def _ministry_rows() -> list[dict[str, str]]:
    path = SHARED / "samples" / "elections" / "legislatives-2024-T1-par-bv-brest-circo2-3.csv"
    return _rows(path)


def _station_key(row: dict[str, str]) -> dict[str, str]:
    return {
        "id_election": "2024_legi_t1",
        "code_departement": row["Code département"],
        "code_commune": row["Code commune"],
        "code_bv": row["Code BV"].zfill(4),
    }


@needs_shared
def test_a_real_turnout_by_station_fits(tmp_path: Path) -> None:
    counts = ("Inscrits", "Abstentions", "Votants", "Blancs", "Nuls", "Exprimés")
    rows = [
        {
            **_station_key(row),
            "libelle_commune": row["Libellé commune"],
            **{name.lower().replace("é", "e"): row[name] for name in counts},
            "ratio_votants_inscrits": row["% Votants"].removesuffix("%").replace(",", "."),
        }
        for row in _ministry_rows()
    ]
    assert _errors("city/election-stations", rows, tmp_path) == []


@needs_shared
def test_real_votes_by_candidate_and_station_fit(tmp_path: Path) -> None:
    rows = [
        {
            **_station_key(row),
            "no_panneau": row[f"Numéro de panneau {k}"],
            "voix": row[f"Voix {k}"],
            "nuance": row[f"Nuance candidat {k}"],
            "sexe": row[f"Sexe candidat {k}"][0],
            "nom": row[f"Nom candidat {k}"],
            "prenom": row[f"Prénom candidat {k}"],
        }
        for row in _ministry_rows()
        for k in range(1, 30)
        if row.get(f"Voix {k}")
    ]
    assert _errors("city/election-candidates", rows, tmp_path) == []


@needs_shared
def test_real_polling_station_areas_fit(tmp_path: Path) -> None:
    rows = [
        {
            "code_insee": feature["properties"]["DEPCO"],
            "code_bv": f"{feature['properties']['BVOTE']:04d}",
            "nom": feature["properties"]["LLIEU"],
            "adresse": feature["properties"]["LLIEU"],
            "date_debut": "2024-01-01",
            "geometry": json.dumps(feature["geometry"]),
        }
        for feature in _features("elections/contours-bureaux-vote-brest.geojson")
        if feature["properties"]["LLIEU"]
    ]
    assert _errors("city/polling-stations", rows, tmp_path) == []


@needs_shared
def test_real_glass_containers_fit(tmp_path: Path) -> None:
    rows = [
        {
            "id": feature["properties"]["code"],
            "code_insee": "44109",
            "adresse": feature["properties"]["adresse"],
            "long": feature["geometry"]["coordinates"][0],
            "lat": feature["geometry"]["coordinates"][1],
            "flux": "verre|papier" if "papier" in feature["properties"]["type"] else "verre",
        }
        for feature in _features("poi/conteneurs-verre-nantes.geojson")
    ]
    assert _errors("city/dropoff-points", rows, tmp_path) == []


@needs_shared
def test_real_school_areas_fit_one_row_per_area(tmp_path: Path) -> None:
    rows = [
        {
            "code_insee": "92040",
            "annee_scolaire": "2019-2020",
            "niveau": "maternelle",
            "secteur_code": area,
            "uai": feature["properties"]["email"].split("@")[0].upper(),
            "nom_ecole": feature["properties"]["nom"],
            "adresse": feature["properties"]["adresse"],
            "code_postal": feature["properties"]["code_postal"],
            "telephone": feature["properties"]["telephone"],
            "site_web": feature["properties"]["web"],
            "geometry": json.dumps(feature["geometry"]),
        }
        for feature in _features("school-sectors/issy-ecoles-maternelles-extrait.geojson")
        if feature["properties"]["email"]
        for area in feature["properties"]["secteurs_scolaires"].split(" et ")
    ]
    assert _errors("city/school-zones", rows, tmp_path) == []


@needs_shared
def test_real_free_places_fit_under_the_national_identifier(tmp_path: Path) -> None:
    path = SHARED / "samples" / "parking" / "lille-parcs-relais-temps-reel-extrait.json"
    records = [record["fields"] for record in json.loads(path.read_text("utf-8"))]
    rows = [
        {
            "parking_id": f"59350-P-{number:03d}",
            "horodatage": record["datemiseajour"],
            "places_libres": record["nbplacesdispo"],
            "places_totales": record["capacite"],
            "etat": record["etat"].lower(),
        }
        for number, record in enumerate(records, 1)
    ]
    assert _errors("city/parking-live", rows, tmp_path) == []
