"""Atom feeds: valid by RFC 4287, in French, with ids that stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from defusedxml import ElementTree

from ckanext.city.feed import atom
from ckanext.city.feed.atom import Channel
from tests.feed.conftest import SITE

pytestmark = pytest.mark.usefixtures("settings")

ATOM = "{http://www.w3.org/2005/Atom}"
CATALOGUE = Channel(SITE, "Données de Saint-Aubin", "/feeds/dataset.atom", "/dataset/")


def read(datasets: Iterable[dict[str, Any]], **more: Any) -> Any:
    return ElementTree.fromstring(atom.write_feed(CATALOGUE, datasets, **more))


def text(element: Any, name: str) -> str:
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, f"RFC 4287 wants one {name}"
    return str(found[0].text or "")


def links(element: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in element.findall(f"{ATOM}link"):
        found.setdefault(link.get("rel"), []).append(link.get("href"))
    return found


def test_a_feed_says_what_it_is_and_where_the_next_page_is(dataset: dict[str, Any]) -> None:
    feed = read([dataset], at="?before=a", following="?before=b")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert text(feed, "title") == "Données de Saint-Aubin"
    assert text(feed, "updated") == "2026-03-04T23:30:00+00:00"
    assert text(feed, "id").startswith("urn:uuid:")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Saint-Aubin-sur-Orge"
    assert links(feed) == {
        "self": [f"{SITE}/feeds/dataset.atom?before=a"],
        "alternate": [f"{SITE}/dataset/"],
        "next": [f"{SITE}/feeds/dataset.atom?before=b"],
    }


def test_an_entry_leads_to_the_page_and_to_the_files(dataset: dict[str, Any]) -> None:
    entry = read([dataset]).find(f"{ATOM}entry")

    assert text(entry, "id") == f"urn:uuid:{dataset['id']}"
    assert text(entry, "title") == "Arbres remarquables de la ville"
    assert text(entry, "published") == "2025-01-02T10:00:00+00:00"
    assert text(entry, "summary").startswith("Position, essence")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Direction des espaces verts"
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == [
        "Arbres",
        "Forêt et œuvre",
    ]
    first, second = dataset["resources"]
    assert links(entry) == {
        "alternate": [f"{SITE}/dataset/arbres-remarquables"],
        "enclosure": [
            f"{SITE}/dataset/{dataset['id']}/resource/{first['id']}/download",
            second["url"],
        ],
    }


def test_entries_stay_in_the_order_given(dataset: dict[str, Any]) -> None:
    feed = read([dataset | {"title": "un"}, dataset | {"title": "deux"}])

    assert [text(entry, "title") for entry in feed.findall(f"{ATOM}entry")] == ["un", "deux"]


def test_ids_stay_when_names_change(dataset: dict[str, Any]) -> None:
    organization = "28092357-9cfe-486c-bb64-7e080b5d031b"
    one = Channel(organization, "Voirie", "/feeds/organization/voirie.atom", "/organization/voirie")
    other = Channel(organization, "Rues", "/feeds/organization/rues.atom", "/organization/rues")

    feeds = [ElementTree.fromstring(atom.write_feed(each, [])) for each in (one, other)]

    assert [text(feed, "id") for feed in feeds] == [f"urn:uuid:{organization}"] * 2
    assert text(read([]), "id") == text(read([dataset]), "id")


def test_an_empty_feed_is_the_same_each_time() -> None:
    assert atom.write_feed(CATALOGUE, []) == atom.write_feed(CATALOGUE, [])


def test_a_dataset_that_says_nothing_has_its_entry() -> None:
    bare = {"id": "f011f7b0-3d6e-4bba-a836-ffbf1ef8bf6c", "name": "vide", "type": "dataset"}

    entry = read([bare]).find(f"{ATOM}entry")

    assert text(entry, "title") == "vide"
    assert links(entry) == {"alternate": [f"{SITE}/dataset/vide"]}
