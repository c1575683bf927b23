"""The mails that the site sends can be read: in French, a line for each thing, nothing escaped."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]


@pytest.fixture
def user(clean_db_once: None) -> Any:
    from ckan import model
    from ckan.tests import factories

    return model.User.get(factories.User(fullname="Anne L'Huillier")["id"])


def test_a_mail_for_a_new_password_has_its_link_on_a_line(ckan_app: Any, user: Any) -> None:
    from ckan.lib import mailer

    with ckan_app.flask_app.test_request_context("/"):
        body = mailer.get_reset_link_body(user)
        link = mailer.get_reset_link(user)
    assert link in body.splitlines()
    assert body.startswith("Bonjour,")


def test_an_invitation_says_where_and_as_what(ckan_app: Any, user: Any) -> None:
    from ckan.lib import mailer

    group = {"title": "Direction de l'eau & des jardins", "is_organization": True}
    with ckan_app.flask_app.test_request_context("/"):
        body = mailer.get_invite_body(user, group, "editor")
        link = mailer.get_reset_link(user)
    assert link in body.splitlines()
    assert "Direction de l'eau & des jardins" in body
    assert "Dear" not in body
