"""A draft is a draft from the first moment, and is published when somebody says so."""

from __future__ import annotations

import pytest

from tests.site.town import ANONYMOUS, FINANCE, ROADS, Town

pytestmark = pytest.mark.service


@pytest.mark.parametrize("person", ["agent", "ambassador", "administrator"])
def test_an_editors_draft_is_seen_by_her_department_alone(town: Town, person: str) -> None:
    made = town.dataset(person, state="draft", access_level="public")
    assert made["state"] == "draft"
    reads = {
        each: town.api(each, "package_show", id=made["id"]).status_code == 200
        for each in (ANONYMOUS, "other-agent", "reader", "ambassador")
    }
    assert reads == {ANONYMOUS: False, "other-agent": False, "reader": True, "ambassador": True}
    found = town.result(ANONYMOUS, "package_search", include_drafts=True)["results"]
    assert made["id"] not in {row["id"] for row in found}


def test_a_draft_is_published_and_taken_back(town: Town) -> None:
    made = town.dataset(state="draft")
    for state, answer in (("active", 200), ("draft", 404), ("active", 200)):
        assert town.result("agent", "package_patch", id=made["id"], state=state)["state"] == state
        assert town.api(ANONYMOUS, "package_show", id=made["id"]).status_code == answer


def test_another_departments_draft_cannot_be_made_or_published(town: Town) -> None:
    assert town.api("agent", "package_create", owner_org=FINANCE, state="draft").status_code == 403
    made = town.dataset(state="draft")
    for person, status in (("other-agent", 404), ("reader", 403)):
        answer = town.api(person, "package_patch", id=made["id"], state="active")
        assert answer.status_code == status


def test_a_new_dataset_cannot_be_born_in_the_bin(town: Town) -> None:
    made = town.dataset(state="deleted")
    assert town.result("agent", "package_show", id=made["id"])["state"] == "active"
    assert made["owner_org"] == town.result("agent", "organization_show", id=ROADS)["id"]
