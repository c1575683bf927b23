"""Pages hold the whole catalogue once, and a client that has one is told so cheaply."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, RDF, Literal, Namespace, URIRef
from rdflib.compare import to_canonical_graph

from ckanext.city import config
from ckanext.city.feed import dicts, pages
from ckanext.city.store import cache
from tests.feed.catalogue import catalogue, fresh, graph_of, open_ids, read
from tests.site.conftest import town
from tests.site.test_query_counts import counted
from tests.site.town import FINANCE, Town, act

__all__ = ["catalogue", "fresh", "town"]  # fixtures

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("fresh")]

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
EXTENSIONS = tuple(pages.EXTENSIONS)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two datasets."""
    monkeypatch.setattr(config, "feed_page_size", lambda: 2)


def ids_of(graph: Any) -> list[str]:
    uris = graph.objects(URIRef(config.site_url()), DCAT.dataset)
    return sorted(str(graph.value(uri, DCTERMS.identifier)) for uri in uris)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_following_next_gives_each_dataset_once(
    town: Town, catalogue: Any, small: None, extension: str
) -> None:
    address, found = f"/catalog.{extension}", []
    while address:
        graph = graph_of(read(town.app, address), extension)
        [view] = graph.subjects(RDF.type, HYDRA.PartialCollectionView)
        assert str(view) == config.site_url() + address
        assert int(graph.value(view, HYDRA.totalItems)) == len(open_ids(catalogue))
        found += ids_of(graph)
        following = graph.value(view, HYDRA.next)
        assert following is None or str(following).startswith(config.site_url())
        address = str(following).removeprefix(config.site_url()) if following else None
    assert found == open_ids(catalogue)


def test_all_syntaxes_say_the_same(town: Town, catalogue: Any) -> None:
    graphs = []
    for extension in EXTENSIONS:
        graph = graph_of(read(town.app, f"/catalog.{extension}"), extension)
        page = URIRef(f"{config.site_url()}/catalog.{extension}")
        graph.remove((page, None, None))
        graphs.append(set(to_canonical_graph(graph)))
    assert all(graph == graphs[0] for graph in graphs)


def test_a_page_is_whole_without_index_and_redis_and_has_the_same_witness(
    town: Town, catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_all = read(town.app, "/catalog.ttl")
    monkeypatch.setattr(cache.breaker, "may_ask", lambda: False)
    monkeypatch.setattr(dicts.breaker, "may_ask", lambda: False)
    without = read(town.app, "/catalog.ttl")
    assert (without.data, without.headers["ETag"]) == (with_all.data, with_all.headers["ETag"])


@pytest.mark.parametrize("address", ["/catalog.ttl", "/catalog.jsonld", "/dataset/open-full.rdf"])
@pytest.mark.parametrize("weak", ["", "W/"])
def test_a_client_that_has_the_page_is_told_so(
    town: Town, catalogue: Any, address: str, weak: str
) -> None:
    etag = read(town.app, address).headers["ETag"]
    answer = read(town.app, address, **{"If-None-Match": f'"other", {weak}{etag}'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_no_two_pages_have_one_witness(town: Town, catalogue: Any, small: None) -> None:
    after = open_ids(catalogue)[1]
    addresses = [
        *(f"/catalog.{extension}" for extension in EXTENSIONS),
        f"/catalog.ttl?after={after}",
        *(f"/dataset/open-full.{extension}" for extension in EXTENSIONS),
    ]
    assert len({read(town.app, each).headers["ETag"] for each in addresses}) == len(addresses)


def etag(town: Town, address: str = "/catalog.ttl") -> str:
    witness: str = read(town.app, address).headers["ETag"]
    return witness


CHANGES = {
    "edit": ("package_patch", {"id": "open-full", "notes": "Une autre description. " * 9}),
    "rename": ("package_patch", {"id": "open-plain", "name": "open-renamed"}),
    "hide": ("package_patch", {"id": "open-member", "access_level": "department"}),
    "organization": ("organization_patch", {"id": FINANCE, "title": "Direction du budget"}),
    "title": ("config_option_update", {"ckan.site_title": "Données de la ville"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once(town: Town, catalogue: Any, change: str) -> None:
    before = etag(town)
    action, data = CHANGES[change]
    act(action, data)
    answer = read(town.app, "/catalog.ttl", **{"If-None-Match": before})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


@pytest.mark.parametrize("address", ["/catalog.ttl", "/dataset/open-full.ttl"])
def test_telling_a_client_that_it_has_the_page_takes_three_queries(
    town: Town, catalogue: Any, address: str
) -> None:
    known = {"If-None-Match": etag(town, address)}
    read(town.app, address, **known)
    with counted() as statements:
        assert read(town.app, address, **known).status_code == 304
    ours = [each for each in statements if "system_info" not in each]
    assert len(ours) <= 3


def test_a_kept_page_takes_no_query_for_each_dataset(town: Town, catalogue: Any) -> None:
    read(town.app, "/catalog.ttl")
    with counted() as statements:
        assert read(town.app, "/catalog.ttl").status_code == 200
    assert len([each for each in statements if "system_info" not in each]) <= 3


def test_a_page_says_when_it_last_changed(town: Town, catalogue: Any) -> None:
    act("package_patch", {"id": "open-full", "title": "Arbres"})
    answers = [read(town.app, path) for path in ("/catalog.ttl", "/dataset/open-full.ttl")]
    changed = {answer.headers["Last-Modified"] for answer in answers}
    assert len(changed) == 1
    assert changed.pop().endswith("GMT")


def test_a_deletion_moves_nothing(town: Town, catalogue: Any, small: None) -> None:
    """Not even that of the dataset that the address names."""
    first = graph_of(read(town.app, "/catalog.ttl"), "ttl")
    cursor = ids_of(first)[-1]
    expected = ids_of(graph_of(read(town.app, f"/catalog.ttl?after={cursor}"), "ttl"))
    act("package_delete", {"id": cursor})
    try:
        answer = read(town.app, f"/catalog.ttl?after={cursor}")
        assert ids_of(graph_of(answer, "ttl")) == expected
    finally:
        act("package_patch", {"id": cursor, "state": "active"})


def test_a_datasets_own_page_tells_of_it_alone(town: Town, catalogue: Any) -> None:
    dataset = catalogue["open-full"]["id"]
    graph = graph_of(read(town.app, f"/dataset/{dataset}.ttl"), "ttl")
    node = URIRef(f"{config.site_url()}/dataset/{dataset}")
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [node]
    assert graph.value(node, DCTERMS.identifier) == Literal(dataset)


@pytest.mark.parametrize("person", ["administrator", "agent"])
@pytest.mark.parametrize("address", ["/catalog.ttl", "/catalog.jsonld", "/dataset/open-full.rdf"])
def test_a_person_with_rights_reads_what_anyone_reads(
    town: Town, catalogue: Any, person: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache.breaker, "may_ask", lambda: False)
    theirs = town.get(person, address)
    anyones = read(town.app, address)
    assert (theirs.data, theirs.headers["ETag"]) == (anyones.data, anyones.headers["ETag"])
