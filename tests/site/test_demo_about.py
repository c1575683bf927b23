"""The site says that the demo city is invented as long as it is there, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _nothing_said_afterwards(ckan_app: Any) -> Iterator[None]:
    from ckan import model
    from ckan.lib import app_globals

    from ckanext.city.site.demo_city import about

    yield
    for key in (about.ABOUT, about.STAMP, about.KEY):
        model.delete_system_info(key)
    app_globals.reset()


def rows() -> dict[str, str]:
    """What the site keeps of its settings."""
    from ckan import model

    return {each.key: each.value for each in model.Session.query(model.SystemInfo)}


def page(ckan_app: Any) -> str:
    return str(ckan_app.get("/about").body)


def test_the_page_says_it_and_no_row_stays_afterwards(ckan_app: Any) -> None:
    from ckanext.city.site.demo_city.about import show_about, withdraw_about

    before = rows()

    show_about(TODAY)
    show_about(TODAY)

    assert "Saint-Aubin-sur-Orge est une commune inventée" in page(ckan_app)

    withdraw_about()

    assert rows() == before
    assert "commune inventée" not in page(ckan_app)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_an_administrator_wrote_stays(ckan_app: Any, when: str) -> None:
    import ckan.plugins.toolkit as tk

    from ckanext.city.site.demo_city.about import ABOUT, show_about, withdraw_about
    from ckanext.city.site.demo_city.people import site_context

    def write() -> None:
        tk.get_action("config_option_update")(site_context(), {ABOUT: "Le site de la ville."})

    if when == "before":
        write()
    show_about(TODAY)
    if when == "after":
        write()
        show_about(TODAY)
    withdraw_about()

    assert "Le site de la ville." in page(ckan_app)
    assert rows()[ABOUT] == "Le site de la ville."


def test_nothing_is_withdrawn_that_was_never_shown(ckan_app: Any) -> None:
    from ckanext.city.site.demo_city.about import withdraw_about

    before = rows()
    withdraw_about()

    assert rows() == before
