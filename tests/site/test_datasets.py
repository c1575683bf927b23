"""A dataset on its way in, into the index, and out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.acting import as_admin

pytestmark = pytest.mark.service


def make_budget(owner: str, **fields: Any) -> dict[str, Any]:
    row = {
        "type": "budget",
        "name": "budget-primitif-2026",
        "title": "Budget primitif 2026",
        "notes": "Les dépenses et les recettes votées pour l'année.",
        "owner_org": owner,
        "exercice": "2026",
        "stage": "budget-primitif",
    }
    return as_admin("package_create", **row | fields)


def test_publisher_and_contact_follow_the_city_and_the_department(city: dict[str, str]) -> None:
    made = make_budget(city["finance"])
    shown = as_admin("package_show", id=made["id"])
    assert shown["publisher"][0]["identifier"] == "21919999900018"
    assert shown["contact"][0]["email"] == "finances@saint-aubin-sur-orge.example"
    as_admin("organization_patch", id=city["finance"], contact_email="budget@ville.example")
    assert as_admin("package_show", id=made["id"])["contact"][0]["email"] == "budget@ville.example"


def test_what_is_derived_stays_derived_after_a_client_sends_it_back(city: dict[str, str]) -> None:
    shown = as_admin("package_show", id=make_budget(city["finance"])["id"])
    as_admin("package_update", **shown | {"title": "Budget 2026", "name": "budget-2026"})
    as_admin("organization_patch", id=city["finance"], contact_email="budget@ville.example")
    shown = as_admin("package_show", id=shown["id"])
    assert shown["contact"][0]["email"] == "budget@ville.example"
    assert shown["url"].endswith("/dataset/budget-2026")


def test_a_contact_that_the_editor_wrote_is_kept(city: dict[str, str]) -> None:
    contact = [{"name": "Guichet", "email": "guichet@ville.example"}]
    made = make_budget(city["finance"], contact=contact)
    assert as_admin("package_show", id=made["id"])["contact"] == contact


def test_the_city_facet_holds_the_datasets_of_its_departments(city: dict[str, str]) -> None:
    make_budget(city["finance"])
    found = as_admin("package_search", fq=f"organization:{city['city']}")
    assert found["count"] == 1


def test_single_fields_of_datasets_can_be_asked_for(city: dict[str, str]) -> None:
    made = make_budget(city["finance"])
    [found] = as_admin("package_search", fl=["name", "owner_org"])["results"]
    assert found["name"] == made["name"]
    assert made["owner_org"] in found["owner_org"]


def test_facets_name_type_theme_department_year(city: dict[str, str]) -> None:
    theme = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
    make_budget(city["finance"], theme=[theme])
    fields = ["dataset_type", "vocab_themes", "vocab_year", "organization"]
    facets = as_admin("package_search", **{"facet.field": fields})["search_facets"]
    names = {field: [item["display_name"] for item in facets[field]["items"]] for field in fields}
    assert names["dataset_type"] == ["Budget"]
    assert names["vocab_themes"] == ["Gouvernement et secteur public"]
    assert names["vocab_year"] == ["2026"]
    assert "Direction des finances" in names["organization"]


@pytest.mark.parametrize(
    "query", ["budget primitif", "BUDGETS PRIMITIFS", "comptes", "dépenses", "l’année budget"]
)
def test_a_residents_words_find_the_budget(city: dict[str, str], query: str) -> None:
    make_budget(city["finance"])
    assert [row["name"] for row in as_admin("package_search", q=query)["results"]] == [
        "budget-primitif-2026"
    ]
