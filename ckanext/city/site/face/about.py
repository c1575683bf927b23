"""What the law and residents ask of the site itself: legal notice, personal data, accessibility.

And how its data are reused. The facts come from the configuration; what is not there is left out,
and administrators are told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import labels, load_vocabulary
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.words import city_spaced_siret

__all__ = ["city_accessibility", "city_address_lines", "city_site_license", "city_text_pages"]

city_about = Blueprint("city_about", __name__)


@dataclass(frozen=True)
class TextPage:
    """A page of this module: its endpoint, its words in links."""

    endpoint: str
    label: str


@dataclass(frozen=True)
class Accessibility:
    """What is declared of the site's accessibility.

    Attributes:
        state: "full", "partial" or "none".
        label: the state as the law words it, « partiellement conforme ».
        is_audited: False where nobody has looked: the site then counts as not accessible.
        date: day of the audit, ISO 8601, or nothing.
        auditor: who made it, or nothing.
        rate: share of the criteria that are kept, in percent.
        exceptions: what is known not to be accessible.
    """

    state: str
    label: str
    is_audited: bool
    date: str
    auditor: str
    rate: float | None
    exceptions: list[str]


@dataclass(frozen=True)
class License:
    """The licence of a dataset that says nothing else: its name, its text's address or nothing."""

    id: str
    title: str
    url: str


@city_about.get("/mentions-legales")
def legal() -> str:
    """Show who publishes, who answers for it, who hosts."""
    facts = {
        "address": city_address_lines(),
        "phone": config.legal_phone(),
        "director": config.legal_director(),
        "host": config.legal_host(),
        "siret": city_spaced_siret(config.siret()),
    }
    keys = (config.LEGAL_ADDRESS, config.LEGAL_PHONE, config.LEGAL_DIRECTOR, config.LEGAL_HOST)
    return _page("legal", facts, keys)


@city_about.get("/donnees-personnelles")
def privacy() -> str:
    """Show what the site knows of its visitors and of the staff, and their rights."""
    return _page("privacy", {"dpo": config.legal_dpo()}, (config.LEGAL_DPO,))


@city_about.get("/accessibilite")
def accessibility() -> str:
    """Show the declaration of accessibility."""
    keys: tuple[str, ...] = (config.ACCESSIBILITY_STATE,)
    if city_accessibility().is_audited:
        keys += (config.ACCESSIBILITY_DATE, config.ACCESSIBILITY_AUDITOR)
    return _page("accessibility", {"declared": city_accessibility()}, keys)


@city_about.get("/reutiliser")
def reuse() -> str:
    """Show how programs get the data, and what the licence asks for."""
    return _page("reuse", {"license": city_site_license(), "site": config.site_url()}, ())


def city_text_pages() -> list[TextPage]:
    """List the pages about the site, in the order of the footer."""
    return [
        TextPage("home.about", tk._("What the city does here")),
        TextPage("city_about.legal", tk._("Legal notice")),
        TextPage("city_about.privacy", tk._("Personal data")),
        TextPage("city_about.accessibility", tk._("Accessibility")),
    ]


def city_accessibility() -> Accessibility:
    """Say what is declared of the site's accessibility."""
    state = config.accessibility_state()
    words = {
        "full": tk._("fully compliant"),
        "partial": tk._("partially compliant"),
        "none": tk._("not compliant"),
    }
    return Accessibility(
        state=state or "none",
        label=words[state or "none"],
        is_audited=bool(state),
        date=config.accessibility_date(),
        auditor=config.accessibility_auditor(),
        rate=config.accessibility_rate(),
        exceptions=config.accessibility_exceptions(),
    )


def city_address_lines() -> list[str]:
    """The lines of the town hall's address; none where the configuration does not tell it."""
    street = config.legal_address()
    return [street, f"{config.postcode()} {config.name()}"] if street else []


def city_site_license() -> License:
    """Say which licence a dataset has that says nothing else."""
    id_ = config.default_license()
    title = labels("licenses", reader_language()).get(id_, id_)
    found = [each for each in load_vocabulary("licenses") if each.id == id_]
    return License(id_, title, str(found[0].extra.get("url") or "") if found else "")


def _page(name: str, facts: dict[str, Any], keys: tuple[str, ...]) -> str:
    """Render a page; an administrator is told which of its settings are empty."""
    missing = [key for key in keys if not config.effective().get(key)]
    told = missing if tk.h.check_access("sysadmin") else []
    return tk.render(f"city_about/{name}.html", {**facts, "missing_settings": told})
