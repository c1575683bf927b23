"""The running site speaks French, and English under `/en`: answers of the API, forms, pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.service

WRONG = {
    "type": "budget",
    "title": "Budget à refuser",
    "notes": "Une année, un SIRET, une date et une étape qui ne vont pas.",
    "owner_org": "direction-des-finances",
    "exercice": "26",
    "stage": "budget",
    "siret": "2191999990001",
    "voted_on": "2 avril 2026",
}
SAID = {
    "": {
        "exercice": "écrivez-la en quatre chiffres",
        "stage": "Choisissez l’une de ces valeurs\u00a0: budget-primitif (Budget primitif)",
        "siret": "compte 13 chiffres, alors qu’un SIRET en a 14",
        "voted_on": "écrivez année-mois-jour",
    },
    "/en": {
        "exercice": "write it in four digits",
        "stage": "Choose one of: budget-primitif (Initial budget)",
        "siret": "has 13 digits, and a SIRET has 14",
        "voted_on": "write year-month-day",
    },
}


def ask(
    site: Any, path: str, data: dict[str, Any] | None = None, user: str = "ambassadrice"
) -> Any:
    headers = {"Authorization": site.token(user)} if user else {}
    return requests.post(f"{site.url}{path}", json=data or {}, headers=headers, timeout=60)


def page(site: Any, path: str, user: str = "ambassadrice") -> str:
    headers = {"Authorization": site.token(user)} if user else {}
    answer = requests.get(f"{site.url}{path}", headers=headers, timeout=60)
    answer.raise_for_status()
    return re.sub(r"[ \t\r\n]+", " ", answer.text)  # non-breaking spaces stay


@pytest.fixture(scope="module")
def budget(site: Any) -> Any:
    """A budget with little in it, and a file that says nothing but its address."""
    api = site.api("ambassadrice").action
    made = api.package_create(
        type="budget",
        name="budget-incomplet",
        title="Budget incomplet",
        notes="Ce budget commence avec le strict nécessaire.",
        owner_org="direction-des-finances",
        exercice="2026",
        stage="budget-primitif",
        access_level="public",
    )
    api.resource_create(package_id=made["id"], url="https://www.ville.fr/budget.csv", name="Budget")
    yield made
    api.package_delete(id=made["id"])


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["french", "english"])
def test_a_refusal_of_the_api_names_the_field_and_says_what_to_do(site: Any, prefix: str) -> None:
    answer = ask(site, f"{prefix}/api/3/action/package_create", WRONG)
    assert answer.status_code == 409
    errors = answer.json()["error"]
    assert set(errors) == {"__type", *SAID[prefix]}
    for field, part in SAID[prefix].items():
        assert part in errors[field][0]


def test_the_address_alone_chooses_the_language_of_the_api(site: Any) -> None:
    """CKAN does not look at Accept-Language: one address has one answer, and caches well."""
    headers = {"Authorization": site.token("ambassadrice"), "Accept-Language": "en"}
    url = f"{site.url}/api/3/action/package_create"
    errors = requests.post(url, json=WRONG, headers=headers, timeout=60).json()["error"]
    assert SAID[""]["siret"] in errors["siret"][0]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/budget/new", ["L’essentiel", "Étape budgétaire", "(facultatif, recommandé)"]),
        ("/en/budget/new", ["The essentials", "(optional, recommended)", "Initial budget"]),
    ],
    ids=["french", "english"],
)
def test_a_form_speaks_the_language_of_its_address(site: Any, path: str, words: list[str]) -> None:
    text = page(site, path)
    assert [word for word in words if word not in text] == []


def test_a_new_budget_is_called_a_new_dataset_not_a_created_type(site: Any) -> None:
    assert "Nouveau jeu de données\u00a0: Budget" in page(site, "/budget/new")


def test_a_label_of_ours_is_not_replaced_by_a_translation_of_ckan(site: Any) -> None:
    """« Public » says who may read; CKAN's own message of that name says « Publique »."""
    assert re.search(r'value="public"[^>]*>\s*<span>Public<', page(site, "/budget/new"))


def test_no_form_gives_the_metadata_away_under_a_licence_nobody_chose(site: Any) -> None:
    assert "opendatacommons.org/licenses/odbl" not in page(site, "/budget/new")


def test_an_editor_sees_what_is_missing_with_a_link_to_each_field(site: Any, budget: Any) -> None:
    text = page(site, "/dataset/budget-incomplet")
    assert "Pour compléter ce jeu de données" in text
    assert '<a href="/budget/edit/budget-incomplet#field-voted_on">Date du vote</a>' in text
    form = page(site, "/budget/edit/budget-incomplet")
    anchors = re.findall(r"/budget/edit/budget-incomplet#(field-\w+)", text)
    assert len(anchors) > 5
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in form] == []


@pytest.mark.parametrize("user", ["", "agent-voirie"], ids=["anonymous", "another-department"])
def test_a_reader_does_not_see_what_is_missing(site: Any, budget: Any, user: str) -> None:
    text = page(site, "/dataset/budget-incomplet", user)
    assert "Budget incomplet" in text
    assert "Pour compléter" not in text
    answer = ask(site, "/api/3/action/city_dataset_completeness", {"id": budget["id"]}, user)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("prefix", "label"), [("", "Date du vote"), ("/en", "Date of the vote")], ids=["fr", "en"]
)
def test_a_program_reads_what_is_missing(site: Any, budget: Any, prefix: str, label: str) -> None:
    path = f"{prefix}/api/3/action/city_dataset_completeness"
    result = ask(site, path, {"id": budget["name"]}).json()["result"]
    assert {"name": "voted_on", "label": label} in result["fields"]
    assert [field["name"] for field in result["resources"][0]["fields"]] == [
        "description",
        "table_schema",
    ]


def test_a_page_shows_only_what_a_dataset_says(site: Any, budget: Any) -> None:
    text = page(site, "/dataset/budget-incomplet", "")
    assert "<span>Exercice 2026</span>" in text
    assert "Voté le" not in text
    assert "<dt>Nomenclature</dt>" not in text
