"""Our forms for those who see, hear or feel them otherwise: axe-core, and no mouse at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.forms import CONTINUE, open_form, send
from tests.browser.visits import DESK, PHONE, reach, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

AGENT = "agent-voirie"


@pytest.fixture
def dataset(site: RunningSite) -> Iterator[dict[str, Any]]:
    made = site.api(AGENT).action.package_create(
        title="Bancs publics",
        notes="Les bancs de la commune.",
        owner_org="direction-de-la-voirie",
        resources=[{"name": name, "url": f"https://example.org/{name}.csv"} for name in "ab"],
    )
    yield made
    site.api("admin").action.dataset_purge(id=made["id"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_form_has_no_fault_with_errors_and_without(
    browser: Any, site: RunningSite, width: int, scheme: str
) -> None:
    with visit(browser, site, user=AGENT, width=width, scheme=scheme) as tab:
        page = open_form(tab, "/budget/new")
        assert tab.faults() == []
        for folded in page.locator("details.form-part > summary").all():
            folded.click()
        page.get_by_role("button", name="Ajouter : Contact").click()
        page.fill("#field-siret", "12")
        send(page, CONTINUE)
        page.wait_for_selector(".error-explanation:focus")
        assert tab.faults() == []
        assert tab.refused() == []


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_pages_beside_a_form_have_no_fault(
    browser: Any, site: RunningSite, dataset: dict[str, Any], width: int, scheme: str
) -> None:
    name, resource = dataset["name"], dataset["resources"][0]["id"]
    paths = (
        "/city/new",
        f"/dataset/{name}",
        f"/dataset/edit/{name}",
        f"/dataset/resources/{name}",
        f"/dataset/{name}/resource/new",
        f"/dataset/{name}/resource/{resource}/edit",
        f"/dataset/delete/{name}",
        f"/dataset/{name}/resource/{resource}/delete",
    )
    with visit(browser, site, user=AGENT, width=width, scheme=scheme) as tab:
        found = {}
        for path in paths:
            assert tab.go(path).status == 200
            found[path] = tab.faults() + tab.refused()
        assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_budget_is_written_and_published_by_keyboard_alone(
    browser: Any, site: RunningSite
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, "/budget/new")
        for selector, words in (
            ("#field-title", "Budget au clavier"),
            ("#field-notes", "Tout le budget."),
            ("#field-exercice", "2026"),
        ):
            reach(page, selector)
            page.keyboard.type(words)
        reach(page, "[name=stage]")
        page.keyboard.press("Space")
        reach(page, "[data-city-add]")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=contact-0-name]:focus")
        page.keyboard.press("Shift+Tab")
        reach(page, "[data-city-remove]")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=contact-0-name]", state="detached")
        reach(page, ".actions-bar .btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/budget/budget-au-clavier/resource/new")
        page.wait_for_selector("form[data-city-kind=form][data-city-state=ready]")

        reach(page, "[name=url_type]")
        page.keyboard.press("ArrowDown")
        reach(page, "#field-url")
        page.keyboard.type("https://example.org/budget.csv")
        reach(page, ".actions-bar .btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/budget/budget-au-clavier")
        shown = site.api("admin").action.package_show(id="budget-au-clavier")
        assert (shown["state"], len(shown["resources"])) == ("active", 1)
        site.api("admin").action.dataset_purge(id="budget-au-clavier")
