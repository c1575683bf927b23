"""A walk of all pages while the catalogue is written: nothing missed, nothing twice."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ckanapi import CKANAPIError

from tests.feed.running import create, ids_of, pages, published, small_pages
from tests.running_site import RunningSite

__all__ = ["published", "small_pages"]  # fixtures

pytestmark = pytest.mark.service

STEPS = 9


class Writer:
    """Edits, renames, creates and deletes; never deletes what was there before it."""

    def __init__(self, api: Any, ids: list[str]) -> None:
        self.api = api
        self.ids = ids
        self.own: list[str] = []
        self.done: Counter[str] = Counter()
        self.errors: list[Exception] = []
        self.random = random.Random(6)
        self.turn = itertools.cycle(("edit", "create", "rename", "delete"))

    def step(self) -> None:
        """Do one thing."""
        what = next(self.turn)
        getattr(self, what)()
        self.done[what] += 1

    def edit(self) -> None:
        number = self.random.randrange(10**6)
        self.api.package_patch(id=self.random.choice(self.ids), notes=f"Un texte {number}. " * 9)

    def rename(self) -> None:
        number = self.random.randrange(10**6)
        self.api.package_patch(id=self.random.choice(self.ids), name=f"feed-test-name-{number}")

    def create(self) -> None:
        self.own.append(create(self.api, f"feed-test-new-{self.random.randrange(10**6)}"))

    def delete(self) -> None:
        self.api.package_delete(id=self.own.pop())


@contextmanager
def writing(writer: Writer) -> Iterator[None]:
    """Have the writer work without a pause meanwhile."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                writer.step()
            except CKANAPIError as error:
                writer.errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def writer(small_pages: RunningSite, published: list[str]) -> Iterator[Writer]:
    made = Writer(small_pages.api("admin").action, published)
    yield made
    for id_ in made.own:
        made.api.dataset_purge(id=id_)


@pytest.mark.parametrize("extension", ["ttl", "jsonld"])
def test_each_dataset_that_was_there_throughout_comes_once(
    small_pages: RunningSite, published: list[str], writer: Writer, extension: str
) -> None:
    found = []
    with writing(writer):
        while writer.done.total() < STEPS:
            walk = [id_ for _, graph in pages(small_pages, extension) for id_ in ids_of(graph)]
            found.append(Counter(walk))
    assert writer.errors == []
    for walk_ in found:
        assert set(published) <= set(walk_)
        assert set(walk_.values()) == {1}


def test_deletions_between_pages_move_nothing(
    small_pages: RunningSite, published: list[str], writer: Writer
) -> None:
    """Also that of the dataset that the next page's address names."""
    for _each in range(8):
        writer.create()
    found: Counter[str] = Counter()
    for _, graph in pages(small_pages):
        ids = ids_of(graph)
        found.update(ids)
        for id_ in set(ids) & set(writer.own):
            writer.own.remove(id_)
            writer.api.dataset_purge(id=id_)
        writer.edit()
    assert set(published) <= set(found)
    assert set(found.values()) == {1}
    assert writer.own == []
