"""Another spelling for a search that found nothing, from the words of the titles of public data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

import sqlalchemy as sa

from ckan import model

from ckanext.city.site.search import plain_letters

__all__ = ["city_near_query"]

#: Titles that are looked at; a page that found nothing must not read a whole large catalogue.
MOST_TITLES = 5_000
#: Shorter words are near to too many others.
SHORTEST = 4
MOST_WORDS = 6
#: How alike two words must be, from 0 to 1: « patinoir » and « patinoire » are 0.94.
ALIKE = 0.75

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TITLES = sa.text(
    "SELECT title FROM package WHERE state = 'active' AND NOT private"
    " ORDER BY metadata_modified DESC LIMIT :most"
)


def city_near_query(query: str) -> str:
    """Write a query with the words of the catalogue that are near to its own; empty if none is."""
    if len(query.split()) > MOST_WORDS:
        return ""
    rows = model.Session.execute(_TITLES, {"most": MOST_TITLES})
    return near_query(query, (str(row.title or "") for row in rows))


def near_query(query: str, titles: Iterable[str]) -> str:
    """The same, from given titles.

    A word that a title has, in whichever case and with whichever accents, is left as it is.
    """
    known: dict[str, str] = {}
    for title in titles:
        for word in _WORD.findall(title):
            if len(word) >= SHORTEST:
                known.setdefault(plain_letters(word), word.lower())
    changed = _WORD.sub(lambda found: _nearest(found[0], known), query)
    return changed if plain_letters(changed) != plain_letters(query) else ""


def _nearest(word: str, known: dict[str, str]) -> str:
    folded = plain_letters(word)
    if folded in known or len(word) < SHORTEST:
        return word
    near = difflib.get_close_matches(folded, known, n=1, cutoff=ALIKE)
    return known[near[0]] if near else word
