"""Guessing passwords is slow, and cannot lock anybody out of her own browser."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.site.signed_in import Visitor

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once", "fresh_counts")]

WRONG = "pas-le-bon"
# fewer than on a site, so that the tests are short
PER_ADDRESS_AND_ACCOUNT = 3
PER_ADDRESS = 6
PER_ACCOUNT = 5
PER_BROWSER = 4
KEYS = 4


@pytest.fixture
def fresh_counts(ckan_app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from limits import parse

    from ckanext.city import config
    from ckanext.city.site import throttle

    few = {
        "FAILURES_PER_ADDRESS": PER_ADDRESS,
        "FAILURES_PER_ADDRESS_AND_ACCOUNT": PER_ADDRESS_AND_ACCOUNT,
        "FAILURES_PER_ACCOUNT": PER_ACCOUNT,
        "FAILURES_PER_KNOWN_BROWSER": PER_BROWSER,
        "KEYS_PER_ADDRESS": KEYS,
    }
    for name, number in few.items():
        monkeypatch.setattr(throttle, name, parse(f"{number} per 15 minutes"))
    storage = throttle._limiter(config.redis_url()).storage
    storage.reset()
    yield
    storage.reset()


@pytest.fixture
def agent(clean_db_once: None) -> dict[str, Any]:
    from ckan.tests import factories

    from tests.site.signed_in import PASSWORD

    return factories.User(password=PASSWORD)


def fail(app: Any, login: str, times: int, address: str = "198.51.100.7") -> list[int]:
    visitor = Visitor(app, address)
    return [visitor.log_in(login, WRONG).status_code for _ in range(times)]


def test_one_machine_tries_few_passwords_of_one_account(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    statuses = fail(ckan_app, agent["name"], PER_ADDRESS_AND_ACCOUNT + 2)
    assert statuses == [200] * PER_ADDRESS_AND_ACCOUNT + [429] * 2


def test_the_wait_is_told_in_minutes_and_to_programs_in_seconds(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    fail(ckan_app, agent["name"], PER_ADDRESS_AND_ACCOUNT)
    answer = Visitor(ckan_app, "198.51.100.7").log_in(agent["name"])
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    page = answer.get_data(as_text=True)
    assert "15 minutes" in page.replace("\xa0", " ")
    assert 'name="password"' in page


def test_the_right_password_is_not_looked_at_while_waiting(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    fail(ckan_app, agent["name"], PER_ADDRESS_AND_ACCOUNT)
    visitor = Visitor(ckan_app, "198.51.100.7")
    assert visitor.log_in(agent["name"]).status_code == 429
    assert not visitor.is_in()


def test_the_name_the_e_mail_and_the_language_share_one_count(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    fail(ckan_app, agent["name"], 1)
    fail(ckan_app, agent["email"].upper(), PER_ADDRESS_AND_ACCOUNT - 1)
    visitor = Visitor(ckan_app, "198.51.100.7")
    assert visitor.log_in(agent["name"], path="/en/user/login").status_code == 429


def test_an_account_that_does_not_exist_waits_alike(ckan_app: Any) -> None:
    statuses = fail(ckan_app, "personne", PER_ADDRESS_AND_ACCOUNT + 1)
    assert statuses == [200] * PER_ADDRESS_AND_ACCOUNT + [429]


def test_an_agent_elsewhere_is_not_locked_out(ckan_app: Any, agent: dict[str, Any]) -> None:
    fail(ckan_app, agent["name"], PER_ADDRESS_AND_ACCOUNT + 1)
    assert Visitor(ckan_app, "192.0.2.10").log_in(agent["name"]).status_code == 302


def test_a_colleague_at_the_same_address_is_not_locked_out(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    fail(ckan_app, "personne", PER_ADDRESS_AND_ACCOUNT + 1)
    assert Visitor(ckan_app, "198.51.100.7").log_in(agent["name"]).status_code == 302


def test_one_machine_cannot_try_many_accounts(ckan_app: Any) -> None:
    statuses = [fail(ckan_app, f"agent-{number}", 1)[0] for number in range(PER_ADDRESS + 1)]
    assert statuses == [200] * PER_ADDRESS + [429]


def test_an_ipv6_client_cannot_use_up_its_own_network(ckan_app: Any, agent: dict[str, Any]) -> None:
    statuses = [
        fail(ckan_app, agent["name"], 1, f"2001:db8::{number}")[0]
        for number in range(1, PER_ADDRESS_AND_ACCOUNT + 2)
    ]
    assert statuses[-1] == 429


def test_many_machines_cannot_lock_the_owner_out_of_a_browser_that_she_uses(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    owner = Visitor(ckan_app)
    owner.log_in(agent["name"])
    owner.client.delete_cookie("ckan")
    assert not owner.is_in()
    for machine in range(PER_ACCOUNT):
        fail(ckan_app, agent["name"], 1, f"198.51.100.{machine}")
    assert fail(ckan_app, agent["name"], 1, "203.0.113.9") == [429]
    assert owner.log_in(agent["name"]).status_code == 302


def test_a_browser_known_for_one_account_is_nothing_special_to_another(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    insider = Visitor(ckan_app)
    insider.log_in(agent["name"])
    insider.client.delete_cookie("ckan")
    statuses = [
        insider.log_in("directrice", WRONG).status_code for _ in range(PER_ADDRESS_AND_ACCOUNT + 1)
    ]
    assert statuses == [200] * PER_ADDRESS_AND_ACCOUNT + [429]


def test_a_known_browser_cannot_guess_for_ever(ckan_app: Any, agent: dict[str, Any]) -> None:
    stolen = Visitor(ckan_app)
    stolen.log_in(agent["name"])
    stolen.client.delete_cookie("ckan")
    statuses = [stolen.log_in(agent["name"], WRONG).status_code for _ in range(PER_BROWSER + 1)]
    assert statuses == [200] * PER_BROWSER + [429]


def test_a_login_that_works_ends_the_count_of_its_own_mistakes(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    fail(ckan_app, agent["name"], PER_ADDRESS_AND_ACCOUNT - 1, "192.0.2.10")
    assert Visitor(ckan_app).log_in(agent["name"]).status_code == 302
    assert fail(ckan_app, agent["name"], 2, "192.0.2.10") == [200, 200]


def test_the_reset_sends_few_mails_to_one_person(
    ckan_app: Any, agent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("ckan.lib.mailer.send_reset_link", lambda user: sent.append(user.name))
    statuses = [
        Visitor(ckan_app, f"198.51.100.{machine}")
        .post("/user/reset", data={"user": agent["email"]})
        .status_code
        for machine in range(7)
    ]
    assert statuses[-1] == 429
    assert sent == [agent["name"]] * 5


def test_keys_of_the_reset_cannot_be_tried_one_after_the_other(
    ckan_app: Any, agent: dict[str, Any]
) -> None:
    visitor = Visitor(ckan_app)
    statuses = [
        visitor.get(f"/user/reset/{agent['id']}?key={number}").status_code
        for number in range(KEYS + 1)
    ]
    assert statuses == [403] * KEYS + [429]


def test_with_redis_down_people_log_in_and_the_log_says_so(
    ckan_app: Any,
    agent: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from ckanext.city import config
    from ckanext.city.site import throttle

    monkeypatch.setattr(throttle.log, "disabled", False)  # as test.ini's logging leaves it
    monkeypatch.setattr(config, "redis_url", lambda: "redis://127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING):
        assert Visitor(ckan_app).log_in(agent["name"], WRONG).status_code == 200
        assert Visitor(ckan_app).log_in(agent["name"]).status_code == 302
    assert "Redis does not answer" in caplog.text


def test_no_name_nor_address_stands_in_redis(ckan_app: Any, agent: dict[str, Any]) -> None:
    from ckanext.city import config
    from ckanext.city.site import throttle

    fail(ckan_app, agent["name"], 1)
    redis = throttle._limiter(config.redis_url()).storage.get_connection()
    keys = b" ".join(redis.keys("city-limits*"))
    assert keys
    assert agent["name"].encode() not in keys
    assert agent["id"].encode() not in keys
    assert b"198.51.100.7" not in keys
