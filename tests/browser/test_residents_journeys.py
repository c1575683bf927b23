"""A resident goes through the catalogue: from home to each subject and back, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.dataset_types.names import SERIES
from tests.browser.visits import PHONE, reach, visit
from tests.feed.load import Loaded, load, specs
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

TYPES = {each.name for each in DATASET_TYPES} | {SERIES}


@pytest.fixture(scope="module")
def published(site: RunningSite) -> Iterator[dict[str, Loaded]]:
    """A dataset of each type."""
    loaded = load(site.api, tuple(spec.name for spec in specs() if spec.rich))
    yield loaded
    for each in loaded.values():
        site.api("admin").action.dataset_purge(id=each.id)


@pytest.mark.parametrize("width", [PHONE, 1000])
def test_the_menu_opens_below_the_name_of_the_city(
    browser: Any, site: RunningSite, width: int
) -> None:
    with visit(browser, site, width=width) as tab:
        tab.go("/")
        brand, menu = (
            tab.page.locator(".city-top .city-brand"),
            tab.page.locator(".city-top .only-narrow"),
        )
        before = brand.bounding_box(), menu.bounding_box()
        menu.click()
        tab.page.locator(".city-nav a").first.wait_for()
        assert (brand.bounding_box(), menu.bounding_box()) == before


def test_home_leads_to_each_type_and_each_dataset_back_home(
    browser: Any, site: RunningSite, published: dict[str, Loaded]
) -> None:
    with visit(browser, site) as tab:
        page = tab.page
        tab.go("/")
        subjects = page.locator(".subjects a").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        seen = set()
        for subject in subjects:
            page.locator(f".subjects a[href='{subject}']").click()
            page.wait_for_url(site.url + subject)
            page.locator(".result-title a").first.click()
            page.locator(".dataset-head h1").wait_for()
            seen.add(page.url.removeprefix(site.url).split("/")[1])
            assert tab.refused() == []
            page.locator(".city-brand").first.click()
            page.wait_for_url(f"{site.url}/")
        assert seen >= TYPES
        assert tab.outside == []


def test_what_is_searched_is_downloaded_by_keyboard_alone(
    browser: Any, site: RunningSite, tmp_path: Path
) -> None:
    api = site.api("agent-voirie").action
    made = api.package_create(
        title="Abris à vélos couverts",
        notes="Où laisser son vélo au sec.",
        owner_org="direction-de-la-voirie",
    )
    file = tmp_path / "abris.csv"
    file.write_text("nom,places\nGare,40\n", encoding="utf-8")
    with file.open("rb") as upload:
        api.resource_create(package_id=made["id"], name="Abris", format="CSV", upload=upload)
    with visit(browser, site) as tab:
        page = tab.page
        tab.go("/")
        reach(page, ".search-box input")
        page.keyboard.type("abris vélos couverts")
        page.keyboard.press("Enter")
        page.wait_for_url("**/dataset/?q=*")
        reach(page, f"a[href$='/{made['name']}']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/dataset/{made['name']}")
        reach(page, "a.btn[href$='/download']")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        kept = Path(download.value.path()).read_bytes()
    assert kept == file.read_bytes()
    site.api("admin").action.dataset_purge(id=made["id"])
