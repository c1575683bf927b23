"""What staff find on their pages: what they may edit and follow, what a deletion takes away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

from tests.site.signed_in import Visitor
from tests.site.town import FINANCE, ROADS, Town, act

pytestmark = pytest.mark.service

PASSWORD = "not-a-secret-1"
PLACES = ("agent", "ambassador", "administrator", "other-agent", "reader", "stranger")


@pytest.fixture(scope="module")
def full_town(town: Town) -> Town:
    """Two datasets of the roads, one of them a draft, one that is hidden, one of the finances."""
    town.dataset(name="velos", title="Vélos comptés")
    town.dataset(name="travaux", title="Travaux à venir", state="draft")
    town.dataset(name="pannes", title="Pannes <b>d’éclairage</b>", access_level="department")
    town.dataset("other-agent", name="dettes", title="Dettes", owner_org=FINANCE)
    town.result("agent", "package_patch", id="velos", notes="Comptages de vélos, par jour.")
    return town


def visitor(app: Any, person: str) -> Visitor:
    """A person who has logged in, at an address of their own: logins are counted."""
    found = Visitor(app, address=f"192.0.2.{120 + PLACES.index(person)}")
    found.log_in(person, PASSWORD)
    return found


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


def rows(answer: Any) -> list[str]:
    """The titles on the dashboard, in order."""
    page = html.fromstring(text(answer))
    return [cell.text_content() for cell in page.xpath("//tbody//th/a")]


def test_the_dashboard_lists_what_one_may_edit_the_last_changed_first(full_town: Town) -> None:
    agent = visitor(full_town.app, "agent")
    mine = ["Vélos comptés", "Pannes <b>d’éclairage</b>", "Travaux à venir"]
    assert rows(agent.get("/dashboard/datasets")) == mine
    assert rows(agent.get("/dashboard/datasets?show=drafts")) == ["Travaux à venir"]
    assert rows(agent.get("/dashboard/datasets?show=hidden")) == ["Pannes <b>d’éclairage</b>"]
    assert rows(agent.get("/dashboard/datasets?q=VÉLOS")) == ["Vélos comptés"]
    assert rows(agent.get("/dashboard/datasets?q=100%25")) == []
    assert rows(agent.get("/dashboard/datasets?page=7&show=drafts")) == ["Travaux à venir"]


def test_the_ambassador_finds_those_of_all_departments(full_town: Town) -> None:
    found = rows(visitor(full_town.app, "ambassador").get("/dashboard/datasets"))
    assert set(found) == {
        "Vélos comptés",
        "Pannes <b>d’éclairage</b>",
        "Travaux à venir",
        "Dettes",
    }


@pytest.mark.parametrize("person", ["reader", "stranger"])
def test_whoever_may_edit_nothing_is_told_whom_to_ask(full_town: Town, person: str) -> None:
    page = text(visitor(full_town.app, person).get("/dashboard/datasets"))
    assert "Vélos comptés" not in page
    assert "mailto:" in html.tostring(html.fromstring(page).xpath("//main")[0]).decode()


def test_a_dataset_is_followed_and_no_longer(full_town: Town) -> None:
    reader = visitor(full_town.app, "reader")
    address = act("package_show", {"id": "velos"})["id"]
    assert "Suivre" in text(reader.get("/dataset/velos"))
    answer = reader.submit(f"/city/follow/dataset/{address}", {})
    assert answer.headers["Location"].endswith("/dataset/velos")
    assert 'name="stop"' in text(reader.get("/dataset/velos"))
    assert "Vélos comptés" in text(reader.get("/dashboard/"))
    again = reader.submit(f"/city/follow/dataset/{address}", {})
    assert again.status_code == 302
    reader.submit(f"/city/follow/dataset/{address}", {"stop": "yes"})
    assert 'name="stop"' not in text(reader.get("/dataset/velos"))


@pytest.mark.parametrize(("kind", "name"), [("organization", ROADS), ("user", "agent")])
def test_departments_and_people_are_followed_too(full_town: Town, kind: str, name: str) -> None:
    reader = visitor(full_town.app, "reader")
    answer = reader.submit(f"/city/follow/{kind}/{name}", {})
    assert answer.headers["Location"].endswith(f"/{kind}/{name}")
    assert 'name="stop"' in text(reader.get(f"/{kind}/{name}"))


def test_what_one_may_not_see_cannot_be_followed(full_town: Town) -> None:
    stranger = visitor(full_town.app, "stranger")
    hidden = stranger.submit("/city/follow/dataset/pannes", {})
    assert hidden.status_code == 404
    assert stranger.submit("/city/follow/dataset/jamais-vu", {}).status_code == 404
    anonymous = Visitor(full_town.app)
    assert anonymous.submit("/city/follow/dataset/velos", {}).status_code != 200
    followers = act("dataset_follower_list", {"id": "pannes"})
    assert "stranger" not in {each["name"] for each in followers}


def test_a_department_with_datasets_is_not_offered_to_be_deleted(full_town: Town) -> None:
    page = text(visitor(full_town.app, "administrator").get(f"/organization/delete/{ROADS}"))
    assert "3 jeux de données" in page
    assert 'name="delete"' not in page


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/organization/delete/direction-vide", "/organization/edit/direction-vide"),
        ("/group/delete/theme-vide", "/group/edit/theme-vide"),
        ("/user/delete/stranger", "/user/edit/stranger"),
    ],
)
def test_cancelling_a_deletion_sends_no_form(full_town: Town, address: str, back: str) -> None:
    if not act("organization_list", {"organizations": ["direction-vide"]}):
        act("organization_create", {"name": "direction-vide", "title": "Direction vide"})
        act("group_create", {"name": "theme-vide", "title": "Thème vide"})
    page = html.fromstring(text(visitor(full_town.app, "administrator").get(address)))
    form = page.xpath("//main//form[contains(@class, 'confirm')]")[0]
    assert [button.get("name") for button in form.xpath(".//button")] == ["delete"]
    assert [link.get("href") for link in form.xpath(".//a")] == [back]


def test_the_account_of_the_site_itself_is_nowhere(full_town: Town) -> None:
    administrator = visitor(full_town.app, "administrator")
    itself = act("get_site_user", {})["name"]
    for address in (f"/organization/manage_members/{ROADS}", "/ckan-admin/"):
        assert f'/user/{itself}"' not in text(administrator.get(address))


def test_a_role_is_given_on_the_page_of_members(full_town: Town) -> None:
    administrator = visitor(full_town.app, "administrator")
    form = {"username": "stranger", "email": "", "role": "member"}
    answer = administrator.submit(f"/organization/member_new/{FINANCE}", form)
    assert answer.status_code == 302
    page = text(administrator.get(f"/organization/manage_members/{FINANCE}"))
    assert re.search(r'href="/user/stranger"', page)
    act("organization_member_delete", {"id": FINANCE, "username": "stranger"})


def test_a_wrong_password_leaves_the_name_that_was_typed(town: Town) -> None:
    answer = Visitor(town.app, address="192.0.2.140").log_in("agent", "pas le bon")
    page = html.fromstring(text(answer))
    assert page.xpath("//input[@name='login']/@value") == ["agent"]
    assert page.xpath("//*[@role='alert']")


def test_the_picture_of_an_account_is_kept_or_removed_without_script(full_town: Town) -> None:
    stranger = visitor(full_town.app, "stranger")
    known = {"name": "stranger", "email": "stranger@town.example", "old_password": "", "save": ""}
    picture = "https://ville.example/portrait.png"
    stranger.submit("/user/edit/stranger", known | {"image_url": picture})
    page = html.fromstring(text(stranger.get("/user/edit/stranger")))
    assert page.xpath("//input[@type='radio'][@name='image_url']/@value") == [picture, ""]
    stranger.submit("/user/edit/stranger", known | {"image_url": ""})
    assert not act("user_show", {"id": "stranger"})["image_url"]


def test_changing_a_theme_keeps_what_a_program_wrote_there(full_town: Town) -> None:
    extras = [{"key": "code", "value": "ENVI"}]
    act("group_create", {"name": "theme-a-code", "title": "Thème", "extras": extras})
    administrator = visitor(full_town.app, "administrator")
    page = html.fromstring(text(administrator.get("/group/edit/theme-a-code")))
    form = page.xpath("//form[@id='group-edit']")[0]
    fields = {key: value for key, value in form.fields.items() if value is not None}
    administrator.submit("/group/edit/theme-a-code", fields | {"title": "Autre", "save": ""})
    shown = act("group_show", {"id": "theme-a-code", "include_extras": True})
    assert shown["title"] == "Autre"
    assert [(each["key"], each["value"]) for each in shown["extras"]] == [("code", "ENVI")]


def test_a_person_of_another_department_is_let_into_one_dataset_and_out_again(
    full_town: Town,
) -> None:
    editor, page = visitor(full_town.app, "administrator"), "/dataset/collaborators/pannes"
    guest = full_town.api("reader", "user_show", id="reader").json["result"]["id"]
    editor.submit(f"{page}/new", {"username": "reader", "capacity": "editor"})
    listed = html.fromstring(text(editor.get(page))).xpath("//tbody/tr")[0].text_content()
    assert "Édition" in listed
    assert "editor" not in listed
    assert "Changer le rôle" in listed
    assert "Retirer cette personne" in text(editor.get(f"{page}/delete/{guest}"))
    editor.submit(f"{page}/delete/{guest}", {"delete": ""})
    assert not html.fromstring(text(editor.get(page))).xpath("//tbody/tr")
