"""What the feed's addresses answer, whoever asks for what: a sentence, never a page of HTML."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from rdflib import DCTERMS, Literal

from ckanext.city.feed import dicts, listing, parts
from tests.feed.catalogue import catalogue, fresh, graph_of, make, read
from tests.site.conftest import town
from tests.site.town import Town, act

__all__ = ["catalogue", "fresh", "town"]  # fixtures

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("fresh")]

NEVER = "00000000-0000-4000-8000-000000000000"
MEDIA = {
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "xml": "application/rdf+xml; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
}


def is_a_sentence(answer: Any, status: int) -> bool:
    lines = answer.body.splitlines()
    plain = answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return answer.status_code == status and plain and len(lines) == 1 and lines[0].endswith(".")


@pytest.mark.parametrize("extension", MEDIA)
@pytest.mark.parametrize("of", ["/catalog", "/dataset/open-full"])
def test_each_syntax_says_its_type_and_charset(
    town: Town, catalogue: Any, of: str, extension: str
) -> None:
    answer = read(town.app, f"{of}.{extension}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, MEDIA[extension])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "« été »" in answer.data.decode()


@pytest.mark.parametrize("address", ["/catalog.ttl", "/dataset/open-full.jsonld", "/catalog.foo"])
def test_head_says_what_get_does(town: Town, catalogue: Any, address: str) -> None:
    own = ("Date", "X-Request-Id", "Set-Cookie")
    got = read(town.app, address)
    head = town.app.flask_app.test_client().head(address)
    assert (head.status_code, head.data) == (got.status_code, b"")
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in got.headers.items() if k not in own
    }


@pytest.mark.parametrize(
    "address",
    [
        "/catalog.n3",
        "/catalog.foo",
        "/catalog.TTL",
        "/catalog.ttl.gz",
        "/catalog.",
        "/dataset/open-full.n3",
        "/dataset/open-full.foo",
        "/dataset_series/open-series.n3",
        "/dataset_series/open-series.ttl",
        "/dataset_series/open-series.foo",
        "/catalog.foo?after=x",
    ],
)
def test_a_format_that_there_is_not_is_not_found(town: Town, catalogue: Any, address: str) -> None:
    answer = read(town.app, address)
    if address == "/catalog.":
        assert answer.status_code == 404
    else:
        assert is_a_sentence(answer, 404), answer.body


@pytest.mark.parametrize(
    "query",
    [
        "q=%22",
        "fq={!join%20from=id}",
        "fq=capacity:private",
        "page=99999999999999999999",
        "page=2",
        "profiles=euro_dcat_ap_3",
        "modified_since=foo",
        "after=",
        "after=x",
        "after=%00",
        "after=%ff",
        f"after={NEVER}&after={NEVER}",
        f"after={NEVER}%0a",
        f"after={NEVER.replace('-', '')}",
        "after=" + "a" * 5000,
        "%E2%80%AE=1",
    ],
)
def test_any_other_parameter_is_refused(town: Town, catalogue: Any, query: str) -> None:
    assert is_a_sentence(read(town.app, f"/catalog.ttl?{query}"), 400)


@pytest.mark.parametrize("query", ["profiles=dcat_ap_fr", f"after={NEVER}"])
def test_a_datasets_page_takes_no_parameter(town: Town, catalogue: Any, query: str) -> None:
    assert is_a_sentence(read(town.app, f"/dataset/open-full.ttl?{query}"), 400)


@pytest.mark.parametrize("extension", MEDIA)
@pytest.mark.parametrize("by", ["id", "name"])
@pytest.mark.parametrize("state", ["private", "draft", "deleted", "series"])
def test_a_hidden_dataset_answers_as_one_that_never_was(
    town: Town, catalogue: Any, state: str, by: str, extension: str
) -> None:
    for person in ("anonymous", "administrator"):
        never = town.get(person, f"/dataset/{NEVER}.{extension}")
        hidden = town.get(person, f"/dataset/{catalogue[f'secret-{state}'][by]}.{extension}")
        assert is_a_sentence(hidden, 404)
        assert hidden.body == never.body


@pytest.mark.parametrize("reference", ["%00", "a%0ab", "é", "..", "%2e%2e%2fcatalog", "a" * 3000])
def test_a_strange_name_is_not_found(town: Town, catalogue: Any, reference: str) -> None:
    assert read(town.app, f"/dataset/{reference}.ttl").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", ["/catalog.ttl", "/dataset/open-full.ttl", "/catalog.foo"])
def test_an_address_with_a_language_leads_to_the_one_without(
    town: Town, catalogue: Any, language: str, path: str
) -> None:
    answer = read(town.app, f"/{language}{path}?after={NEVER}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"http://test.ckan.net{path}?after={NEVER}"


def test_a_sentence_is_in_french_by_default(town: Town) -> None:
    assert read(town.app, f"/dataset/{NEVER}.ttl").body == "Ce jeu de données n’existe pas.\n"


def test_the_name_of_a_dataset_serves_as_well_as_its_id(town: Town, catalogue: Any) -> None:
    by_id, by_name = (
        read(town.app, f"/dataset/{catalogue['open-full'][by]}.ttl") for by in ("id", "name")
    )
    assert (by_name.data, by_name.headers["ETag"]) == (by_id.data, by_id.headers["ETag"])


@pytest.mark.parametrize(
    "error",
    [
        sa.exc.OperationalError("SELECT", {}, Exception("down")),
        dicts.Unreadable("Dataset x cannot be read."),
        RuntimeError("never thought of"),
    ],
    ids=["database", "unreadable", "unknown"],
)
def test_a_feed_that_would_not_be_whole_is_not_given(
    town: Town, catalogue: Any, error: Exception, monkeypatch: Any, caplog: Any
) -> None:
    def fail(*_args: Any) -> None:
        raise error

    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(dicts, "datasets_of", fail)
    for address in ("/catalog.ttl", "/dataset/open-full.ttl"):
        answer = read(town.app, address)
        assert is_a_sentence(answer, 503)
        assert int(answer.headers["Retry-After"]) > 0
        assert "ETag" not in answer.headers


def test_a_catalogue_that_publishes_nothing_is_no_empty_feed(
    town: Town, monkeypatch: Any, caplog: Any
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(listing, "published", lambda **_asked: [])
    answer = read(town.app, "/catalog.ttl")
    assert is_a_sentence(answer, 503)
    assert "Aucun jeu de données" in answer.body


def test_the_database_down_before_our_view_is_said_too(
    town: Town, monkeypatch: Any, caplog: Any
) -> None:
    from ckan import model

    def fail(*_args: Any) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("down"))

    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(model, "get_system_info", fail)
    answer = read(town.app, "/catalog.ttl")
    assert is_a_sentence(answer, 503)
    assert "base de données" in answer.body


def test_a_page_is_listed_again_when_a_dataset_changes_meanwhile(
    town: Town, catalogue: Any, monkeypatch: Any
) -> None:
    plain = read(town.app, "/catalog.ttl").data
    bodies, calls = parts.bodies, []

    def changed_at_first(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise parts.Changed
        return bodies(*args)

    monkeypatch.setattr(parts, "bodies", changed_at_first)
    assert read(town.app, "/catalog.ttl").data == plain
    assert len(calls) == 2


def test_a_catalogue_that_never_stops_changing_is_not_given_in_part(
    town: Town, catalogue: Any, monkeypatch: Any
) -> None:
    def changed(*_args: Any) -> None:
        raise parts.Changed

    monkeypatch.setattr(parts, "bodies", changed)
    assert is_a_sentence(read(town.app, "/catalog.ttl"), 503)


@pytest.mark.parametrize("odd", [NEVER.replace("-", ""), f"{{{NEVER}}}", f"urn:uuid:{NEVER}"])
def test_every_id_that_ckan_takes_can_be_a_cursor(town: Town, catalogue: Any, odd: str) -> None:
    make("open-odd", id=odd)
    try:
        answer = read(town.app, f"/catalog.ttl?after={odd}")
        assert answer.status_code == 200
        assert is_a_sentence(read(town.app, "/catalog.ttl?after=open-odd"), 400)
        graph = graph_of(read(town.app, "/dataset/open-odd.ttl"), "ttl")
        assert list(graph.objects(None, DCTERMS.identifier)).count(Literal(odd)) == 1
    finally:
        act("dataset_purge", {"id": odd})


@pytest.mark.parametrize("address", ["/", "/dataset/", "/dataset/open-full"])
def test_the_pages_that_link_to_the_feed_answer(town: Town, catalogue: Any, address: str) -> None:
    assert town.app.get(address).status_code == 200
