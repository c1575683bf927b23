"""Datasets of a series follow one another in their order, and private ones are not told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.acting import as_admin, as_user
from tests.site.test_datasets import make_budget

pytestmark = pytest.mark.service


def make_series(owner: str, order: str, **fields: Any) -> dict[str, Any]:
    row = {
        "type": "dataset_series",
        "name": "budgets",
        "title": "Budgets de la ville",
        "notes": "Un budget par étape.",
        "owner_org": owner,
        "series_order_field": order,
    }
    return as_admin("package_create", **row | fields)


@pytest.fixture
def budgets(city: dict[str, str]) -> dict[str, dict[str, Any]]:
    """A series of five stages in two years, made in another order than theirs."""
    series = make_series(city["city"], "exercice")
    stages = {
        "cfu-2024": ("2024", "compte-financier-unique", ""),
        "dm-10-2025": ("2025", "decision-modificative", "10"),
        "bp-2025": ("2025", "budget-primitif", ""),
        "bp-2024": ("2024", "budget-primitif", ""),
        "dm-2-2025": ("2025", "decision-modificative", "2"),
    }
    made = {}
    for name, (year, stage, number) in stages.items():
        extra = {"stage_number": number} if number else {}
        fields = {"name": name, "exercice": year, "stage": stage, "in_series": [series["id"]]}
        made[name] = make_budget(city["finance"], title=name, **fields | extra)
    return {"series": series} | made


def walk(first: str) -> list[str]:
    """Follow `next` from a dataset to the end."""
    names, name = [], first
    while name:
        names.append(name)
        following = as_admin("package_show", id=name)["series_navigation"][0]["next"]
        name = following["name"] if following else None
    return names


def test_stages_of_one_year_follow_each_other_without_ties(budgets: Any) -> None:
    assert walk("bp-2024") == ["bp-2024", "cfu-2024", "bp-2025", "dm-2-2025", "dm-10-2025"]


def test_previous_mirrors_next(budgets: Any) -> None:
    shown = as_admin("package_show", id="bp-2025")["series_navigation"][0]
    assert (shown["previous"]["name"], shown["next"]["name"]) == ("cfu-2024", "dm-2-2025")


def test_a_series_knows_its_first_and_last(budgets: Any) -> None:
    shown = as_admin("package_show", id="budgets")["series_navigation"]
    assert shown["count"] == 5
    assert (shown["first"]["name"], shown["last"]["name"]) == ("bp-2024", "dm-10-2025")


def test_dates_are_followed_as_dates(city: dict[str, str]) -> None:
    series = make_series(city["city"], "election_date", name="elections")
    for name, day in (("t2", "2026-03-22"), ("t1", "2026-03-15"), ("pres", "2022-04-10")):
        as_admin(
            "package_create",
            type="election",
            name=name,
            title=name,
            notes="Résultats par bureau de vote.",
            owner_org=city["city"],
            scrutin="presidentielle" if name == "pres" else "municipales",
            election_date=day,
            round="2" if name == "t2" else "1",
            in_series=[series["id"]],
        )
    assert walk("pres") == ["pres", "t1", "t2"]


def test_the_title_of_a_private_series_is_not_told_to_anyone(city: dict[str, str]) -> None:
    series = make_series(city["city"], "exercice", access_level="department")
    made = make_budget(city["finance"], in_series=[series["id"]])
    shown = as_user("", "package_show", id=made["id"])
    assert shown["series_navigation"] == []


def test_a_private_member_is_left_out_for_those_who_cannot_read_it(budgets: Any) -> None:
    as_admin("package_patch", id="cfu-2024", access_level="department")
    shown = as_user("", "package_show", id="bp-2025")["series_navigation"][0]
    assert shown["previous"]["name"] == "bp-2024"


def test_the_pages_lead_from_one_dataset_of_a_series_to_the_next(
    budgets: Any, ckan_app: Any
) -> None:
    page = ckan_app.get("/budget/bp-2025").body
    for name in ("cfu-2024", "dm-2-2025"):
        assert f'href="/budget/{name}"' in page
    assert 'href="/dataset_series/budgets"' in page
    series = ckan_app.get("/dataset_series/budgets").body
    assert "5 jeux de données dans cette série" in series.replace("\xa0", " ")
