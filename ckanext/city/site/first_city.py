"""Make what a catalogue starts with: the city's organisation, departments, theme groups, logins."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import api_token

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.demo.departments import DEPARTMENTS

PASSWORD = "CITY_PASSWORD_"  # noqa: S105 - the start of a variable's name, no password
TOKEN_FILE = "CITY_TOKEN_FILE"  # noqa: S105 - a variable's name
TOKEN_NAME = "make run"  # noqa: S105 - what the token is for


@dataclass(frozen=True)
class Login:
    """A user of the development site and what it may do where."""

    name: str
    fullname: str
    organization: str | None = None  # None: a system administrator


@dataclass(frozen=True)
class CityPlan:
    """What to make besides the city's organisation and the groups."""

    departments: Sequence[Mapping[str, str]] = ()
    logins: Sequence[Login] = field(default=())

    @classmethod
    def for_development(cls) -> CityPlan:
        """Two departments, and a login for each role."""
        return cls(departments=DEVELOPMENT_DEPARTMENTS, logins=_development_logins())


DEVELOPMENT_DEPARTMENTS = tuple(each.organization() for each in DEPARTMENTS[:2])


def make_city(plan: CityPlan) -> Iterator[str]:
    """Make what is missing; yields a line for each thing made."""
    context = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    yield from make_organization(context, _city_row(), parent=None)
    for row in plan.departments:
        yield from make_organization(context, row, parent=config.organization())
    yield from _make_groups(context)
    for login in plan.logins:
        yield from _make_login(context, login)
    yield from _renew_token()


def _city_row() -> dict[str, str]:
    return {
        "name": config.organization(),
        "title": f"Ville de {config.name()}",
        "contact_name": config.contact_name(),
        "contact_email": config.contact_email(),
        "siret": config.siret(),
    }


def make_organization(
    context: dict[str, Any], row: Mapping[str, str], *, parent: str | None
) -> Iterator[str]:
    """Make the city's organisation, or a department below it, where it is missing."""
    if model.Group.get(row["name"]):
        return
    parents = {"groups": [{"name": parent}]} if parent else {}
    tk.get_action("organization_create")(dict(context), dict(row) | parents)
    yield f"Organisation: {row['title']}"


def _make_groups(context: dict[str, Any]) -> Iterator[str]:
    for theme in load_vocabulary("eu-themes"):
        name = str(theme.extra["group"])
        if model.Group.get(name):
            continue
        row = {"name": name, "title": theme.label["fr"]}
        tk.get_action("group_create")(dict(context), row)
        yield f"Group: {theme.label['fr']}"


def _make_login(context: dict[str, Any], login: Login) -> Iterator[str]:
    password = os.environ.get(PASSWORD + login.name.upper().replace("-", "_"))
    if not password or model.User.get(login.name):
        return
    row = {"name": login.name, "fullname": login.fullname, "password": password}
    email = f"{login.name}@saint-aubin-sur-orge.example"
    tk.get_action("user_create")(dict(context), row | {"email": email})
    if login.organization is None:
        tk.get_action("user_patch")(dict(context), {"id": login.name, "sysadmin": True})
    else:
        member = {"id": login.organization, "username": login.name, "role": "editor"}
        tk.get_action("organization_member_create")(dict(context), member)
    yield f"Login: {login.name}"


def _renew_token() -> Iterator[str]:
    """Write a token of the first login into CITY_TOKEN_FILE, unless it holds a good one."""
    path = os.environ.get(TOKEN_FILE)
    if not path or _is_good(Path(path)):
        return
    user = _development_logins()[0].name
    made = tk.get_action("api_token_create")(
        {"ignore_auth": True}, {"user": user, "name": TOKEN_NAME} | _lifetime()
    )
    Path(path).touch(mode=0o600)
    Path(path).write_text(made["token"] + "\n")
    yield f"API token of {user}: {path}"


def _is_good(path: Path) -> bool:
    if not path.exists():
        return False
    return (
        api_token.get_user_from_token(path.read_text().strip(), update_access_time=False)
        is not None
    )


def _lifetime() -> dict[str, Any]:
    return {"expires_in": 30, "unit": 24 * 60 * 60} if config.tokens_expire() else {}


def _development_logins() -> tuple[Login, ...]:
    return (
        Login("admin", "Administratrice du catalogue"),
        Login("ambassadrice", "Ambassadrice des données", config.organization()),
        Login("agent-voirie", "Agent de la voirie", DEVELOPMENT_DEPARTMENTS[0]["name"]),
    )
