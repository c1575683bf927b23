"""The home page: what the catalogue holds, what changed last; from the database alone.

The search index is not asked, so that the page stands while it does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import listing
from ckanext.city.site.face.home_subjects import Subject, rank, subject_of

#: How many datasets the list of the last changes has, and how many words to search by are offered.
LATEST, EXAMPLES = 5, 4

# The line without a type is the sum of all.
_CONTENTS = f"""
    SELECT p.type, count(*) AS datasets, coalesce(sum(f.files), 0) AS files,
           count(DISTINCT p.owner_org) AS departments, max(p.metadata_modified) AS modified
    FROM package p LEFT JOIN (
        SELECT package_id, count(*) AS files FROM resource WHERE state = 'active'
        GROUP BY package_id
    ) f ON f.package_id = p.id
    WHERE {listing.PUBLISHED}
    GROUP BY GROUPING SETS ((p.type), ())
"""  # noqa: S608 - of constants; values are bound
_LATEST = f"""
    SELECT p.name, p.type, p.title, coalesce(f.changed, p.metadata_modified) AS modified,
           g.title AS department
    FROM package p LEFT JOIN "group" g ON g.id = p.owner_org LEFT JOIN (
        SELECT package_id, max(last_modified) AS changed FROM resource WHERE state = 'active'
        GROUP BY package_id
    ) f ON f.package_id = p.id
    WHERE {listing.PUBLISHED} AND p.type <> :series
    ORDER BY modified DESC, p.metadata_modified DESC, p.id LIMIT :limit
"""  # noqa: S608 - as above
_WORDS_FOUND = f"""
    SELECT words.word FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS words(word, place)
    WHERE EXISTS (
        SELECT 1 FROM package p WHERE {listing.PUBLISHED} AND p.title ILIKE '%' || words.word || '%'
    )
    ORDER BY words.place LIMIT :limit
"""  # noqa: S608 - as above
#: What residents look for; a word is offered where a title has it, so that it finds something.
RESIDENTS_WORDS = (
    *("menus", "subventions", "verre", "école", "élections", "budget", "délibérations"),
    *("équipements", "stationnement", "marchés publics", "fontaines", "arbres", "prénoms"),
)

city_home = Blueprint("city_home", __name__)


@dataclass(frozen=True)
class Part:
    """The published datasets of one type."""

    subject: Subject
    datasets: int


@dataclass(frozen=True)
class Contents:
    """What is published; series are counted apart; `modified` is in UTC, None where nothing is."""

    datasets: int
    files: int
    departments: int
    modified: datetime | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Change:
    """A dataset whose files changed; `modified` in UTC, `department` the title of who publishes."""

    title: str
    url: str
    subject: Subject
    department: str
    modified: datetime


@city_home.get("/")
def index() -> str:
    """Show the home page."""
    values = {"contents": contents(), "latest": latest(), "examples": examples()}
    return tk.render("home/index.html", values)


def contents() -> Contents:
    """Count what is published, by type in the order of the page."""
    rows = listing.execute(_CONTENTS, {}).all()
    [total] = [row for row in rows if row.type is None]
    typed = sorted((row for row in rows if row.type), key=lambda row: rank(row.type))
    parts = tuple(Part(subject_of(row.type), row.datasets) for row in typed)
    datasets = sum(row.datasets for row in typed if row.type != SERIES)
    return Contents(datasets, int(total.files), total.departments, total.modified, parts)


def latest() -> list[Change]:
    """List the datasets whose files changed last: a mended description is no news to residents."""
    return [
        Change(
            title=row.title or row.name,
            url=str(tk.h.url_for("dataset.read", id=row.name)),
            subject=subject_of(row.type),
            department=row.department or "",
            modified=row.modified,
        )
        for row in listing.execute(_LATEST, {"limit": LATEST, "series": SERIES})
    ]


def examples() -> list[str]:
    """Words to search by that find something, in the language of the data."""
    values = {"words": list(RESIDENTS_WORDS), "limit": EXAMPLES}
    return [row.word for row in listing.execute(_WORDS_FOUND, values)]
