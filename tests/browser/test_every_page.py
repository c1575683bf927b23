"""On every page: accessible, nothing from elsewhere, nothing that the policy refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dev.site_pages import SitePage, site_pages
from tests.browser.visits import DESK, PHONE, visit
from tests.feed.load import load, specs
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

LOOKS = [(DESK, "light"), (PHONE, "dark"), (DESK, "dark"), (PHONE, "light")]


@pytest.fixture(scope="module")
def pages(site: RunningSite) -> Iterator[list[SitePage]]:
    """A page of every kind, with a rich dataset of every type."""
    rich = tuple(spec.name for spec in specs() if spec.rich)
    loaded = load(site.api, rich)
    yield list(site_pages(site.api()))
    admin = site.api("admin").action
    for each in loaded.values():
        admin.dataset_purge(id=each.id)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_can_be_used_and_asks_nobody_else(
    browser: Any, site: RunningSite, pages: list[SitePage], width: int, scheme: str
) -> None:
    faults: dict[str, list[str]] = {}
    for user in sorted({page.user for page in pages}):
        with visit(browser, site, user=user, width=width, scheme=scheme) as tab:
            for page in (each for each in pages if each.user == user):
                tab.go(page.path)
                found = tab.faults() + tab.refused() + _sideways(tab.page)
                if found:
                    faults[page.name] = found
            assert tab.outside == []
    assert faults == {}


def _sideways(page: Any) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []
