"""The field `theme` leads, groups follow it."""

from __future__ import annotations

import pytest

from tests.site.acting import as_admin
from tests.site.test_datasets import make_budget

pytestmark = pytest.mark.service

THEME = "http://publications.europa.eu/resource/authority/data-theme/"


def groups_of(name: str) -> set[str]:
    return {group["name"] for group in as_admin("package_show", id=name)["groups"]}


def test_a_dataset_stands_in_the_groups_of_its_themes(city: dict[str, str]) -> None:
    made = make_budget(city["finance"], theme=[f"{THEME}GOVE", f"{THEME}ECON"])
    assert len(groups_of(made["name"])) == 2
    assert as_admin("package_search", fq="groups:administration-publique")["count"] == 1


def test_it_leaves_the_group_of_a_theme_that_is_taken_away(city: dict[str, str]) -> None:
    made = make_budget(city["finance"], theme=[f"{THEME}GOVE", f"{THEME}ECON"])
    as_admin("package_patch", id=made["id"], theme=[f"{THEME}ECON"])
    assert "administration-publique" not in groups_of(made["name"])
    as_admin("package_patch", id=made["id"], theme=[f"{THEME}GOVE"])
    assert groups_of(made["name"]) == {"administration-publique"}


def test_a_group_that_is_no_themes_is_left_alone(city: dict[str, str]) -> None:
    as_admin("group_create", name="jeunesse")
    made = make_budget(city["finance"], theme=[f"{THEME}GOVE"], groups=[{"name": "jeunesse"}])
    as_admin("package_patch", id=made["id"], theme=[])
    assert groups_of(made["name"]) == {"jeunesse"}
