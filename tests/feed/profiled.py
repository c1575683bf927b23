"""What the profile says of a dataset, for tests to look at."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from rdflib import Graph, Namespace, URIRef

from tests.feed.shown import configure, graph_of, node_of, shown

DCAT = Namespace("http://www.w3.org/ns/dcat#")
EU = "http://publications.europa.eu/resource/authority"
DCATAP = "http://data.europa.eu/r5r/"
LAW = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
ADDRESSES = URIRef("http://data.europa.eu/bna/c_ac64a52d")
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
COMMUNE = URIRef("http://id.insee.fr/geo/commune/91999")
GEOMETRY = URIRef("http://www.w3.org/ns/locn#geometry")
POINT = {"type": "Point", "coordinates": [2.3, 48.6]}
TRIANGLE = [[2.3, 48.6], [2.31, 48.6, 120], [2.31, 48.61], [2.3, 48.6]]


@pytest.fixture(autouse=True)
def city(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch)


@pytest.fixture
def dataset() -> dict[str, Any]:
    """The rich dataset of the plain type."""
    return copy.deepcopy(shown()["base-adresse-locale"])


def said(dataset: dict[str, Any], *path: URIRef) -> list[Any]:
    """What is said of a dataset at the end of a path of properties."""
    graph = graph_of(dataset)
    found = [node_of(dataset)]
    for step in path:
        found = [value for each in found for value in graph.objects(each, step)]
    return found


def one(dataset: dict[str, Any], *path: URIRef) -> Any:
    found = said(dataset, *path)
    assert len(found) == 1, found
    return found[0]


def distributions(dataset: dict[str, Any]) -> list[tuple[Graph, URIRef]]:
    graph = graph_of(dataset)
    return [(graph, each) for each in graph.objects(node_of(dataset), DCAT.distribution)]


def first_file(dataset: dict[str, Any]) -> tuple[Graph, URIRef]:
    name = f"{node_of(dataset)}/resource/{dataset['resources'][0]['id']}"
    return graph_of(dataset), URIRef(name)
