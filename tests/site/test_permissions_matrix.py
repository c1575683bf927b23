"""Every action that writes, called by every role: `tests/data/permissions.yaml` says who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site import permission_cases as cases
from tests.site.permission_cases import Stage
from tests.site.town import ANONYMOUS, FINANCE, ROADS, Town

pytestmark = pytest.mark.service

TABLE = Path(__file__).parents[1] / "data" / "permissions.yaml"
ROWS: dict[str, dict[str, str]] = yaml.safe_load(TABLE.read_text())
#: The weakest first, so that what is refused leaves everything in place for the next.
ROLES = (ANONYMOUS, "reader", "agent", "ambassador", "administrator")
ANSWERS = {"allowed": (True, True), "refused": (False, False), "own": (True, False)}
CASES = {**cases.OF_A_DEPARTMENT, **cases.OF_AN_ACCOUNT, **cases.OF_THE_SITE}


@pytest.fixture(scope="module")
def stage(town: Town) -> Stage:
    return Stage()


def test_every_action_that_writes_has_a_row_and_every_row_an_action(town: Town) -> None:
    import ckan.plugins.toolkit as tk
    from ckan.logic import _actions

    tk.get_action("package_show")
    writes = {
        name for name, action in _actions.items() if not getattr(action, "side_effect_free", False)
    }
    assert writes == set(ROWS)
    assert set(ROWS) == set(CASES)


@pytest.mark.parametrize("action", sorted(ROWS))
def test_a_row_gives_each_role_an_answer(action: str) -> None:
    assert set(ROWS[action]) == set(ROLES)
    assert set(ROWS[action].values()) <= set(ANSWERS)


@pytest.mark.parametrize("action", sorted(CASES))
def test_each_role_may_do_what_the_table_says(town: Town, stage: Stage, action: str) -> None:
    found = {role: tuple(_try(stage, action, role)) for role in ROLES}
    wanted = {role: ANSWERS[ROWS[action][role]][: len(found[role])] for role in ROLES}
    assert found == wanted


def _try(stage: Stage, action: str, role: str) -> Iterator[bool]:
    """Call the action on what is the role's own, then on what is another's, if that differs."""
    user = "" if role == ANONYMOUS else role
    if action in cases.OF_A_DEPARTMENT:
        yield _allowed(stage, action, user, ROADS, "")
        yield _allowed(stage, action, user, FINANCE, "")
    elif action in cases.OF_AN_ACCOUNT:
        yield _allowed(stage, action, user, "", user or "stranger")
        yield _allowed(stage, action, user, "", "other-agent")
    else:
        yield _allowed(stage, action, user, "", "")


def _allowed(stage: Stage, action: str, user: str, owner: str, account: str) -> bool:
    import ckan.plugins.toolkit as tk
    from ckan import model

    data = CASES[action](stage, owner, account, user)
    context = _context(user)
    try:
        if action in cases.ASKED_ONLY:
            tk.check_access(action, context, data)
        else:
            tk.get_action(action)(context, data)
    except tk.NotAuthorized:
        model.Session.rollback()
        return False
    if action in cases.USES_UP:
        stage.clear()
    return True


def _context(user: str) -> dict[str, Any]:
    """What CKAN's API gives an action of its caller."""
    from ckan import model

    found = model.User.get(user) if user else model.AnonymousUser()
    return {"user": user, "auth_user_obj": found, "api_version": 3}
