"""A small catalogue for the tests of the feed: datasets in every state, a series, helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import rdflib

from tests.site.town import FINANCE, ROADS, Town, act

PARSERS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
FULL = {
    "title": "Arbres remarquables – « été »",
    "notes": "Les arbres que la commune protège, avec leur essence et leur hauteur. " * 3,
    "license_id": "lov2",
    "theme": [THEME],
    "tag_string": "arbres, nature",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "temporal_coverage": [{"start": "2024-01-01", "end": "2024-12-31"}],
    "resources": [
        {
            "name": "Arbres",
            "description": "Un arbre par ligne.",
            "url": "https://ville.example.org/arbres.csv",
            "format": "CSV",
            "size": 1234,
            "hash": "0" * 64,
        },
        {"name": "Photos", "url": "https://ville.example.org/photos.zip", "format": "ZIP"},
    ],
}


def make(name: str, **fields: Any) -> dict[str, Any]:
    """Make a dataset with most fields."""
    return act(
        "package_create", {"type": "dataset", "name": name, "owner_org": ROADS} | FULL | fields
    )


def make_series(name: str, **fields: Any) -> dict[str, Any]:
    """Make a series without members."""
    row = {"type": "dataset_series", "title": f"Série {name}", "notes": "Une série. " * 20}
    return act("package_create", {"name": name, "owner_org": FINANCE} | row | fields)


def fill() -> dict[str, dict[str, Any]]:
    """Make datasets in every state; by their names, whose beginnings say who may see them."""
    series, hidden = make_series("open-series"), make_series("secret-series", private=True)
    both = [series["id"], hidden["id"]]
    made = {
        "open-series": series,
        "secret-series": hidden,
        "open-full": make("open-full"),
        "open-member": make("open-member", in_series=both, owner_org=FINANCE),
        "open-plain": make("open-plain", resources=[], theme=[], tag_string="", license_id=""),
        "secret-private": make("secret-private", private=True, in_series=both),
        "secret-draft": make("secret-draft", state="draft"),
        "secret-deleted": make("secret-deleted"),
    }
    act("package_delete", {"id": made["secret-deleted"]["id"]})
    return made


@pytest.fixture(scope="module")
def catalogue(town: Town) -> dict[str, dict[str, Any]]:
    """The catalogue, made once for a file of tests that change nothing in it for long."""
    return fill()


@pytest.fixture
def fresh(town: Town) -> Iterator[None]:
    """Nothing kept in Redis, and no service left alone, before and after."""
    forget()
    yield
    forget()


def forget() -> None:
    """Drop all that is kept of the feed."""
    import redis

    from ckanext.city import config
    from ckanext.city.feed import dicts
    from ckanext.city.store import cache

    cache.breaker.reset()
    dicts.breaker.reset()
    client = redis.Redis.from_url(config.redis_url())
    keys = list(client.scan_iter("ckanext-city:*"))
    if keys:
        client.delete(*keys)


def open_ids(catalogue: dict[str, dict[str, Any]]) -> list[str]:
    """The ids of what is published, in the feed's order."""
    return sorted(row["id"] for name, row in catalogue.items() if name.startswith("open-"))


def read(app: Any, address: str, **headers: str) -> Any:
    """Ask for an address without following redirections."""
    return app.get(address, headers=headers, follow_redirects=False)


def graph_of(answer: Any, extension: str) -> rdflib.Graph:
    """Read an answer of the feed."""
    assert answer.status_code == 200, answer.body
    return rdflib.Graph().parse(data=answer.data, format=PARSERS[extension])
