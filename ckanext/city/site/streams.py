"""Histories tell nobody of what she may not read: datasets hidden since, views, people's roles.

CKAN labels each line of a dataset's history with who might read the dataset at that moment, and
looks at no label of other lines.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import Action, Context, DataDict

from ckanext.city.site import privacy
from ckanext.city.site.roles import ROLE_ACTIVITIES, may_know_roles

STREAMS = (
    "dashboard_activity_list",
    "group_activity_list",
    "organization_activity_list",
    "package_activity_list",
    "user_activity_list",
)
VIEW_ACTIVITY = "resource view"

Line = dict[str, Any]


def stream_actions() -> dict[str, Action]:
    """List CKAN's histories, each with what a person may not know left out."""
    if not p.plugin_loaded("activity"):
        return {}
    return dict.fromkeys(STREAMS, read_stream)


@tk.chained_action
@tk.side_effect_free
def read_stream(up: Action, context: Context, data_dict: DataDict) -> list[Line]:
    """Read a history without the lines that the reader may not know."""
    lines: list[Line] = privacy.without_names(up, context, data_dict)
    user = context.get("user")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return lines
    return [line for line in lines if _may_know(user, line)]


def hide_history(package_id: str, labels: list[str]) -> None:
    """Let the past of a dataset be known to those alone who may read it now.

    Args:
        package_id: of a dataset that was just saved; its session is not committed yet.
        labels: who may read it, as CKAN's permission labels say it.
    """
    if "public" in labels:
        return
    # Imported here: see `roles`.
    from ckanext.activity.model import Activity  # noqa: PLC0415

    model.Session.execute(
        sa.update(Activity)
        .where(Activity.object_id == package_id, Activity.permission_labels.is_not(None))
        .values(permission_labels=labels)
        .execution_options(synchronize_session=False)
    )


def _may_know(user: str | None, line: Line) -> bool:
    kind = line.get("activity_type") or ""
    if kind in ROLE_ACTIVITIES:
        return may_know_roles(user, line["object_id"]) or _is_about(user, line)
    if kind.endswith(VIEW_ACTIVITY):
        return _may_read(user, line["object_id"])
    return True


def _is_about(user: str | None, line: Line) -> bool:
    person = model.User.get(user) if user else None
    return person is not None and line["data"].get("user") == person.id


def _may_read(user: str | None, package_id: str) -> bool:
    context: Context = {"user": user or "", "auth_user_obj": model.User.get(user)}
    context["auth_user_obj"] = context["auth_user_obj"] or model.AnonymousUser()
    try:
        tk.check_access("package_show", context, {"id": package_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True
