"""A resident searches by area: a district by keyboard alone, or what she draws on a map."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest

from tests.browser.forms import DRAFT, fill, open_form, send
from tests.browser.visits import DESK, LISTEN, PHONE, Visit, reach, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

OWNER = {"owner_org": "direction-des-finances", "notes": "Pour essayer les zones."}
NAMES = ("quartiers-essai", "zone-port", "zone-gare")
OPEN = "[data-city-kind=area][data-city-state=ready] [data-part=open]"
READY = ".area-box[data-state=ready]"


def square(west: float) -> dict[str, Any]:
    ring = [[west, 48.60], [west + 0.02, 48.60], [west + 0.02, 48.62], [west, 48.62]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def collection(**areas: dict[str, Any]) -> bytes:
    features = [
        {"type": "Feature", "properties": {"nom": name}, "geometry": geometry}
        for name, geometry in areas.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(scope="module", autouse=True)
def catalogue(site: RunningSite) -> Iterator[None]:
    """Two districts, and a dataset about each."""
    api = site.api("admin")
    areas = {"Port": square(2.30), "Gare": square(2.32)}
    tags = [{"name": "quartier"}]
    api.action.package_create(name=NAMES[0], title="Quartiers d’essai", tags=tags, **OWNER)
    file = io.BytesIO(collection(**areas))
    file.name = "quartiers.geojson"
    api.action.resource_create(package_id=NAMES[0], name="Quartiers", format="GeoJSON", upload=file)
    for name, (label, geometry) in zip(NAMES[1:], areas.items(), strict=True):
        coverage = [{"text": label, "geom": json.dumps(geometry)}]
        api.action.package_create(
            name=name, title=f"Travaux {label}", spatial_coverage=coverage, **OWNER
        )
    wait_for_districts(site)
    yield
    for name in NAMES:
        api.action.dataset_purge(id=name)


def wait_for_districts(site: RunningSite) -> None:
    for _each in range(120):
        with urlopen(f"{site.url}/city/districts.json") as answer:
            if b"Port" in answer.read():
                return
        time.sleep(0.5)
    raise AssertionError("the job has not found the districts")


def titles(tab: Visit) -> list[str]:
    return tab.page.locator(".result-title").all_inner_texts()


def open_map(tab: Visit, path: str) -> Any:
    tab.go(path)
    if tab.page.locator(".filters-button").is_visible():
        tab.page.click(".filters-button")
    tab.page.click(OPEN)
    tab.page.wait_for_selector(READY)
    return tab.page.locator(".area-box").bounding_box()


def test_a_district_is_chosen_by_keyboard_alone(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        tab.go("/dataset/?q=travaux")
        assert {"Travaux Port", "Travaux Gare"} <= set(titles(tab))
        reach(tab.page, ".zones li:first-child a")
        assert "Gare" in tab.page.evaluate("document.activeElement.textContent")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_url("**ext_zone=quartiers-essai%2Fgare*")
        assert "Travaux Gare" in titles(tab)
        assert "Travaux Port" not in titles(tab)
        chip = tab.page.locator(".chips a", has_text="Gare")
        chip.press("Enter")
        tab.page.wait_for_url("**/dataset/?q=travaux")
        assert "Travaux Port" in titles(tab)


def test_without_script_a_district_is_a_link(browser: Any, site: RunningSite) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site.url}/dataset/?q=travaux")
    assert not page.locator("[data-part=open]").is_visible()
    page.locator(".zones a", has_text="Port").click()
    assert page.locator(".result-title").all_inner_texts() == ["Travaux Port"]
    context.close()


def test_the_map_is_loaded_when_it_is_asked_for_and_not_before(
    browser: Any, site: RunningSite
) -> None:
    asked: list[tuple[str, int]] = []
    with visit(browser, site) as tab:
        tab.page.on("response", lambda told: asked.append((told.url, len(told.body()))))
        tab.go("/dataset/")
        tab.page.wait_for_selector(OPEN)
        tab.page.wait_for_load_state("networkidle")
        before = [size for url, size in asked if url.endswith(".js")]
        assert before
        assert max(before) < 100_000, "MapLibre has a megabyte"
        tab.page.click(OPEN)
        tab.page.wait_for_selector(READY)
        after = [size for url, size in asked if url.endswith(".js")]
        assert max(after) > 500_000
        assert tab.outside == []
        assert tab.refused() == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_rectangle_is_drawn_and_finds_what_meets_it(
    browser: Any, site: RunningSite, width: int
) -> None:
    with visit(browser, site, width=width) as tab:
        box = open_map(tab, "/dataset/?q=travaux")
        search = tab.page.locator("[data-part=search]")
        search.click()
        assert "Dessinez d’abord" in tab.page.locator("[data-part=said]").inner_text()
        tab.page.click("[data-tool=box]")
        left, middle = box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"]
        tab.page.mouse.move(left, middle)
        tab.page.mouse.down()
        tab.page.mouse.move(left + 20, middle + 20, steps=4)
        tab.page.mouse.up()
        tab.page.locator("[data-part=said]", has_text="Zone dessinée").wait_for()
        search.click()
        tab.page.wait_for_url("**ext_zone=2.*")
        assert titles(tab) == ["Travaux Port"]
        assert tab.page.locator(".chips a", has_text="Dessinée sur la carte").count() == 1
        address = tab.page.url
        tab.page.goto(address)
        assert titles(tab) == ["Travaux Port"], "the address is all there is to share"


def test_corners_are_clicked_and_end_where_they_began(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        box = open_map(tab, "/dataset/?q=travaux")
        tab.page.click("[data-tool=corners]")
        corners = [(0.65, 0.4), (0.72, 0.4), (0.7, 0.6), (0.65, 0.4)]
        for across, down in corners:
            tab.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
            tab.page.wait_for_timeout(350)
        tab.page.locator("[data-part=said]", has_text="Zone dessinée").wait_for()
        assert len(tab.page.input_value("[data-part=value]").split(",")) == 6
        tab.page.click("[data-part=search]")
        tab.page.wait_for_url("**ext_zone=2.*")
        assert titles(tab) == ["Travaux Gare"]


def test_by_keyboard_one_takes_what_the_map_shows(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        tab.go("/dataset/?q=travaux")
        tab.page.focus(OPEN)
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_selector(READY)
        reach(tab.page, ".area-dialog canvas")
        for _each in range(8):
            tab.page.keyboard.press("ArrowRight")
        tab.page.keyboard.press("Shift+Tab")
        reach(tab.page, ".area-dialog [data-part=view]")
        tab.page.keyboard.press("Enter")
        assert "Zone dessinée" in tab.page.locator("[data-part=said]").inner_text()
        reach(tab.page, ".area-dialog [data-part=search]")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_url("**ext_zone=2.*")
        tab.page.go_back()
        tab.page.click(OPEN)
        tab.page.keyboard.press("Escape")
        assert not tab.page.locator(".area-dialog").is_visible()


def test_a_district_is_chosen_on_the_map(browser: Any, site: RunningSite) -> None:
    with visit(browser, site) as tab:
        box = open_map(tab, "/dataset/?q=travaux")
        tab.page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + 0.4 * box["height"])
        tab.page.locator("[data-part=said]", has_text="Quartier\u00a0: Port").wait_for()
        tab.page.click("[data-part=search]")
        tab.page.wait_for_url("**ext_zone=quartiers-essai%2Fport")
        assert titles(tab) == ["Travaux Port"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_part_of_areas_is_accessible(
    browser: Any, site: RunningSite, width: int, scheme: str
) -> None:
    with visit(browser, site, width=width, scheme=scheme) as tab:
        for path in ("/dataset/?ext_zone=quartiers-essai/port", "/dataset/?ext_zone=nowhere"):
            tab.go(path)
            assert tab.faults() == [], path
        open_map(tab, "/dataset/?ext_zone=2.30,48.60,2.31,48.61")
        assert tab.faults() == []
        assert tab.refused() == []
        assert tab.outside == []
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not tab.page.evaluate(wide)


def open_coverage(tab: Visit) -> Any:
    open_form(tab, "/dataset/new?empty=1")
    tab.page.locator("#part-coverage").evaluate("part => { part.open = true }")
    tab.page.wait_for_selector("[data-city-kind=coverage][data-city-state=ready]")
    return tab.page.locator("[data-city-row='0']:has([data-city-kind=coverage])")


def test_the_form_takes_a_district_of_its_list_or_map(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, user="agent-voirie") as tab:
        row = open_coverage(tab)
        choice = row.locator("[data-area-choice]")
        assert choice.input_value() == "commune"
        choice.select_option(label="Gare")
        row.locator("[data-part=told]", has_text="Quartier\u00a0: Gare").wait_for()
        assert row.locator("[name=spatial_coverage-0-text]").input_value() == "Gare"
        assert row.locator("[name=spatial_coverage-0-uri]").input_value() == ""
        row.locator("[data-part=open]").press("Enter")
        tab.page.wait_for_selector(READY)
        row.locator(".area-box").scroll_into_view_if_needed()
        box = row.locator(".area-box").bounding_box()
        tab.page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.3 * box["height"])
        row.locator("[data-part=said]", has_text="Quartier\u00a0: Port").wait_for()
        assert choice.input_value() == "quartiers-essai/port"
        row.locator("[name=spatial_coverage-0-text]").fill("Le port")
        assert choice.input_value() == "", "what is typed is described below"
        assert json.loads(row.locator("[name=spatial_coverage-0-geom]").input_value())


def test_what_is_drawn_in_the_form_is_saved_and_found(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, user="agent-voirie") as tab:
        row = open_coverage(tab)
        row.locator("[data-part=open]").click()
        tab.page.wait_for_selector(READY)
        row.locator("[data-part=view]").press("Enter")
        row.locator("[data-part=said]", has_text="Zone dessinée").wait_for()
        assert row.locator("[name=spatial_coverage-0-text]").input_value() == ""
        assert row.locator("[name=spatial_coverage-0-uri]").input_value() == ""
        row.locator("[name=spatial_coverage-0-text]").fill("Autour du port")
        tab.page.locator(".rows-of-fields:has([data-area-choice]) [data-city-add]").click()
        added = tab.page.locator("[data-city-row='1']:has([data-city-state=ready])")
        added.locator("[data-area-choice]").select_option(label="Gare")
        added.locator("[data-part=told]", has_text="Gare").wait_for()
        fill(tab.page, "Travaux du bord de l’eau")
        send(tab.page, DRAFT)
        name = "travaux-du-bord-de-l-eau"
        stored = site.api("admin").action.package_show(id=name)["spatial_coverage"]
        site.api("admin").action.dataset_purge(id=name)
        assert [each["text"] for each in stored] == ["Autour du port", "Gare"]
        assert [json.loads(each["geom"])["type"] for each in stored] == ["Polygon", "Polygon"]
        assert not any(key in each for each in stored for key in ("district", "district_shown"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_map_of_the_form_is_accessible(
    browser: Any, site: RunningSite, width: int, scheme: str
) -> None:
    with visit(browser, site, user="agent-voirie", width=width, scheme=scheme) as tab:
        row = open_coverage(tab)
        row.locator("[data-part=open]").click()
        tab.page.wait_for_selector(READY)
        assert tab.faults() == []
        assert tab.refused() == []
        assert tab.outside == []


def test_a_finger_draws_in_the_form_and_scrolls_the_page_otherwise(
    browser: Any, site: RunningSite
) -> None:
    with visit(browser, site, user="agent-voirie", width=PHONE) as tab:
        state = tab.page.context.storage_state()
    context = browser.new_context(
        locale="fr-FR",
        viewport={"width": PHONE, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        storage_state=state,
    )
    context.add_init_script(LISTEN)
    tab = Visit(context.new_page(), site)
    row = open_coverage(tab)
    row.locator("[data-part=open]").click()
    tab.page.wait_for_selector(READY)
    row.locator("[data-tool=box]").click()
    row.locator(".area-box").scroll_into_view_if_needed()
    box = row.locator(".area-box").bounding_box()
    line = context.new_cdp_session(tab.page)
    left, top = box["x"] + 0.3 * box["width"], box["y"] + 40
    for kind, at in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", None)):
        points = [] if at is None else [{"x": left + at, "y": top + at}]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    row.locator("[data-part=said]", has_text="Zone dessinée").wait_for()
    scrolls = "box => box.querySelector('.maplibregl-canvas-container').className"
    assert "cooperative" in row.locator(".area-box").evaluate(scrolls)
    assert tab.refused() == []
    context.close()
