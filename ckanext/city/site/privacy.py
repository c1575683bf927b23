"""Agents are not published: residents see what was done, not which person did it.

Core's `ckan.auth.public_user_details` hides users from residents; but the activity streams of
datasets and organisations name them, and `member_list` lists them with their roles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Action, AuthResult, Context, DataDict

from ckanext.city.site import hidden_series

__all__ = ["member_list"]  # the authorisation of this module

#: Actions of `activity` that residents may call, besides the streams that `streams` reads for them.
STREAMS = (
    "activity_show",
    "recently_changed_packages_activity_list",
)

#: What residents may know of, by the last word of an activity's type: no roles, no profiles.
SHOWN = ("package", "resource", "view", "organization", "group")


def stream_actions() -> dict[str, Action]:
    """Make the chained actions: each answers residents without names."""
    if not p.plugin_loaded("activity"):
        return {}
    return dict.fromkeys(STREAMS, without_names)


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def member_list(
    next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict
) -> AuthResult:
    """List people to those only who are logged in.

    Core looks at `object_type` alone: left out, it lists the people too.
    """
    names_people = data_dict.get("object_type") not in ("package", "group", "organization")
    if names_people and not _is_known(context):
        return {"success": False, "msg": tk._("Log in to see who belongs to it.")}
    return next_auth(context, data_dict)


def hide_names(activities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copy activities without who it was, and without those that are about people."""
    return [_nameless(each) for each in activities if _is_shown(each)]


@tk.chained_action
@tk.side_effect_free
def without_names(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Tell residents what was done, not who did it."""
    reader = Context(**context)
    answer = up(context, data_dict)
    lines = answer if isinstance(answer, list) else [answer]
    hidden_series.leave_out_of_history(lines, reader)
    if _is_known(context) or context.get("ignore_auth"):
        return answer
    if isinstance(answer, list):
        return hide_names(answer)
    if not _is_shown(answer):
        raise tk.NotAuthorized(tk._("Log in to see who did what."))
    return _nameless(answer)


def _is_shown(activity: dict[str, Any]) -> bool:
    return str(activity["activity_type"]).rpartition(" ")[2] in SHOWN


def _nameless(activity: dict[str, Any]) -> dict[str, Any]:
    data = {key: value for key, value in (activity.get("data") or {}).items() if key != "actor"}
    # pages print an id that they do not know as it is
    return activity | {"user_id": tk._("An agent"), "data": data}


def _is_known(context: Context) -> bool:
    user = context.get("auth_user_obj")
    return bool(context.get("user")) and not (user is not None and user.is_anonymous)
