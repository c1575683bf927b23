"""What an editor is told to complete: the recommended fields that say nothing yet."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.city.site.completeness import missing_fields, missing_resource_fields
from ckanext.city.site.form_parts import form_parts

SCHEMAS = Path(__file__).parents[2] / "schemas"
TYPES = sorted(form.parent.name for form in (SCHEMAS / "types").glob("*/form.yaml"))
TITLES = dict.fromkeys(("identity", "type", "responsible", "coverage", "upkeep", "rights"), "")


@cache
def presets() -> dict[str, dict[str, Any]]:
    text = (SCHEMAS / "presets.yaml").read_text()
    return {each["preset_name"]: each["values"] for each in yaml.safe_load(text)["presets"]}


@cache
def form(name: str) -> dict[str, Any]:
    """A form with its presets, as ckanext-scheming expands them."""
    schema = yaml.safe_load((SCHEMAS / "types" / name / "form.yaml").read_text())
    for part in ("dataset_fields", "resource_fields"):
        schema[part] = [
            dict(copy.deepcopy(presets().get(field.get("preset"), {})), **field)
            for field in schema.get(part, ())
        ]
    return schema


FULL_BUDGET = {
    "title": "Budget primitif 2026",
    "nomenclature": "M57",
    "budget_kind": "principal",
    "siret": "21919999900018",
    "voted_by": "nature",
    "voted_on": "2026-04-02",
    "deliberation_number": "2026-04-012",
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/GOVE"],
    "tags": [{"name": "finances"}],
    "spatial_coverage": [{"text": "Saint-Aubin-sur-Orge", "uri": ""}],
    "temporal_coverage": [{"start": "2026", "end": "2026"}],
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "language": ["http://publications.europa.eu/resource/authority/language/FRA"],
    "provenance": "Logiciel financier de la ville",
    "license_id": "lov2",
}


def test_a_full_dataset_lacks_nothing() -> None:
    assert missing_fields(FULL_BUDGET, form("budget")) == []


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("voted_on", "", "voted_on"),
        ("voted_on", None, "voted_on"),
        ("nomenclature", "  ", "nomenclature"),
        ("theme", [], "theme"),
        ("tags", [], "tag_string"),
        ("spatial_coverage", [{"text": "", "uri": ""}], "spatial_coverage"),
        ("spatial_coverage", [], "spatial_coverage"),
        ("license_id", "notspecified", "license_id"),
    ],
    ids=str,
)
def test_a_field_that_says_nothing_is_missing(name: str, value: Any, field: str) -> None:
    assert missing_fields({**FULL_BUDGET, name: value}, form("budget")) == [field]


def test_zero_is_an_answer() -> None:
    schema = {"dataset_fields": [{"field_name": "history_kept", "city_recommended": True}]}
    assert missing_fields({"history_kept": 0}, schema) == []


@pytest.mark.parametrize("name", TYPES)
def test_nothing_that_the_catalogue_fills_in_is_asked_of_an_agent(name: str) -> None:
    derived = {"contact", "creator", "publisher", "access_rights", "url"}
    assert not derived & set(missing_fields({}, form(name)))


@pytest.mark.parametrize("name", TYPES)
def test_nothing_optional_or_required_is_said_to_be_missing(name: str) -> None:
    """Required fields are refused when empty, and optional ones are no shortcoming."""
    missing = missing_fields({}, form(name))
    assert missing
    assert not {f["field_name"] for f in form(name)["dataset_fields"] if f.get("required")} & set(
        missing
    )
    assert not {"in_series", "hvd_category", "version_notes"} & set(missing)


def test_a_file_is_asked_for_its_name_its_description_and_its_table_schema() -> None:
    fields = ["name", "description", "table_schema"]
    assert missing_resource_fields({"url": "https://ville.fr/a.csv"}, form("budget")) == fields
    assert missing_resource_fields(dict.fromkeys(fields, "dit"), form("budget")) == []


@pytest.mark.parametrize("name", TYPES)
def test_each_field_stands_once_in_a_form_and_none_is_lost(name: str) -> None:
    shown = [f["field_name"] for part in form_parts(form(name), TITLES) for f in part["fields"]]
    to_show = [
        f["field_name"]
        for f in form(name)["dataset_fields"]
        if f.get("form_snippet", "text.html") is not None
    ]
    assert sorted(shown) == sorted(to_show)


def test_a_field_of_another_extension_without_a_part_stands_with_those_of_its_type() -> None:
    schema = {"dataset_fields": [{"field_name": "title", "city_group": "identity"}]}
    schema["dataset_fields"].append({"field_name": "species"})
    parts = form_parts(schema, TITLES)
    assert [(part["name"], part["fields"][0]["field_name"]) for part in parts] == [
        ("identity", "title"),
        ("type", "species"),
    ]
