"""What tests of our forms do in a browser, in the words of whoever fills them in."""

from __future__ import annotations

from typing import Any

from tests.browser.visits import Visit

TRACES = ("Traceback", "Internal Server Error", "Erreur interne")
CONTINUE, DRAFT, PUBLISH = "Continuer\u00a0: les fichiers", "Enregistrer le brouillon", "Publier"
SAVE, PUBLISH_SERIES = "Enregistrer les modifications", "Publier la série"

#: What each type asks for besides a title, a description and a department.
REQUIRED: dict[str, dict[str, str]] = {
    "budget": {"exercice": "2026", "stage": "budget-primitif"},
    "climate_budget": {},
    "dataset": {},
    "dataset_series": {},
    "deliberation": {},
    "election": {"scrutin": "municipales", "election_date": "2026-03-15", "round": "1"},
    "indicator": {},
    "parking": {},
    "poi": {},
    "school_zone": {},
}


def open_form(tab: Visit, path: str) -> Any:
    """Open a form and wait until its script keeps what is typed."""
    tab.go(path)
    tab.page.wait_for_selector("form[data-city-kind=form][data-city-state=ready]")
    return tab.page


def fill(page: Any, title: str, **fields: str) -> None:
    """Fill in what every form asks for, then the fields named, whatever they are made of."""
    page.fill("#field-title", title)
    page.fill("#field-notes", "Ce que la commune publie, sur tout son territoire.")
    if not page.input_value("#field-organizations"):
        page.select_option("#field-organizations", index=1)
    for name, value in fields.items():
        radio = page.locator(f"input[type=radio][name={name}][value='{value}']")
        if radio.count():
            radio.check()
        elif page.locator(f"select[name={name}]").count():
            page.select_option(f"select[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)


def send(page: Any, words: str) -> None:
    """Press a button of the form; wait for the next page, or for the form with its errors."""
    page.locator("form[data-city-state=ready]").evaluate("form => { form.dataset.sent = '' }")
    page.locator(".actions-bar").get_by_role("button", name=words, exact=True).click()
    page.wait_for_selector("body:not(:has([data-sent]))")
    page.wait_for_load_state()
    assert not any(trace in page.content() for trace in TRACES)


def problems(page: Any) -> str:
    """What the summary of errors says."""
    text: str = page.locator(".error-explanation").inner_text()
    return text
