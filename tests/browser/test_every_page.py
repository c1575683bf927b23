"""On every page: accessible in all its looks, nothing from elsewhere, nothing that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dev.site_pages import SitePage, site_pages
from tests.browser.visits import COLOURS, DESK, PHONE, PLACES, Visit, visit
from tests.feed.load import load, specs
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

#: Each width and each scheme is examined whole; the other two looks, for what may differ there.
LOOKS = (
    (DESK, "light", ()),
    (DESK, "dark", COLOURS),
    (PHONE, "light", PLACES),
    (PHONE, "dark", ()),
)


@pytest.fixture(scope="module")
def pages(site: RunningSite) -> Iterator[list[SitePage]]:
    """A page of every kind, with a rich dataset of every type."""
    loaded = load(site.api, tuple(spec.name for spec in specs() if spec.rich))
    yield list(site_pages(site.api()))
    for each in loaded.values():
        site.api("admin").action.dataset_purge(id=each.id)


@pytest.mark.parametrize("user", ["", "ambassadrice", "admin"])
def test_every_page_can_be_used_and_asks_nobody_else(
    browser: Any, site: RunningSite, pages: list[SitePage], user: str
) -> None:
    shown = [page for page in pages if page.user == user]
    assert shown
    with visit(browser, site, user=user) as tab:
        faults = {page.name: _faults(tab, page.path) for page in shown}
        assert tab.outside == []
    assert {name: found for name, found in faults.items() if found} == {}


def _faults(tab: Visit, path: str) -> list[str]:
    tab.go(path)
    found = []
    for width, scheme, rules in LOOKS:
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        seen = tab.faults(rules) + _sideways(tab.page)
        found += [f"{width} px, {scheme}: {each}" for each in seen]
    return found + tab.refused()


def _sideways(page: Any) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []
