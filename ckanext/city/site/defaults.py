"""Safer defaults for CKAN's own settings: a line in the ini still wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ckan.config.declaration import Declaration

from ckanext.city import config

HOUR = 60 * 60
DAY = 24 * HOUR


@dataclass(frozen=True)
class SafeDefault:
    """Another default for a setting of CKAN or of one of its plugins."""

    key: str
    value: Any  # or a function that finds it once the ini has been read
    why: str


SAFE_DEFAULTS = (
    SafeDefault(
        "ckan.auth.public_user_details",
        False,
        "Agents are not published: names and roles are for those who are logged in.",
    ),
    SafeDefault(
        "ckan.gravatar_default",
        "disabled",
        "A page must not tell a third party who reads it, nor a hash of an agent's address.",
    ),
    SafeDefault(
        "ckan.max_resource_size",
        200,
        "Megabytes of an upload: the yearly files of a city fit, core's 10 do not hold them.",
    ),
    SafeDefault(
        "ckan.search.show_all_types",
        "true",
        "One search page finds budgets, elections and all other types; core's shows one type.",
    ),
    SafeDefault(
        "expire_api_token.default_lifetime",
        90 * DAY,
        "A forgotten API token must not stay valid for ever; core's hour suits no script.",
    ),
    SafeDefault(
        "PERMANENT_SESSION_LIFETIME",
        12 * HOUR,
        "One working day instead of a year: counters and meeting rooms share computers.",
    ),
    SafeDefault(
        "REMEMBER_COOKIE_DURATION",
        30 * DAY,
        "The same for those who ask to be remembered.",
    ),
    SafeDefault(
        "SESSION_COOKIE_SECURE",
        config.is_https,
        "Over HTTPS the session never travels in clear.",
    ),
    SafeDefault(
        "REMEMBER_COOKIE_SECURE",
        config.is_https,
        "Over HTTPS what stands for a password never travels in clear.",
    ),
    SafeDefault(
        "REMEMBER_COOKIE_SAMESITE",
        "Lax",
        "Another site's form must not act as the person who is remembered.",
    ),
)


def set_safe_defaults(declaration: Declaration) -> None:
    """Change the defaults of what is declared; a plugin that is not enabled declares nothing.

    CKAN asks the plugins listed after ours first: theirs are declared by now.
    """
    for each in SAFE_DEFAULTS:
        option = declaration.get(each.key)
        if option is not None:
            option.set_default(_found(each.value))


def _found(value: Any | Callable[[], Any]) -> Any:
    return value() if callable(value) else value
