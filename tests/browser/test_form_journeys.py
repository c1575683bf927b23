"""Each type is drafted, published and changed in a browser, by the ambassador and by an agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.forms import (
    CONTINUE,
    DRAFT,
    PUBLISH,
    PUBLISH_SERIES,
    REQUIRED,
    SAVE,
    fill,
    open_form,
    send,
)
from tests.browser.visits import Visit, visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service


@pytest.fixture
def remove(site: RunningSite) -> Iterator[list[str]]:
    """Names of datasets to remove in the end."""
    names: list[str] = []
    yield names
    for name in names:
        site.api("admin").action.dataset_purge(id=name)


@pytest.mark.parametrize("user", ["ambassadrice", "agent-voirie"])
@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_a_dataset_is_drafted_published_and_changed(
    browser: Any, site: RunningSite, remove: list[str], kind: str, user: str
) -> None:
    api = site.api("admin")
    name = f"essai-{kind.replace('_', '-')}-{user}"
    with visit(browser, site, user=user) as tab:
        page = open_form(tab, f"/{kind}/new")
        fill(page, name.replace("-", " "), **REQUIRED[kind])
        assert page.input_value("#field-name") == name, "proposed from the title"
        send(page, DRAFT)
        remove.append(name)
        assert page.url == f"{site.url}/{kind}/edit/{name}"
        assert api.action.package_show(id=name)["state"] == "draft"

        publish(tab, kind)
        assert page.url.startswith(f"{site.url}/{kind}/")
        shown = api.action.package_show(id=name)
        assert (shown["state"], shown["type"]) == ("active", kind)
        assert {key: shown[key] for key in REQUIRED[kind]} == REQUIRED[kind]
        files = [each["name"] for each in shown["resources"]]
        assert files == ([] if kind == "dataset_series" else ["Tableau"])

        open_form(tab, f"/{kind}/edit/{name}")
        page.fill("#field-notes", "Relu et complété.")
        send(page, SAVE)
        changed = api.action.package_show(id=name)
        assert (changed["notes"], changed["state"]) == ("Relu et complété.", "active")
        assert changed["access_level"] == "public"
        assert tab.outside == []
        assert tab.refused() == []


def publish(tab: Visit, kind: str) -> None:
    """Go on from a draft: a series is published where it is, the others with a link to a file."""
    page = tab.page
    page.wait_for_selector("form[data-city-kind=form][data-city-state=ready]")
    if kind == "dataset_series":
        send(page, PUBLISH_SERIES)
        return
    send(page, CONTINUE)
    page.wait_for_selector("form[data-city-kind=form][data-city-state=ready]")
    page.get_by_label("Un lien").check()
    page.fill("#field-url", "https://example.org/tableau.csv")
    page.fill("#field-name", "Tableau")
    send(page, PUBLISH)


def test_the_page_of_types_leads_to_each_form(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, user="agent-voirie") as tab:
        tab.go("/city/new")
        offered = tab.page.locator(".offers a").evaluate_all(
            "links => links.map(link => new URL(link.href).pathname)"
        )
        assert sorted(offered) == sorted(f"/{kind}/new" for kind in REQUIRED)


def test_a_new_budget_starts_with_what_the_last_one_said(
    browser: Any, site: RunningSite, remove: list[str]
) -> None:
    last = site.api("agent-voirie").action.package_create(
        type="budget",
        title="Budget annexe de l’eau 2025",
        notes="Le budget de l’eau.",
        owner_org="direction-de-la-voirie",
        exercice="2025",
        stage="budget-primitif",
        nomenclature="M49",
        budget_kind="annexe",
        budget_name="Eau",
        tag_string="eau, assainissement",
    )
    remove.append(last["name"])
    with visit(browser, site, user="agent-voirie") as tab:
        page = open_form(tab, "/budget/new")
        assert "Budget annexe de l’eau 2025" in page.locator(".form-head").inner_text()
        assert page.input_value("#field-budget_name") == "Eau"
        assert page.input_value("#field-tag_string").split(", ") == ["assainissement", "eau"]
        assert page.input_value("#field-title") == page.input_value("#field-exercice") == ""
        page.click("text=Partir d’un formulaire vide")
        page.wait_for_selector("form[data-city-state=ready]")
        assert page.input_value("#field-budget_name") == ""
        assert page.input_value("#field-siret") != "", "the city's own values stay"


def test_files_change_places_and_are_deleted_without_a_mouse(
    browser: Any, site: RunningSite, remove: list[str]
) -> None:
    made = site.api("agent-voirie").action.package_create(
        title="Trois fichiers",
        notes="Pour leur ordre.",
        owner_org="direction-de-la-voirie",
        resources=[{"name": name, "url": f"https://example.org/{name}.csv"} for name in "abc"],
    )
    remove.append(made["name"])
    with visit(browser, site, user="agent-voirie") as tab:
        tab.go(f"/dataset/resources/{made['name']}")
        page = tab.page
        page.get_by_role("button", name="Descendre a").press("Enter")
        page.wait_for_url("**moved=**")
        names = page.locator(".edited-files b").all_inner_texts()
        assert names == ["b", "a", "c"]
        page.get_by_role("link", name="Supprimer… c").press("Enter")
        page.get_by_role("button", name="Supprimer ce fichier").press("Enter")
        page.wait_for_url(f"**/dataset/{made['name']}")
        left = site.api("admin").action.package_show(id=made["name"])["resources"]
        assert [each["name"] for each in left] == ["b", "a"]


def test_two_datasets_may_have_one_title(
    browser: Any, site: RunningSite, remove: list[str]
) -> None:
    with visit(browser, site, user="agent-voirie") as tab:
        for name in ("bancs-du-parc", "bancs-du-parc-2"):
            page = open_form(tab, "/dataset/new")
            fill(page, "Bancs du parc")
            assert page.input_value("#field-name") == "bancs-du-parc"
            send(page, DRAFT)
            remove.append(name)
            assert page.url == f"{site.url}/dataset/edit/{name}"
