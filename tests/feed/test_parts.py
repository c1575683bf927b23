"""A part is made once, is the same for all, and changes with all that it depends on only."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, Literal, URIRef

from ckanext.city import config
from ckanext.city.feed import dicts, fingerprints, listing, parts, syntaxes
from ckanext.city.feed.problems import Problem
from ckanext.city.feed.triples import BAD_ADDRESS
from ckanext.city.store import cache
from tests.feed.catalogue import catalogue, fresh, make, make_series
from tests.site.conftest import town
from tests.site.town import FINANCE, act

__all__ = ["catalogue", "fresh", "town"]  # fixtures

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("fresh")]

PARSERS = {"ttl": "turtle", "xml": "xml", "jsonld": "json-ld"}


def page() -> parts.Listed:
    return parts.listed(listing.published(), listing.organizations())


def keys() -> dict[str, str]:
    listed = page()
    return {row.name: key for row, key in zip(listed.rows, listed.keys, strict=True)}


def changed(before: dict[str, str]) -> set[str]:
    after = keys()
    return {name for name in before | after if before.get(name) != after.get(name)}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the datasets whose part is made meanwhile."""
    names: list[str] = []
    make_part = parts.make_part

    def noted(dataset: Any) -> parts.Part:
        names.append(dataset["name"])
        return make_part(dataset)

    monkeypatch.setattr(parts, "make_part", noted)
    return names


def test_a_part_is_made_once_for_all_syntaxes(catalogue: Any, made: list[str]) -> None:
    bodies = {syntax: parts.bodies(page(), syntax) for syntax in parts.SYNTAXES}
    assert len(made) == len(page().rows)
    assert bodies == {syntax: parts.bodies(page(), syntax) for syntax in parts.SYNTAXES}
    assert len(made) == len(page().rows)


def test_parts_come_in_the_order_of_the_rows_some_kept_and_some_not(
    catalogue: Any, made: list[str]
) -> None:
    whole = parts.bodies(page(), "ttl")
    listed = page()
    assert parts.bodies(listed, "ttl") == whole
    import redis

    redis.Redis.from_url(config.redis_url()).delete(f"{listed.keys[1]}:ttl")
    assert parts.bodies(listed, "ttl") == whole
    assert made[len(whole) :] == [listed.rows[1].name]


def test_bytes_are_the_same_with_the_index_without_it_and_without_redis(
    catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_bytes() -> list[list[bytes]]:
        return [parts.bodies(page(), syntax) for syntax in parts.SYNTAXES]

    monkeypatch.setattr(cache.breaker, "may_ask", lambda: False)
    indexed = all_bytes()
    monkeypatch.setattr(dicts.breaker, "may_ask", lambda: False)
    assert all_bytes() == indexed


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("person", ["", "administrator"])
def test_bytes_do_not_depend_on_who_asks_or_in_which_language(
    town: Any, catalogue: Any, language: str, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ckan.plugins.toolkit as tk

    def no_words(*_args: Any) -> str:
        raise AssertionError("a part has been translated")

    plain = parts.bodies(page(), "ttl")
    monkeypatch.setattr(cache.breaker, "may_ask", lambda: False)
    with town.app.flask_app.test_request_context(
        f"/{language}/catalog.ttl",
        headers=town.headers(person),
        environ_overrides={"CKAN_LANG": language, "CKAN_LANG_IS_DEFAULT": False},
    ):
        tk.g.user = person
        for name in ("_", "ungettext"):
            monkeypatch.setattr(tk, name, no_words)
        assert parts.bodies(page(), "ttl") == plain


def test_an_edit_changes_the_key_of_its_dataset_only(catalogue: Any) -> None:
    before = keys()
    act("package_patch", {"id": "open-full", "notes": "Autre description. " * 10})
    assert changed(before) == {"open-full"}


def test_a_change_to_an_organization_changes_every_key(catalogue: Any) -> None:
    before = keys()
    act("organization_patch", {"id": FINANCE, "title": "Finances"})
    assert changed(before) == set(before)


def test_a_change_of_settings_changes_every_key(
    catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ckan.plugins.toolkit as tk

    before = keys()
    monkeypatch.setitem(tk.config, "ckan.site_url", "https://autre.example.org")
    assert changed(before) == set(before)


def test_the_feeds_own_code_and_lists_are_among_what_parts_depend_on() -> None:
    fingerprints._files.cache_clear()
    assert fingerprints._files(()) == fingerprints._files(())
    files = {
        path.relative_to(fingerprints.ROOT).parts[0]
        for pattern in fingerprints.CODE
        for path in fingerprints.ROOT.glob(pattern)
    }
    assert files >= {"feed", "site", "dataset_types", "config.py"}


def test_hiding_a_series_changes_its_members_at_once(catalogue: Any) -> None:
    series = make_series("open-temporary")
    make("open-of-temporary", in_series=[series["id"]])
    before = keys()
    act("package_patch", {"id": series["id"], "private": True, "access_level": "department"})
    assert changed(before) == {"open-temporary", "open-of-temporary"}
    for name in ("open-of-temporary", "open-temporary"):
        act("dataset_purge", {"id": name})


def test_a_series_part_follows_its_members(catalogue: Any) -> None:
    before = keys()
    act("package_patch", {"id": "open-member", "title": "Un autre titre"})
    assert changed(before) == {"open-member", "open-series"}


def test_a_series_last_changed_when_a_member_did_and_is_told_no_fault(catalogue: Any) -> None:
    act("package_patch", {"id": "open-member", "title": "Encore un autre titre"})
    head = syntaxes.SYNTAXES["ttl"].page(parts.bodies(page(), "ttl"))
    graph = rdflib.Graph().parse(data=head, format="turtle")
    changes = {
        name: graph.value(
            URIRef(f"{config.site_url()}/dataset/{catalogue[name]['id']}"), DCTERMS.modified
        )
        for name in ("open-series", "open-member")
    }
    assert changes["open-series"] == changes["open-member"] is not None
    assert catalogue["open-series"]["id"] not in parts.problems_of(listing.published())


def test_a_dataset_that_changed_since_it_was_listed_is_not_kept_as_it_was(catalogue: Any) -> None:
    listed = page()
    act("package_patch", {"id": "open-full", "notes": "Encore une autre. " * 10})
    with pytest.raises(parts.Changed):
        parts.bodies(listed, "ttl")
    at = [row.name for row in listed.rows].index("open-full")
    assert cache.read_many([f"{listed.keys[at]}:ttl"]) == [None]


def test_a_part_names_published_series_only(catalogue: Any) -> None:
    text = b"".join(parts.bodies(page(), "ttl")).decode()
    assert catalogue["secret-series"]["id"] not in text
    assert "secret" not in text


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that cannot write anything."""

    class Broken:
        problems = ()

        def __init__(self, *_args: Any, **_options: Any) -> None: ...

        def graph_from_dataset(self, *_args: Any) -> None:
            raise IndexError("broken")

    monkeypatch.setattr(parts, "new_profile", Broken)


@pytest.mark.parametrize("syntax", parts.SYNTAXES)
def test_a_dataset_that_breaks_the_profile_is_there_with_the_least(
    catalogue: Any, broken: None, syntax: str, caplog: Any
) -> None:
    caplog.set_level(logging.CRITICAL)
    dataset = catalogue["open-full"]
    part = parts.make_part(dataset)
    body = syntaxes.SYNTAXES[syntax].page([part.bodies[syntax]])
    graph = rdflib.Graph().parse(data=body, format=PARSERS[syntax])
    node = URIRef(f"{config.site_url()}/dataset/{dataset['id']}")
    assert graph.value(node, DCTERMS.identifier) == Literal(dataset["id"])
    assert graph.value(node, DCTERMS.title) == Literal(dataset["title"], lang="fr")
    assert str(graph.value(node, DCAT.landingPage)).endswith("/dataset/open-full")
    assert len(list(graph.objects(node, DCAT.distribution))) == 2
    assert [problem.code for problem in part.problems] == [parts.UNREADABLE]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": None, "notes": ["a"], "resources": None},
        {"title": 3, "resources": [None, "a", {}, {"id": "r", "url": 4}]},
        {"name": None, "resources": "texte"},
        {"title": "\x00\ud800", "notes": "\ufffe", "name": "é /"},
        {"resources": [{"id": "r", "url": "http://localhost/a"}, {"id": "s", "url": "s3://x y"}]},
    ],
    ids=["none", "numbers", "text", "characters", "addresses"],
)
def test_whatever_a_dataset_holds_it_has_a_part(broken: None, wrong: Any, caplog: Any) -> None:
    caplog.set_level(logging.CRITICAL)
    part = parts.make_part({"id": "un", "name": "nom", **wrong})
    for name, syntax in syntaxes.SYNTAXES.items():
        graph = rdflib.Graph().parse(data=syntax.page([part.bodies[name]]), format=PARSERS[name])
        assert list(graph.subjects(DCTERMS.identifier)) == [
            URIRef(f"{config.site_url()}/dataset/un")
        ]
        assert not list(graph.subjects(DCAT.accessURL))


def test_problems_are_kept_beside_the_part_and_told_by_dataset(
    catalogue: Any, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new_profile = parts.new_profile

    def with_a_bad_triple(graph: Any) -> Any:
        profile = new_profile(graph)
        stock = profile.graph_from_dataset

        def describe(dataset: Any, ref: Any) -> None:
            stock(dataset, ref)
            if dataset["name"] == "open-plain":
                graph.add((ref, DCAT.landingPage, URIRef("https://a b/")))

        profile.graph_from_dataset = describe
        return profile

    monkeypatch.setattr(parts, "new_profile", with_a_bad_triple)
    rows = listing.published()
    told = {catalogue["open-plain"]["id"]: (Problem(BAD_ADDRESS, "landingPage", "https://a b/"),)}
    found = parts.problems_of(rows)
    assert {id_: found[id_] for id_ in told} == told
    assert parts.problems_of(rows) == found
    assert len(made) == len(rows)
