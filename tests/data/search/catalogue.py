"""Turns `corpus.yaml` into what CKAN would send to Solr, and asks a query as CKAN would."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pysolr
import yaml

from ckanext.city.site import search

FOLDER = Path(__file__).parent
# Its own, so that the documents stand apart in a core that other tests use too.
SITE_ID = "search-ranking"
THEME = "http://publications.europa.eu/resource/authority/data-theme/"
# ckan/lib/search/query.py of CKAN 2.12.0
CORE_QUERY_FIELDS = "name^4 title^4 tags^2 groups^2 text"
CORE_MINIMUM_MATCH = "2<-1 5<80%"


@dataclass(frozen=True)
class Query:
    """What a resident types and which datasets are right: one of them must stand on top."""

    text: str
    finds: tuple[str, ...]
    kind: str
    missed: str = ""

    def rank(self, ids: list[str]) -> int | None:
        """Place of the first right dataset, from 1; None where there is none."""
        for place, found in enumerate(ids, start=1):
            if found in self.finds or found.split("@")[0] in self.finds:
                return place
        return None


def queries(name: str) -> list[Query]:
    """Read a set of queries: `tuning` or `held_out`."""
    rows = _read("queries.yaml")[name]
    return [
        Query(row["q"], tuple(row["finds"]), row["kind"], row.get("missed", "")) for row in rows
    ]


def gibberish() -> list[str]:
    """Queries none of whose words stands anywhere."""
    return list(_read("queries.yaml")["nothing"])


def documents(*, ours: bool = True) -> list[dict[str, Any]]:
    """Make the documents of the whole catalogue.

    Args:
        ours: as our hook leaves them; otherwise as CKAN alone sends them.
    """
    corpus = _read("corpus.yaml")
    titles = corpus["organizations"]
    words = search.labels("fr")
    made = [_document(row) for row in _rows(corpus["datasets"])]
    if not ours:
        return made
    return [
        search.index_document(document, words=words, organizations=_organizations(document, titles))
        for document in made
    ]


def ask(solr: pysolr.Solr, query: str, **parameters: str) -> tuple[list[str], int]:
    """Ask as `PackageSearchQuery.run` does.

    Returns:
        The ids of the first ten datasets and the number of all that match.
    """
    asked = {
        "q": query,
        "rows": 10,
        "fq": [f'+site_id:"{SITE_ID}"', "+capacity:public", "+state:active"],
        "fl": "id",
        "sort": "score desc, metadata_modified desc",
        "df": "text",
        "q.op": "AND",
        "facet": "false",
    }
    if ":" not in query:
        asked |= {"defType": "dismax", "tie": "0.1"}
        asked |= {"mm": CORE_MINIMUM_MATCH, "qf": CORE_QUERY_FIELDS} | parameters
    results = solr.search(**asked)
    return [row["id"] for row in results.docs], results.hits


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _rows(datasets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in datasets:
        if "years" not in row:
            yield row
        for year in row.get("years", ()):
            filled = row["title"].format(y=year, n=year + 1)
            yield row | {"id": f"{row['id']}@{year}", "title": filled, "year": year}


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    themes = [THEME + code for code in row.get("theme", "").split()]
    year = row.get("year")
    dataset = {
        "title": row["title"],
        "notes": row.get("notes", ""),
        "type": row.get("type", "dataset"),
        "theme": themes,
        "spatial_coverage": [{"text": "Valmont-sur-Orge"}],
        "temporal_coverage": [{"start": f"{year}-01-01", "end": f"{year}-12-31"}] if year else [],
    }
    return {
        "index_id": row["id"],
        "id": row["id"],
        "site_id": SITE_ID,
        "entity_type": "package",
        "state": "active",
        "capacity": "public",
        "name": _address(row["title"]),
        "title": row["title"],
        "notes": dataset["notes"],
        "type": dataset["type"],
        "dataset_type": dataset["type"],
        "organization": row["org"],
        "tags": row.get("tags", []),
        "license_id": "lov2",
        "res_name": ["Fichier CSV"],
        "metadata_created": "2024-01-01T00:00:00Z",
        "metadata_modified": "2024-01-01T00:00:00Z",
        "theme": json.dumps(themes),
        "extras_theme": json.dumps(themes),
        "extras_access_level": "public",
        "validated_data_dict": json.dumps(dataset),
    }


def _organizations(
    document: Mapping[str, Any], titles: Mapping[str, str]
) -> list[search.Organization]:
    names = dict.fromkeys([document["organization"], "ville"])
    return [search.Organization(f"id-{name}", name, titles[name]) for name in names]


def _address(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
