"""What every answer tells the browser, and what a body that is too large is told."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from tests.site.signed_in import PASSWORD, Visitor

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

LIMIT = 200


@pytest.fixture
def small_limit(ckan_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ckan_app.flask_app.config, "MAX_CONTENT_LENGTH", 1000)


@pytest.fixture
def agent(clean_db_once: None) -> dict[str, Any]:
    from ckan.tests import factories

    return factories.UserWithToken(password=PASSWORD)


@pytest.mark.parametrize("path", ["/", "/dataset/", "/user/login", "/en/dataset/", "/nulle-part"])
def test_a_page_may_not_be_framed_by_another_site_nor_guessed_about(
    ckan_app: Any, path: str
) -> None:
    headers = ckan_app.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_a_policy_that_was_set_before_is_left(ckan_app: Any) -> None:
    from flask import Response

    from ckanext.city.site import security

    with ckan_app.flask_app.test_request_context("/"):
        response = Response(headers={"Content-Security-Policy": "default-src 'self'"})
        kept = security.add_headers(response).headers["Content-Security-Policy"]
    assert kept == "default-src 'self'"


def test_the_limit_is_that_of_the_configuration(ckan_app: Any) -> None:
    assert ckan_app.flask_app.config["MAX_CONTENT_LENGTH"] == LIMIT * 1024 * 1024


@pytest.mark.usefixtures("small_limit")
def test_a_program_is_told_the_limit_in_json(ckan_app: Any, agent: dict[str, Any]) -> None:
    answer = ckan_app.post(
        "/api/3/action/resource_create",
        data={"package_id": "x", "upload": (io.BytesIO(b"x" * 2000), "grand.csv")},
        headers={"Authorization": agent["token"]},
    )
    assert answer.status_code == 413
    assert answer.json["success"] is False
    assert f"{LIMIT} M" in answer.json["error"]["message"].replace("\xa0", " ")


@pytest.mark.usefixtures("small_limit")
def test_a_person_is_told_the_limit_on_a_page(ckan_app: Any, agent: dict[str, Any]) -> None:
    visitor = Visitor(ckan_app)
    visitor.log_in(agent["name"])
    data = {"upload": (io.BytesIO(b"x" * 2000), "grand.csv"), "save": "go-metadata"}
    answer = visitor.post("/dataset/x/resource/new", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert f"{LIMIT} M" in page.replace("\xa0", " ")
    assert "Traceback" not in page


def test_a_broken_transaction_breaks_neither_the_answer_nor_the_next(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at a refusal asks the database, which answers nothing in a broken transaction."""
    from ckan import model

    def fail(**_named: str) -> None:
        model.Session.execute(sa.text("SELECT 1 / 0"))

    monkeypatch.setitem(ckan_app.flask_app.view_functions, "dataset.read", fail)
    visitor = ckan_app.flask_app.test_client()
    assert visitor.get("/dataset/there-is-none").status_code == 404
    assert visitor.get("/about").status_code == 200


@pytest.mark.parametrize("path", ["/city-test-fault", "/en/city-test-fault"])
def test_a_fault_of_ours_shows_no_code(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail() -> None:
        raise RuntimeError("secret-of-the-server")

    monkeypatch.setitem(ckan_app.flask_app.view_functions, "home.about", fail)
    address = path.replace("city-test-fault", "about")
    answer = ckan_app.flask_app.test_client().get(address)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "secret-of-the-server" not in page
    assert "Traceback" not in page
    assert len(answer.headers["X-Request-Id"]) >= 8
