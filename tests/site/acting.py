"""Call actions in the process as somebody."""

from __future__ import annotations

from typing import Any


def as_admin(action: str, /, **data: Any) -> Any:
    """Call an action as the site's own user, who may do everything."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user, "ignore_auth": True}, data)


def as_user(user: str, action: str, /, **data: Any) -> Any:
    """Call an action as a user; an empty name is an anonymous reader."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    found = model.User.get(user) if user else model.AnonymousUser()
    return tk.get_action(action)({"user": user, "auth_user_obj": found}, data)
