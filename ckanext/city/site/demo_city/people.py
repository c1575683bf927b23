"""The departments of the demo city and their agents."""

from __future__ import annotations

import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config
from ckanext.city.demo.departments import DEPARTMENTS, Department
from ckanext.city.site.demo_city.memory import Memory
from ckanext.city.site.first_city import make_organization

AMBASSADOR = "ambassadrice"


def make_people(memory: Memory) -> None:
    """Make the departments, their agents and the ambassador where they are missing."""
    for department in DEPARTMENTS:
        _make_department(department, memory)
        _make_agent(department.agent, f"Agent, {department.title}", department.name, memory)
    _make_agent(AMBASSADOR, "Ambassadrice des données", config.organization(), memory)


def site_context(**more: Any) -> dict[str, Any]:
    """A context of the site's own user, who may do everything."""
    name = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": name, "ignore_auth": True, **more}


def _make_department(department: Department, memory: Memory) -> None:
    if model.Group.get(department.name):
        return
    memory.organizations.append(department.name)
    memory.keep()
    row = department.organization()
    list(make_organization(site_context(), row, parent=config.organization()))


def _make_agent(name: str, fullname: str, organization: str, memory: Memory) -> None:
    if model.User.get(name):
        return
    memory.users.append(name)
    memory.keep()
    email = f"{name}@saint-aubin-sur-orge.example"
    row = {"name": name, "fullname": fullname, "email": email}
    # nobody knows it: who is to log in as the agent gets a password from the administrator
    tk.get_action("user_create")(site_context(), row | {"password": secrets.token_urlsafe(24)})
    member = {"id": organization, "username": name, "role": "editor"}
    tk.get_action("organization_member_create")(site_context(), member)
