"""What the home page tells of each dataset type: its name in the plural, a sentence, its page."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.routing import BuildError

import ckan.plugins.toolkit as tk

from ckanext.city.dataset_types.names import SERIES, TYPE_LABELS
from ckanext.city.site.choices import reader_language

#: The order of the home page; types of other extensions stand before the last two.
ORDER = (
    "budget",
    "election",
    "deliberation",
    "poi",
    "school_zone",
    "parking",
    "indicator",
    "climate_budget",
)
LAST = ("dataset", SERIES)


@dataclass(frozen=True)
class Subject:
    """A dataset type as residents meet it: « Budgets », a sentence or nothing, its page."""

    type: str
    title: str
    sentence: str
    url: str


def subject_of(dataset_type: str) -> Subject:
    """Say what a dataset type is; one that we do not know has its own name and no sentence."""
    title, sentence = _words().get(dataset_type, (_plain_name(dataset_type), ""))
    return Subject(dataset_type, title, sentence, _page(dataset_type))


def rank(dataset_type: str) -> int:
    """The place of a type in lists."""
    if dataset_type in ORDER:
        return ORDER.index(dataset_type)
    return 100 + LAST.index(dataset_type) if dataset_type in LAST else 99


def _words() -> dict[str, tuple[str, str]]:
    return {
        "budget": (tk._("Budgets"), tk._("From the estimate to the account, policy by policy")),
        "election": (tk._("Elections"), tk._("Results by polling station")),
        "deliberation": (tk._("Council decisions"), tk._("What the council voted, and how")),
        "poi": (
            tk._("Places and amenities"),
            tk._("Schools, glass containers, playgrounds, fountains, sport"),
        ),
        "school_zone": (tk._("School map"), tk._("The catchment areas, street by street")),
        "parking": (tk._("Car parks"), tk._("Where to park, at what price, and how it is used")),
        "indicator": (tk._("Indicators"), tk._("Goals, trends and who answers for them")),
        "climate_budget": (
            tk._("Climate budget"),
            tk._("Caps that were voted, emissions that were measured"),
        ),
        "dataset": (tk._("Other data"), tk._("Grants, contracts, first names, canteen menus…")),
        SERIES: (
            tk._("Series of datasets"),
            tk._("Datasets that follow each other, one a year or a ballot"),
        ),
    }


def _plain_name(dataset_type: str) -> str:
    named = TYPE_LABELS.get(dataset_type, {})
    return named.get(reader_language()) or dataset_type.replace("_", " ").capitalize()


def _page(dataset_type: str) -> str:
    # the address of the type that CKAN has without us lists datasets of all types
    if dataset_type != "dataset":
        try:
            return str(tk.h.url_for(f"{dataset_type}.search"))
        except BuildError:
            pass
    return str(tk.h.url_for("dataset.search", dataset_type=dataset_type))
