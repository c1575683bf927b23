"""What a page asks of the database and of the index, and that it asks no more for more datasets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.site.test_query_counts import counted
from tests.site.town import FINANCE, ROADS, Town, act

pytestmark = pytest.mark.service

PAGE = 20
THEMES = "http://publications.europa.eu/resource/authority/data-theme"


class Cost(NamedTuple):
    """What a page may ask for: SQL statements, and requests to Solr."""

    statements: int
    searches: int


#: As measured, for a reader who is not logged in, on a page that shows 20 datasets where it lists
#: some; a change that needs more says here what for.
MOST = {
    "/": Cost(5, 0),
    "/dataset/": Cost(4, 1),
    "/dataset/?q=comptages": Cost(4, 1),
    "/dataset/?ext_zone=2.2,48.5,2.4,48.7": Cost(4, 1),  # a city's districts ask one more
    "/dataset/comptages-0": Cost(20, 1),
    "/dataset/comptages-0/resource/{resource}": Cost(11, 1),  # one of them asks for its views
    # CKAN itself counts the datasets of a department or a theme, twice
    f"/organization/{FINANCE}": Cost(25, 3),
    f"/organization/about/{FINANCE}": Cost(20, 3),
    "/group/environnement": Cost(15, 3),
    "/organization/": Cost(6, 1),
    "/group/": Cost(5, 1),
}


@contextmanager
def asked_of_solr() -> Iterator[list[str]]:
    """Collect the requests that Solr is sent meanwhile."""
    import pysolr

    requests: list[str] = []
    send = pysolr.Solr._send_request

    def note(solr: Any, method: str, path: str = "", *rest: Any, **options: Any) -> Any:
        requests.append(path)
        return send(solr, method, path, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pysolr.Solr, "_send_request", note)
        yield requests


@pytest.fixture(scope="module")
def datasets(town: Town) -> list[dict[str, Any]]:
    """A page of datasets of one department and theme, and one of another department and theme."""
    made = []
    for number in range(PAGE + 1):
        alone = number == PAGE
        fields = {
            "name": f"comptages-{number}",
            "title": "Fontaines" if alone else "Comptages",
            "owner_org": ROADS if alone else FINANCE,
            "theme": [f"{THEMES}/{'TRAN' if alone else 'ENVI'}"],
            "resources": [{"url": f"https://ville.example.org/{number}.csv", "format": "CSV"}],
        }
        made.append(act("package_create", {"notes": "Au bord de l’Orge."} | fields))
    return made


def cost(town: Town, address: str) -> Cost:
    from ckan import model

    for _each in range(2):  # what is read once a process is read the first time
        model.Session.remove()
        with counted() as statements, asked_of_solr() as searches:
            assert town.get("anonymous", address).status_code == 200, address
    return Cost(len(statements), len(searches))


@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_little(town: Town, datasets: list[dict[str, Any]], address: str) -> None:
    found = cost(town, address.format(resource=datasets[0]["resources"][0]["id"]))

    assert found.statements <= MOST[address].statements
    assert found.searches <= MOST[address].searches


@pytest.mark.parametrize(
    ("many", "one"),
    [
        (f"/organization/{FINANCE}", f"/organization/{ROADS}"),
        ("/group/environnement", "/group/transports"),
        ("/dataset/", "/dataset/?q=fontaines"),
    ],
)
def test_a_page_of_many_datasets_costs_as_one_of_few(
    town: Town, datasets: list[dict[str, Any]], many: str, one: str
) -> None:
    assert cost(town, many) == cost(town, one)
