"""With Solr down home, datasets and files still answer; what searches says that it cannot."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from tests.site.face.test_dataset_pages import richest, text_of
from tests.site.town import FINANCE, Town, act

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def made(town: Town) -> dict[str, dict[str, Any]]:
    """A budget and a series, with all that their forms ask."""
    return {kind: act("package_create", richest(kind)) for kind in ("budget", "dataset_series")}


@pytest.fixture
def index_away(made: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where Solr should."""
    from ckan.lib.search import common

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings = {"solr_url": f"http://127.0.0.1:{port}/solr/away"}
    monkeypatch.setattr(common, "config", settings | dict.fromkeys(("solr_user", "solr_password")))


@pytest.fixture(params=["anonymous", "agent"])
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.usefixtures("index_away")
def test_the_home_page_still_tells_what_there_is(town: Town, person: str, made: Any) -> None:
    answer = town.get(person, "/")

    assert answer.status_code == 200
    assert made["budget"]["title"] in text_of(answer.body)


@pytest.mark.usefixtures("index_away")
def test_a_dataset_and_its_files_still_have_their_pages(
    town: Town, person: str, made: dict[str, dict[str, Any]]
) -> None:
    for kind, dataset in made.items():
        page = town.get(person, f"/{kind}/{dataset['name']}")
        assert page.status_code == 200
        assert dataset["title"] in text_of(page.body)
        assert "Pour citer ces données" in text_of(page.body)
    name, file = made["budget"]["name"], made["budget"]["resources"][0]
    page = town.get(person, f"/budget/{name}/resource/{file['id']}")
    assert page.status_code == 200
    assert " ".join(file["name"].split()) in text_of(page.body)


@pytest.mark.usefixtures("index_away")
@pytest.mark.parametrize(
    "address",
    [
        "/dataset/",
        "/budget/?q=primitif&stage=budget-primitif",
        "/organization/",
        f"/organization/{FINANCE}",
        "/group/",
        "/group/environnement",
    ],
)
def test_a_page_that_searches_says_that_the_search_is_out_of_order(
    town: Town, person: str, address: str
) -> None:
    answer = town.get(person, address)

    said = text_of(answer.body)
    assert answer.status_code == 503
    assert "La recherche est momentanément indisponible" in said
    assert "Réessayez dans quelques minutes" in said
    assert "Solr" not in answer.body
    english = text_of(town.get(person, f"/en{address}").body)
    assert "The search is out of order for a moment" in english
