"""Other defaults for CKAN's own settings, safer or fitter for a city: a line in the ini wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ckan.plugins as p
from ckan.config.declaration import Declaration
from ckan.lib.datapreview import DEFAULT_RESOURCE_VIEW_TYPES

from ckanext.city import config

HOUR = 60 * 60
DAY = 24 * HOUR


@dataclass(frozen=True)
class CoreDefault:
    """Another default for a setting of CKAN or of one of its plugins."""

    key: str
    value: Any  # or a function that finds it once the ini has been read
    why: str


def _loaded_views() -> list[str]:
    """Name core's default views whose plugins are enabled: each has its plugin's name."""
    return [name for name in DEFAULT_RESOURCE_VIEW_TYPES if p.plugin_loaded(name)]


CORE_DEFAULTS = (
    CoreDefault(
        "ckan.auth.roles_that_cascade_to_sub_groups",
        ["admin", "editor"],
        "The ambassador is editor of the city, and edits for every department below it.",
    ),
    *(
        CoreDefault(f"ckan.auth.{key}", False, "Departments and groups are the administrator's.")
        for key in (
            "user_create_organizations",
            "user_delete_organizations",
            "user_create_groups",
            "user_delete_groups",
        )
    ),
    CoreDefault(
        "ckan.auth.create_dataset_if_not_in_organization",
        False,
        "A dataset is always a department's: it is who answers for it.",
    ),
    CoreDefault(
        "ckan.auth.public_user_details",
        False,
        "Agents are not published: names and roles are for those who are logged in.",
    ),
    CoreDefault(
        "ckan.gravatar_default",
        "disabled",
        "A page must not tell a third party who reads it, nor a hash of an agent's address.",
    ),
    CoreDefault(
        "ckan.max_resource_size",
        200,
        "Megabytes of an upload: the yearly files of a city fit, core's 10 do not hold them.",
    ),
    CoreDefault(
        "ckan.search.show_all_types",
        "true",
        "One search page finds budgets, elections and all other types; core's shows one type.",
    ),
    CoreDefault(
        "ckan.views.default_views",
        _loaded_views,
        "Of core's two, those that are enabled; each upload warned of the others.",
    ),
    CoreDefault(
        "ckanext.dcat.rdf.profiles",
        "dcat_ap_fr",
        "The one profile that data.gouv.fr reads whole; beside another, things are said twice.",
    ),
    CoreDefault(
        "expire_api_token.default_lifetime",
        90 * DAY,
        "A forgotten API token must not stay valid for ever; core's hour suits no script.",
    ),
    CoreDefault(
        "PERMANENT_SESSION_LIFETIME",
        12 * HOUR,
        "One working day instead of a year: counters and meeting rooms share computers.",
    ),
    CoreDefault(
        "REMEMBER_COOKIE_DURATION",
        30 * DAY,
        "The same for those who ask to be remembered.",
    ),
    CoreDefault(
        "SESSION_COOKIE_SECURE",
        config.is_https,
        "Over HTTPS the session never travels in clear.",
    ),
    CoreDefault(
        "REMEMBER_COOKIE_SECURE",
        config.is_https,
        "Over HTTPS what stands for a password never travels in clear.",
    ),
    CoreDefault(
        "REMEMBER_COOKIE_SAMESITE",
        "Lax",
        "Another site's form must not act as the person who is remembered.",
    ),
)


def set_core_defaults(declaration: Declaration) -> None:
    """Change the defaults of what is declared; a plugin that is not enabled declares nothing.

    CKAN asks the plugins listed after ours first: theirs are declared by now.
    """
    for each in CORE_DEFAULTS:
        option = declaration.get(each.key)
        if option is not None:
            option.set_default(_found(each.value))


def _found(value: Any | Callable[[], Any]) -> Any:
    return value() if callable(value) else value
