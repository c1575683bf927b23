"""The accent on the administration page, and the style sheet that follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ckanext.city.store import kept
from tests.site.signed_in import Visitor
from tests.site.town import Town

pytestmark = pytest.mark.service

ADDRESS = re.compile(r'href="(/city-look\.css\?v=\w+)"')


@pytest.fixture
def administrator(town: Town, ckan_app: Any) -> Iterator[Visitor]:
    from ckan import model
    from ckan.lib import app_globals

    visitor = Visitor(ckan_app)
    visitor.log_in("administrator", "not-a-secret-1")
    yield visitor
    model.delete_system_info("ckanext.city.accent")
    app_globals.reset()


def look(visitor: Visitor) -> str:
    address = ADDRESS.search(visitor.get("/ckan-admin/config").get_data(as_text=True))
    assert address
    return str(visitor.get(address[1]).get_data(as_text=True))


def save(visitor: Visitor, accent: str) -> Any:
    return visitor.submit("/ckan-admin/config", {"ckanext.city.accent": accent, "save": ""})


def test_the_accent_that_an_administrator_chose_is_that_of_the_pages(
    administrator: Visitor,
) -> None:
    assert save(administrator, "#0050ff").status_code == 302
    styles = look(administrator)
    assert "--city-accent:#0050ff" in styles
    assert "@supports not" in styles


def test_browsers_keep_the_style_sheet_of_the_version_that_a_page_names(
    administrator: Visitor,
) -> None:
    address = ADDRESS.search(administrator.get("/ckan-admin/config").get_data(as_text=True))
    assert address
    assert administrator.get(address[1]).headers["Cache-Control"] == kept.YEAR
    assert administrator.get("/city-look.css?v=other").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "value", ["rebeccapurple", "#0050ff}body{display:none", "", "url(//evil.example)"]
)
def test_nothing_but_a_colour_comes_into_the_style_sheet(
    administrator: Visitor, value: str
) -> None:
    answer = save(administrator, value)
    assert answer.status_code == 200
    assert "#17624f" in answer.get_data(as_text=True), "the sentence says how one is written"
    assert value not in look(administrator) or not value
