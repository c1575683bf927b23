"""Who works for the city is not published."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]


@pytest.fixture
def agent(clean_db_once: None) -> dict[str, Any]:
    from ckan.tests import factories

    return factories.UserWithToken(fullname="Camille Dupont-Test")


@pytest.fixture
def dataset(agent: dict[str, Any]) -> dict[str, Any]:
    from ckan.tests import factories

    member = {"name": agent["name"], "capacity": "editor"}
    organization = factories.Organization(users=[member])
    return factories.Dataset(user=agent, owner_org=organization["id"])


def ask(app: Any, action: str, token: str | None = None, **parameters: Any) -> Any:
    headers = {"Authorization": token} if token else {}
    return app.get(f"/api/3/action/{action}", query_string=parameters, headers=headers)


def names_her(answer: Any, agent: dict[str, Any]) -> list[str]:
    text = answer.get_data(as_text=True)
    return [key for key in ("id", "name", "fullname", "email", "email_hash") if agent[key] in text]


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("user_list", {}),
        ("user_list", {"all_fields": "false"}),
        ("user_show", {"id": "{agent}"}),
        ("user_autocomplete", {"q": "{agent}"}),
        ("user_activity_list", {"id": "{agent}"}),
        ("organization_show", {"id": "{org}", "include_users": "true"}),
        ("member_list", {"id": "{org}"}),
        ("member_list", {"id": "{org}", "object_type": "user"}),
        ("dataset_follower_list", {"id": "{dataset}"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "all",
)
def test_a_resident_is_refused_what_is_about_agents(
    ckan_app: Any, agent: dict[str, Any], dataset: dict[str, Any], action: str, parameters: Any
) -> None:
    ids = {"agent": agent["name"], "org": dataset["owner_org"], "dataset": dataset["id"]}
    sent = {key: value.format(**ids) for key, value in parameters.items()}
    assert ask(ckan_app, action, **sent).status_code == 403
    # and the question is right: a colleague is answered, or needs more rights still
    assert ask(ckan_app, action, agent["token"], **sent).status_code in (200, 403)


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        ("package_activity_list", "id"),
        ("organization_activity_list", "owner_org"),
        ("recently_changed_packages_activity_list", None),
    ],
)
def test_a_resident_reads_what_was_done_and_not_who_did_it(
    ckan_app: Any, agent: dict[str, Any], dataset: dict[str, Any], action: str, subject: str | None
) -> None:
    parameters = {"id": dataset[subject]} if subject else {}
    answer = ask(ckan_app, action, **parameters)
    assert dataset["title"] in answer.get_data(as_text=True)
    hers = [each for each in answer.json["result"] if each["object_id"] == dataset["id"]]
    assert hers
    assert agent["id"] not in str([each["user_id"] for each in hers])
    assert agent["name"] not in answer.get_data(as_text=True)
    to_colleague = ask(ckan_app, action, agent["token"], **parameters)
    assert agent["id"] in to_colleague.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/dataset/{name}",
        "/dataset/activity/{name}",
        "/organization/{owner_org}",
        "/organization/activity/{owner_org}/0",
        "/organization/about/{owner_org}",
        "/organization/members/{owner_org}",
        "/dataset/followers/{name}",
        "/user/",
        "/user/{agent}",
        "/feeds/dataset.atom",
        "/dataset/{name}.ttl",
        "/catalog.ttl",
    ],
)
def test_no_page_tells_a_resident_who_she_is(
    ckan_app: Any, agent: dict[str, Any], dataset: dict[str, Any], path: str
) -> None:
    answer = ckan_app.get(path.format(**dataset, agent=agent["name"]))
    assert answer.status_code < 500
    shown = names_her(answer, agent)
    assert [key for key in shown if path != "/user/{agent}" or key != "name"] == []
