"""A resident searches by keyboard and on a phone: the box that proposes, the lists, the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.visits import DESK, PHONE, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

NAMES = ("budget-essai-2024", "budget-essai-2025", "fontaines-essai")
PAGES = (
    "/dataset/",
    "/budget/?stage=budget-primitif",
    "/dataset/?q=xylophone",
    "/organization/",
    "/organization/direction-des-finances",
    "/organization/about/direction-des-finances",
    "/group/",
    "/group/environnement",
)


@pytest.fixture(scope="module", autouse=True)
def catalogue(site: RunningSite) -> Iterator[None]:
    """Two budgets and a dataset of places."""
    api = site.api("admin").action
    owner = {"owner_org": "direction-des-finances", "notes": "Pour essayer la recherche."}
    for year in ("2024", "2025"):
        budget = {"type": "budget", "stage": "budget-primitif", "exercice": year}
        api.package_create(
            name=f"budget-essai-{year}", title=f"Budget essai {year}", **budget, **owner
        )
    api.package_create(name="fontaines-essai", title="Fontaines d’essai", type="poi", **owner)
    yield
    for name in NAMES:
        api.dataset_purge(id=name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_of_results_are_accessible(
    browser: Any, site: RunningSite, width: int, scheme: str
) -> None:
    with visit(browser, site, width=width, scheme=scheme) as tab:
        for path in PAGES:
            tab.go(path)
            assert tab.faults() == [], path
            assert tab.refused() == [], path
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not tab.page.evaluate(wide), path
        assert tab.outside == []


def test_on_a_phone_the_lists_unfold_and_narrow(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, width=PHONE) as tab:
        tab.go("/budget/?stage=budget-primitif")
        button = tab.page.get_by_role("button", name="Filtrer, 1 filtre actif")
        year = tab.page.locator("nav[aria-labelledby=facet-vocab_year] a", has_text="2024")
        assert not year.is_visible()
        button.press("Enter")
        assert tab.faults() == []
        year.press("Enter")
        tab.page.wait_for_url("**vocab_year=2024")
        assert "Budget essai 2024" in tab.page.locator(".result-rows").inner_text()
        assert "Budget essai 2025" not in tab.page.locator(".result-rows").inner_text()


def test_the_order_is_chosen_by_keyboard_and_sent_by_its_button(
    browser: Any, site: RunningSite
) -> None:
    with visit(browser, site) as tab:
        tab.go("/budget/?q=essai")
        before = tab.page.url
        order = tab.page.get_by_label("Trier par")
        order.press("ArrowDown")
        order.press("ArrowDown")
        assert tab.page.url == before, "moving through the list does nothing yet"
        tab.page.keyboard.press("Tab")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_url("**sort=**")
        assert "q=essai" in tab.page.url


def test_the_box_proposes_and_is_used_by_keyboard(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        tab.go("/dataset/")
        box = tab.page.get_by_role("combobox", name="Rechercher")
        box.press_sequentially("fontaines")
        option = tab.page.get_by_role("option", name="Fontaines d’essai")
        option.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        assert "proposition" in tab.page.locator(".search-box [role=status]").inner_text()
        assert tab.faults() == []

        box.press("ArrowDown")
        marked = box.get_attribute("aria-activedescendant")
        assert tab.page.locator(f"#{marked}").get_attribute("aria-selected") == "true"
        box.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        assert box.input_value() == "fontaines"
        box.press("Escape")
        assert box.input_value() == ""

        box.press_sequentially("fontaines")
        option.wait_for()
        box.press("ArrowUp")
        box.press("Enter")
        tab.page.wait_for_url("**/poi/fontaines-essai")
        assert tab.refused() == []


def test_enter_without_a_mark_searches_for_what_was_typed(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        tab.go("/dataset/")
        box = tab.page.get_by_role("combobox", name="Rechercher")
        box.press_sequentially("fontaines")
        tab.page.get_by_role("option").first.wait_for()
        box.press("Enter")
        tab.page.wait_for_url("**/dataset/?q=fontaines")
        assert tab.page.get_by_role("link", name="Fontaines d’essai").count() == 1
