"""With a service away, emptied or hung, the running feed is whole, or says that it cannot be."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.feed.running import (
    LONGEST_SECONDS,
    ckan_command,
    environment,
    forget,
    get,
    hung,
    ids_of,
    pages,
    published,
    run_ckan,
    small_pages,
    stopped,
    whole,
)
from tests.running_site import RunningSite

__all__ = ["published", "small_pages"]  # fixtures

pytestmark = pytest.mark.service

Pages = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def healthy(small_pages: RunningSite, published: list[str]) -> Pages:
    """The feed with every service well."""
    found = [id_ for _, graph in pages(small_pages) for id_ in ids_of(graph)]
    assert sorted(found) == found
    assert set(published) <= set(found)
    return whole(small_pages)


@contextmanager
def cleared_index(site: RunningSite) -> Iterator[None]:
    run_ckan(site, "search-index", "clear")
    try:
        yield
    finally:
        run_ckan(site, "search-index", "rebuild")


@contextmanager
def half_an_index(site: RunningSite) -> Iterator[None]:
    """The index as a rebuild leaves it that was cleared first and killed in the middle."""
    with cleared_index(site):
        command = ckan_command(site, "search-index", "rebuild")
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
        ) as process:
            told = b""
            while process.stdout is not None and b"dataset 10/" not in told:
                read = process.stdout.read(1)
                assert read, told
                told += read
            process.kill()
        yield


def faults(site: RunningSite) -> dict[str, AbstractContextManager[None]]:
    return {
        "index-cleared": cleared_index(site),
        "rebuild-killed": half_an_index(site),
        "solr-stopped": stopped("solr"),
        "solr-hung": hung("solr"),
        "redis-stopped": stopped("redis"),
        "redis-hung": hung("redis"),
    }


@pytest.mark.parametrize(
    "fault",
    [
        "index-cleared",
        "rebuild-killed",
        "solr-stopped",
        "solr-hung",
        "redis-stopped",
        "redis-hung",
    ],
)
def test_the_feed_is_whole_whatever_is_away_but_the_database(
    small_pages: RunningSite, healthy: Pages, fault: str
) -> None:
    forget()
    with faults(small_pages)[fault]:
        assert whole(small_pages) == healthy
        assert whole(small_pages) == healthy
    assert whole(small_pages) == healthy


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog.jsonld", "/dataset/feed-test-1.rdf"])
def test_without_the_database_nothing_is_given_and_it_is_said(
    small_pages: RunningSite, healthy: Pages, path: str
) -> None:
    with stopped("postgres"):
        for _each_worker in range(6):
            answer = get(f"{small_pages.url}{path}")
            assert answer.status_code == 503
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.text.count("\n") == 1
            assert "ETag" not in answer.headers
    wait_until_it_answers(f"{small_pages.url}{path}")
    assert whole(small_pages) == healthy


def test_both_workers_give_the_same_bytes_and_witness(
    small_pages: RunningSite, healthy: Pages
) -> None:
    given = set()
    for _each in range(12):
        forget()  # each makes its parts itself
        answer = get(f"{small_pages.url}/catalog.jsonld")
        given.add((answer.headers["ETag"], answer.content))
    assert len(given) == 1


def test_both_workers_see_a_change_at_once(
    small_pages: RunningSite, published: list[str], healthy: Pages
) -> None:
    address = f"{small_pages.url}/dataset/{published[0]}.ttl"
    api = small_pages.api("admin").action
    for number in range(3):
        api.package_patch(id=published[0], title=f"Titre numéro {number}")
        for _each_worker in range(6):
            assert f'"Titre numéro {number}"@fr' in get(address).content.decode()


def wait_until_it_answers(address: str) -> None:
    """The workers' connections to the old database have to be found dead first."""
    end = time.monotonic() + LONGEST_SECONDS
    answers = 0
    while answers < 6:
        assert time.monotonic() < end
        answers = answers + 1 if get(address).status_code == 200 else 0
        time.sleep(0.2)
