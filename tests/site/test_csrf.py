"""A page of another site cannot act as an agent, whatever reached the worker before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.signed_in import PASSWORD, Visitor

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

SEARCH = "/api/3/action/package_search"


@pytest.fixture
def agent(ckan_app: Any) -> dict[str, Any]:
    from ckan.tests import factories

    return factories.UserWithToken(password=PASSWORD)


@pytest.fixture
def browser_of_agent(ckan_app: Any, agent: dict[str, Any]) -> Visitor:
    visitor = Visitor(ckan_app)
    assert visitor.log_in(agent["name"]).status_code == 302
    return visitor


def with_token(agent: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": agent["token"]}


@pytest.fixture(params=["fresh worker", "after token calls", "after anonymous calls"])
def worker(request: pytest.FixtureRequest, ckan_app: Any, agent: dict[str, Any]) -> str:
    """What the worker has answered before: CKAN exempts each view that these reach."""
    headers = {"after token calls": with_token(agent), "after anonymous calls": {}}
    if request.param in headers:
        sent = headers[request.param]
        assert ckan_app.post(SEARCH, json={}, headers=sent).status_code == 200
        ckan_app.post(f"/user/edit/{agent['name']}", data={"save": "1"}, headers=sent)
    return request.param


def test_a_call_by_cookie_without_a_token_is_refused(
    worker: str, browser_of_agent: Visitor
) -> None:
    answer = browser_of_agent.post(SEARCH, json={})
    assert answer.status_code == 400
    assert answer.json["success"] is False
    assert answer.json["error"]["message"]


def test_a_form_without_a_token_is_refused(
    worker: str, browser_of_agent: Visitor, agent: dict[str, Any]
) -> None:
    form = {"save": "1", "fullname": "Pirate", "email": "pirate@example.org"}
    assert browser_of_agent.post(f"/user/edit/{agent['name']}", data=form).status_code == 400


def test_a_call_by_cookie_with_the_pages_token_works(
    worker: str, browser_of_agent: Visitor
) -> None:
    headers = {"X-CSRFToken": browser_of_agent.csrf_token()}
    assert browser_of_agent.post(SEARCH, json={}, headers=headers).status_code == 200


def test_a_form_with_its_token_is_taken(
    worker: str, browser_of_agent: Visitor, agent: dict[str, Any]
) -> None:
    form = {"save": "1", "name": agent["name"], "fullname": "Agente", "email": agent["email"]}
    assert browser_of_agent.submit(f"/user/edit/{agent['name']}", form).status_code == 302


def test_a_program_with_an_api_token_needs_nothing_else(
    worker: str, ckan_app: Any, agent: dict[str, Any]
) -> None:
    assert ckan_app.post(SEARCH, json={}, headers=with_token(agent)).status_code == 200


def test_a_program_without_a_login_reads_by_post(worker: str, ckan_app: Any) -> None:
    assert ckan_app.post(SEARCH, json={}).status_code == 200


def test_a_wrong_api_token_does_not_open_a_cookies_way(
    worker: str, browser_of_agent: Visitor
) -> None:
    answer = browser_of_agent.post(SEARCH, json={}, headers={"Authorization": "invented"})
    assert answer.status_code == 400
