"""A resident finds a place on a map, with and without seeing it, on a desk and on a phone."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.places import (
    COUNT,
    KINDS,
    LOST,
    MANY,
    SCRIPT,
    STREET,
    containers,
    corners,
    many,
    publish,
    publish_addresses,
    tile_numbers,
    tile_points,
    very_many,
)
from tests.browser.visits import DESK, PHONE, Visit, reach, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

READY = "[data-city-view=places][data-city-state=ready]"
#: The first visit waits for the job that makes the map.
PATIENCE = 90_000
#: More places than one file holds whole.
FOREST = 201_000


@pytest.fixture(scope="module")
def addresses(site: RunningSite) -> Iterator[None]:
    """The city's addresses."""
    publish_addresses(site, "adresses-essai")
    yield
    site.api("admin").action.dataset_purge(id="adresses-essai")


@pytest.fixture(scope="module")
def places(site: RunningSite, addresses: None) -> Iterator[str]:
    """The path of a map of containers."""
    yield publish(site, "bornes-essai", "Bornes", json.dumps(containers()), "GeoJSON")
    site.api("admin").action.dataset_purge(id="bornes-essai")


@pytest.fixture(scope="module")
def edges(site: RunningSite) -> Iterator[str]:
    """The path of a map whose places stand at its edges."""
    yield publish(site, "bords-essai", "Bords", json.dumps(corners()), "GeoJSON")
    site.api("admin").action.dataset_purge(id="bords-essai")


@pytest.fixture(scope="module")
def trees(site: RunningSite) -> Iterator[str]:
    """The path of a map of more places than a page holds rows."""
    yield publish(site, "arbres-essai", "Arbres", many(), "CSV")
    site.api("admin").action.dataset_purge(id="arbres-essai")


@pytest.fixture(scope="module")
def forest(site: RunningSite) -> Iterator[str]:
    """The path of a map whose texts come in parts."""
    yield publish(site, "foret-essai", "Forêt", very_many(FOREST), "CSV")
    site.api("admin").action.dataset_purge(id="foret-essai")


def go(tab: Visit, path: str) -> Any:
    """Open a map and wait until it can be used."""
    tab.go(path)
    tab.page.wait_for_selector(READY, timeout=PATIENCE)
    return tab.page


def told(page: Any, part: str) -> str:
    """The text of a part of the view, its no-break spaces as spaces."""
    text: str = page.locator(f"[data-part={part}]").inner_text()
    return text.replace("\u00a0", " ")


def name_told(page: Any) -> str:
    """The name of the place whose details are shown."""
    text: str = page.locator(".map-details [data-part=name]").inner_text()
    return text


def wait_for_count(page: Any, words: str) -> None:
    page.locator("[data-part=count]", has_text=re.compile(words.replace(" ", r"\s"))).wait_for()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_nearest_container_is_found_and_shared_by_keyboard_alone(
    browser: Any, site: RunningSite, places: str, width: int
) -> None:
    with visit(browser, site, width=width) as tab:
        page = go(tab, places)
        assert told(page, "count").startswith(f"{COUNT} lieux")
        reach(page, "[data-part=near]")
        page.keyboard.type("14 rue des tann")
        page.get_by_role("option", name=f"14 {STREET}").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("[data-part=answer]").wait_for()
        reach(page, ".chip[data-group='1']")
        page.keyboard.press("Enter")
        wait_for_count(page, f"{KINDS['Textile']} lieux sur {COUNT}")
        assert re.search(r"à 70 m à vol d’oiseau : Textile 01", told(page, "answer"))

        reach(page, ".map-row")
        page.keyboard.press("Enter")
        page.locator("[data-part=name]:focus").wait_for()
        assert name_told(page) == "Textile 01"
        page.keyboard.press("Escape")
        page.locator(".map-row:focus", has_text="Textile 01").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("[data-part=name]:focus", has_text="Textile 02").wait_for()
        shared = page.url
        assert tab.refused() == []
        assert tab.outside == []
    with visit(browser, site, width=width) as other:
        page = go(other, shared.removeprefix(site.url))
        assert name_told(page) == "Textile 02"
        assert told(page, "count").startswith(f"{KINDS['Textile']} lieux sur {COUNT}")
        assert page.locator("[data-part=near]").input_value() == f"14 {STREET}"
        assert page.locator(".chip[aria-pressed=true]").inner_text().startswith("Textile")


def test_a_map_can_be_used_in_all_its_looks(browser: Any, site: RunningSite, places: str) -> None:
    with visit(browser, site) as tab:
        page = go(tab, places)
        page.locator(".map-row").nth(3).click()
        page.get_by_role("button", name="Filtres").click()
        for width in (DESK, PHONE):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert tab.faults() == [], (width, scheme)
                wide = "document.documentElement.scrollWidth - innerWidth"
                assert page.evaluate(wide) <= 0, (width, scheme)
        assert tab.refused() == []
        assert tab.outside == []


@pytest.mark.parametrize(("width", "controls"), [(DESK, 2), (1000, 2), (700, 1), (PHONE, 1)])
def test_no_place_is_first_seen_below_a_control(
    browser: Any, site: RunningSite, edges: str, width: int, controls: int
) -> None:
    with visit(browser, site, width=width) as tab:
        tab.page.set_viewport_size({"width": width, "height": 1800})  # no picture scrolls
        page = go(tab, edges)
        over = page.locator(".city-map .maplibregl-ctrl:visible, .map-key:visible")
        boxes = [each.bounding_box() for each in over.all()]
        assert len(boxes) == controls, "the buttons, and the legend where it has room"
        over.evaluate_all("all => all.forEach(({ style }) => { style.opacity = 0; })")

        def pictures() -> list[bytes]:
            return [page.screenshot(clip=box) for box in boxes]

        canvas = page.locator("[data-part=canvas]")
        places, below = canvas.screenshot(), pictures()
        page.get_by_role("searchbox", name="Chercher dans les lieux").fill("rien de tel")
        wait_for_count(page, "0 lieux? sur")
        page.wait_for_timeout(500)
        assert canvas.screenshot() != places, "the map shows none any more"
        assert pictures() == below


def test_what_a_file_says_stays_text(browser: Any, site: RunningSite, places: str) -> None:
    with visit(browser, site) as tab:
        page = go(tab, places)
        page.locator(".map-row", has_text=SCRIPT).click()
        page.locator(".map-details h2", has_text=SCRIPT).wait_for()
        assert page.locator(".map-details a[href^=javascript]").count() == 0
        assert not page.locator("[data-part=link]").is_visible()
        assert page.evaluate("window.hacked") is None
        page.locator(".map-row", has_text="Verre 03").click()
        page.locator(".map-details a[href='https://www.saint-aubin.example/tri']").wait_for()
        number = page.locator(".map-details a[href='tel:+33160000000']")
        assert number.inner_text().replace("\u00a0", " ") == "01 60 00 00 00"
        assert tab.outside == []


def test_the_position_is_asked_on_a_click_only_and_refusal_leads_to_an_address(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        tab.page.add_init_script(
            "const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);"
            "navigator.geolocation.getCurrentPosition = (...all) =>"
            " { window.asked = true; ask(...all); }"
        )
        page = go(tab, places)
        assert page.evaluate("window.asked") is None
        page.get_by_role("button", name="Autour de moi").click()
        page.locator("[data-part=near-note]", has_text="adresse").wait_for()
        page.context.grant_permissions(["geolocation"], origin=site.url)
        page.context.set_geolocation({"longitude": 2.33, "latitude": 48.62})
        page.get_by_role("button", name="Autour de moi").click()
        page.locator("[data-part=answer]").wait_for()
        assert "48.62" not in page.url.partition("near=")[2], "the position goes nowhere"


def test_what_is_shown_is_downloaded(
    browser: Any, site: RunningSite, places: str, tmp_path: Path
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, f"{places}#f.type=Compost")
        with page.expect_download() as download:
            page.get_by_role("button", name="Télécharger").click()
        download.value.save_as(tmp_path / "lieux.csv")
        text = (tmp_path / "lieux.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        assert {row["type"] for row in rows} == {"Compost"}
        assert len(rows) == KINDS["Compost"]


def test_the_number_of_a_cluster_follows_the_filters(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, places)
        numbers = page.evaluate(_CLUSTERS, _worker(site, page))
        assert tile_numbers(bytes(numbers[0])).count(COUNT) == 1
        assert tile_numbers(bytes(numbers[1])).count(KINDS["Verre"]) == 1


#: Ask a worker of our own for the tile of the whole world, of all places and of those of glass.
_CLUSTERS = """
async ({worker, file}) => {
    const asked = new Worker(worker, {type: 'module'});
    const ask = (question, ask) => new Promise((answer) => {
        asked.onmessage = ({data}) => answer(data.answer);
        asked.postMessage({id: 1, question, ask});
    });
    await ask('load', {url: file, values: {}});
    const tiles = [];
    for (const chosen of [{}, {type: ['Verre']}]) {
        const {version} = await ask('query', {words: '', chosen, near: null});
        tiles.push([...new Uint8Array(await ask('tile', {version, z: 0, x: 0, y: 0}))]);
    }
    return tiles;
}
"""


def test_each_place_is_counted_in_one_tile_at_every_zoom(
    browser: Any, site: RunningSite, trees: str
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, trees)
        tiles = page.evaluate(_TILES, _worker(site, page, zooms=[0, 9, 12, 13, 15, 17, 18]))
        for zoom, bodies in tiles.items():
            points = [point for body in bodies for point in tile_points(bytes(body))]
            assert sum(point["n"] for point in points) == MANY, zoom
            assert max(len(tile_points(bytes(body))) for body in bodies) <= 300
            assert all(point["o"] > int(zoom) for point in points if "o" in point)


def _worker(site: RunningSite, page: Any, **more: Any) -> dict[str, Any]:
    address = next(worker.url for worker in page.workers if "map-worker" in worker.url)
    file = json.loads(page.locator("script[data-map]").text_content())["file"]
    return {"worker": address, "file": site.url + file, **more}


#: Ask a worker of our own for all tiles of all places, by zoom.
_TILES = """
async ({worker, file, zooms}) => {
    const asked = new Worker(worker, {type: 'module'});
    const ask = (question, ask) => new Promise((answer) => {
        asked.onmessage = ({data}) => answer(data.answer);
        asked.postMessage({id: 1, question, ask});
    });
    const {bounds: [west, south, east, north]} = await ask('load', {url: file, values: {}});
    const {version} = await ask('query', {words: '', chosen: {}, near: null});
    const tiles = {};
    for (const z of zooms) {
        const across = (lon) => Math.floor((lon / 360 + 0.5) * 2 ** z);
        const north_of = (lat) => Math.asinh(Math.tan(lat / 180 * Math.PI)) / Math.PI / 2;
        const down = (lat) => Math.floor((0.5 - north_of(lat)) * 2 ** z);
        tiles[z] = [];
        for (let x = across(west) - 1; x <= across(east) + 1; x += 1) {
            for (let y = down(north) - 1; y <= down(south) + 1; y += 1) {
                tiles[z].push([...new Uint8Array(await ask('tile', {version, z, x, y}))]);
            }
        }
    }
    return tiles;
}
"""


def test_a_map_of_very_many_places_fetches_texts_when_somebody_looks_at_them(
    browser: Any, site: RunningSite, forest: str
) -> None:
    with visit(browser, site) as tab:
        asked: list[str] = []
        tab.page.on("request", lambda request: asked.append(request.url))
        page = go(tab, forest)
        assert told(page, "count").endswith("lieux, les voisins à la suite")
        page.locator(".map-row").first.wait_for()
        parts = [url for url in asked if re.search(r"/\d+\.json$", url)]
        assert 1 <= len(parts) <= 2
        page.locator(".chip[data-group='1']").click()
        wait_for_count(page, "67 000 lieux sur")  # a third of them
        page.locator(".map-row", has_text="Arbre").nth(2).click()
        page.locator("[data-part=name]:focus", has_text="Arbre").wait_for()
        shared = page.url
        name = name_told(page)
        page.locator(".chip[data-group='1']").click()
        page.get_by_role("searchbox", name="Chercher dans les lieux").fill("chene")
        wait_for_count(page, "1 lieu sur")
        assert "Chêne" in page.locator(".map-row").first.inner_text()
        assert tab.refused() == []
    with visit(browser, site) as other:
        page = go(other, shared.removeprefix(site.url))
        assert name_told(page) == name


def test_without_webgl_the_list_does_everything(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        tab.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        page = go(tab, places)
        assert "liste" in told(page, "no-map")
        page.get_by_role("searchbox", name="Chercher dans les lieux").fill("textile 1")
        wait_for_count(page, f"11 lieux sur {COUNT}")
        page.locator(".map-row").first.click()
        page.locator(".map-details").wait_for()
        assert tab.faults() == []


def test_what_is_not_on_the_map_is_listed_with_its_cause(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, places)
        page.get_by_role("link", name="1 lieu n’a pas pu être placé").click()
        page.get_by_role("heading", name="Sans coordonnées").wait_for()
        assert page.get_by_role("cell", name=LOST).is_visible()
        for width in (DESK, PHONE):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                assert tab.faults() == [], (width, scheme)
        page.get_by_role("link", name="Retour à la carte").click()
        page.wait_for_selector(READY)


def test_a_filter_takes_cells_of_several_values(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, places)
        page.get_by_role("button", name="Filtres").click()
        page.get_by_role("checkbox", name=re.compile("papier")).check()
        wait_for_count(page, f"{COUNT // 5} lieux sur {COUNT}")
        page.locator(".map-row").first.click()
        page.locator("[data-part=name]:focus").wait_for()
        assert "verre, papier" in told(page, "facts")


def test_a_map_whose_file_moved_meanwhile_is_looked_for_anew(
    browser: Any, site: RunningSite, places: str
) -> None:
    def of_before(route: Any) -> None:
        answer = route.fetch()
        asked.append(route.request.url)
        body = answer.text()
        if len(asked) == 1:
            body = re.sub(r"(/city/map/[\w-]+/)[0-9a-f]{24}\.json", rf"\g<1>{'0' * 24}.json", body)
        route.fulfill(response=answer, body=body)

    asked: list[str] = []
    with visit(browser, site) as tab:
        tab.page.route(f"{site.url}{places.partition('?')[0]}*", of_before)
        page = go(tab, places)
        assert page.locator(".map-row").count() == COUNT
        assert len(asked) >= 2


def test_a_map_whose_script_does_not_come_says_so(
    browser: Any, site: RunningSite, places: str
) -> None:
    with visit(browser, site) as tab:
        tab.page.route(re.compile(r"/map-[^/]*\.js"), lambda route: route.abort())
        tab.go(places)
        failed = tab.page.locator("[data-part=failed]")
        failed.get_by_role("link", name="Télécharger le fichier").wait_for(timeout=PATIENCE)
        assert "Vérifiez la connexion" in failed.inner_text()
        assert tab.faults() == []


def test_a_base_map_that_does_not_answer_is_told_and_the_places_remain(
    browser: Any, site: RunningSite, places: str
) -> None:
    def with_tiles(route: Any) -> None:
        answer = route.fetch()
        tiles = f"{site.url}/no-tiles/{{z}}/{{x}}/{{y}}.png"
        base = {"kind": "raster", "tiles": [tiles], "attribution": "Essai", "name": "Essai"}
        body = re.sub(r'"base": \{[^}]*\}', lambda _: f'"base": {json.dumps(base)}', answer.text())
        route.fulfill(response=answer, body=body)

    with visit(browser, site) as tab:
        tab.page.route("**/no-tiles/**", lambda route: route.fulfill(status=503))
        tab.page.route(f"{site.url}{places.partition('?')[0]}*", with_tiles)
        page = go(tab, places)
        page.locator("[data-part=ground-note]", has_text="fond de plan").wait_for()
        assert "Essai" in page.locator(".maplibregl-ctrl-attrib").inner_text()
        assert page.locator(".map-row").count() == COUNT


def test_of_many_places_a_window_of_rows_says_which_it_shows(
    browser: Any, site: RunningSite, trees: str
) -> None:
    with visit(browser, site) as tab:
        page = go(tab, trees)
        rows = page.locator(".map-list li")
        assert rows.count() < 100
        assert rows.first.get_attribute("aria-setsize") == str(MANY)
        reach(page, ".map-row")
        page.keyboard.press("End")
        page.locator(".map-row:focus", has_text=f"Arbre {MANY - 1}").wait_for()
        assert rows.last.get_attribute("aria-posinset") == str(MANY)
        page.get_by_role("button", name="50 lieux plus bas").wait_for()
        assert tab.faults() == []


def test_a_file_of_no_places_leads_visitors_to_the_data_and_who_may_mend_it_to_advice(
    browser: Any, site: RunningSite
) -> None:
    path = publish(site, "faux-essai", "Faux", "{", "GeoJSON")
    for user, words in (("", "n’est pas disponible"), ("admin", "Les visiteurs lisent")):
        with visit(browser, site, user=user) as tab:
            tab.go(path)
            failed = tab.page.locator("[data-part=failed]", has_text=words)
            failed.get_by_role("link", name="Télécharger le fichier").wait_for(timeout=PATIENCE)
            assert not failed.get_by_role("link", name="Réessayer").is_visible()
            assert tab.faults() == []
    site.api("admin").action.dataset_purge(id="faux-essai")
