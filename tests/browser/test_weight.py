"""What a first visit to the home page makes a phone on a poor connection fetch."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.city.demo import basemap
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.seed import SEED
from ckanext.city.geo.plan import draw_plan
from dev.layout import site_environment
from tests.browser.visits import DESK, PHONE, visit
from tests.demo.cities import TODAY
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

#: Bytes as they come over the line, fonts included; the page itself is not compressed here.
MOST = 250_000


@pytest.fixture(scope="module")
def plan(site: RunningSite) -> Iterator[None]:
    """The plan of a whole commune on the home page."""
    made = {each.name: each for each in basemap.generate(build_commune(SEED), SEED, TODAY)}
    layers = {
        layer: json.loads(made[dataset].files[0].content)
        for layer, dataset in basemap.PLAN_LAYERS.items()
    }
    path = Path(site_environment(test=True)["CITY_STORAGE_PATH"]) / "city" / "plan.svg.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(draw_plan(layers).encode()))
    yield
    path.unlink(missing_ok=True)


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_home_page_is_light(browser: Any, site: RunningSite, width: int) -> None:
    asked: dict[str, str] = {}
    bytes_of: dict[str, int] = {}
    with visit(browser, site, width=width) as tab:
        line = tab.page.context.new_cdp_session(tab.page)
        line.send("Network.enable")
        line.on(
            "Network.requestWillBeSent",
            lambda told: asked.update({told["requestId"]: told["request"]["url"]}),
        )
        line.on(
            "Network.loadingFinished",
            lambda told: bytes_of.update({asked[told["requestId"]]: told["encodedDataLength"]}),
        )
        tab.go("/")
        tab.page.wait_for_load_state("networkidle")

    kinds = {address.split("?")[0].rpartition(".")[2] for address in bytes_of}
    assert kinds >= {"css", "js", "svg", "woff2"}
    assert sum(bytes_of.values()) < MOST, bytes_of
