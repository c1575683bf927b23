"""Every page that a reader can reach by links answers, in French, without a fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.crawl import Crawl, untranslated
from tests.site.signed_in import Visitor
from tests.site.town import ROADS, Town, act

pytestmark = pytest.mark.service

#: Asked of gettext though they are no words of ours: names of data, and what is empty.
NO_WORDS = {""}
STARTS = {
    "anonymous": ("/", "/dataset/", "/city/schemas/"),
    "agent": ("/dashboard/", "/dashboard/datasets", "/dataset/new", "/user/agent/api-tokens"),
    "ambassador": ("/dashboard/", "/dashboard/city-feed", "/user/edit/ambassador"),
    "administrator": ("/ckan-admin/", "/user/", f"/organization/edit/{ROADS}", "/ckan-admin/trash"),
}


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
def test_what_links_lead_to_answers_in_french(full_town: Town, ckan_app: Any, person: str) -> None:
    visitor = Visitor(ckan_app, address=f"192.0.2.{60 + list(STARTS).index(person)}")
    if person != "anonymous":
        visitor.log_in(person, "not-a-secret-1")
    crawl = Crawl(ckan_app, visitor)
    with untranslated() as missing:
        crawl.run(*STARTS[person])
    assert len(crawl.pages) > 10, crawl.pages
    assert not crawl.faults, "\n".join(crawl.faults)
    assert not missing - NO_WORDS
