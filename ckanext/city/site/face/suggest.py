"""What a search box proposes while one types: subjects, departments, datasets.

Only what is public, and the same for everybody: nobody's rights are looked up while one types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.dataset_types.names import TYPE_LABELS
from ckanext.city.site.face.facts import city_type_label
from ckanext.city.site.face.subjects import city_subject
from ckanext.city.site.search import plain_letters

__all__ = ["city_suggest_url"]

#: Characters: of fewer there would be too much, more is no word that is being typed.
SHORTEST, LONGEST = 2, 80
MOST_SUBJECTS, MOST_DEPARTMENTS, MOST_DATASETS = 2, 2, 6
#: What Solr's fields of parts of words hold at most; a longer word is cut.
LONGEST_PART = 10

_WORD = re.compile(r"\w+")
_DEPARTMENTS = sa.text(
    "SELECT name, title FROM \"group\" WHERE state = 'active' AND type = 'organization'"
    " AND title IS NOT NULL ORDER BY title"
)

city_suggest = Blueprint("city_suggest", __name__)


@dataclass(frozen=True)
class Suggestion:
    """A line below the search box: its words, what it is, where it leads."""

    label: str
    kind: str
    url: str


def city_suggest_url() -> str:
    """The address that a search box asks, in the reader's language."""
    return str(tk.h.url_for("city_suggest.suggest"))


@city_suggest.route("/city/suggest")
def suggest() -> Response:
    """Answer what `?q=` begins: `{"suggestions": [{"label", "kind", "url"}, ...]}`."""
    typed = tk.request.args.get("q", "").strip()
    words = [plain_letters(word) for word in _WORD.findall(typed)]
    found: list[Suggestion] = []
    if SHORTEST <= len(typed) <= LONGEST and words:
        found += islice(_subjects(words), MOST_SUBJECTS)
        found += islice(_departments(words), MOST_DEPARTMENTS)
        found += _datasets(typed)
    answer: Response = jsonify(suggestions=[asdict(each) for each in found])
    return answer


def _subjects(words: list[str]) -> Iterator[Suggestion]:
    for name in TYPE_LABELS:
        title = city_subject(name).title
        if name != "dataset" and _begins(words, title, city_type_label(name)):
            yield Suggestion(title, tk._("Subject"), str(tk.h.url_for(f"{name}.search")))


def _departments(words: list[str]) -> Iterator[Suggestion]:
    for row in model.Session.execute(_DEPARTMENTS):
        if _begins(words, row.title):
            url = str(tk.h.url_for("organization.read", id=row.name))
            yield Suggestion(row.title, tk._("Department"), url)


def _datasets(typed: str) -> list[Suggestion]:
    """Ask the index once, for titles that hold all that was typed, the most relevant first."""
    parts = [word[:LONGEST_PART].lower() for word in _WORD.findall(typed) if len(word) > 1]
    if not parts:
        return []
    asked = {
        "q": " AND ".join(f'title_ngram:"{part}"' for part in parts),
        "fl": ["name", "title", "dataset_type"],
        "rows": MOST_DATASETS,
        "facet": "false",
    }
    everybody: dict[str, Any] = {"user": "", "auth_user_obj": model.AnonymousUser()}
    try:
        rows = tk.get_action("package_search")(everybody, asked)["results"]
    except Exception:  # noqa: BLE001 - whatever the index answers, the box goes on working
        return []
    return [
        Suggestion(
            str(row["title"]),
            city_type_label(row["dataset_type"]),
            str(tk.h.url_for(f"{row['dataset_type']}.read", id=row["name"])),
        )
        for row in rows
    ]


def _begins(typed: list[str], *texts: str) -> bool:
    """Tell whether each word typed begins a word of the texts."""
    words = [plain_letters(word) for text in texts for word in _WORD.findall(text)]
    return all(any(word.startswith(part) for word in words) for part in typed)
