"""The list of dataset types is explicit, and another extension can add to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.dataset_types import (
    DATASET_TYPES,
    find_dataset_type,
    find_stripper,
    list_dataset_types,
)
from ckanext.city.dataset_types.base import DatasetType, Removed, Stripper

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = [each.name for each in DATASET_TYPES]
FOLLOWED = [(each.name, table) for each in DATASET_TYPES for table in each.table_schemas]


class Redacted:
    """What another extension's stripper gives back."""

    content = b"tree;\n"
    removed = (Removed("gardener", 1),)


TREE = DatasetType(
    name="tree",
    form="ckanext.other:form.yaml",
    table_schemas=("other/trees@1.0.0",),
    strippers=(
        Stripper(
            name="trees",
            recognize=lambda head: head.startswith(b"tree;"),
            strip=lambda content: Redacted(),
            describe=lambda removed, lang: [f"{each.count} {each.code}" for each in removed],
        ),
    ),
)


@pytest.mark.parametrize("name", NAMES)
def test_each_type_has_a_form_that_bears_its_name(name: str) -> None:
    form = SCHEMAS / "types" / name / "form.yaml"
    assert form.is_file()
    known = find_dataset_type(name)
    assert known is not None
    assert known.form_address == form.resolve().as_uri()
    assert f"dataset_type: {name}" in form.read_text("utf-8")


def test_each_folder_of_forms_is_a_listed_type() -> None:
    folders = {each.parent.name for each in (SCHEMAS / "types").glob("*/form.yaml")}
    assert folders - {"dataset_series"} == set(NAMES)


@pytest.mark.parametrize(("name", "table"), FOLLOWED, ids=lambda each: each)
def test_each_table_that_a_type_follows_is_known(name: str, table: str) -> None:
    path, _, version = table.partition("@")
    assert (SCHEMAS / "tables" / path / version / "schema.json").is_file()


def test_another_extension_adds_a_type_after_ours() -> None:
    assert list_dataset_types([TREE])[-1] is TREE
    assert find_dataset_type("tree", [TREE]) is TREE
    assert TREE.form_address == "ckanext.other:form.yaml"


def test_another_extension_cannot_take_the_name_of_a_type() -> None:
    with pytest.raises(ValueError, match="budget"):
        list_dataset_types([DatasetType(name="budget")])


def test_a_type_that_nobody_brings_is_not_found() -> None:
    assert find_dataset_type("tree") is None


def test_a_type_of_one_s_own_can_clean_its_files_too() -> None:
    assert find_stripper(b"tree;gardener\n") is None
    stripper = find_stripper(b"tree;gardener\n", [TREE])
    assert stripper is not None
    stripped = stripper.strip(b"tree;gardener\n")
    assert stripped.content == b"tree;\n"
    assert stripper.describe(stripped.removed, "en") == ["1 gardener"]


def test_a_file_with_nothing_to_hide_meets_no_stripper() -> None:
    assert find_stripper(b"BGT_NATDEC;BGT_ANNEE\n") is None
