"""What the page of a form says beside its fields, and the order of a dataset's files."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.city.site.publishing import moved

pytestmark = pytest.mark.service


@pytest.mark.parametrize(
    ("which", "step", "order"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("x", 1, "abc")],
)
def test_a_file_changes_places_with_its_neighbour(which: str, step: int, order: str) -> None:
    assert moved(list("abc"), which, step) == list(order)


@pytest.fixture
def page(ckan_app: Any) -> Any:
    """Prepare the page of a budget's form, in the application of the tests."""
    from ckanext.city.site.form_page import city_form_page

    def prepare(data: dict[str, Any], errors: dict[str, Any]) -> Any:
        with ckan_app.flask_app.test_request_context("/budget/new"):
            return city_form_page("budget", data, errors, is_new=False)

    return prepare


def test_each_part_tells_how_far_it_is(page: Any) -> None:
    data = {"title": "Budget", "notes": "Le budget.", "exercice": "2026"}
    errors = {"siret": ["13 chiffres"], "stage": ["Missing value"]}
    parts = {each.name: each for each in page(data, errors).parts}
    assert (parts["identity"].state, parts["type"].state) == ("more", "errors")
    assert (parts["type"].problems, parts["responsible"].state) == (2, "todo")
    assert [name for name, part in parts.items() if part.folded] == ["coverage", "upkeep", "rights"]


def test_a_part_with_an_error_is_not_folded(page: Any) -> None:
    shown = page({}, {"temporal_coverage": [{}, {"end": ["trop tôt"]}]})
    (coverage,) = (part for part in shown.parts if part.name == "coverage")
    assert not coverage.folded
    (problem,) = shown.problems
    assert (problem.target, problem.sentence) == ("field-temporal_coverage-1-end", "trop tôt")


def test_an_error_of_no_field_is_told_too(page: Any) -> None:
    (problem,) = page({}, {"message": "Solr"}).problems
    assert (problem.target, problem.sentence) == ("", "Solr")


def test_a_folded_part_says_what_it_holds(page: Any) -> None:
    shown = page({"license_id": "fr-lo", "access_level": "staff"}, {})
    (rights,) = (part for part in shown.parts if part.name == "rights")
    assert "Agents de la ville" in rights.summary
