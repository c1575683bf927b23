"""What a page of results is about: its title and a sentence, in a resident's words."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.plugins.toolkit as tk

from ckanext.city.site import search
from ckanext.city.site.face.facts import city_type_label

__all__ = ["city_sorts", "city_subject"]

#: The day that the cards show comes first; a corrected description is no new data.
LATEST = f"{search.DATA_CHANGED} desc, metadata_modified desc"
TITLE = "title_string asc"
#: What datasets of a type follow each other by, the latest first.
OWN_ORDER = {
    "budget": "exercice desc, voted_on desc, stage desc, title_string asc",
    "election": "election_date desc, round desc",
    "deliberation": "first_session desc",
    "school_zone": "school_year desc",
}


@dataclass(frozen=True)
class Subject:
    """The head of a page of results; `example` is what one could type."""

    title: str
    sentence: str = ""
    example: str = ""


@dataclass(frozen=True)
class Sort:
    """An order of the results: what Solr is told, and its words."""

    value: str
    label: str


def city_subject(dataset_type: str) -> Subject:
    """Say what the page of a type is about; of a type of another extension, its name."""
    return _subjects().get(dataset_type) or Subject(city_type_label(dataset_type).capitalize())


def city_sorts(dataset_type: str, query: str = "") -> list[Sort]:
    """List the orders that the results of a page can have, the usual one first."""
    sorts = [Sort(LATEST, tk._("Last updated")), Sort(TITLE, tk._("Title, from A to Z"))]
    if dataset_type in OWN_ORDER:
        sorts.insert(0, Sort(OWN_ORDER[dataset_type], tk._("Most recent year")))
    if query:
        sorts.insert(0, Sort(usual_order(dataset_type, query), tk._("Relevance")))
    return sorts


def usual_order(dataset_type: str, query: str = "") -> str:
    """Give the order of results that nobody chose, the first of `city_sorts`, in Solr's words."""
    return f"score desc, {LATEST}" if query else OWN_ORDER.get(dataset_type, LATEST)


def _subjects() -> dict[str, Subject]:
    _ = tk._
    return {
        "dataset": Subject(
            _("All the data"),
            _("Budgets, places, council decisions, elections: all that the city publishes."),
            _("Swimming pool, grants, trees…"),
        ),
        "budget": Subject(
            _("Budgets of the city"),
            _("What is planned, voted, then really spent, one year after the other."),
            _("Main budget, account, 2025…"),
        ),
        "climate_budget": Subject(
            _("Climate budget"),
            _("The greenhouse gases that the city plans to emit, and those that it did emit."),
            _("Transport, heating…"),
        ),
        "dataset_series": Subject(
            _("Series of datasets"),
            _("Datasets that follow one another, from one year or one ballot to the next."),
            _("Budgets, elections…"),
        ),
        "deliberation": Subject(
            _("Town council"),
            _("What the council decides, session after session: subjects, votes, texts."),
            _("Grants, town planning, a year…"),
        ),
        "election": Subject(
            _("Elections"),
            _("The results of each ballot, polling station by polling station."),
            _("Municipal, presidential, 2026…"),
        ),
        "indicator": Subject(
            _("Dashboards"),
            _("How far the city's policies have come, in figures that are followed over time."),
            _("Energy, libraries, housing…"),
        ),
        "parking": Subject(
            _("Car parks"),
            _("Where to park, and how many spaces there are."),
            _("Station, town centre…"),
        ),
        "poi": Subject(
            _("Places and amenities"),
            _("Where to find what the city offers: schools, fountains, playgrounds, recycling."),
            _("Fountain, toilets, recycling…"),
        ),
        "school_zone": Subject(
            _("School catchment areas"),
            _("Which school each address belongs to."),
            _("Nursery school, primary school…"),
        ),
    }
