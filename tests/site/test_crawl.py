"""Every page that a reader can reach by links answers, in French, without a fault."""

from __future__ import annotations

from typing import Any

import pytest
from babel.messages.catalog import Catalog

from dev import words
from tests.site.crawl import Crawl, untranslated
from tests.site.signed_in import Visitor
from tests.site.town import ROADS, Town, act

pytestmark = pytest.mark.service

#: What core says of CKAN where a city says nothing of itself.
CORES_OWN = "<p>CKAN is the world’s leading open-source data portal platform.</p>"
EXTENSIONS = ("ckanext.scheming", "ckanext.dcat", "ckanext.dataset_series")
STARTS = {
    "anonymous": ("/", "/dataset/", "/city/schemas/"),
    "agent": ("/dashboard/", "/dashboard/datasets", "/dataset/new", "/user/agent/api-tokens"),
    "ambassador": ("/dashboard/", "/dashboard/city-feed", "/user/edit/ambassador"),
    "administrator": ("/ckan-admin/", "/user/", f"/organization/edit/{ROADS}", "/ckan-admin/trash"),
}


@pytest.fixture(scope="module")
def written() -> set[str]:
    """The messages that stand in code and templates: gettext is asked for mere data too."""
    found = Catalog()
    for name in EXTENSIONS:
        methods = [("**.py", "python"), ("templates/**.html", "ckan")]
        words.collect(found, words.package(name), methods, prefix=name)
    catalogues = (found, words.ckan_french(), words.read(words.TEMPLATE))
    ids = [message.id for catalogue in catalogues for message in catalogue if message.id]
    return {id_ if isinstance(id_, str) else id_[0] for id_ in ids}


@pytest.fixture(scope="module")
def full_town(town: Town) -> Town:
    """The town with datasets of several kinds: public, with files, private, changed, deleted."""
    file = {"url": "https://ville.example/comptages.csv", "name": "Comptages", "format": "CSV"}
    town.dataset(name="comptages", resources=[file], tag_string="vélo, circulation")
    town.result("agent", "package_patch", id="comptages", title="Comptages de vélos")
    town.dataset(name="a-jeter")
    town.result("agent", "package_delete", id="a-jeter")
    town.dataset(name="budget-2025", type="budget", exercice="2025", stage="budget-primitif")
    act("follow_dataset", {"id": "comptages"}, user="agent")
    return town


@pytest.mark.parametrize("person", STARTS)
def test_what_links_lead_to_answers_in_french(
    full_town: Town, ckan_app: Any, written: set[str], person: str
) -> None:
    visitor = Visitor(ckan_app, address=f"192.0.2.{60 + list(STARTS).index(person)}")
    if person != "anonymous":
        visitor.log_in(person, "not-a-secret-1")
    crawl = Crawl(ckan_app, visitor)
    with untranslated() as missing:
        crawl.run(*STARTS[person])
    assert len(crawl.pages) > 10, crawl.pages
    assert not crawl.faults, "\n".join(crawl.faults)
    english = {str(each) for each in missing & written if not each.startswith(CORES_OWN)}
    assert not english, sorted(english)
