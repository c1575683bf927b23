"""A form that is sent comes back, or tells the browser that it was saved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.signed_in import PASSWORD, Visitor
from tests.site.test_uploads import act

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("city")]

FORM = {"title": "Bancs", "notes": "Les bancs.", "_ckan_phase": "dataset_new_1", "pkg_name": ""}


@pytest.fixture
def agent(ckan_app: Any, city: dict[str, str]) -> Visitor:
    """An agent of the roads, logged in."""
    from ckan.tests import factories, helpers

    user = factories.User(password=PASSWORD)
    helpers.call_action(
        "member_create",
        id=city["roads"],
        object=user["name"],
        object_type="user",
        capacity="editor",
    )
    visitor = Visitor(ckan_app)
    visitor.log_in(user["name"])
    return visitor


def test_a_form_of_nobody_is_answered_by_the_login_that_leads_back(ckan_app: Any) -> None:
    answer = Visitor(ckan_app).post("/poi/new", data=FORM | {"save": "save"})
    assert answer.status_code == 302
    assert answer.location.endswith("/user/login?came_from=/poi/new")
    draft = Visitor(ckan_app).post("/en/poi/new", data=FORM | {"pkg_name": "a-b", "save": "save"})
    assert draft.location.endswith("came_from=/en/poi/edit/a-b")


def test_a_draft_and_a_dataset_that_never_was_are_answered_alike(
    ckan_app: Any, agent: Visitor, city: dict[str, str]
) -> None:
    agent.submit("/poi/new", FORM | {"owner_org": city["roads"], "save": "save"})
    answers = [
        Visitor(ckan_app).post(f"/poi/{name}/resource/new", data={"id": "", "save": "again"})
        for name in ("bancs", "jamais")
    ]
    assert [each.status_code for each in answers] == [302, 302]
    places = [each.location.partition("came_from=")[2] for each in answers]
    assert places == ["/poi/bancs/resource/new", "/poi/jamais/resource/new"]


def test_a_form_without_its_token_is_led_back_to_and_changes_nothing(agent: Visitor) -> None:
    answer = agent.post("/poi/new", data=FORM | {"save": "save"})
    assert answer.status_code == 302
    assert answer.location.endswith("/poi/new")
    assert "city_saved" not in str(answer.headers)


def test_what_was_saved_is_told_and_a_draft_is_stayed_with(
    agent: Visitor, city: dict[str, str]
) -> None:
    answer = agent.submit("/poi/new", FORM | {"owner_org": city["roads"], "save": "city-draft"})
    assert answer.location.endswith("/poi/edit/bancs")
    assert "city_saved=/poi/new;" in answer.headers["Set-Cookie"].replace('"', "")


def test_a_script_is_told_where_to_go(agent: Visitor, city: dict[str, str]) -> None:
    data = FORM | {"owner_org": city["roads"], "save": "save"}
    token = {"_csrf_token": agent.csrf_token()}
    answer = agent.post("/poi/new", data=data | token, headers={"X-City-Form": "1"})
    assert answer.json["location"].endswith("/poi/bancs/resource/new")
    assert "city_saved" in str(answer.headers)


def test_a_draft_without_a_file_is_left_or_published_without_one(
    agent: Visitor, city: dict[str, str]
) -> None:
    from ckan.tests import helpers

    agent.submit("/poi/new", FORM | {"owner_org": city["roads"], "save": "save"})
    empty = {"id": "", "url": "", "name": "", "description": "", "url_type": "upload"}
    for save, state in (("go-dataset-complete", "draft"), ("go-metadata", "active")):
        answer = agent.submit("/poi/bancs/resource/new", empty | {"save": save})
        assert answer.status_code == 302
        shown = helpers.call_action("package_show", id="bancs")
        assert (shown["state"], shown["resources"]) == (state, [])


@pytest.mark.parametrize(
    ("source", "field", "said"),
    [
        ("upload", "upload", "Choisissez le fichier"),
        ("", "url", "Indiquez l’adresse du fichier"),
    ],
    ids=["from the computer", "by its address"],
)
def test_a_file_that_has_only_a_name_is_asked_for(
    agent: Visitor, city: dict[str, str], source: str, field: str, said: str
) -> None:
    from ckan.tests import helpers

    agent.submit("/poi/new", FORM | {"owner_org": city["roads"], "save": "save"})
    named = {"id": "", "url": "", "name": "Bancs du parc", "url_type": source}
    for save in ("go-metadata", "again", "go-dataset-complete"):
        answer = agent.submit("/poi/bancs/resource/new", named | {"save": save})
        assert answer.status_code == 200
        at = answer.text.index(f'id="field-{field}-error"')
        assert said in answer.text[at : at + 600]
        assert 'value="Bancs du parc"' in answer.text
    assert helpers.call_action("package_show", id="bancs")["resources"] == []


def test_a_file_cannot_lose_its_address_in_the_form_and_others_beside_it_may_have_none(
    agent: Visitor, city: dict[str, str]
) -> None:
    agent.submit("/poi/new", FORM | {"owner_org": city["roads"], "save": "save"})
    dataset = {"package_id": "bancs", "name": "À venir"}
    planned = act("resource_create", **dataset)
    there = act("resource_create", **dataset, url="https://ville.fr/bancs.csv")
    form = {"id": there["id"], "url_type": "", "name": "Bancs", "save": "go-metadata"}
    path = f"/poi/bancs/resource/{there['id']}/edit"
    assert agent.submit(path, form | {"url": ""}).status_code == 200
    assert agent.submit(path, form | {"url": "https://ville.fr/b.csv"}).status_code == 302
    resources = act("package_show", id="bancs")["resources"]
    told = [(each["id"], each.get("url")) for each in resources]
    assert told == [(planned["id"], ""), (there["id"], "https://ville.fr/b.csv")]
