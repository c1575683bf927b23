"""Base maps of other servers, stood in for here: drawn, allowed by the policy, missed kindly."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from dev import run
from dev.layout import LOGS, PYTHON, ROOT, TEST_WEB, site_environment
from tests.base_maps import COLOUR, COOKIE, BaseMaps, serve_base_maps
from tests.browser.places import COUNT, containers, publish
from tests.browser.test_map import go, told
from tests.browser.visits import visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

PORT = TEST_WEB + 3


@pytest.fixture(scope="module")
def maps() -> Iterator[BaseMaps]:
    """The server of base maps."""
    with serve_base_maps() as running:
        yield running


@pytest.fixture(scope="module")
def choosing(site: RunningSite) -> Iterator[RunningSite]:
    """A web worker of the tests' site for which a cookie names the base map."""
    command = [str(PYTHON), "-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}", "--workers", "1"]
    command += ["--no-control-socket", "tests.with_base_map"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("CKAN_")}
    environment = own | site_environment(test=True) | {"PYTHONPATH": str(ROOT)}
    with (LOGS / "base-maps.log").open("w") as log:
        web = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{PORT}"
        try:
            run.wait_for("The site with base maps", lambda: run.site_answers(url), seconds=240)
            yield replace(site, url=url)
        finally:
            web.terminate()
            web.wait()


@pytest.fixture(scope="module")
def places(site: RunningSite) -> Iterator[str]:
    """The path of a map."""
    api = site.api("admin").action
    path = publish(site, "fonds-essai", "Bornes", json.dumps(containers()), "GeoJSON")
    resource = path.partition("/resource/")[2].partition("?")[0]
    # the job that measures the file changes it once more, and so the address of its map
    run.wait_for("The file's job", lambda: api.resource_show(id=resource)["hash"], seconds=60)
    yield path
    api.dataset_purge(id="fonds-essai")


@pytest.mark.parametrize("setting", ["/tiles/{z}/{x}/{y}.png", "/style.json", "/images.pmtiles"])
def test_the_base_map_of_another_server_is_drawn(
    browser: Any, choosing: RunningSite, maps: BaseMaps, places: str, setting: str
) -> None:
    maps.asked.clear()
    with visit(browser, choosing) as tab:
        choose(tab, choosing, maps.url + setting)
        page = go(tab, places)
        assert told(page, "ground-note") == ""
        assert near(corner(page), COLOUR)
        assert any(path.startswith(setting.partition("{")[0]) for path in maps.asked)
        assert tab.refused() == []
        assert {address.startswith(maps.url) for address in tab.outside} == {True}


def test_a_file_of_vector_tiles_is_drawn_in_the_colours_of_the_page(
    browser: Any, choosing: RunningSite, maps: BaseMaps, places: str
) -> None:
    with visit(browser, choosing) as tab:
        choose(tab, choosing, "none")
        bare = corner(go(tab, places))
        choose(tab, choosing, f"{maps.url}/plan.pmtiles")
        page = go(tab, places)
        assert told(page, "ground-note") == ""
        assert not near(corner(page), bare)
        assert tab.refused() == []


@pytest.mark.parametrize("setting", ["/tiles/{z}/{x}/{y}.png", "/style.json", "/plan.pmtiles"])
def test_a_base_map_that_does_not_answer_leaves_the_places(
    browser: Any, choosing: RunningSite, maps: BaseMaps, places: str, setting: str
) -> None:
    maps.silent = True
    with visit(browser, choosing) as tab:
        choose(tab, choosing, maps.url + setting)
        page = go(tab, places)
        page.locator("[data-part=ground-note]", has_text="fond de plan").wait_for()
        assert told(page, "count").startswith(f"{COUNT} lieux")
        page.locator(".map-row").first.click()
        page.locator(".map-details").wait_for()
        assert tab.refused() == []
    maps.silent = False


def choose(tab: Any, site: RunningSite, background: str) -> None:
    """Configure the base map for this visitor."""
    cookie = {"name": COOKIE, "value": quote(background, safe=""), "url": site.url}
    tab.page.context.add_cookies([cookie])


def corner(page: Any) -> tuple[int, ...]:
    """The colour of the map near its lower left corner, where no place stands."""
    taken = page.locator("[data-part=canvas]").screenshot()
    blank = page.context.new_page()
    colour = blank.evaluate(_PIXEL, base64.b64encode(taken).decode())
    blank.close()
    return tuple(colour)


_PIXEL = """
async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawn = canvas.getContext('2d');
    drawn.drawImage(image, 0, 0);
    return [...drawn.getImageData(12, image.height - 12, 1, 1).data].slice(0, 3);
}
"""


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours look alike: pictures are muted a little."""
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))
