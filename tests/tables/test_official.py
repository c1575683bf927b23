"""The official table schemas are the nation's to the letter, in our own words, in two languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shared import SHARED, needs_shared

TABLES = Path(__file__).parents[2] / "schemas" / "tables"
STANDARDS = SHARED / "standards"
TABLE_KEYS = ("missingValues", "primaryKey", "foreignKeys")
FIELD_KEYS = (
    "name",
    "type",
    "format",
    "constraints",
    "missingValues",
    "trueValues",
    "falseValues",
    "decimalChar",
    "groupChar",
    "bareNumber",
    "arrayItem",
)
WORDS = ("title", "title_en", "description", "description_en")


def _about(folder: Path) -> dict[str, Any]:
    # A folder without the file fails in its own test below, and spares the others.
    path = folder / "about.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _id(folder: Path) -> str:
    return str(folder.relative_to(TABLES))


ALL = sorted(path.parent for path in TABLES.glob("*/*/*/schema.json"))
OFFICIAL = [folder for folder in ALL if _about(folder).get("index_url")]


def _official(folder: Path) -> dict[str, Any]:
    path = STANDARDS / _about(folder)["standard"]
    if not path.is_file():
        pytest.skip(f"the official schema is not here: {path}")
    return _json(path)


@needs_shared
@pytest.mark.parametrize("folder", OFFICIAL, ids=_id)
def test_fields_have_the_official_names_types_formats_and_constraints(folder: Path) -> None:
    def contract(schema: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {key: field[key] for key in FIELD_KEYS if key in field} for field in schema["fields"]
        ]

    assert contract(_json(folder / "schema.json")) == contract(_official(folder))


@needs_shared
@pytest.mark.parametrize("folder", OFFICIAL, ids=_id)
def test_keys_and_missing_values_are_the_official_ones(folder: Path) -> None:
    ours, official = _json(folder / "schema.json"), _official(folder)
    assert {key: ours.get(key) for key in TABLE_KEYS} == {
        key: official.get(key) for key in TABLE_KEYS
    }


@needs_shared
@pytest.mark.parametrize("folder", OFFICIAL, ids=_id)
def test_custom_checks_are_kept_with_their_columns_and_parameters(folder: Path) -> None:
    def checks(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        return [(check["name"], check["params"]) for check in schema.get("custom_checks", [])]

    assert checks(_json(folder / "schema.json")) == checks(_official(folder))


@needs_shared
@pytest.mark.parametrize("folder", OFFICIAL, ids=_id)
def test_descriptions_are_in_our_own_words(folder: Path) -> None:
    ours, official = _json(folder / "schema.json"), _official(folder)
    theirs = {
        part["description"].strip()
        for part in [official, *official["fields"]]
        if part.get("description")
    }
    said = {
        part[key].strip()
        for part in [ours, *ours["fields"]]
        for key in ("description", "description_en")
    }
    assert said & theirs == set()


@needs_shared
@pytest.mark.parametrize("folder", OFFICIAL, ids=_id)
def test_the_address_is_that_of_this_very_version_in_the_national_index(folder: Path) -> None:
    index = STANDARDS / "index" / "schemas.json"
    if not index.is_file():
        pytest.skip(f"the national index is not here: {index}")
    versions = {
        version["schema_url"]: (schema["name"], version["version_name"].removeprefix("v"))
        for schema in _json(index)["schemas"]
        for version in schema["versions"]
    }
    _, _, version = folder.relative_to(TABLES).parts
    name, indexed_version = versions[_about(folder)["index_url"]]
    assert indexed_version == version
    assert name.split("/")[1] == folder.parent.name


@pytest.mark.parametrize("folder", ALL, ids=_id)
def test_every_field_is_explained_in_french_and_in_english(folder: Path) -> None:
    schema = _json(folder / "schema.json")
    silent = [
        f"{part['name']}.{key}"
        for part in [schema, *schema["fields"]]
        for key in WORDS
        if not str(part.get(key, "")).strip()
    ]
    assert silent == []


@pytest.mark.parametrize("folder", ALL, ids=_id)
def test_a_schema_tells_an_ambassador_what_it_is_for_in_both_languages(folder: Path) -> None:
    about = _about(folder)
    assert all(
        about[key][language].strip() for key in ("title", "summary") for language in ("fr", "en")
    )
    assert _json(folder / "schema.json")["version"] == folder.name
