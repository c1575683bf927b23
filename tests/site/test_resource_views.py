"""Core's views of a table, a text and a picture show under the policy of our pages."""

from __future__ import annotations

import configparser
import io
import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from markupsafe import Markup

from ckanext.city import config
from ckanext.city.site.resource_views import city_is_own_address, city_view_values
from dev import run
from dev.layout import PYTHON, unit_test_environment
from tests.browser.visits import visit
from tests.running_site import RunningSite
from tests.site.town import ROADS, Town

ROOT = Path(__file__).parents[2]
VIEWS = "text_view image_view datatables_view"
HOSTILE = "</script><script>window.harmed = 1</script>"
#: What core's table does without: widths of its cells, and a second way to name a global.
DISPENSABLE = ("style-src-attr", "script-src eval")
TEXT = f"Relevé du 3 mars {HOSTILE}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff"
    "3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def viewing(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The town on a running site with core's views."""
    folder = tmp_path_factory.mktemp("viewing")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [PYTHON.with_name("gunicorn"), "--bind", f"127.0.0.1:{port}", "--timeout", "120"]
    environment = os.environ | unit_test_environment() | {"CKAN_INI": str(settings(folder, url))}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*map(str, command), "ckanext.city.site.wsgi"], env=environment, stdout=log, stderr=log
        )
    try:
        run.wait_for("The site with views", lambda: run.site_answers(url), seconds=120)
        yield RunningSite(url=url, ini=folder / "viewing.ini")
    finally:
        server.terminate()
        server.wait()


def settings(folder: Path, url: str) -> Path:
    ini = configparser.RawConfigParser()
    ini.optionxform = str  # type: ignore[assignment,method-assign] - keys keep their case
    ini.read(ROOT / "test.ini", "utf-8")
    own = {"ckan.site_url": url, "ckan.storage_path": str(folder / "storage")}
    own["ckan.plugins"] = f"{ini.get('app:main', 'ckan.plugins')} {VIEWS}"
    for key, value in own.items():
        ini.set("app:main", key, value)
    path = folder / "viewing.ini"
    with path.open("w", encoding="utf-8") as file:
        ini.write(file)
    return path


@pytest.fixture(scope="module")
def views(town: Town, viewing: RunningSite) -> dict[str, str]:
    """Address of the page of each view, by its type."""
    from ckanapi import RemoteCKAN

    api = RemoteCKAN(viewing.url, apikey=town.tokens["administrator"]).action
    api.package_create(name="releves", title="Relevés", notes="Des relevés.", owner_org=ROADS)
    text = api.resource_create(
        package_id="releves", name="Texte", format="TXT", upload=named("a.txt", TEXT.encode())
    )
    picture = api.resource_create(
        package_id="releves", name="Photo du pont", format="PNG", upload=named("a.png", PIXEL)
    )
    table = api.datastore_create(
        resource={"package_id": "releves", "name": "Table", "format": "CSV"},
        fields=[{"id": "lieu", "type": "text", "info": {"label": f"Lieu {HOSTILE}"}}],
        records=[{"lieu": f"Pont {HOSTILE}"}],
    )
    shown = {
        "text_view": text["id"],
        "image_view": picture["id"],
        "datatables_view": table["resource_id"],
    }
    return {kind: address(api, kind, resource) for kind, resource in shown.items()}


def named(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def address(api: Any, kind: str, resource: str) -> str:
    """The address of a view, which is made unless core has made it with the file."""
    made = api.resource_view_list(id=resource)
    view = next((each for each in made if each["view_type"] == kind), None) or (
        api.resource_view_create(resource_id=resource, view_type=kind, title="Aperçu")
    )
    return f"/dataset/releves/resource/{resource}/view/{view['id']}"


@pytest.mark.service
@pytest.mark.parametrize(
    "wanted",
    [
        ("text_view", "pre:has-text('Relevé du 3 mars')"),
        ("image_view", "img[alt='Photo du pont'][src*='/download/']"),
        ("datatables_view", "td:has-text('Pont')"),
    ],
)
@pytest.mark.parametrize("framed", [False, True])
def test_a_view_shows_and_nothing_of_it_is_refused(
    browser: Any,
    viewing: RunningSite,
    views: dict[str, str],
    wanted: tuple[str, str],
    framed: bool,
) -> None:
    kind, shown = wanted
    path = views[kind]
    with visit(browser, viewing) as tab:
        tab.go(path.replace("/view/", "?view_id=") if framed else path)
        is_frame = framed and kind != "image_view"
        place = tab.page.frame_locator("iframe") if is_frame else tab.page
        place.locator(shown).first.wait_for()
        assert [each for each in tab.refused() if not each.startswith(DISPENSABLE)] == []
        assert tab.outside == []
        assert not tab.page.evaluate("window.harmed")


@pytest.mark.service
def test_a_picture_of_another_site_is_led_to(viewing: RunningSite, town: Town) -> None:
    from ckanapi import RemoteCKAN

    api = RemoteCKAN(viewing.url, apikey=town.tokens["administrator"]).action
    elsewhere = "https://ailleurs.example.org/pont.png"
    api.package_create(
        name="photos",
        title="Photos",
        notes="Des photos.",
        owner_org=ROADS,
        resources=[{"url": elsewhere, "format": "PNG", "name": "Pont"}],
    )
    [photo] = api.package_show(id="photos")["resources"]
    page = f"/dataset/photos/resource/{photo['id']}"
    body = urlopen(viewing.url + page, timeout=60).read().decode()
    assert f'href="{elsewhere}"' in body
    assert f'src="{elsewhere}"' not in body
    assert "Cette image se trouve sur un autre site" in body


def data_of(page: str) -> Any:
    return json.loads(re.search("data-city-values>(.*?)</script>", page)[1])


def test_a_script_that_names_values_becomes_data() -> None:
    page = Markup(
        '<p>a</p><script type=text/javascript>\n const a = [{"x": "\\u003c/b"}]\n'
        ' const b = \'c-1\'\n</script><i style="display: none;"><button onclick="d()">'
    )
    made = city_view_values(page)
    assert data_of(made) == {"a": [{"x": "</b"}], "b": "c-1"}
    assert made.startswith('<p>a</p><script type="application/json"')
    assert made.endswith("<i hidden><button>")


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        "var a = 1; alert(1)",
        "var a = 'b'; alert('c')",
        "var a = [1]\nalert(1)",
        "var a = b",
    ],
)
def test_a_script_that_does_more_is_left_to_be_refused(script: str) -> None:
    page = Markup("<script>{}</script>").format(Markup(script))
    assert city_view_values(page) == page


def test_a_page_without_a_script_stays_as_it_is() -> None:
    page = Markup('<script src="/a.js"></script><script type="application/ld+json">{}</script>')
    assert city_view_values(page) == page


@pytest.mark.service
def test_the_doctor_tells_which_views_will_not_show(
    ckan_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ckan.plugins as p

    from ckanext.city.site.doctor import findings, running

    class View:
        def __init__(self, name: str) -> None:
            self.name = name

        def view_template(self, _context: Any, data: dict[str, Any]) -> str:
            return str(data["template"]) if self.name == "breaks" else f"{self.name}.html"

    (tmp_path / "map_view.html").write_text("<script>map()</script>")
    (tmp_path / "plain_view.html").write_text('<script src="/a.js"></script>')
    site = findings.Site(tmp_path, {"computed_template_paths": [str(tmp_path)]})

    def told(*names: str) -> list[tuple[str, Any]]:
        monkeypatch.setattr(p, "PluginImplementations", lambda _of: [View(each) for each in names])
        return [(code, values.get("names")) for code, values in running.check_views(site)]

    assert told() == [("none", None)]
    assert told("plain_view", "breaks", "absent") == [("right", None)]
    assert told("plain_view", "map_view", "webpage_view") == [
        ("scripts", ["map_view"]),
        ("frames", ["webpage_view"]),
    ]


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://donnees.ville.example/a.png", True),
        ("/uploads/a.png", True),
        ("//ailleurs.example.org/a.png", False),
        ("https://donnees.ville.example.org/a.png", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_an_address_of_this_site_is_known(
    monkeypatch: pytest.MonkeyPatch, address: str | None, own: bool
) -> None:
    monkeypatch.setattr(config, "site_url", lambda: "https://donnees.ville.example")
    assert city_is_own_address(address) is own
