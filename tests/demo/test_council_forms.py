"""What the elections and the deliberations fill in is what their forms ask for."""

from __future__ import annotations

from functools import cache

import pytest

from ckanext.city.dataset_types.vocabularies import ids
from ckanext.city.demo import councillors, deliberations, elections
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.ballots import ballots
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.grants import luhn_digit
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, rows_of
from tests.demo.test_budgets import fields_of_form

SUBJECTS = (elections, deliberations, councillors)


@cache
def made() -> tuple[DemoDataset, ...]:
    commune = build_commune(SEED)
    return tuple(each for subject in SUBJECTS for each in subject.generate(commune, SEED, TODAY))


def test_a_dataset_fills_in_fields_of_its_form_only() -> None:
    for dataset in made():
        assert dataset.fields.keys() <= fields_of_form(dataset.type).keys(), dataset.name


@pytest.mark.parametrize("dataset_type", ["election", "deliberation"])
def test_a_dataset_fills_in_all_that_its_form_recommends(dataset_type: str) -> None:
    recommended = {
        name
        for name, field in fields_of_form(dataset_type).items()
        if (field.get("city_recommended") or field.get("required"))
        and not field.get("city_derived")
        and field.get("city_group") == "type"
    }
    for dataset in made():
        if dataset.type == dataset_type:
            assert recommended <= dataset.fields.keys(), dataset.name


def test_choices_are_those_of_the_vocabularies() -> None:
    for dataset in made():
        if dataset.type == "election":
            assert dataset.fields["scrutin"] in ids("scrutins")
            assert dataset.fields["round"] in {"1", "2"}
        if dataset.type == "deliberation":
            assert dataset.fields["assembly"] in ids("assemblies")
    shades = {each.nuance for ballot in ballots() for each in ballot.rounds[0].contenders}
    assert shades - {""} <= set(ids("nuances"))


def test_deliberations_keep_the_rules_that_the_schema_leaves_to_checks() -> None:
    matters = set(ids("actes"))
    for dataset in made():
        if dataset.type != "deliberation":
            continue
        for row in rows_of(dataset.files[0]):
            assert row["DELIB_MATIERE_CODE"] in matters
            assert row["DELIB_MATIERE_NOM"] == row["DELIB_MATIERE_NOM"].lower()
            assert bool(row["BUDGET_ANNEE"]) == bool(row["BUDGET_NOM"])
            assert row["COLL_SIRET"][-1] == luhn_digit(row["COLL_SIRET"][:-1])
            assert row["DELIB_URL"].startswith("https://")
        assert dataset.fields["first_session"] <= dataset.fields["last_session"]
