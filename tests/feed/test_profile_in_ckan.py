"""The profile is the one that CKAN's own pages and ckanext-dcat's actions use, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, RDFS

from tests.feed.catalogue import FULL
from tests.site.town import ROADS, act

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("city")]


@pytest.fixture
def dataset() -> dict[str, Any]:
    row = {"type": "dataset", "name": "arbres", "owner_org": ROADS}
    return act("package_create", row | FULL)


@pytest.mark.parametrize("action", ["dcat_dataset_show", "dcat_catalog_show"])
def test_ckanext_dcats_own_actions_say_what_the_feed_says(
    ckan_app: Any, dataset: dict[str, Any], action: str
) -> None:
    asked = {"id": "arbres", "format": "ttl"}
    answer = ckan_app.post(f"/api/3/action/{action}", json=asked).json
    graph = Graph().parse(data=answer["result"], format="turtle")
    node = graph.value(None, DCTERMS.identifier, Literal(dataset["id"]))
    assert list(graph.objects(node, DCTERMS.title)) == [Literal(dataset["title"], lang="fr")]
    license_ = graph.value(node, DCTERMS.license)
    assert graph.value(license_, RDFS.label) == Literal("Licence Ouverte v2.0")
    assert len(list(graph.objects(node, DCTERMS.publisher))) == 1


@pytest.mark.parametrize("path", ["/", "/dataset/", "/dataset/arbres", "/fr/dataset/"])
def test_pages_that_link_to_the_feed_answer(
    ckan_app: Any, dataset: dict[str, Any], path: str
) -> None:
    assert ckan_app.get(path, follow_redirects=False).status_code == 200
