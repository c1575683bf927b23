"""What the database is asked does not creep up, and does not grow with what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.site.test_uploads import act, dataset, department

__all__ = ["dataset", "department"]  # fixtures

pytestmark = pytest.mark.service

PAGE = 20
#: Statements, as measured; a change that needs more of them says here what for.
MOST = {"create": 34, "show": 4, "search": 3, "patch": 36}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the SQL statements that are run meanwhile."""
    from ckan import model

    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)


def count(do: Callable[[], Any]) -> int:
    from ckan import model

    do()  # what is read once a process
    model.Session.remove()
    with counted() as statements:
        do()
    return len(statements)


def make(department: str, title: str = "Arbres") -> Any:
    return act(
        "package_create",
        title=title,
        notes="Les arbres de la commune.",
        owner_org=department,
        theme=["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        resources=[{"url": "http://192.0.2.1/a.csv"}],
    )


@pytest.fixture
def page_of_datasets(department: str) -> str:
    """As many datasets of one title as a page of results shows."""
    for _each in range(PAGE):
        make(department)
    return department


def test_creating_a_dataset_costs_no_more_among_many_of_its_name(page_of_datasets: str) -> None:
    of_a_new_name = count(lambda: make(page_of_datasets, title=f"Jeu {id(object())}"))
    of_a_common_name = count(lambda: make(page_of_datasets))

    assert of_a_common_name == of_a_new_name
    assert of_a_common_name <= MOST["create"]


def test_a_page_of_results_costs_as_many_statements_as_one_result(page_of_datasets: str) -> None:
    one, page = (count(lambda n=n: act("package_search", rows=n)) for n in (1, PAGE))

    assert page == one
    assert page <= MOST["search"]


def test_showing_a_dataset_takes_few_statements(dataset: dict[str, Any]) -> None:
    assert count(lambda: act("package_show", id=dataset["id"])) <= MOST["show"]


def test_changing_a_dataset_takes_few_statements(dataset: dict[str, Any]) -> None:
    words = iter(("une", "deux"))

    assert count(lambda: act("package_patch", id=dataset["id"], notes=next(words))) <= MOST["patch"]
