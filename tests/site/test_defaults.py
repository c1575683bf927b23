"""Core's settings start safe, and an administrator's line in the ini wins."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.service

HOUR = 60 * 60
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ckan.auth.roles_that_cascade_to_sub_groups", ["admin", "editor"]),
        ("ckan.auth.user_create_organizations", False),
        ("ckan.auth.public_user_details", False),
        ("ckan.gravatar_default", "disabled"),
        ("ckan.views.default_views", ["city_map_view"]),
        ("ckan.max_resource_size", 200),
        ("ckanext.dcat.rdf.profiles", "dcat_ap_fr"),
        ("expire_api_token.default_lifetime", 90 * DAY),
        ("PERMANENT_SESSION_LIFETIME", 12 * HOUR),
        ("SESSION_COOKIE_HTTPONLY", True),
        ("SESSION_COOKIE_SAMESITE", "Lax"),
        ("REMEMBER_COOKIE_SAMESITE", "Lax"),
        ("ckan.auth.create_user_via_web", False),
        ("ckan.auth.create_user_via_api", False),
    ],
)
def test_a_site_whose_ini_says_nothing_is_safe(ckan_app: Any, key: str, value: Any) -> None:
    from ckan.common import config

    assert config[key] == value


def test_a_line_in_the_ini_wins(ckan_app: Any) -> None:
    from ckan.common import CKANConfig, config_declaration

    config = CKANConfig({"ckan.max_resource_size": "50", "ckan.auth.public_user_details": "true"})
    config_declaration.make_safe(config)
    config_declaration.normalize(config)
    assert config["ckan.max_resource_size"] == 50
    assert config["ckan.auth.public_user_details"] is True


@pytest.mark.parametrize(
    ("site_url", "secure"),
    [("https://donnees.ville.example", True), ("http://127.0.0.1:5800", False)],
)
def test_cookies_travel_in_clear_only_where_the_site_does(
    monkeypatch: pytest.MonkeyPatch, site_url: str, secure: bool
) -> None:
    from ckan.config.declaration import Declaration

    from ckanext.city import config
    from ckanext.city.site import defaults

    monkeypatch.setattr(config, "site_url", lambda: site_url)
    declaration = Declaration()
    declaration.load_core_declaration()
    defaults.set_core_defaults(declaration)
    for key in ("SESSION_COOKIE_SECURE", "REMEMBER_COOKIE_SECURE"):
        assert declaration.get(key).default is secure


def test_a_default_view_is_one_that_is_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    import ckan.plugins as p
    from ckan.config.declaration import Declaration

    from ckanext.city.site import defaults

    monkeypatch.setattr(p, "plugin_loaded", "image_view".__eq__)
    declaration = Declaration()
    declaration.load_core_declaration()
    defaults.set_core_defaults(declaration)
    assert declaration.get("ckan.views.default_views").default == ["image_view"]


def test_each_default_is_one_that_ckan_declares(ckan_app: Any) -> None:
    from ckan.common import config_declaration

    from ckanext.city.site.defaults import CORE_DEFAULTS

    assert [each.key for each in CORE_DEFAULTS if each.key not in config_declaration] == []


@pytest.mark.usefixtures("clean_db_once")
@pytest.mark.parametrize(
    ("asked", "days"),
    [({}, 90), ({"expires_in": 7, "unit": DAY}, 7)],
    ids=["nothing said", "a week"],
)
def test_an_api_token_expires(ckan_app: Any, asked: dict[str, int], days: int) -> None:
    from datetime import UTC, datetime, timedelta

    from ckan.lib import api_token
    from ckan.tests import factories, helpers

    user = factories.User()
    made = helpers.call_action("api_token_create", user=user["name"], name="moisson", **asked)
    expires = datetime.fromtimestamp(api_token.decode(made["token"])["exp"], UTC)
    left = expires - datetime.now(UTC)
    assert timedelta(days=days) - timedelta(minutes=5) < left <= timedelta(days=days)
