"""Lists that narrow a search: which, in what order, what their codes are called, how they ask."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.city.dataset_types.names import TYPE_LABELS
from ckanext.city.site import search_facets


def item(name: str, count: int = 1) -> dict[str, Any]:
    return {"name": name, "display_name": name, "count": count}


def test_lists_stand_in_the_order_of_the_page() -> None:
    assert list(search_facets.facets(str)) == [
        "dataset_type",
        "vocab_themes",
        "organization",
        "vocab_year",
        "res_format",
        "license_id",
        "vocab_territory",
    ]


def test_a_type_has_the_lists_that_tell_its_datasets_apart() -> None:
    assert list(search_facets.facets(str, "budget"))[:3] == ["vocab_year", "stage", "budget_kind"]
    assert list(search_facets.facets(str, "harvest")) == list(search_facets.facets(str))


def test_each_type_of_ours_has_lists_of_its_own() -> None:
    assert set(TYPE_LABELS) - set(search_facets.OF_TYPE) == {"dataset"}


def test_titles_are_translated() -> None:
    assert search_facets.facets(str.upper)["vocab_year"] == "YEAR"


def test_codes_are_named_and_unknown_ones_kept() -> None:
    results = {
        "search_facets": {
            "vocab_themes": {"items": [item("ENVI"), item("NEW")]},
            "dataset_type": {"items": [item("school_zone"), item("harvest")]},
            "vocab_year": {"items": [item("2024")]},
            "stage": {"items": [item("budget-primitif")]},
            "round": {"items": [item("2")]},
        }
    }
    words = search_facets.names("fr")
    facets = search_facets.label_facets(results, words)["search_facets"]
    names = {field: [i["display_name"] for i in facets[field]["items"]] for field in facets}
    assert names == {
        "vocab_themes": ["Environnement", "NEW"],
        "dataset_type": ["Secteurs scolaires", "harvest"],
        "vocab_year": ["2024"],
        "stage": ["Budget primitif"],
        "round": ["2d tour"],
    }


def test_a_search_without_lists_is_answered() -> None:
    assert search_facets.label_facets({"results": []}, search_facets.names("en")) == {"results": []}


def test_years_go_back_in_time_stages_follow_each_other_others_go_by_number() -> None:
    def order(field: str, *items: dict[str, Any]) -> list[str]:
        return [each["name"] for each in search_facets.in_order(field, items)]

    assert order("vocab_year", item("2024", 9), item("2026"), item("2025")) == [
        "2026",
        "2025",
        "2024",
    ]
    stages = (item("compte-administratif", 9), item("budget-primitif"), item("autre", 99))
    assert order("stage", *stages) == ["budget-primitif", "compte-administratif", "autre"]
    assert order("res_format", item("XML"), item("CSV", 3), item("GTFS")) == ["CSV", "GTFS", "XML"]


def test_values_of_one_list_widen_each_other() -> None:
    asked = ' stage:"a" vocab_year:"2025" stage:"b" +dataset_type:budget'
    wider = search_facets.any_of(asked, {"stage": ["a", "b"], "vocab_year": ["2025"]})
    assert wider.split() == [
        'vocab_year:"2025"',
        "+dataset_type:budget",
        '+stage:("a"',
        "OR",
        '"b")',
    ]
    alone = search_facets.without(wider, "stage", ["a", "b"])
    assert alone.split() == ['vocab_year:"2025"', "+dataset_type:budget"]
    assert search_facets.without(alone, "vocab_year", ["2025"]).strip() == "+dataset_type:budget"


@pytest.mark.parametrize("value", ['x") OR permission_labels:("creator', "\\", '"', "a:b (c)"])
def test_a_value_cannot_leave_its_quotes(value: str) -> None:
    asked = f' stage:"{value}" stage:"b"'
    wider = search_facets.any_of(asked, {"stage": [value, "b"]})
    inside = value.replace("\\", "\\\\").replace('"', '\\"')
    assert wider.strip() == f'+stage:("{inside}" OR "b")'


def test_what_a_program_asks_is_left_alone() -> None:
    asked = "+stage:(a OR b)"
    assert search_facets.any_of(asked, {"stage": ["a", "b"]}) == asked
