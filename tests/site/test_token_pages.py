"""A person makes and revokes API tokens on a page without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.site.signed_in import Visitor
from tests.site.town import Town

pytestmark = pytest.mark.service

PASSWORD = "not-a-secret-1"
TOKEN = re.compile(r'<code class="token" tabindex="0">([^<]+)</code>')
REVOKED = re.compile(r'name="token" value="([^"]+)">')


@pytest.fixture
def agent(town: Town, ckan_app: Any) -> Visitor:
    visitor = Visitor(ckan_app)
    visitor.log_in("agent", PASSWORD)
    return visitor


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_a_token_is_shown_once_and_works(agent: Visitor, town: Town) -> None:
    page = text(agent.submit("/user/agent/api-tokens/make", {"name": "Export <b>hebdo</b>"}))
    made = TOKEN.search(page)
    assert made
    assert "Export &lt;b&gt;hebdo&lt;/b&gt;" in page
    headers = {"Authorization": made[1]}
    assert town.app.get("/api/3/action/organization_list_for_user", headers=headers).json["result"]
    assert made[1] not in text(agent.get("/user/agent/api-tokens"))


def test_a_token_without_a_name_is_asked_for_one(agent: Visitor) -> None:
    page = text(agent.submit("/user/agent/api-tokens/make", {"name": ""}))
    assert "error-block" in page
    assert not TOKEN.search(page)


def test_a_revoked_token_opens_nothing(agent: Visitor, town: Town) -> None:
    page = text(agent.submit("/user/agent/api-tokens/make", {"name": "à révoquer"}))
    made = TOKEN.search(page)
    ids = REVOKED.findall(page)
    assert made
    assert ids
    agent.submit("/user/agent/api-tokens/revoke", {"token": ids[0]})
    answer = town.app.get("/api/3/action/user_show", headers={"Authorization": made[1]})
    assert answer.status_code == 403
    assert ids[0] not in text(agent.get("/user/agent/api-tokens"))


@pytest.mark.parametrize("what", ["make", "revoke"])
def test_nobody_touches_the_tokens_of_another(agent: Visitor, town: Town, what: str) -> None:
    other = town.result("other-agent", "api_token_list", user="other-agent")[0]["id"]
    data = {"name": "mine", "token": other}
    assert agent.submit(f"/user/other-agent/api-tokens/{what}", data).status_code == 403
    assert town.result("other-agent", "api_token_list", user="other-agent")


def test_a_form_from_elsewhere_is_refused(agent: Visitor) -> None:
    assert agent.post("/user/agent/api-tokens/make", data={"name": "x"}).status_code == 400
