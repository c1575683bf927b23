"""Who reads a dataset of each access level: by every way out of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest

from tests.site.town import ANONYMOUS, CITY, FINANCE, ROADS, Town, act, names

pytestmark = pytest.mark.service

LEVELS = ("public", "staff", "department")
READS = {
    ANONYMOUS: {"public"},
    "other-agent": {"public", "staff"},
    "reader": {"public", "staff", "department"},
    "agent": {"public", "staff", "department"},
    "ambassador": {"public", "staff", "department"},
    "administrator": {"public", "staff", "department"},
}
SECRET = "sesame-ouvre-toi"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"

everyone = pytest.mark.parametrize("person", READS)
every_level = pytest.mark.parametrize("level", LEVELS)


@pytest.fixture(scope="module")
def shelf(town: Town) -> dict[str, dict[str, Any]]:
    """A dataset of each level of the roads department, with a file and a DataStore table."""
    return {level: _publish(town, level) for level in LEVELS}


def _publish(town: Town, level: str) -> dict[str, Any]:
    dataset = town.dataset(
        name=f"travaux-{level}", title=f"Travaux {level}", notes=SECRET, access_level=level
    )
    upload = (BytesIO(f"a,b\n1,{SECRET}\n".encode()), "travaux.csv")
    answer = town.app.post(
        "/api/3/action/resource_create",
        data={"package_id": dataset["id"], "name": f"fichier {SECRET}", "upload": upload},
        headers=town.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.body
    resource = answer.json["result"]["id"]
    fields = [{"id": "a", "type": "text"}]
    rows = [{"a": SECRET}]
    town.result(
        "agent", "datastore_create", resource_id=resource, force=True, fields=fields, records=rows
    )
    return {"id": dataset["id"], "name": dataset["name"], "resource": resource}


def _expect(person: str, level: str, answer: Any) -> None:
    allowed = level in READS[person]
    if allowed:
        assert answer.status_code == 200, answer.body
    else:
        assert answer.status_code == 404, answer.status_code
        assert SECRET not in answer.body
        assert f"Travaux {level}" not in answer.body


@everyone
@every_level
@pytest.mark.parametrize(
    "action",
    [
        "package_show",
        "package_activity_list",
        "resource_show",
        "resource_view_list",
        "datastore_search",
        "datastore_info",
        "dcat_dataset_show",
    ],
)
def test_actions_about_one_dataset_answer_those_who_may_read_it(
    town: Town, shelf: Any, person: str, level: str, action: str
) -> None:
    about_file = action.startswith(("resource", "datastore"))
    key = "resource_id" if action == "datastore_search" else "id"
    data = {key: shelf[level]["resource" if about_file else "id"]}
    _expect(person, level, town.api(person, action, **data))


@pytest.mark.parametrize("person", [ANONYMOUS, "other-agent", "reader"])
@every_level
@pytest.mark.parametrize(
    "address",
    [
        "/dataset/{name}",
        "/dataset/{id}/resource/{resource}",
        "/dataset/{id}/resource/{resource}/download",
        "/datastore/dump/{resource}",
        "/dataset/activity/{id}",
    ],
)
def test_pages_of_one_dataset_open_to_those_who_may_read_it(
    town: Town, shelf: Any, person: str, level: str, address: str
) -> None:
    _expect(person, level, town.get(person, address.format(**shelf[level])))


@everyone
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("package_search", {"include_private": True, "include_drafts": True}),
        ("package_search", {"q": SECRET, "include_private": True}),
        ("package_search", {"fq": "capacity:private", "include_private": True}),
        ("package_autocomplete", {"q": "travaux"}),
        ("current_package_list_with_resources", {"limit": 50}),
        ("organization_show", {"id": ROADS, "include_datasets": True}),
    ],
)
def test_lists_hold_only_what_a_person_may_read(
    town: Town, shelf: Any, person: str, action: str, data: dict[str, Any]
) -> None:
    result = town.result(person, action, **data)
    rows = result.get("results", result.get("packages")) if isinstance(result, dict) else result
    found = names(rows)
    readable = {shelf[level]["name"] for level in READS[person]}
    assert found <= readable
    if data.get("include_private") and "fq" not in data:
        assert found == readable


@everyone
def test_a_search_counts_and_facets_only_what_a_person_may_read(
    town: Town, shelf: Any, person: str
) -> None:
    asked = {"include_private": True, "facet.field": ["organization"], "rows": 0}
    result = town.result(person, "package_search", **asked)
    assert result["count"] == len(READS[person])
    assert set(result["facets"]["organization"].values()) == {len(READS[person])}


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("package_list", {}),
        ("package_search", {}),
        ("package_search", {"q": "*:*", "fq": "+permission_labels:city-staff"}),
        ("package_search", {"fq": "private:true OR capacity:private"}),
        ("resource_search", {"query": "name:fichier"}),
        ("group_package_show", {"id": ROADS}),
        ("tag_list", {}),
        ("datastore_search", {"resource_id": "_table_metadata"}),
        ("organization_list", {"all_fields": True, "include_dataset_count": True}),
        ("recently_changed_packages_activity_list", {}),
        ("organization_activity_list", {"id": ROADS}),
    ],
    ids=lambda value: str(value)[:50],
)
def test_no_list_tells_the_public_of_what_is_hidden(
    town: Town, shelf: Any, action: str, data: dict[str, Any]
) -> None:
    answer = town.api(ANONYMOUS, action, **data)
    for level in ("staff", "department"):
        for part in shelf[level].values():
            assert part not in answer.body


@pytest.mark.parametrize(
    "address",
    ["/catalog.ttl", "/catalog.jsonld", "/dataset/?q=travaux", f"/organization/{ROADS}", "/"],
)
def test_the_public_catalogue_holds_public_datasets_only(
    town: Town, shelf: Any, address: str
) -> None:
    body = town.get(ANONYMOUS, address).body
    if address != "/":
        assert "Travaux public" in body
    for level in ("staff", "department"):
        assert f"Travaux {level}" not in body
        assert shelf[level]["id"] not in body


@every_level
def test_what_dcat_says_of_access_follows_the_level(town: Town, shelf: Any, level: str) -> None:
    said = {"public": "PUBLIC", "staff": "RESTRICTED", "department": "NON_PUBLIC"}
    body = town.result("agent", "dcat_dataset_show", id=shelf[level]["id"], format="ttl")
    assert f"<{RIGHTS}{said[level]}>" in body


def test_sql_is_not_offered(town: Town, shelf: Any) -> None:
    asked = {"sql": f'SELECT * FROM "{shelf["public"]["resource"]}"'}
    assert town.api("administrator", "datastore_search_sql", **asked).status_code == 400


def test_a_person_of_another_organisation_of_the_site_is_no_staff(town: Town, shelf: Any) -> None:
    act("organization_create", {"name": "intercommunalite", "title": "Intercommunalité"})
    act(
        "organization_member_create",
        {"id": "intercommunalite", "username": "stranger", "role": "editor"},
    )
    assert town.api("stranger", "package_show", id=shelf["staff"]["id"]).status_code == 404
    act("organization_member_delete", {"id": "intercommunalite", "username": "stranger"})


def test_who_loses_her_role_reads_no_more(town: Town, shelf: Any) -> None:
    member = {"id": FINANCE, "username": "stranger", "role": "member"}
    act("organization_member_create", member)
    assert town.api("stranger", "package_show", id=shelf["staff"]["id"]).status_code == 200
    act("organization_member_delete", {"id": FINANCE, "username": "stranger"})
    assert town.api("stranger", "package_show", id=shelf["staff"]["id"]).status_code == 404


# Whoever writes


def _invariant(town: Town, dataset_id: str) -> str:
    from ckan import model

    model.Session.expire_all()
    package = model.Package.get(dataset_id)
    shown = act("package_show", {"id": dataset_id})
    rights = {"public": "PUBLIC", "staff": "RESTRICTED", "department": "NON_PUBLIC"}
    level = shown["access_level"]
    assert package.private is (level != "public")
    assert shown["private"] is package.private
    assert shown["access_rights"].endswith("/" + rights[level])
    seen = town.api(ANONYMOUS, "package_show", id=dataset_id).status_code == 200
    found = town.result(ANONYMOUS, "package_search", fq=f"id:{dataset_id}")["count"] == 1
    assert seen is found is (level == "public")
    return str(level)


@dataclass(frozen=True)
class Write:
    """One way to write a dataset of a level, and the level that it must have then."""

    before: str
    action: str
    data: dict[str, Any]
    after: str
    person: str = "ambassador"


ADMIN = "administrator"
SAID = {"title": "x", "notes": "x", "owner_org": ROADS, "private": False}
FILE = {"url": "https://x.example/a.csv"}
WRITES = {
    "staff is not shown": Write("staff", "package_patch", {"private": False}, "staff"),
    "department not either": Write("department", "package_patch", {"private": False}, "department"),
    "hiding is obeyed": Write("public", "package_patch", {"private": True}, "department"),
    "another field": Write("staff", "package_patch", {"title": "Autre"}, "staff"),
    "publishing": Write("department", "package_patch", {"access_level": "public"}, "public"),
    "for staff": Write("public", "package_patch", {"access_level": "staff"}, "staff"),
    "both said": Write(
        "public", "package_patch", {"access_level": "staff", "private": False}, "staff"
    ),
    "update without level": Write("staff", "package_update", SAID, "staff"),
    "revise": Write("department", "package_revise", {"update": {"private": False}}, "department"),
    "revise the level": Write(
        "public", "package_revise", {"update": {"access_level": "staff"}}, "staff"
    ),
    "bulk public": Write("staff", "bulk_update_public", {"org_id": ROADS}, "staff", ADMIN),
    "bulk private": Write("public", "bulk_update_private", {"org_id": ROADS}, "department", ADMIN),
    "bulk private, staff": Write("staff", "bulk_update_private", {"org_id": ROADS}, "staff", ADMIN),
    "move": Write(
        "department", "package_owner_org_update", {"organization_id": FINANCE}, "department", ADMIN
    ),
    "resource": Write("staff", "resource_create", FILE, "staff"),
    "resource order": Write("staff", "package_resource_reorder", {"order": []}, "staff"),
    "state": Write("staff", "package_patch", {"state": "active"}, "staff"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_private_follows_the_level_whoever_writes(town: Town, write: Write) -> None:
    made = town.dataset(title="Chantier", access_level=write.before)
    assert _invariant(town, made["id"]) == write.before
    town.result(write.person, write.action, **_data(write, made["id"]))
    assert _invariant(town, made["id"]) == write.after
    act("package_delete", {"id": made["id"]})


def _data(write: Write, dataset_id: str) -> dict[str, Any]:
    if write.action == "package_revise":
        return {"match": {"id": dataset_id}, **write.data}
    if write.action == "resource_create":
        return {"package_id": dataset_id, **write.data}
    if write.action.startswith("bulk"):
        org = act("organization_show", {"id": write.data["org_id"]})
        return {"datasets": [dataset_id], "org_id": org["id"]}
    return {"id": dataset_id, **write.data}


def test_a_private_dataset_without_a_level_is_its_departments(town: Town) -> None:
    made = town.dataset(title="Sans", private=True)
    assert made["access_level"] == "department"
    assert town.api("other-agent", "package_show", id=made["id"]).status_code == 404


def test_what_is_written_past_our_forms_is_hidden_by_its_level_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site import validators

    made = town.dataset(title="Sans formulaire", access_level="public")
    monkeypatch.setattr(validators, "_follow_access_level", lambda *_: None)
    act("package_patch", {"id": made["id"], "access_level": "staff", "private": False})
    assert town.api(ANONYMOUS, "package_show", id=made["id"]).status_code == 404
    assert town.api("other-agent", "package_show", id=made["id"]).status_code == 200


def test_a_moved_dataset_is_read_by_its_new_department_only(town: Town) -> None:
    made = town.dataset(title="Déménagé", access_level="department")
    town.result("ambassador", "package_patch", id=made["id"], owner_org=FINANCE)
    reads = {
        person: town.api(person, "package_show", id=made["id"]).status_code == 200
        for person in ("agent", "other-agent", "ambassador")
    }
    assert reads == {"agent": False, "other-agent": True, "ambassador": True}
    found = town.result("agent", "package_search", include_private=True, q="Déménagé")
    assert found["count"] == 0


def test_a_draft_for_staff_is_still_its_departments(town: Town) -> None:
    made = town.dataset(title="Brouillon", access_level="staff", state="draft")
    assert town.api("other-agent", "package_show", id=made["id"]).status_code == 404
    assert town.api("reader", "package_show", id=made["id"]).status_code == 200


def test_members_of_the_city_read_staff_datasets_and_no_departments(town: Town, shelf: Any) -> None:
    member = {"id": CITY, "username": "stranger", "role": "member"}
    act("organization_member_create", member)
    assert town.api("stranger", "package_show", id=shelf["staff"]["id"]).status_code == 200
    assert town.api("stranger", "package_show", id=shelf["department"]["id"]).status_code == 404
    act("organization_member_delete", {"id": CITY, "username": "stranger"})
