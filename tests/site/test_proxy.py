"""Whose address a request comes from, behind a proxy and without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request
from redis.exceptions import ConnectionError as RedisDown

from ckanext.city import config
from ckanext.city.site import proxy
from ckanext.city.site.proxy import Seen

PROXY_ADDRESS = "10.0.0.1"


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    seen: list[Seen] = []
    monkeypatch.setattr(proxy, "note", seen.append)
    return seen


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, noted: list[Seen]) -> Callable[..., dict[str, str]]:
    def asked(trusted: int, headers: dict[str, str]) -> dict[str, str]:
        monkeypatch.setattr(config, "proxies", lambda: trusted)
        app = Flask(__name__)

        @app.get("/")
        def who() -> dict[str, str]:
            return {"address": request.remote_addr or "", "scheme": request.scheme}

        proxy.trust_proxies(app)
        page = app.test_client().get(
            "/", headers=headers, environ_base={"REMOTE_ADDR": PROXY_ADDRESS}
        )
        return dict(page.json or {})

    return asked


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        pytest.param(0, "203.0.113.7", PROXY_ADDRESS, id="invented where no proxy is trusted"),
        pytest.param(1, "203.0.113.7", "203.0.113.7", id="one proxy"),
        pytest.param(1, "6.6.6.6, 203.0.113.7", "203.0.113.7", id="invented before one proxy"),
        pytest.param(2, "203.0.113.7, 10.0.0.9", "203.0.113.7", id="two proxies"),
        pytest.param(2, "203.0.113.7", PROXY_ADDRESS, id="fewer proxies than trusted"),
    ],
)
def test_a_client_is_known_by_the_address_that_trusted_proxies_give(
    ask: Callable[..., dict[str, str]], trusted: int, forwarded: str, address: str
) -> None:
    assert ask(trusted, {"X-Forwarded-For": forwarded})["address"] == address


@pytest.mark.parametrize(("trusted", "scheme"), [(0, "http"), (1, "https")])
def test_a_request_is_secure_only_where_a_trusted_proxy_says_so(
    ask: Callable[..., dict[str, str]], trusted: int, scheme: str
) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    assert ask(trusted, headers)["scheme"] == scheme


def test_what_a_proxy_sends_is_noted_for_the_doctor(
    ask: Callable[..., dict[str, str]], noted: list[Seen]
) -> None:
    ask(0, {"X-Forwarded-For": "203.0.113.7, 10.0.0.9", "X-Forwarded-Proto": "https"})
    assert noted == [Seen("https", 2)]


def test_a_request_without_a_proxy_is_not_noted(
    ask: Callable[..., dict[str, str]], noted: list[Seen]
) -> None:
    ask(0, {"X-Forwarded-Proto": "https"})
    assert noted == []


def test_an_unknown_scheme_is_not_noted_as_such() -> None:
    environ = {"HTTP_X_FORWARDED_PROTO": "<script>", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert proxy.read_headers(environ) == Seen("", 1)


def test_a_request_is_answered_while_redis_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise RedisDown

    monkeypatch.setattr(config, "site_id", lambda: "city")
    monkeypatch.setattr(proxy, "connect_to_redis", refuse)
    proxy.note(Seen("https", 1))
