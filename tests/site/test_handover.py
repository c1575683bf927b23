"""An agent leaves: her work stays, her access ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.town import ANONYMOUS, FINANCE, ROADS, Town, act

pytestmark = pytest.mark.service


@pytest.fixture
def leaver(town: Town) -> str:
    """An agent of the roads department with a dataset, a draft and a token."""
    from uuid import uuid4

    name = f"partante-{uuid4().hex[:6]}"
    row = {"name": name, "email": f"{name}@town.example", "password": "not-a-secret-1"}
    act("user_create", row)
    act("organization_member_create", {"id": ROADS, "username": name, "role": "editor"})
    town.tokens[name] = act("api_token_create", {"user": name, "name": "tests"})["token"]
    town.dataset(name, title="Publié")
    town.dataset(name, title="Brouillon", state="draft")
    return name


def _made_by(name: str) -> list[str]:
    from ckan import model

    model.Session.expire_all()
    user = model.User.get(name)
    rows = model.Session.query(model.Package).filter_by(creator_user_id=user.id)
    return sorted(row.title for row in rows)


def _hand_over(name: str, to: str) -> list[str]:
    from ckanext.city.site.departures import hand_over

    return list(hand_over(name, to))


def test_her_datasets_and_drafts_are_her_colleagues(town: Town, leaver: str) -> None:
    before = _made_by("agent")
    _hand_over(leaver, "agent")
    assert _made_by(leaver) == []
    assert _made_by("agent") == sorted([*before, "Brouillon", "Publié"])
    agent = act("user_show", {"id": "agent"})["id"]
    found = town.result("agent", "package_search", fq=f"creator_user_id:{agent}", rows=50)
    assert "Publié" in {row["title"] for row in found["results"]}


def test_her_token_and_her_roles_are_worth_nothing(town: Town, leaver: str) -> None:
    from ckan import model

    from ckanext.city.site.roles import roles_in

    _hand_over(leaver, "agent")
    assert town.api(leaver, "package_create", owner_org=ROADS, title="x").status_code == 403
    user = model.User.get(leaver)
    assert user.state == "deleted"
    assert model.Session.query(model.ApiToken).filter_by(user_id=user.id).count() == 0
    assert user.id not in roles_in(model.Group.get(ROADS).id)


def test_her_open_session_ends_at_once(town: Town, leaver: str) -> None:
    from ckan.tests.helpers import CKANTestClient

    client: Any = CKANTestClient(town.app.flask_app)
    form = {"login": leaver, "password": "not-a-secret-1"}
    client.post("/user/login", data=form)
    assert client.get("/dashboard/datasets", follow_redirects=False).status_code == 200
    _hand_over(leaver, "agent")
    assert client.get("/dashboard/datasets", follow_redirects=False).status_code in (302, 403)
    client.post("/user/login", data=form)
    assert client.get("/dashboard/datasets", follow_redirects=False).status_code in (302, 403)


def test_it_says_what_it_did_and_doing_it_again_does_nothing(town: Town, leaver: str) -> None:
    lines = _hand_over(leaver, "agent")
    assert len(lines) == 4
    assert any("agent" in line and "2" in line for line in lines)
    assert _hand_over(leaver, "agent") == []


def test_it_warns_where_the_colleague_may_not_edit(town: Town, leaver: str) -> None:
    assert any(
        ROADS in line and "other-agent" in line for line in _hand_over(leaver, "other-agent")
    )
    assert FINANCE not in " ".join(_hand_over(leaver, "other-agent"))


def test_the_command_refuses_accounts_that_do_not_fit(town: Town, leaver: str) -> None:
    from click.testing import CliRunner

    from ckanext.city.site.commands.handover import handover

    for arguments in (["nobody-of-this-name", "--to", "agent"], [leaver, "--to", leaver]):
        assert CliRunner().invoke(handover, arguments).exit_code == 1
    assert _made_by(leaver) == ["Brouillon", "Publié"]
    done = CliRunner().invoke(handover, [leaver, "--to", "agent"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 4


def test_a_closed_account_cannot_take_over(town: Town, leaver: str) -> None:
    from ckanext.city.site.departures import UnfitColleague

    act("user_create", {"name": "partie", "email": "p@town.example", "password": "not-a-secret-1"})
    act("user_delete", {"id": "partie"})
    with pytest.raises(UnfitColleague):
        _hand_over(leaver, "partie")
    assert town.api(ANONYMOUS, "package_search", q="Publié").status_code == 200
