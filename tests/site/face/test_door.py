"""The pages on the way in and out of the staff's area keep working as forms, in French."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.site.signed_in import Visitor
from tests.site.town import Town

pytestmark = pytest.mark.service


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(answer.get_data(as_text=True)))


@pytest.fixture
def visitor(town: Town) -> Visitor:
    return Visitor(town.app)


def test_whoever_logs_in_from_a_page_comes_back_to_it(visitor: Visitor) -> None:
    answer = visitor.log_in("agent", "not-a-secret-1", "/user/login?came_from=/reutiliser")

    assert answer.headers["Location"].endswith("/reutiliser")
    assert visitor.is_in()


def test_the_form_sends_to_where_its_page_stands(visitor: Visitor) -> None:
    body = page(visitor.get("/user/login?came_from=/reutiliser"))

    assert '<form action="" method="post">' in body, "the page's own address, with came_from"
    assert 'autocomplete="current-password"' in body
    assert "Espace agents" in body
    assert "/user/register" not in body, "who may not make an account is not invited to"


def test_a_wrong_password_is_told_on_the_page(visitor: Visitor) -> None:
    answer = visitor.log_in("agent", "wrong")

    assert answer.status_code == 200
    assert 'role="alert"' in page(answer)
    assert not visitor.is_in()


def test_a_forgotten_password_is_asked_for_without_being_told_who_exists(
    visitor: Visitor,
) -> None:
    assert "Envoyer le lien" in page(visitor.get("/user/reset"))
    answer = visitor.submit("/user/reset", {"user": "nobody-at-all"})
    assert answer.status_code == 302


def test_the_link_of_the_mail_leads_to_a_new_password(town: Town, visitor: Visitor) -> None:
    from ckan import model
    from ckan.lib import mailer

    user = model.User.get("other-agent")
    mailer.create_reset_key(user)
    address = f"/user/reset/{user.id}?key={user.reset_key}"
    assert "Votre nouveau mot de passe" in page(visitor.get(address))

    differing = {"password1": "Une-phrase-neuve-1", "password2": "Une-autre-phrase-2"}
    assert "error-explanation" in page(visitor.submit(address, differing))
    same = {"password1": "Une-phrase-neuve-1", "password2": "Une-phrase-neuve-1"}
    assert visitor.submit(address, same).status_code == 302
    visitor.log_in("other-agent", "Une-phrase-neuve-1")
    assert visitor.is_in()


def test_logging_out_by_the_menu_ends_on_a_page_that_says_so(visitor: Visitor) -> None:
    visitor.log_in("agent", "not-a-secret-1")
    assert "déjà connecté" in page(visitor.get("/user/login"))

    token = re.search(r'name="_csrf_token" content="([^"]+)"', page(visitor.get("/")))
    assert token
    answer = visitor.post("/user/_logout", data={"_csrf_token": token[1]})
    said = page(visitor.get(urlsplit(answer.headers["Location"]).path))
    assert "Vous êtes déconnecté" in said
    assert not visitor.is_in()
