"""A dataset's and a file's pages in a browser: by everybody, on each screen, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.visits import DESK, PHONE, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

LONG = "Fréquentation de la piscine, du bassin d’été et de la patinoire " * 4


@pytest.fixture(scope="module")
def shown(site: RunningSite) -> Iterator[dict[str, Any]]:
    """A dataset with a wide table, a link, and a title that is long."""
    api = site.api("ambassadrice").action
    made = api.package_create(
        name="frequentation-montree",
        title=LONG,
        notes="Les entrées de chaque jour. Les scolaires n’y sont pas.",
        owner_org="direction-de-la-voirie",
        provenance="Caisse de la piscine.",
        tag_string="piscine,sport",
        resources=[
            {"name": "Entrées", "url": "https://ville.example.org/entrees.csv", "format": "CSV"},
            {"name": "x" * 200, "url": "https://ville.example.org/b", "format": "GeoJSON"},
        ],
    )
    columns = [
        {"id": f"c{at}", "type": "text", "info": {"label": f"Colonne {at}"}} for at in range(30)
    ]
    api.datastore_create(
        resource_id=made["resources"][0]["id"],
        force=True,
        fields=columns,
        records=[{f"c{at}": f"Valeur {row} " * at for at in range(30)} for row in range(6)],
    )
    yield made
    api.package_delete(id=made["id"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_are_for_everybody(
    browser: Any, site: RunningSite, shown: dict[str, Any], width: int, scheme: str
) -> None:
    dataset = f"/dataset/{shown['name']}"
    files = [f"{dataset}/resource/{each['id']}" for each in shown["resources"]]
    with visit(browser, site, width=width, scheme=scheme) as tab:
        for path in (dataset, *files):
            assert tab.go(path).status == 200
            assert tab.faults() == []
            assert tab.refused() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert tab.outside == []


def test_the_citation_is_copied(browser: Any, site: RunningSite, shown: dict[str, Any]) -> None:
    with visit(browser, site) as tab:
        tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.go(f"/dataset/{shown['name']}")
        button = tab.page.get_by_role("button", name="Copier la citation")
        button.focus()
        tab.page.keyboard.press("Enter")
        tab.page.get_by_role("button", name="Copié").wait_for()
        copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert "frequentation-montree" in copied
    assert copied.startswith("Saint-Aubin-sur-Orge, «")
