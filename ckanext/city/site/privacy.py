"""Agents are not published: who changed what is for those who are logged in.

Core's `ckan.auth.public_user_details` hides users from residents, but activity streams name them
on every dataset's page, and an organisation's members are listed with their roles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["build_nav_icon"]  # the helper of this module

#: Functions of core and of `activity` whose answers name agents.
NAMING = (
    "activity_data_show",
    "activity_diff",
    "activity_show",
    "group_activity_list",
    "organization_activity_list",
    "package_activity_list",
    "recently_changed_packages_activity_list",
    "user_activity_list",
)


def auth_functions() -> dict[str, Any]:
    """Make the chained authorisations: each asks for a login first."""
    return {name: _logged_in_only() for name in NAMING} | {"member_list": _members()}


@tk.chained_helper
def build_nav_icon(
    next_helper: Callable[..., Markup], menu_item: str, title: str, **others: Any
) -> Markup:
    """Offer the tab of an activity stream to those only who may open it."""
    if menu_item.startswith("activity.") and tk.current_user.is_anonymous:
        return Markup()
    return next_helper(menu_item, title, **others)


def _logged_in_only() -> Any:
    @tk.chained_auth_function
    @tk.auth_allow_anonymous_access
    def authorize(
        next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict
    ) -> AuthResult:
        return next_auth(context, data_dict) if _is_known(context) else _refusal()

    return authorize


def _members() -> Any:
    @tk.chained_auth_function
    @tk.auth_allow_anonymous_access
    def authorize(
        next_auth: Callable[..., AuthResult], context: Context, data_dict: DataDict
    ) -> AuthResult:
        # Core looks at `object_type` alone: left out, it lists the people too.
        names_people = data_dict.get("object_type") not in ("package", "group", "organization")
        if names_people and not _is_known(context):
            return _refusal()
        return next_auth(context, data_dict)

    return authorize


def _is_known(context: Context) -> bool:
    user = context.get("auth_user_obj")
    return bool(context.get("user")) and not (user is not None and user.is_anonymous)


def _refusal() -> AuthResult:
    return {"success": False, "msg": tk._("Log in to see who did what.")}
