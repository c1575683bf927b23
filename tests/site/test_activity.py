"""Histories say who changed, published and gave a role, to those who may know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.site.town import ANONYMOUS, CITY, FINANCE, ROADS, Town, act

pytestmark = pytest.mark.service


def _role_lines(town: Town, person: str, organization: str = FINANCE) -> list[dict[str, Any]]:
    lines = town.result(person, "organization_activity_list", id=organization)
    return [line for line in lines if line["activity_type"].endswith("role")]


def _kinds(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["activity_type"], line["data"]["role"]) for line in reversed(lines)]


def test_given_changed_and_taken_roles_are_recorded_with_who_did_it(town: Town) -> None:
    member = {"id": FINANCE, "username": "stranger"}
    town.result("administrator", "organization_member_create", **member, role="member")
    town.result("administrator", "organization_member_create", **member, role="editor")
    town.result("administrator", "organization_member_delete", **member)
    lines = _role_lines(town, "administrator")
    assert _kinds(lines) == [
        ("gave role", "member"),
        ("changed role", "editor"),
        ("took role", "editor"),
    ]
    stranger = act("user_show", {"id": "stranger"})["id"]
    administrator = act("user_show", {"id": "administrator"})["id"]
    assert {line["user_id"] for line in lines} == {administrator}
    assert {line["data"]["user"] for line in lines} == {stranger}


def test_roles_given_by_the_form_of_an_organisation_are_recorded_too(town: Town) -> None:
    before = len(_role_lines(town, "administrator", ROADS))
    users = act("organization_show", {"id": ROADS, "include_users": True})["users"]
    people = [{"name": row["name"], "capacity": row["capacity"]} for row in users]
    people.append({"name": "stranger", "capacity": "editor"})
    town.result("administrator", "organization_patch", id=ROADS, users=people)
    assert _kinds(_role_lines(town, "administrator", ROADS)[: -before or None])[-1] == (
        "gave role",
        "editor",
    )
    town.result("administrator", "organization_member_delete", id=ROADS, username="stranger")


@pytest.mark.parametrize(
    ("person", "knows"),
    [
        (ANONYMOUS, False),
        ("agent", False),
        ("other-agent", True),
        ("ambassador", True),
        ("administrator", True),
    ],
)
def test_roles_are_known_to_the_organisations_own_people(
    town: Town, person: str, knows: bool
) -> None:
    member = {"id": FINANCE, "username": "stranger"}
    town.result("administrator", "organization_member_create", **member, role="member")
    town.result("administrator", "organization_member_delete", **member)
    assert bool(_role_lines(town, person)) is knows


def test_the_page_of_an_organisations_history_names_the_role(town: Town) -> None:
    member = {"id": CITY, "username": "stranger"}
    town.result("administrator", "organization_member_create", **member, role="member")
    page = town.get("administrator", f"/organization/activity/{CITY}")
    assert page.status_code == 200
    assert 'class="item gave-role"' in page.body
    town.result("administrator", "organization_member_delete", **member)


def test_who_made_and_who_published_is_recorded(town: Town) -> None:
    made = town.dataset(title="Relevés", state="draft")
    town.result("ambassador", "package_patch", id=made["id"], state="active")
    lines = town.result("administrator", "package_activity_list", id=made["id"])
    users = [act("user_show", {"id": line["user_id"]})["name"] for line in reversed(lines)]
    assert users == ["agent", "ambassador"]


STREAMS = {
    "user_activity_list": {"id": "agent"},
    "organization_activity_list": {"id": ROADS},
    "recently_changed_packages_activity_list": {},
}


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize(
    ("level", "person", "knows"),
    [
        ("staff", "stranger", False),
        ("department", "stranger", False),
        ("department", "other-agent", False),
        ("staff", "other-agent", True),
        ("department", "reader", True),
    ],
)
def test_histories_do_not_tell_of_hidden_datasets(
    town: Town, stream: str, level: str, person: str, knows: bool
) -> None:
    made = town.dataset(title=f"Secret {level}", access_level=level)
    lines = town.result(person, stream, **STREAMS[stream])
    told = made["id"] in json.dumps(lines)
    # CKAN leaves hidden datasets out of an organisation's history, for everyone.
    assert told is (knows and stream != "organization_activity_list")


@pytest.mark.parametrize(
    "action", ["user_activity_list", "recently_changed_packages_activity_list"]
)
def test_hiding_a_dataset_hides_its_past(town: Town, action: str) -> None:
    made = town.dataset(title="Publié par erreur")
    assert made["id"] in json.dumps(town.result("stranger", action, **STREAMS[action]))
    town.result("agent", "package_patch", id=made["id"], access_level="department")
    assert made["id"] not in json.dumps(town.result("stranger", action, **STREAMS[action]))
    assert made["id"] in json.dumps(town.result("reader", action, **STREAMS[action]))


def test_a_dashboard_does_not_tell_of_what_a_followed_colleague_hides(town: Town) -> None:
    user = act("user_show", {"id": "agent"})["id"]
    town.result("stranger", "follow_user", id=user)
    made = town.dataset(title="Caché", access_level="staff")
    assert made["id"] not in json.dumps(town.result("stranger", "dashboard_activity_list"))


def test_a_view_of_a_hidden_dataset_is_not_told_of(town: Town) -> None:
    from ckan import model

    from ckanext.activity.model import Activity

    made = town.dataset(title="Vue", access_level="department")
    agent = act("user_show", {"id": "agent"})["id"]
    data = {"package_id": made["id"], "title": "Vue secrète"}
    model.Session.add(Activity(agent, made["id"], "new resource view", data))
    model.Session.commit()
    asked = {"id": "agent", "limit": 100}
    assert "Vue secrète" not in json.dumps(
        town.result("stranger", "user_activity_list", **asked), ensure_ascii=False
    )
    assert "Vue secrète" in json.dumps(
        town.result("reader", "user_activity_list", **asked), ensure_ascii=False
    )


def test_moving_a_dataset_moves_its_past_and_its_place_in_the_search(town: Town) -> None:
    made = town.dataset(title="Muté", access_level="department")
    town.result("administrator", "package_owner_org_update", id=made["id"], organization_id=FINANCE)
    found = {
        person: town.result(person, "package_search", include_private=True, fq=f"id:{made['id']}")
        for person in ("agent", "other-agent")
    }
    assert [found["agent"]["count"], found["other-agent"]["count"]] == [0, 1]
    lines = town.result("reader", "user_activity_list", id="agent")
    assert made["id"] not in json.dumps(lines)
