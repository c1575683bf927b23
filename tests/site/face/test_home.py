"""The home page tells what is published, to everybody alike, and stands without the index."""

from __future__ import annotations

import re
import socket
from html import unescape
from typing import Any

import pytest

from tests.site.town import Town

pytestmark = pytest.mark.service

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def published(town: Town) -> Town:
    """A budget, a series, three other datasets of which one is private and one a draft."""
    budget = {"type": "budget", "exercice": "2025", "stage": "budget-primitif"}
    file = {"url": "http://192.0.2.1/budget.csv", "last_modified": "2025-04-03T09:00:00"}
    finance = "direction-des-finances"
    town.dataset("agent", title=f"Arbres {SCRIPT}", name="arbres")
    town.dataset("other-agent", title="Budget 2025", owner_org=finance, resources=[file], **budget)
    town.dataset("other-agent", title="Budgets", owner_org=finance, type="dataset_series")
    town.dataset("agent", title="Verre caché", private=True)
    town.dataset("agent", title="Brouillon des menus", state="draft")
    return town


def page(town: Town, person: str = "nobody", address: str = "/") -> str:
    answer = town.get(person, address)
    assert answer.status_code == 200
    return answer.body


def text(body: str) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_what_is_published_is_counted_by_subject(published: Town) -> None:
    said = text(page(published))

    assert "2 jeux de données, par sujet" in said
    assert "1 Budgets" in said
    assert "1 Autres données" in said
    assert "1 Séries" in said
    assert "fichier à télécharger 1" in said
    assert "services qui publient 2" in said
    assert "Élections" not in said


def test_the_page_that_the_figure_leads_to_has_as_many_datasets(published: Town) -> None:
    assert "3 résultats, dont 1 série" in text(page(published, address="/dataset/"))
    assert "1 résultat " in text(page(published, address="/dataset_series/"))
    assert "1 résultat " in text(page(published, address="/dataset/?dataset_type=budget"))


@pytest.mark.parametrize("person", ["nobody", "agent", "administrator"])
def test_what_is_hidden_is_told_to_nobody(published: Town, person: str) -> None:
    body = page(published, person)

    assert "Verre caché" not in body
    assert "Brouillon" not in body
    assert "q=verre" not in body, "no word is offered that finds nothing"
    assert "q=budget" in body


def test_the_last_changes_name_their_department_and_are_escaped(published: Town) -> None:
    body = page(published)
    news = body.split('<ul class="news">')[1].split("</ul>")[0]

    assert SCRIPT not in body
    assert news.index("Arbres") < news.index("Budget 2025"), "whose data changed last comes first"
    assert "3 avril 2025" in unescape(news)
    assert "Direction des finances" in unescape(news)
    assert 'href="/dataset/arbres"' in news


def test_each_link_of_the_page_leads_somewhere(published: Town) -> None:
    links = set(re.findall(r'href="(/[^"#]*)', page(published)))

    assert "/feeds/dataset.atom" in links
    assert {each: published.get("nobody", unescape(each)).status_code for each in links} == (
        dict.fromkeys(links, 200)
    )


def test_the_page_is_whole_in_english(published: Town) -> None:
    said = text(page(published, address="/en/"))

    assert "2 datasets, by subject" in said
    assert "Latest updates" in said
    assert "Your city" in said


def test_a_solr_that_hangs_is_not_waited_for(
    published: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan.lib.search import common

    with socket.create_server(("127.0.0.1", 0)) as hung:
        address = f"http://127.0.0.1:{hung.getsockname()[1]}/solr/hung"
        settings = {"solr_url": address, "solr_user": None, "solr_password": None}
        monkeypatch.setattr(common, "config", settings)
        hung.settimeout(0)
        assert "2 jeux de données" in text(page(published))
        with pytest.raises(BlockingIOError):
            hung.accept()


def test_the_page_loads_none_of_cores_scripts(published: Town) -> None:
    body = page(published)

    assert "jquery" not in body.lower()
    assert " style=" not in body


def test_an_empty_catalogue_says_so(ckan_app: Any, clean_db: None) -> None:
    assert "Aucune donnée n’est encore publiée" in text(ckan_app.get("/").body)
