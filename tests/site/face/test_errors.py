"""An error page says what happened and what to do, and stands while the stores are down."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import flask
import pytest
import sqlalchemy as sa

from tests.site.signed_in import Visitor
from tests.site.town import Town

pytestmark = pytest.mark.service


def text(body: str) -> str:
    main = body.split("<main")[1].split("</main>", maxsplit=1)[0]
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_a_page_that_is_not_there_offers_a_search(ckan_app: Any) -> None:
    body = ckan_app.get("/nulle-part", status=404).body

    assert "Cette page n’existe pas, ou plus" in text(body)
    assert re.search(r'<form[^>]*role="search"[^>]*action="/dataset/', body)
    assert "URL was not found" not in body, "HTTP's own sentence is English"


def test_the_reason_that_a_page_gives_is_kept(ckan_app: Any) -> None:
    body = ckan_app.get("/city/schemas/city/nothing/1.0.0/", status=404).body

    assert "Il n’y a pas de schéma" in text(body)


def test_a_page_for_others_leads_to_the_door_and_back(town: Town) -> None:
    answer = town.app.get("/ckan-admin/", follow_redirects=False, status=403)

    assert "Cette page est réservée" in text(answer.body)
    assert re.search(r'href="/user/login\?came_from=[^"]*ckan-admin', answer.body)
    told = town.app.get("/ckan-admin/", headers=town.headers("agent"), status=403)
    assert "/user/login?" not in told.body, "somebody who is in is not sent to the door"


def test_a_form_without_its_token_is_told_to_be_opened_again(town: Town) -> None:
    visitor = Visitor(town.app)
    visitor.log_in("agent", "not-a-secret-1")
    answer = visitor.post("/user/edit/agent", data={"fullname": "x"})

    assert answer.status_code == 400
    said = text(answer.get_data(as_text=True))
    assert "envoyez-le de nouveau" in said
    assert "CSRF" not in said


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "Cette demande n’a pas été comprise"),
        (405, "Cette adresse ne s’utilise pas ainsi"),
        (409, "L’enregistrement n’a pas pu se faire"),
        (413, "Ce fichier est trop volumineux"),
        (418, "Cette demande n’a pas été comprise"),
        (429, "Trop de demandes en peu de temps"),
        (503, "Le site est momentanément indisponible"),
        (502, "Cette page n’a pas pu s’afficher"),
    ],
)
def test_each_status_has_its_words(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch, code: int, title: str
) -> None:
    body = broken(ckan_app, monkeypatch, lambda: flask.abort(code))

    assert title in text(body)
    assert "Error" not in text(body)


def test_a_failure_tells_its_number_and_nothing_of_the_inside(
    ckan_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckan import model

    def down(*_args: Any, **_options: Any) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("down"))

    def fail() -> None:
        for owner, name in ((model.meta.engine, "connect"), (model.Session, "execute")):
            monkeypatch.setattr(owner, name, down)
        flask.abort(500, "psycopg2 at 10.0.0.1")

    body = broken(ckan_app, monkeypatch, fail)

    said = text(body)
    assert "Cette page n’a pas pu s’afficher" in said
    assert re.search(r"Numéro de cette demande\s: [0-9a-f]{32}", said)
    assert "psycopg2" not in body
    assert 'class="city-foot"' in body


def test_whoever_is_logged_in_sees_the_page_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = town.app.flask_app
    visitor = Visitor(town.app)
    visitor.log_in("agent", "not-a-secret-1")

    def down(_user: str) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("down"))

    def fail() -> None:
        monkeypatch.setattr(app.login_manager, "_user_callback", down)
        del flask.g._login_user
        flask.abort(500)

    monkeypatch.setitem(app.view_functions, "city_about.reuse", fail)
    answer = visitor.get("/reutiliser")

    assert answer.status_code == 500
    assert "Cette page n’a pas pu s’afficher" in text(answer.get_data(as_text=True))


def broken(app: Any, monkeypatch: pytest.MonkeyPatch, fail: Callable[[], Any]) -> str:
    """What a page answers that fails in the middle."""
    monkeypatch.setitem(app.flask_app.view_functions, "city_about.reuse", fail)
    return app.get("/reutiliser", status=None).body
