"""The budgets and the register of grants as datasets: what their forms ask for, and no more."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from ckanext.city.dataset_types.budget import TOTEM_STRIPPER
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.demo import budgets, subsidies
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, rows_of

SCHEMAS = Path(__file__).parents[2] / "schemas"
SUBJECTS = (budgets, subsidies)
STAGES_OF_2025 = {
    "budget-primitif-2025",
    "budget-supplementaire-2025",
    "decision-modificative-1-2025",
    "decision-modificative-2-2025",
    "compte-financier-unique-2025",
    "budget-primitif-2025-restauration-municipale",
    "budget-supplementaire-2025-restauration-municipale",
    "compte-financier-unique-2025-restauration-municipale",
}


@cache
def made(today: date = TODAY) -> tuple[DemoDataset, ...]:
    commune = build_commune(SEED)
    return tuple(each for subject in SUBJECTS for each in subject.generate(commune, SEED, today))


@cache
def fields_of_form(dataset_type: str) -> dict[str, dict[str, object]]:
    presets = yaml.safe_load((SCHEMAS / "presets.yaml").read_text(encoding="utf-8"))["presets"]
    by_name = {preset["preset_name"]: preset["values"] for preset in presets}
    form = yaml.safe_load(
        (SCHEMAS / "types" / dataset_type / "form.yaml").read_text(encoding="utf-8")
    )
    fields = [by_name.get(each.get("preset"), {}) | each for each in form["dataset_fields"]]
    return {field["field_name"]: field for field in fields}


def test_each_stage_of_a_year_is_a_dataset() -> None:
    of_2025 = {each.name for each in made() if each.fields.get("exercice") == "2025"}
    assert of_2025 == STAGES_OF_2025


def test_a_dataset_fills_in_fields_of_its_form_only() -> None:
    for dataset in made():
        assert dataset.fields.keys() <= fields_of_form(dataset.type).keys(), dataset.name


def test_a_budget_fills_in_all_that_its_form_recommends() -> None:
    for dataset in made():
        if dataset.type != "budget":
            continue
        recommended = {
            name
            for name, field in fields_of_form("budget").items()
            if field.get("city_recommended") and not field.get("city_derived")
        }
        assert recommended <= dataset.fields.keys(), dataset.name


def test_choices_are_those_of_the_vocabularies() -> None:
    for dataset in made():
        for name, field in fields_of_form(dataset.type).items():
            vocabulary = field.get("city_vocabulary")
            if not vocabulary or name not in dataset.fields:
                continue
            value = dataset.fields[name]
            chosen = value if isinstance(value, list) else [value]
            stores_uri = field.get("city_value") == "uri"
            entries = load_vocabulary(str(vocabulary))
            known = {each.extra["uri"] if stores_uri else each.id for each in entries}
            assert set(chosen) <= known, (dataset.name, name)


def test_an_amending_decision_has_its_number_and_an_annexed_budget_its_name() -> None:
    for dataset in made():
        amends = dataset.fields.get("stage") == "decision-modificative"
        is_annexed = dataset.fields.get("budget_kind") == "annexe"
        assert ("stage_number" in dataset.fields) == amends
        assert ("budget_name" in dataset.fields) == is_annexed


TABLES = [
    pytest.param(file, id=file.name)
    for dataset in made()
    for file in dataset.files
    if file.format == "CSV"
]


@pytest.mark.parametrize("file", TABLES)
def test_a_table_conforms_to_the_schema_that_it_names(file) -> None:
    assert faults_of(file) == []


def test_a_budget_says_the_same_as_its_table() -> None:
    for dataset in made():
        if dataset.type == "budget":
            first = rows_of(dataset.files[0])[0]
            assert first["BGT_ANNEE"] == dataset.fields["exercice"]
            assert first["BGT_SIRET"] == dataset.fields["siret"]


def test_an_initial_budget_comes_with_its_totem_file_without_personal_data() -> None:
    for dataset in made():
        documents = [file for file in dataset.files if file.format == "XML"]
        assert len(documents) == (dataset.fields.get("stage") == "budget-primitif")
        for file in documents:
            assert TOTEM_STRIPPER.recognize(file.content)
            assert TOTEM_STRIPPER.strip(file.content).removed == ()
            assert file.content.decode(file.encoding).startswith("<?xml")


def test_a_stage_appears_on_the_day_of_its_vote() -> None:
    eve = {each.name for each in made(date(2026, 11, 18))}
    day = {each.name for each in made(date(2026, 11, 19))}
    assert day - eve == {"decision-modificative-2-2026"}


def test_a_stage_keeps_its_bytes_when_later_ones_come() -> None:
    later = {each.name: each for each in made()}
    for dataset in made(date(2026, 7, 1)):
        if dataset.type == "budget":
            assert later[dataset.name] == dataset
