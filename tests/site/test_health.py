"""What the proxy and the compose file are told of this worker and its services."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ckanext.city.site import health

LIVE, READY = "/city/health/live", "/city/health/ready"


def answer() -> None:
    return None


def fail() -> None:
    raise OSError("connection refused")


@pytest.fixture
def client_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FlaskClient]:
    def make(*down: str) -> FlaskClient:
        for name in health.SERVICES:
            monkeypatch.setitem(health.SERVICES, name, fail if name in down else answer)
        app = Flask(__name__)
        app.register_blueprint(health.city_health)
        return app.test_client()

    return make


def test_a_site_whose_services_answer_is_ready(client_with: Callable[..., FlaskClient]) -> None:
    page = client_with().get(READY)
    assert (page.status_code, page.json) == (200, {"status": "ready", "down": []})


def test_a_site_without_its_database_is_not_ready(client_with: Callable[..., FlaskClient]) -> None:
    page = client_with("database").get(READY)
    assert (page.status_code, page.json) == (503, {"status": "unready", "down": ["database"]})


@pytest.mark.parametrize("service", ["redis", "solr"])
def test_a_site_that_still_answers_pages_stays_in_the_proxy_and_says_what_is_down(
    client_with: Callable[..., FlaskClient], service: str
) -> None:
    page = client_with(service).get(READY)
    assert (page.status_code, page.json) == (200, {"status": "ready", "down": [service]})


def test_a_worker_says_that_it_lives_while_every_service_is_down(
    client_with: Callable[..., FlaskClient],
) -> None:
    page = client_with(*health.SERVICES).get(LIVE)
    assert (page.status_code, page.json) == (200, {"status": "live"})


@pytest.mark.parametrize("address", [LIVE, READY])
def test_no_cache_keeps_what_was_true_once(
    client_with: Callable[..., FlaskClient], address: str
) -> None:
    assert client_with().get(address).headers["Cache-Control"] == "no-store"
