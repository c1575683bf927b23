"""The feed of the running site: a small catalogue on many pages, read whole, with nothing kept."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import rdflib
import requests
from rdflib import DCAT, DCTERMS, RDF, Namespace

from dev import run, supervise
from dev.layout import PYTHON, REDIS, unit_test_environment
from tests.feed.catalogue import FULL, PARSERS
from tests.running_site import RunningSite
from tests.site.town import ROADS

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
DATASETS = 24
PAGE_SIZE = 5
LONGEST_SECONDS = 60  # a page, with every service but the database away


@pytest.fixture(scope="module")
def small_pages(site: RunningSite) -> Iterator[RunningSite]:
    """The running site with datasets of this test only in mind, five on a page."""
    run_ckan(site, "config-tool", str(site.ini), f"ckanext.city.feed.page_size={PAGE_SIZE}")
    restart_web(site)
    yield site
    run_ckan(site, "config-tool", str(site.ini), "ckanext.city.feed.page_size=100")
    restart_web(site)


@pytest.fixture(scope="module")
def published(small_pages: RunningSite) -> Iterator[list[str]]:
    """Ids of datasets made for these tests."""
    api = small_pages.api("admin").action
    made = [create(api, f"feed-test-{number}") for number in range(DATASETS)]
    yield made
    for id_ in made:
        api.dataset_purge(id=id_)


def create(api: Any, name: str) -> str:
    """Make a dataset through the API; gives its id."""
    made = api.package_create(**FULL | {"type": "dataset", "name": name, "owner_org": ROADS})
    return str(made["id"])


def restart_web(site: RunningSite) -> None:
    """Have the workers read the settings anew."""
    supervise.restart_programs(("test-web",))
    run.wait_for("The tests' site", lambda: run.site_answers(site.url), seconds=120)


def run_ckan(site: RunningSite, *words: str) -> None:
    """Run one of the site's commands."""
    subprocess.run(
        ckan_command(site, *words),
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )


def ckan_command(site: RunningSite, *words: str) -> list[str]:
    """A command of the site; `config-tool` takes no ini before its name."""
    program = str(PYTHON.with_name("ckan"))
    return [program, *(() if words[0] == "config-tool" else ("-c", str(site.ini))), *words]


def environment() -> dict[str, str]:
    """Our own without the addresses of the in-process tests' services, which would win."""
    return {k: v for k, v in os.environ.items() if k not in unit_test_environment() or k == "PATH"}


def forget() -> None:
    """Drop what is kept of the feed."""
    import redis

    client = redis.Redis(port=REDIS, db=2)
    for key in client.scan_iter("ckanext-city:*"):
        client.delete(key)


def get(address: str, **headers: str) -> requests.Response:
    """Ask for an address as a portal does."""
    return requests.get(address, headers=headers, timeout=LONGEST_SECONDS, allow_redirects=False)


def pages(site: RunningSite, extension: str = "ttl") -> Iterator[tuple[requests.Response, Any]]:
    """Walk the feed: each answer with its graph."""
    address = f"{site.url}/catalog.{extension}"
    while address:
        answer = get(address)
        assert answer.status_code == 200, answer.text
        graph = rdflib.Graph().parse(data=answer.content, format=PARSERS[extension])
        yield answer, graph
        [view] = graph.subjects(RDF.type, HYDRA.PartialCollectionView)
        assert str(view) == address
        following = graph.value(view, HYDRA.next)
        address = str(following) if following else ""


def ids_of(graph: Any) -> list[str]:
    """Ids of the datasets of a page."""
    return [
        str(graph.value(node, DCTERMS.identifier)) for node in graph.objects(None, DCAT.dataset)
    ]


def whole(site: RunningSite, extension: str = "ttl") -> list[tuple[str, bytes]]:
    """Walk the feed: each page's witness and bytes."""
    return [(answer.headers["ETag"], answer.content) for answer, _ in pages(site, extension)]


@contextmanager
def stopped(program: str) -> Iterator[None]:
    """End a service meanwhile."""
    supervise.stop_programs((program,))
    try:
        yield
    finally:
        supervise.start_programs((program,))
        supervise.start()
        supervise.wait_for_solr()


@contextmanager
def hung(program: str) -> Iterator[None]:
    """Have a service take connections and answer none meanwhile."""
    pid = _pid_of(program)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _pid_of(program: str) -> int:
    command = [str(PYTHON.with_name("supervisorctl")), "-c", str(supervise.SUPERVISOR_INI)]
    told = subprocess.run([*command, "pid", program], check=True, capture_output=True, text=True)
    return int(told.stdout)
