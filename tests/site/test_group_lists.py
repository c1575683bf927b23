"""The pages of all themes and departments tell what CKAN tells of each, and count for a reader."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from tests.site.town import FINANCE, Town, act

pytestmark = pytest.mark.service

ENVIRONMENT = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
PAGE = {"for_view": True, "with_private": False}


@pytest.fixture(scope="module")
def themes(town: Town) -> Town:
    """A series and two datasets of one theme, one of them seen by its department alone."""
    shared = {"owner_org": FINANCE, "theme": [ENVIRONMENT], "notes": "Au bord de l’Orge."}
    act("package_create", {"name": "arbres", "title": "Arbres", **shared})
    act("package_create", {"name": "puits", "title": "Puits", "private": True, **shared})
    act("package_create", {"name": "suite", "title": "Suite", "type": "dataset_series", **shared})
    return town


def listed(action: str = "group_list", **asked: Any) -> list[dict[str, Any]]:
    import ckan.plugins.toolkit as tk

    return tk.get_action(action)(
        {"user": "", "auth_user_obj": None, **PAGE}, {"all_fields": True, **asked}
    )


@pytest.mark.parametrize("kind", ["group", "organization"])
def test_each_is_what_ckan_says_of_it(themes: Town, kind: str) -> None:
    found = listed(f"{kind}_list", include_extras=True, include_dataset_count=True)
    assert len(found) == len(act(f"{kind}_list", {})) > 2
    for each in found:
        shown = act(f"{kind}_show", {"id": each["id"], "include_users": False})
        own = {"package_count": each["package_count"]}  # of datasets alone, for who reads
        assert {name: shown[name] for name in each if name in shown} | own == each


def test_pages_and_searches_are_those_of_ckan(themes: Town) -> None:
    names = act("group_list", {})
    assert [each["name"] for each in listed(limit=3, offset=2)] == names[2:5]
    assert [each["name"] for each in listed(q="environnement")] == ["environnement"]


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("anonymous", "1 jeu"),
        ("administrator", "2 jeux"),
        ("other-agent", "2 jeux"),
        ("agent", "1 jeu"),
    ],
)
def test_datasets_are_counted_for_who_reads(themes: Town, person: str, count: str) -> None:
    for path in ("/group/?q=environnement", "/organization/?q=finances"):
        page = themes.get(person, path).body
        assert f"{count} de données" in page.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_page_about_each_counts_what_is_published_without_series(themes: Town) -> None:
    for path in ("/group/about/environnement", f"/organization/about/{FINANCE}"):
        for person in ("anonymous", "administrator"):
            page = html.fromstring(themes.get(person, path).body)
            [count] = page.xpath("//dt[.='Jeux de données publiés']/following-sibling::dd[1]")
            assert count.text_content() == "1", path
