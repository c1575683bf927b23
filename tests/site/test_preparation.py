"""A site prepared by production's own script starts with what a city needs."""

from __future__ import annotations

import pytest

from tests.running_site import RunningSite

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
