"""The page of all themes tells of each what CKAN's own list tells, and counts for its reader."""

from __future__ import annotations

from typing import Any

import pytest

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


def listed(**asked: Any) -> list[dict[str, Any]]:
    import ckan.plugins.toolkit as tk

    return tk.get_action("group_list")(
        {"user": "", "auth_user_obj": None, **PAGE}, {"all_fields": True, **asked}
    )


def test_each_theme_is_what_ckan_says_of_it(themes: Town) -> None:
    found = listed(include_extras=True, include_dataset_count=True)
    assert len(found) == len(act("group_list", {})) > 10
    for each in found:
        shown = act("group_show", {"id": each["id"], "include_users": False})
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
