"""Following a dataset, a department, a theme or a person by a plain form.

Core answers its own addresses with a part of a page that a script puts in place; our
Content-Security-Policy lets no such script run.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

__all__ = ["city_follows"]

city_following = Blueprint("city_following", __name__, url_prefix="/city")

#: By what is followed: the action that shows it.
SHOWN_BY = {
    "dataset": "package_show",
    "group": "group_show",
    "organization": "organization_show",
    "user": "user_show",
}
#: CKAN follows organisations as the groups that they are.
FOLLOWED_AS = {"organization": "group"}


def city_follows(kind: str, id: str) -> bool:  # noqa: A002 - CKAN's name
    """Tell whether the reader, who is logged in, follows a thing of that kind."""
    return bool(tk.get_action(f"am_following_{FOLLOWED_AS.get(kind, kind)}")({}, {"id": id}))


@city_following.post("/follow/<any(dataset,group,organization,user):kind>/<id>")
def follow(kind: str, id: str) -> AnyResponse:  # noqa: A002 - CKAN's name
    """Follow what the reader may see, or with `stop` no longer; then show its page again."""
    if tk.current_user.is_anonymous:
        tk.abort(403, tk._("Log in to do this."))
    shown = _show(kind, id)
    stops = bool(tk.request.form.get("stop"))
    action = f"{'unfollow' if stops else 'follow'}_{FOLLOWED_AS.get(kind, kind)}"
    # one that is followed already, or not any more, is as was asked for
    with suppress(tk.ValidationError, tk.ObjectNotFound):
        tk.get_action(action)({}, {"id": shown["id"]})
    name = shown.get("display_name") or shown.get("title") or shown["name"]
    tk.h.flash_success(_words(stops).format(name=name))
    if tk.request.form.get("back") == "dashboard":
        return tk.redirect_to("activity.dashboard")
    return tk.redirect_to(f"{shown.get('type') or kind}.read", id=shown["name"])


def _words(stops: bool) -> str:
    if stops:
        return str(tk._("You no longer follow “{name}”."))
    return str(tk._("You follow “{name}”: what changes there is shown on your dashboard."))


def _show(kind: str, id: str) -> dict[str, Any]:  # noqa: A002 - CKAN's name
    """What is to be followed; what the reader may not see does not exist."""
    try:
        shown: dict[str, Any] = tk.get_action(SHOWN_BY[kind])({}, {"id": id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        tk.abort(404)
    return shown
