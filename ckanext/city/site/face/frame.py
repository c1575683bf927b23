"""What stands around each page: navigation, footer, languages."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config

__all__ = ["city_contact_email", "city_display_name", "city_navigation", "city_other_languages"]

log = logging.getLogger(__name__)

_TYPES = sa.text(
    "SELECT DISTINCT type FROM package WHERE state = 'active' AND NOT private AND type IN :types"
).bindparams(sa.bindparam("types", expanding=True))

#: The types that hold what residents look for, in the order of the bar.
SUBJECTS = ("poi", "budget", "deliberation", "indicator")


@dataclass(frozen=True)
class Entry:
    """An entry of the navigation: its address, its words, whether the page is below it."""

    url: str
    label: str
    is_current: bool = False


@dataclass(frozen=True)
class Language:
    """The page in another language: its address, the language's own name, its code."""

    url: str
    label: str
    code: str


def city_navigation() -> list[Entry]:
    """List the entries of the navigation: all data, the subjects that the catalogue has, who."""
    labels = {
        "poi": tk._("Places"),
        "budget": tk._("Budget"),
        "deliberation": tk._("Town council"),
        "indicator": tk._("Dashboards"),
    }
    published = _published_types()
    subjects = [_entry(name, labels[name]) for name in SUBJECTS if name in published]
    return [
        _entry("dataset", tk._("Data")),
        *subjects,
        _entry("organization", tk._("Departments"), "index"),
    ]


def city_other_languages() -> list[Language]:
    """List the page's addresses in the site's other languages."""
    return [
        Language(
            str(tk.h.url_for(tk.h.current_url(), locale=each.short_name)),
            each.display_name or each.english_name,
            each.short_name.replace("_", "-"),
        )
        for each in tk.h.get_available_locales()
        if each.short_name != tk.h.lang()
    ]


def city_display_name() -> str:
    """The name of the commune."""
    return config.name()


def city_contact_email() -> str:
    """Where to write to about the data."""
    return config.contact_email()


def _entry(blueprint: str, label: str, view: str = "search") -> Entry:
    url = str(tk.h.url_for(f"{blueprint}.{view}"))
    return Entry(url, label, tk.request.blueprint == blueprint)


def _published_types() -> set[str]:
    """Ask on a connection of its own: an error page stands on a transaction that has failed."""
    try:
        with model.meta.engine.connect() as connection:
            return {row.type for row in connection.execute(_TYPES, {"types": SUBJECTS})}
    except sa.exc.SQLAlchemyError:
        log.warning("The navigation is shown without subjects: the database does not answer.")
        return set()
