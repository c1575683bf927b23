"""The forms of the catalogue, read as ckanext-scheming reads them, without a running site."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import ckanext.dcat.schemas
from ckanext.scheming import validation as scheming_validation

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.site import choices, forms, validators

SCHEMAS = Path(__file__).parents[2] / "schemas"
TEMPLATES = Path(__file__).parents[2] / "templates" / "city" / "scheming"
FORMS = sorted((SCHEMAS / "types").glob("*/form.yaml"))
DCAT = Path(ckanext.dcat.schemas.__file__).parent
GROUPS = {"identity", "type", "responsible", "coverage", "upkeep", "rights"}

#: What the issue asks of each type besides a title, a description and an organisation.
REQUIRED_OF_TYPE = {
    "budget": {"exercice", "stage"},
    "election": {"scrutin", "election_date", "round"},
}
OWN_FIELDS = {
    "budget": "exercice stage stage_number nomenclature budget_kind budget_name siret voted_by "
    "voted_on deliberation_number",
    "election": "scrutin election_date round territory seats",
    "deliberation": "assembly first_session last_session",
    "poi": "place_theme collected_on position_accuracy",
    "school_zone": "school_year level rule deliberation_number",
    "parking": "operator feed_url refresh_period history_kept",
    "indicator": "policy update_due",
    "climate_budget": "perimeter method base_year target_year deliberation_number",
    "dataset": "",
    "dataset_series": "series_order_field series_order_type",
}
#: Validators of CKAN's own that our forms use.
CORE_VALIDATORS = {
    "clean_format",
    "duplicate_extras_key",
    "group_name_validator",
    "if_empty_guess_format",
    "ignore",
    "ignore_empty",
    "ignore_missing",
    "name_validator",
    "not_empty",
    "owner_org_validator",
    "package_name_validator",
    "remove_whitespace",
    "tag_string_convert",
    "unicode_safe",
}


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def presets() -> dict[str, dict[str, Any]]:
    return {
        each["preset_name"]: each["values"] for each in read(SCHEMAS / "presets.yaml")["presets"]
    }


def expanded(form: Path, part: str) -> list[dict[str, Any]]:
    """As ckanext-scheming does: what the form writes wins over the preset."""
    known = presets()
    return [{**known.get(field.get("preset"), {}), **field} for field in read(form)[part]]


def every_field() -> list[tuple[str, dict[str, Any]]]:
    """The shared fields, then what each form adds to them or says otherwise."""
    found = [(name, values) for name, values in presets().items()]
    organization = SCHEMAS / "organizations" / "organization.yaml"
    found += [(f"organization.{each['field_name']}", each) for each in read(organization)["fields"]]
    for form in FORMS:
        fields = expanded(form, "dataset_fields") + expanded(form, "resource_fields")
        own = [
            each
            for each in fields
            if set(each) - {"preset"} > set(presets().get(each.get("preset"), {}))
        ]
        found += [(f"{form.parent.name}.{each['field_name']}", each) for each in own]
    subfields = [
        (f"{name}.{each['field_name']}", each)
        for name, field in found
        for each in field.get("repeating_subfields", ())
    ]
    return found + subfields


FIELDS = every_field()
each_field = pytest.mark.parametrize(
    "field", [each for _, each in FIELDS], ids=[n for n, _ in FIELDS]
)
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.parent.name)


def test_each_dataset_type_of_the_catalogue_has_its_form() -> None:
    types = {each.name for each in DATASET_TYPES} | {"dataset_series"}
    assert {form.parent.name for form in FORMS} == types == set(OWN_FIELDS)


@each_form
def test_a_form_is_of_the_type_that_its_folder_names(form: Path) -> None:
    assert read(form)["dataset_type"] == form.parent.name


@each_form
def test_a_form_has_the_fields_that_its_type_promises(form: Path) -> None:
    own = [
        each["field_name"]
        for each in expanded(form, "dataset_fields")
        if each["city_group"] == "type"
    ]
    assert own == OWN_FIELDS[form.parent.name].split()


@each_form
def test_an_agent_needs_little_to_start(form: Path) -> None:
    required = {
        each["field_name"]
        for each in expanded(form, "dataset_fields")
        if each.get("required") or "not_empty" in each.get("validators", "").split()
    }
    own = REQUIRED_OF_TYPE.get(form.parent.name, set())
    # The address is made of the title where it is left empty.
    assert required - {"name"} == {"title", "notes", "owner_org"} | own


@each_form
def test_no_file_needs_more_than_itself(form: Path) -> None:
    assert not [each for each in expanded(form, "resource_fields") if each.get("required")]


@each_form
def test_a_form_names_no_preset_that_is_not_there(form: Path) -> None:
    document = read(form)
    named = [
        each.get("preset") for each in document["dataset_fields"] + document["resource_fields"]
    ]
    assert {name for name in named if name} <= set(presets())


@each_form
def test_a_form_names_no_field_twice(form: Path) -> None:
    for part in ("dataset_fields", "resource_fields"):
        names = [each["field_name"] for each in expanded(form, part)]
        assert len(names) == len(set(names))


@each_form
def test_every_form_lets_access_and_shared_rules_be_checked(form: Path) -> None:
    document = read(form)
    assert document["before_validators"].split() == ["duplicate_extras_key", "city_before"]
    assert document["after_validators"].split()[0] == "city_after"


@each_form
def test_rules_over_several_fields_name_fields_that_the_form_has(form: Path) -> None:
    names = {each["field_name"] for each in expanded(form, "dataset_fields")}
    for rule in read(form)["after_validators"].split()[1:]:
        validator, _, arguments = rule.removesuffix(")").partition("(")
        assert validator in validators.__all__
        at = {"city_needed_if": (0, 2)}.get(validator, (0, 1))
        assert {arguments.split(",")[place] for place in at} <= names


@each_form
def test_a_rule_that_waits_for_a_choice_names_one_that_exists(form: Path) -> None:
    fields = {each["field_name"]: each for each in expanded(form, "dataset_fields")}
    for rule in read(form)["after_validators"].split():
        if rule.startswith("city_needed_if"):
            chosen, value, _ = rule.removesuffix(")").partition("(")[2].split(",")
            assert value in {each.id for each in load_vocabulary(fields[chosen]["city_vocabulary"])}


@each_form
def test_each_type_explains_itself_to_the_person_who_fills_it_in(form: Path) -> None:
    text = (form.parent / "README.md").read_text(encoding="utf-8")
    french, _, english = text.partition("\n## In English")
    assert len(french) > 400
    assert len(english) > 100
    for name in OWN_FIELDS[form.parent.name].split():
        assert f"`{name}`" in french


@each_field
def test_a_field_speaks_french_and_english(field: dict[str, Any]) -> None:
    assert set(field["label"]) == {"fr", "en"}
    for key in ("help_text", "repeating_label", "upload_label"):
        if key in field:
            assert set(field[key]) == {"fr", "en"}
            assert all(field[key].values())


def test_a_field_of_a_form_says_what_to_write_in_it() -> None:
    """But subfields, whose label may be enough, and what no form shows."""
    silent = [name for name, each in FIELDS if "help_text" not in each]
    subfields = {
        f"{name}.{each['field_name']}"
        for name, field in FIELDS
        for each in field.get("repeating_subfields", ())
    }
    assert set(silent) - subfields == set()


@each_field
def test_french_help_keeps_its_typography(field: dict[str, Any]) -> None:
    text = f"{field['label']['fr']} {field.get('help_text', {}).get('fr', '')}"
    assert '"' not in text
    assert "e-mail" not in text.lower()


@each_field
def test_a_list_takes_its_values_where_they_are_kept(field: dict[str, Any]) -> None:
    assert "choices" not in field
    if "choices_helper" in field:
        assert field["choices_helper"] in choices.__all__
    if "city_vocabulary" in field:
        entries = load_vocabulary(field["city_vocabulary"])
        assert field.get("city_value", "id") in ("id", "uri")
        if field.get("city_value") == "uri":
            assert all(each.extra["uri"] for each in entries)


@each_field
def test_a_field_is_checked_by_validators_that_exist(field: dict[str, Any]) -> None:
    known = CORE_VALIDATORS | set(scheming_validation.all_validators) | set(validators.__all__)
    for key in ("validators", "output_validators"):
        assert set(field.get(key, "").split()) <= known
    # ckanext-scheming throws away what stands on the parent of subfields.
    assert not ("repeating_subfields" in field and "validators" in field)


@each_field
def test_a_snippet_of_ours_exists(field: dict[str, Any]) -> None:
    snippet = field.get("form_snippet") or ""
    assert not snippet.startswith("city_") or (TEMPLATES / "form_snippets" / snippet).is_file()


def test_each_shared_field_has_its_place_in_the_form() -> None:
    shared = {
        name: each for name, each in presets().items() if not name.startswith("city_resource_")
    }
    assert [name for name, each in shared.items() if each.get("city_group") not in GROUPS] == []


def test_each_preset_is_used_by_a_form() -> None:
    used = {
        field.get("preset")
        for form in FORMS
        for part in ("dataset_fields", "resource_fields")
        for field in read(form)[part]
    }
    assert set(presets()) - used == set()


def test_presets_do_not_lean_on_presets() -> None:
    """ckanext-scheming ignores a preset inside a preset, silently."""
    assert [name for name, each in presets().items() if "preset" in each] == []


@pytest.mark.parametrize(
    "name", ["contact", "publisher", "creator", "spatial_coverage", "temporal_coverage"]
)
def test_subfields_are_those_that_stock_profiles_read(name: str) -> None:
    stock = {
        each["field_name"]: each for each in read(DCAT / "dcat_ap_full.yaml")["dataset_fields"]
    }
    ours = {each["field_name"]: each for each in presets().values()}
    assert {each["field_name"] for each in ours[name]["repeating_subfields"]} == {
        each["field_name"] for each in stock[name]["repeating_subfields"]
    }


def test_shared_fields_have_the_names_that_stock_profiles_read() -> None:
    stock = read(DCAT / "dcat_ap_full.yaml")
    dataset = {each["field_name"] for each in stock["dataset_fields"]}
    resource = {each["field_name"] for each in stock["resource_fields"]}
    ours = {name: each["field_name"] for name, each in presets().items()}
    # hvd_category is read by the profiles and left out of the ready-made form; the rest is ours.
    assert {n for k, n in ours.items() if not k.startswith("city_resource_")} - dataset == {
        "in_series",
        "access_level",
        "hvd_category",
        "deliberation_number",
    }
    assert {n for k, n in ours.items() if k.startswith("city_resource_")} - resource == {
        "table_schema",
        "encoding",
        "rows",
    }


def test_the_forms_of_a_city_are_found_in_its_folders(tmp_path: Path) -> None:
    folder = tmp_path / "own forms"
    (folder / "tree").mkdir(parents=True)
    (folder / "tree" / "form.yaml").write_text("dataset_type: tree\n", encoding="utf-8")
    (found,) = forms.own_forms([str(folder)])
    assert found.startswith("file://")
    assert " " not in found
    assert found.endswith("/tree/form.yaml")


def test_the_forms_of_a_module_are_found_beside_it() -> None:
    found = forms.own_forms(["ckanext.city:schemas/types"])
    assert len(found) == len(FORMS)


def test_a_form_of_the_city_replaces_the_catalogues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ckanext-scheming keeps the last form of a type."""
    (tmp_path / "poi").mkdir()
    own = tmp_path / "poi" / "form.yaml"
    own.write_text("dataset_type: poi\n", encoding="utf-8")
    tree = DatasetType(name="tree", form="ckanext.other:form.yaml")
    monkeypatch.setattr(forms, "added_dataset_types", lambda: [tree])
    monkeypatch.setattr(forms.city_config, "form_folders", lambda: [str(tmp_path)])
    addresses = forms.dataset_form_addresses()
    assert addresses[-1] == own.as_uri()
    assert "ckanext.other:form.yaml" in addresses
    assert len(addresses) == len(FORMS) + 2


def test_two_types_of_one_name_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "added_dataset_types", lambda: [DatasetType(name="budget")])
    with pytest.raises(ValueError, match="budget"):
        forms.dataset_form_addresses()


def test_configuring_twice_changes_nothing_and_keeps_what_the_ini_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "added_dataset_types", list)
    monkeypatch.setattr(forms.city_config, "form_folders", list)
    monkeypatch.setattr(forms.p, "get_plugin", lambda name: None)
    config = {"scheming.presets": "ckanext.own:presets.yaml"}
    forms.configure_scheming(config)
    once = dict(config)
    assert once["scheming.presets"].split()[0] == "ckanext.city:schemas/presets.yaml"
    assert once["scheming.presets"].split()[-1] == "ckanext.own:presets.yaml"
    forms.configure_scheming(config)
    assert config == once
