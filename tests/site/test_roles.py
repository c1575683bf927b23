"""Roles reach as far as they should, and no trick takes them further."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.town import CITY, FINANCE, PLAIN, ROADS, Town, act

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def theirs(town: Town) -> dict[str, Any]:
    """A dataset of the finance department, with a file and a table."""
    made = town.dataset(
        "other-agent", owner_org=FINANCE, resources=[{"url": "https://x.example/a"}]
    )
    table = {"resource_id": made["resources"][0]["id"], "force": True}
    act("datastore_create", {**table, "fields": [{"id": "a", "type": "text"}]})
    return dict(made)


@pytest.fixture(scope="module")
def mine(town: Town) -> dict[str, Any]:
    """A dataset of the roads department, with a file and a table."""
    made = town.dataset("agent", resources=[{"url": "https://x.example/a"}])
    table = {"resource_id": made["resources"][0]["id"], "force": True}
    act("datastore_create", {**table, "fields": [{"id": "a", "type": "text"}]})
    return dict(made)


def test_an_ambassador_publishes_for_the_city_and_every_department(town: Town) -> None:
    for organization in (CITY, ROADS, FINANCE):
        made = town.dataset("ambassador", owner_org=organization)
        town.result("ambassador", "package_patch", id=made["id"], title="Relu")
        town.result("ambassador", "package_delete", id=made["id"])


@pytest.mark.parametrize(
    ("person", "wanted"),
    [
        ("ambassador", {CITY, ROADS, FINANCE}),
        ("agent", {ROADS}),
        ("reader", set()),
        ("stranger", set()),
    ],
)
def test_a_person_is_offered_the_organisations_where_she_may_publish(
    town: Town, person: str, wanted: set[str]
) -> None:
    rows = town.result(person, "organization_list_for_user", permission="create_dataset")
    assert {row["name"] for row in rows} == wanted


def test_a_role_in_a_department_does_not_reach_the_city(town: Town) -> None:
    for owner in (CITY, FINANCE):
        answer = town.api("agent", "package_create", **PLAIN | {"owner_org": owner})
        assert answer.status_code == 403


def _views(theirs: dict[str, Any]) -> str:
    from ckan import model

    view = model.ResourceView(
        resource_id=theirs["resources"][0]["id"], title="Vue", view_type="none", order=0
    )
    model.Session.add(view)
    model.Session.commit()
    return str(view.id)


@pytest.mark.parametrize(
    "action",
    ["package_revise", "package_update", "resource_update", "resource_patch", "resource_create"],
)
def test_naming_a_dataset_of_ones_own_opens_no_other(
    town: Town, mine: dict[str, Any], theirs: dict[str, Any], action: str
) -> None:
    file = theirs["resources"][0]["id"]
    data = {
        "package_revise": {"match": {"id": theirs["id"]}, "update": {"id": mine["id"]}},
        "package_update": PLAIN | {"id": theirs["id"], "owner_org": ROADS},
        "resource_update": {"id": file, "package_id": mine["id"], "url": "https://x.example/b"},
        "resource_patch": {"id": file, "package_id": mine["id"], "url": "https://x.example/b"},
        "resource_create": {"id": file, "package_id": theirs["id"], "url": "https://x.example/b"},
    }[action]
    assert town.api("agent", action, **data).status_code in (403, 409)
    after = act("package_show", {"id": theirs["id"]})
    assert after["owner_org"] == theirs["owner_org"]
    assert [row["url"] for row in after["resources"]] == ["https://x.example/a"]


@pytest.mark.parametrize("action", ["datastore_upsert", "datastore_create", "datastore_delete"])
def test_naming_a_table_of_ones_own_opens_no_other(
    town: Town, mine: dict[str, Any], theirs: dict[str, Any], action: str
) -> None:
    own, other = (each["resources"][0]["id"] for each in (mine, theirs))
    more = {
        "datastore_upsert": {"method": "insert", "records": [{"a": "intruse"}]},
        "datastore_create": {"records": [{"a": "intruse"}], "fields": [{"id": "a"}]},
        "datastore_delete": {},
    }[action]
    town.api("agent", action, id=own, resource_id=other, force=True, **more)
    assert act("datastore_search", {"resource_id": other})["records"] == []


def test_naming_a_file_of_ones_own_does_not_open_anothers_view(
    town: Town, mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    import ckan.plugins.toolkit as tk
    from ckan import model

    view = _views(theirs)
    data = {"id": view, "resource_id": mine["resources"][0]["id"], "title": "Prise"}
    context = {"user": "agent", "auth_user_obj": model.User.get("agent")}
    with pytest.raises(tk.NotAuthorized):
        tk.check_access("resource_view_update", context, data)


def test_a_visitor_is_refused_where_core_fails(town: Town, theirs: dict[str, Any]) -> None:
    user = act("user_show", {"id": "stranger"})["id"]
    data = {"id": theirs["id"], "user_id": user, "capacity": "member"}
    assert town.api("anonymous", "package_collaborator_create", **data).status_code in (403, 409)


@pytest.mark.parametrize("address", [f"/organization/{CITY}", f"/organization/about/{CITY}"])
def test_the_citys_page_lists_its_departments(town: Town, address: str) -> None:
    page = town.get("anonymous", address).body
    assert f'href="/organization/{ROADS}"' in page
    assert f'href="/organization/{FINANCE}"' in page


def test_a_departments_page_leads_back_to_the_city(town: Town) -> None:
    page = town.get("anonymous", f"/organization/{ROADS}").body
    assert f'href="/organization/{CITY}"' in page
    assert f'href="/organization/{FINANCE}"' not in page


def test_the_city_counts_and_finds_the_datasets_of_its_departments(
    town: Town, mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    found = town.result("anonymous", "package_search", fq=f"organization:{CITY}", rows=100)
    assert {mine["id"], theirs["id"]} <= {row["id"] for row in found["results"]}
    shown = town.result("anonymous", "organization_show", id=CITY)
    assert shown["package_count"] == found["count"]
