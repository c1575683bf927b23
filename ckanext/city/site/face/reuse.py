"""How a dataset is cited and reused: its description in sentences, a citation, its licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.upkeep import city_upkeep
from ckanext.city.site.face.words import city_date, tied
from ckanext.city.site.licenses import PLAIN_WORDS

__all__ = [
    "city_api_address",
    "city_areas",
    "city_citation",
    "city_contacts",
    "city_lead",
    "city_license",
    "city_periods",
]

LONGEST_LEAD = 320
#: A sentence without Markdown in it, up to the end of it or of the text.
_FIRST_SENTENCE = re.compile(r"[^\n*_`\[\]<>#|\\]+?[.!?…](?=\s|$)")
_EMAIL = re.compile(r"(mailto:)?[^\s@?&<>\"]+@[^\s@?&<>\"]+")


@dataclass(frozen=True)
class Lead:
    """A description: its first sentence, and the Markdown of what follows."""

    sentence: str
    rest: str


@dataclass(frozen=True)
class License:
    """A licence: its title, its text's address, and in plain words what it allows."""

    title: str
    address: str
    words: str


@dataclass(frozen=True)
class Contact:
    """Who answers questions: a function, never a person. Its e-mail, or else a page of the web."""

    name: str
    email: str
    address: str


def city_lead(notes: str | None) -> Lead:
    """Part a description into its first sentence and the rest.

    Where it begins with a heading or a list, or its first sentence is long, all of it is the rest.
    """
    text = (notes or "").strip()
    found = _FIRST_SENTENCE.match(text)
    if not found or len(found[0]) > LONGEST_LEAD or re.match(r"([-+>]|\d+[.)])\s", text):
        return Lead("", text)
    return Lead(tied(found[0]), text[found.end() :].strip())


def city_citation(dataset: Mapping[str, Any]) -> str:
    """Write how a dataset is cited: who, what, as of when, under which licence, where."""
    publishers = dataset.get("publisher")
    first = publishers[0] if isinstance(publishers, list) and publishers else {}
    name = first.get("name") if isinstance(first, Mapping) else ""
    address = tk.h.url_for(
        f"{dataset['type']}.read", id=dataset["name"], _external=True, locale="default"
    )
    license_ = city_license(dataset)
    parts = [
        tk._("{publisher}, “{title}”, updated on {date}").format(
            publisher=name or config.name(),
            title=dataset.get("title") or dataset["name"],
            date=city_date(city_upkeep(dataset).updated),
        ),
        license_.title if license_ else "",
        str(address),
    ]
    return ", ".join(part for part in parts if part)


def city_license(dataset: Mapping[str, Any]) -> License | None:
    """Say under which licence a dataset may be reused; None of a series, which has none itself."""
    if dataset.get("type") == SERIES:
        return None
    license_id = dataset.get("license_id") or "notspecified"
    words: Mapping[str, str] = {}
    for entry in load_vocabulary("licenses"):
        if entry.id == license_id:
            words = entry.extra.get(PLAIN_WORDS) or {}
    return License(
        title=dataset.get("license_title") or "" if dataset.get("license_id") else "",
        address=dataset.get("license_url") or "",
        words=words.get(reader_language()[:2]) or words.get("fr", ""),
    )


def city_contacts(dataset: Mapping[str, Any]) -> list[Contact]:
    """List whom to ask about a dataset."""
    contacts = []
    for row in _rows(dataset, "contact"):
        name, email, address = (str(row.get(key) or "") for key in ("name", "email", "url"))
        email = email.removeprefix("mailto:") if _EMAIL.fullmatch(email) else ""
        address = address if address.startswith(("https://", "http://")) else ""
        if name or email or address:
            contacts.append(Contact(name, email, address))
    return contacts


def city_api_address(action: str, **arguments: Any) -> str:
    """The address of an action of the API with its arguments, the same in every language."""
    return str(
        tk.h.url_for(
            "api.action",
            ver=3,
            logic_function=action,
            **arguments,
            _external=True,
            locale="default",
        )
    )


def city_periods(dataset: Mapping[str, Any]) -> list[str]:
    """Write out the periods that the data describe."""
    return [text for row in _rows(dataset, "temporal_coverage") if (text := _period(row))]


def city_areas(dataset: Mapping[str, Any]) -> list[str]:
    """Name the areas that the data cover; their outlines are for programs."""
    return [str(row["text"]) for row in _rows(dataset, "spatial_coverage") if row.get("text")]


def _rows(dataset: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = dataset.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _period(row: Mapping[str, Any]) -> str:
    start, end = (str(row.get(key) or "") for key in ("start", "end"))
    if start.endswith("-01-01") and end.endswith("-12-31"):
        start, end = start.removesuffix("-01-01"), end.removesuffix("-12-31")
    if not start or start == end:
        return city_date(start) or (tk._("Until {end}").format(end=city_date(end)) if end else "")
    # in French a day has an article, a month and a year have none
    by_day = len(start) > len("2026-06")
    if end:
        pattern = tk._("From {start} to {end}") if by_day else tk._("{start} to {end}")
    else:
        pattern = tk._("Since {start}") if by_day else tk._("{start} onwards")
    return pattern.format(start=city_date(start), end=city_date(end))
