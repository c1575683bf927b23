"""A site prepared by production's own script starts with what a city needs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.running_site import RunningSite
from tests.site.acting import as_admin
from tests.site.test_datasets import make_budget

pytestmark = pytest.mark.service


def test_the_running_site_says_that_it_is_ready(site: RunningSite) -> None:
    api = site.api()
    assert api.action.status_show()["ckan_version"].startswith("2.12.")


def test_the_city_has_its_departments_and_the_groups_of_the_eu_themes(site: RunningSite) -> None:
    api = site.api("ambassadrice")
    names = {
        row["name"] for row in api.action.organization_list_for_user(permission="create_dataset")
    }
    assert "ville-de-saint-aubin-sur-orge" in names
    assert len(api.action.group_list()) == 13


def test_preparing_a_site_a_second_time_changes_nothing(city: dict[str, str]) -> None:
    from ckanext.city.site import first_city

    plan = first_city.CityPlan(departments=first_city.DEVELOPMENT_DEPARTMENTS)
    assert list(first_city.make_city(plan)) == []


def rebuilt() -> list[str]:
    from ckanext.city.site import preparation

    return list(preparation.fill_index())


def test_the_index_is_filled_anew_under_another_schema_and_only_then(city: dict[str, str]) -> None:
    from ckan import model

    from ckanext.city.site import preparation

    make_budget(city["finance"])
    assert len(rebuilt()) == 1
    assert rebuilt() == []
    model.set_system_info(preparation.INDEX_SCHEMA, "ckan-2.12")
    assert len(rebuilt()) == 1
    assert as_admin("package_search", q="budget")["count"] == 1


def test_an_emptied_index_is_filled(city: dict[str, str], reset_index: Any) -> None:
    make_budget(city["finance"])
    rebuilt()
    reset_index()
    assert len(rebuilt()) == 1
    assert as_admin("package_search", q="budget")["count"] == 1


def test_the_words_of_scripts_are_written_and_follow_an_upgrade(city: dict[str, str]) -> None:
    from ckanext.city import config
    from ckanext.city.site import preparation

    written = Path(config.storage_path(), "i18n", "js", "fr.js")
    list(preparation.translate_scripts())
    assert json.loads(written.read_text())["Print"][1] == "Imprimer"
    assert list(preparation.translate_scripts()) == []
    os.utime(written, (0, 0))
    assert len(list(preparation.translate_scripts())) == 1
