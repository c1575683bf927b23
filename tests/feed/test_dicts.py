"""A dataset's dict is one and the same from the index and from the database, for any reader."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from ckanext.city import config
from ckanext.city.feed import dicts, listing
from tests.feed.catalogue import catalogue, fresh, make
from tests.site.conftest import town
from tests.site.town import ROADS, act

__all__ = ["catalogue", "fresh", "town"]  # fixtures

DEPARTMENT = "Direction de la voirie et des déplacements"

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("fresh")]


def read(*references: str) -> list[dict[str, Any]]:
    rows = [listing.find(reference) for reference in references]
    return list(dicts.datasets_of([row for row in rows if row]))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that are read from the database meanwhile."""
    read_ids: list[str] = []
    of_database = dicts._from_database
    monkeypatch.setattr(
        dicts, "_from_database", lambda id_: (read_ids.append(id_), of_database(id_))[1]
    )
    return read_ids


def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicts.breaker, "may_ask", lambda: False)


@pytest.mark.parametrize("name", ["open-full", "open-plain", "open-member", "open-series"])
def test_the_index_and_the_database_say_the_same(
    catalogue: Any, name: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [indexed] = read(name)
    assert asked == []
    without_index(monkeypatch)
    [stored] = read(name)
    assert asked == [indexed["id"]]
    assert indexed == stored


def test_what_a_dataset_leaves_to_the_catalogue_is_filled_in(catalogue: Any) -> None:
    [dataset] = read("open-full")
    assert dataset["publisher"][0]["identifier"] == config.siret()
    assert dataset["creator"][0]["name"] == DEPARTMENT
    assert dataset["contact"][0]["email"]
    assert dataset["access_rights"].endswith("/PUBLIC")
    assert dataset["url"].endswith("/dataset/open-full")


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_a_renamed_organization_is_right_at_once(
    catalogue: Any, indexed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan import model

    if not indexed:
        without_index(monkeypatch)
    table = sa.text("UPDATE \"group\" SET title = 'Voirie et arbres' WHERE name = :name")
    model.Session.execute(table, {"name": ROADS})
    try:
        [dataset] = read("open-full")
        assert dataset["creator"][0]["name"] == "Voirie et arbres"
        assert dataset["organization"]["title"] == "Voirie et arbres"
    finally:
        model.Session.rollback()


def test_an_index_that_lags_behind_is_not_believed(catalogue: Any, asked: list[str]) -> None:
    from ckan import model

    id_ = catalogue["open-full"]["id"]
    table = sa.text("UPDATE package SET title = 'Neuf', metadata_modified = now() WHERE id = :id")
    model.Session.execute(table, {"id": id_})
    try:
        [dataset] = read("open-full")
        assert (dataset["title"], asked) == ("Neuf", [id_])
    finally:
        model.Session.rollback()


def test_a_dataset_hidden_since_it_was_listed_is_left_out(
    catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan import model

    without_index(monkeypatch)
    rows = listing.published(ids=[catalogue["open-full"]["id"], catalogue["open-plain"]["id"]])
    table = sa.text("UPDATE package SET private = true WHERE name = 'open-full'")
    model.Session.execute(table)
    try:
        assert [each["name"] for each in dicts.datasets_of(rows)] == ["open-plain"]
    finally:
        model.Session.rollback()


def test_a_purged_dataset_is_left_out(catalogue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    without_index(monkeypatch)
    made = make("open-purged")
    rows = listing.published(ids=[made["id"]])
    act("dataset_purge", {"id": made["id"]})
    assert list(dicts.datasets_of(rows)) == []


def test_a_solr_that_hangs_is_asked_once(
    catalogue: Any, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dicts, "SOLR_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as hung:
        address = f"http://127.0.0.1:{hung.getsockname()[1]}/solr/hung"
        monkeypatch.setattr(config, "solr_url", lambda: address)
        monkeypatch.setattr(
            dicts.common, "config", {"solr_url": address, "solr_user": None, "solr_password": None}
        )
        assert [each["name"] for each in read("open-full")] == ["open-full"]
        assert not dicts.breaker.may_ask()
        assert [each["name"] for each in read("open-plain")] == ["open-plain"]
    assert len(asked) == 2


def test_a_form_that_cannot_show_a_dataset_does_not_hide_it(
    catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan.lib import plugins

    def broken(*_args: Any) -> None:
        raise TypeError("a validator met what it did not expect")

    without_index(monkeypatch)
    monkeypatch.setattr(plugins, "plugin_validate", broken)
    [dataset] = read("open-full")
    assert dataset["title"] == catalogue["open-full"]["title"]
    assert "temporal_coverage" in dataset
    assert len(dataset["resources"]) == 2
    assert dataset["creator"][0]["name"] == DEPARTMENT


@pytest.mark.parametrize(
    "error", [RuntimeError("broken"), sa.exc.OperationalError("", {}, Exception("down"))], ids=str
)
def test_a_dataset_that_can_be_read_nowhere_is_an_error(
    catalogue: Any, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    import ckan.plugins.toolkit as tk

    def get_action(name: str) -> Callable[..., Any]:
        def fail(*_args: Any) -> None:
            raise error

        return fail if name == "package_show" else real(name)

    real = tk.get_action
    without_index(monkeypatch)
    monkeypatch.setattr(tk, "get_action", get_action)
    caplog.set_level(logging.CRITICAL)
    with pytest.raises(dicts.Unreadable):
        read("open-full")
