"""Who may do what: what CKAN asks before an action, departments, and the record of given roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import Action, AuthFunction, AuthResult, Context, DataDict

__all__ = ["city_above", "city_departments"]  # the helpers of this module

GAVE, CHANGED, TOOK = "gave role", "changed role", "took role"
#: What the history of an organisation says of its people.
ROLE_ACTIVITIES = (GAVE, CHANGED, TOOK)

Roles = Mapping[str, str]


def auth_functions() -> dict[str, AuthFunction]:
    """List what we answer in CKAN's place, by action.

    Relations are the administrator's: CKAN 2.12 cannot save a dataset any more that has one. Of
    collaborators, core fails where nobody is logged in, and should refuse.
    """
    relations = ("create", "update", "delete")
    collaborators = ("create", "delete")
    return {
        **{f"package_relationship_{verb}": _administrator for verb in relations},
        **{f"package_collaborator_{verb}": _somebody for verb in collaborators},
        "resource_view_update": resource_view_update,
    }


@tk.chained_auth_function
def resource_view_update(up: AuthFunction, context: Context, data_dict: DataDict) -> AuthResult:
    """Ask about the file that the view shows; core believes the caller's `resource_id`."""
    view = model.ResourceView.get(data_dict.get("id"))
    if view is not None:
        shown = {"id": view.resource_id}
        if not authz.is_authorized_boolean("resource_update", context, shown):
            return {"success": False, "msg": tk._("You may not change this view.")}
    return up(context, data_dict)


def recording_actions() -> dict[str, Action]:
    """List the actions by which roles are given and taken one by one, each with its record."""
    return dict.fromkeys(("member_create", "member_delete"), record_roles)


@tk.chained_action
def record_roles(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Give or take roles, by one or with an organisation's `users`, and write down who did it."""
    group = model.Group.get(str(data_dict.get("id") or ""))
    if group is None or not group.is_organization:
        return up(context, data_dict)
    organization = {"id": group.id, "name": group.name, "title": group.title, "type": group.type}
    before = roles_in(group.id)
    result = up(context, data_dict)
    _record(context, organization, before, roles_in(organization["id"]))
    return result


def roles_in(organization_id: str) -> dict[str, str]:
    """Look up the roles of an organisation's people: `admin`, `editor` or `member` by user id."""
    rows = model.Session.query(model.Member.table_id, model.Member.capacity).filter(
        model.Member.group_id == organization_id,
        model.Member.table_name == "user",
        model.Member.state == "active",
    )
    return {str(user_id): str(role) for user_id, role in rows}


def may_know_roles(user_name: str | None, organization_id: str) -> bool:
    """Tell whether a person may know who has which role in an organisation: its own people may."""
    return bool(authz.has_user_permission_for_group_or_org(organization_id, user_name, "read"))


def city_departments(organization: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the organisations below one, by title: `name`, `title` and `parent` (an id)."""
    group = model.Group.get(organization["id"])
    rows = group.get_children_group_hierarchy(type="organization") if group else []
    found = [{"name": name, "title": title or name, "parent": up} for _, name, title, up in rows]
    return sorted(found, key=lambda row: str(row["title"]).casefold())


def city_above(organization: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the organisations above one, the highest first: `name` and `title`.

    Several blocks of a page ask; the database is asked once a page.
    """
    kept: dict[str, list[dict[str, Any]]] = tk.g.setdefault("city_above", {})
    id_ = str(organization["id"])
    if id_ not in kept:
        group = model.Group.get(id_)
        above = group.get_parent_group_hierarchy(type="organization") if group else []
        kept[id_] = [{"name": each.name, "title": each.title or each.name} for each in above]
    return kept[id_]


def _administrator(context: Context, data_dict: DataDict | None = None) -> AuthResult:  # noqa: ARG001 - CKAN's signature
    """Refuse; CKAN does not ask for an administrator."""
    return {"success": False, "msg": tk._("Only an administrator can do this.")}


@tk.chained_auth_function
def _somebody(up: AuthFunction, context: Context, data_dict: DataDict | None = None) -> AuthResult:
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to do this.")}
    return up(context, data_dict)


def _record(context: Context, organization: Mapping[str, str], before: Roles, after: Roles) -> None:
    # Imported here: the tables of ckanext-activity are made known by its import, and are the
    # catalogue's own only once its plugin is enabled.
    from ckanext.activity.model import Activity  # noqa: PLC0415

    actor = model.User.get(context.get("user"))
    for user_id in sorted(before.keys() | after.keys()):
        kind = _kind(before.get(user_id), after.get(user_id))
        if kind is None or actor is None:
            continue
        data = {
            "group": dict(organization),
            "actor": actor.name,
            "user": user_id,
            "role": after.get(user_id) or before.get(user_id),
        }
        model.Session.add(Activity(actor.id, organization["id"], kind, data))
    if not context.get("defer_commit"):
        model.repo.commit()


def _kind(before: str | None, after: str | None) -> str | None:
    if before == after:
        return None
    if before is None:
        return GAVE
    return TOOK if after is None else CHANGED
