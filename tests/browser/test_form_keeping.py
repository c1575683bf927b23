"""Nothing typed is lost: a session that ends, a sending that fails, a field that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.forms import CONTINUE, PUBLISH, fill, open_form, problems, send
from tests.browser.visits import visit
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

AGENT = "agent-voirie"
MEBIBYTE = 1024 * 1024
TABLE = {"name": "bancs.csv", "mimeType": "text/csv", "buffer": b"nom\nBanc\n"}


@pytest.fixture
def draft(site: RunningSite) -> Iterator[str]:
    """A draft of the agent's, without a file; gives its name."""
    made = site.api(AGENT).action.package_create(
        title="Bancs publics",
        notes="Les bancs de la commune.",
        owner_org="direction-de-la-voirie",
        state="draft",
    )
    yield made["name"]
    site.api("admin").action.dataset_purge(id=made["id"])


def log_in(page: Any, site: RunningSite) -> None:
    page.fill("[name=login]", AGENT)
    page.fill("[name=password]", site.password(AGENT))
    page.press("[name=password]", "Enter")


def test_a_form_sent_after_the_session_has_ended_comes_back_whole(
    browser: Any, site: RunningSite
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, "/budget/new")
        fill(page, "Budget primitif 2027", exercice="2027", stage="budget-primitif")
        page.get_by_role("button", name="Ajouter : Contact").click()
        page.fill("[name=contact-0-email]", "finances@ville.example")
        page.context.clear_cookies()
        send(page, CONTINUE)
        assert "Votre session était terminée" in page.locator("main").inner_text()
        log_in(page, site)
        page.wait_for_url("**/budget/new")
        page.wait_for_selector("form[data-city-state=ready]")
        assert "Votre saisie de" in page.locator("[data-city-kept]").inner_text()
        assert page.input_value("#field-title") == "Budget primitif 2027"
        assert page.input_value("[name=contact-0-email]") == "finances@ville.example"
        assert page.is_checked("input[name=stage][value=budget-primitif]")

        send(page, CONTINUE)
        assert page.url.endswith("/budget/budget-primitif-2027/resource/new")
        site.api("admin").action.dataset_purge(id="budget-primitif-2027")
        open_form(tab, "/budget/new")
        assert page.input_value("#field-title") == "", "forgotten once the site has it"
        assert page.locator("[data-city-kept]").is_hidden()


def test_an_entry_that_a_closed_tab_left_can_be_discarded(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, "/poi/new")
        fill(page, "Fontaines")
        page.wait_for_selector("[data-city-saved]:not([hidden])")
        open_form(tab, "/dataset/new")
        assert page.input_value("#field-title") == "", "each form keeps its own"
        open_form(tab, "/poi/new")
        assert page.input_value("#field-title") == "Fontaines"
        page.get_by_role("button", name="L’effacer").click()
        page.wait_for_selector("[data-city-kept]", state="hidden")
        page.wait_for_selector("form[data-city-state=ready]")
        assert page.input_value("#field-title") == ""


def test_what_is_typed_over_a_dataset_that_changed_meanwhile_waits_to_be_asked_for(
    browser: Any, site: RunningSite, draft: str
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, f"/dataset/edit/{draft}")
        page.fill("#field-notes", "Ma description.")
        page.wait_for_selector("[data-city-saved]:not([hidden])")
        site.api("admin").action.package_patch(id=draft, notes="La description d’une autre.")
        open_form(tab, f"/dataset/edit/{draft}")
        assert page.input_value("#field-notes") == "La description d’une autre."
        page.get_by_role("button", name="La reprendre").click()
        assert page.input_value("#field-notes") == "Ma description."


def test_a_cut_connection_keeps_the_fields_and_the_file(
    browser: Any, site: RunningSite, draft: str
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, f"/dataset/{draft}/resource/new")
        page.set_input_files("#field-upload", TABLE)
        page.fill("#field-name", "Bancs (tableau)")
        page.context.set_offline(True)
        page.get_by_role("button", name=PUBLISH, exact=True).click()
        page.wait_for_selector(".error-explanation:focus")
        assert "n’a pas pu être envoyé" in problems(page)
        assert page.input_value("#field-name") == "Bancs (tableau)"

        page.context.set_offline(False)
        send(page, PUBLISH)
        assert page.url == f"{site.url}/dataset/{draft}"
        shown = site.api("admin").action.package_show(id=draft)
        assert [each["name"] for each in shown["resources"]] == ["Bancs (tableau)"]
        assert shown["resources"][0]["url_type"] == "upload"


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    browser: Any, site: RunningSite, draft: str, tmp_path: Path
) -> None:
    large = tmp_path / "photos.zip"
    with large.open("wb") as file:
        file.truncate(201 * MEBIBYTE)
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, f"/dataset/{draft}/resource/new")
        page.fill("#field-name", "Photos")
        page.set_input_files("#field-upload", large)
        page.get_by_role("button", name=PUBLISH, exact=True).click()
        page.wait_for_selector(".error-explanation:focus")
        assert "201 Mo" in problems(page)
        assert page.input_value("#field-name") == "Photos"
        page.set_input_files("#field-upload", TABLE)
        send(page, PUBLISH)
        assert page.url == f"{site.url}/dataset/{draft}"


def test_a_file_of_a_session_that_has_ended_leads_to_the_login_and_back(
    browser: Any, site: RunningSite, draft: str
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, f"/dataset/{draft}/resource/new")
        page.set_input_files("#field-upload", TABLE)
        page.fill("#field-name", "Bancs (tableau)")
        page.context.clear_cookies()
        send(page, PUBLISH)
        log_in(page, site)
        page.wait_for_url(f"**/dataset/{draft}/resource/new")
        page.wait_for_selector("form[data-city-state=ready]")
        assert page.input_value("#field-name") == "Bancs (tableau)"
        assert "Choisissez à nouveau le fichier" in page.locator("[data-city-kept]").inner_text()


def test_a_wrong_field_is_said_above_and_beside_it_and_keeps_its_value(
    browser: Any, site: RunningSite
) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, "/budget/new")
        fill(page, "Budget primitif 2028", siret="2191 0999 8000 9", voted_on="2028-04-02")
        page.locator("#part-coverage > summary").click()
        page.fill("[name=temporal_coverage-0-start]", "2028-12-31")
        page.fill("[name=temporal_coverage-0-end]", "2028-01-01")
        send(page, CONTINUE)
        page.wait_for_selector(".error-explanation:focus")
        said = problems(page)
        assert "Exercice : Ce champ est à remplir." in said.replace("\u00a0", " ")
        assert "13 chiffres" in said
        assert page.locator(".form-parts [data-state=errors]").count() == 2
        assert page.input_value("#field-siret") == "2191 0999 8000 9"
        assert page.input_value("[name=temporal_coverage-0-start]") == "2028-12-31"

        page.locator(".error-explanation a", has_text="SIRET").press("Enter")
        wrong = page.locator("#field-siret:focus")
        assert wrong.get_attribute("aria-invalid") == "true"
        beside = page.locator(f"#{wrong.get_attribute('aria-describedby').split()[-1]}")
        assert "13 chiffres" in beside.inner_text()


def test_beside_a_wrong_number_the_city_s_own_can_be_taken(browser: Any, site: RunningSite) -> None:
    with visit(browser, site, user=AGENT) as tab:
        page = open_form(tab, "/budget/new")
        own = page.input_value("#field-siret")
        fill(page, "Budget primitif 2029", siret="2191 0999 8000 9")
        send(page, CONTINUE)
        page.wait_for_selector(".error-explanation:focus")
        offered = page.get_by_role("button", name="Utiliser ce numéro")
        assert page.get_by_text("Celui de la ville est").count() == 1
        offered.press("Enter")
        assert page.locator("#field-siret:focus").input_value() == own
