"""An ambassador publishes through the web forms, in French, without ever seeing a stack trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.forms import CONTINUE, PUBLISH, send
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

DATA = Path(__file__).parents[1] / "data"
BUDGET = DATA / "totem" / "compte-administratif.xml"
SIGNATORY = "Kerbrat"


@pytest.fixture
def page(browser: Any, site: RunningSite) -> Iterator[Any]:
    """A page of the ambassador, logged in."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{site.url}/user/login")
    page.fill("#field-login", "ambassadrice")
    page.fill("#field-password", site.password("ambassadrice"))
    page.press("#field-password", "Enter")
    page.wait_for_url("**/dashboard/**")
    yield page
    context.close()


@pytest.fixture
def remove(site: RunningSite) -> Iterator[list[str]]:
    """Names of datasets to remove in the end."""
    names: list[str] = []
    yield names
    for name in names:
        site.api("admin").action.dataset_purge(id=name)


def submit(page: Any) -> None:
    page.wait_for_selector("form[data-city-kind=form][data-city-state=ready]")
    send(page, CONTINUE if page.locator("#dataset-edit").count() else PUBLISH)


def errors(page: Any) -> str:
    return page.locator(".error-explanation").inner_text()


def test_a_budget_is_published_with_its_file_and_the_names_in_it_are_gone(
    page: Any, site: RunningSite, remove: list[str]
) -> None:
    page.goto(f"{site.url}/budget/new")
    page.fill("#field-title", "Compte administratif 2024")
    page.fill("#field-notes", "Ce que la commune a encaissé et dépensé en 2024.")
    page.select_option("#field-organizations", index=1)
    page.fill("#field-exercice", "2024")
    page.check("input[name=stage][value=compte-administratif]")
    submit(page)
    remove.append("compte-administratif-2024")

    page.set_input_files("input[type=file][name=upload]", BUDGET)
    page.fill("#field-name", "Compte administratif 2024 (TOTEM)")
    submit(page)

    assert page.url == f"{site.url}/budget/compte-administratif-2024"
    assert "2 signataires" in page.locator("body").inner_text()
    shown = site.api().action.package_show(id="compte-administratif-2024")
    assert (shown["state"], shown["type"], shown["stage"]) == (
        "active",
        "budget",
        "compte-administratif",
    )
    resource = shown["resources"][0]
    page.goto(f"{site.url}/budget/{shown['name']}/resource/{resource['id']}")
    assert "2 signataires" in page.locator("body").inner_text(), "others see it too"
    download = page.request.get(resource["url"])
    assert SIGNATORY.encode() not in download.body()


def test_a_missing_year_is_asked_for_in_french_and_nothing_typed_is_lost(
    page: Any, site: RunningSite
) -> None:
    page.goto(f"{site.url}/budget/new")
    page.fill("#field-title", "Budget primitif")
    page.fill("#field-notes", "Ce que la commune prévoit.")
    page.select_option("#field-organizations", index=1)
    page.evaluate("document.querySelector('#dataset-edit').noValidate = true")
    submit(page)

    assert "Exercice" in errors(page)
    assert "Missing" not in errors(page)
    assert page.input_value("#field-notes") == "Ce que la commune prévoit."


def test_a_budget_that_cannot_be_cleaned_is_refused_in_the_form(
    page: Any, site: RunningSite, remove: list[str]
) -> None:
    page.goto(f"{site.url}/budget/new")
    page.fill("#field-title", "Budget illisible")
    page.fill("#field-notes", "Un fichier coupé en route.")
    page.select_option("#field-organizations", index=1)
    page.fill("#field-exercice", "2024")
    page.check("input[name=stage][value=compte-administratif]")
    submit(page)
    remove.append("budget-illisible")

    cut_short = {
        "name": "budget.xml",
        "mimeType": "application/xml",
        "buffer": BUDGET.read_bytes()[:4000],
    }
    page.set_input_files("input[type=file][name=upload]", cut_short)
    submit(page)

    assert errors(page)
    assert site.api("admin").action.package_show(id="budget-illisible")["resources"] == []


def test_places_are_published_with_their_file(
    page: Any, site: RunningSite, remove: list[str]
) -> None:
    page.goto(f"{site.url}/poi/new")
    page.fill("#field-title", "Fontaines à boire")
    page.fill("#field-notes", "Les fontaines à boire de la commune.")
    page.select_option("#field-organizations", index=1)
    submit(page)
    remove.append("fontaines-a-boire")

    table = {
        "name": "fontaines.csv",
        "mimeType": "text/csv",
        "buffer": "nom,lat,lon\nPlace de l’Église,48.62,2.33\n".encode(),
    }
    page.set_input_files("input[type=file][name=upload]", table)
    page.fill("#field-name", "Fontaines (tableau)")
    submit(page)

    assert page.url == f"{site.url}/poi/fontaines-a-boire"
    assert "Fontaines (tableau)" in page.locator("body").inner_text()
