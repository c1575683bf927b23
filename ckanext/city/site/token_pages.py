"""Making and revoking one's API tokens by plain forms.

Core answers these forms with parts of a page that scripts in its attributes put in place; our
Content-Security-Policy lets no such script run.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

city_tokens = Blueprint("city_tokens", __name__, url_prefix="/user")


@city_tokens.post("/<id>/api-tokens/make")
def create(id: str) -> str:  # noqa: A002 - CKAN's name of the part of the address
    """Make a token, and show it for the only time."""
    name = tk.request.form.get("name", "")
    try:
        made = tk.get_action("api_token_create")({}, {"user": id, "name": name})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Unauthorized to create API tokens."))
    except tk.ValidationError as refusal:
        return _page(id, data={"name": name}, errors=refusal.error_dict)
    return _page(id, created={"name": name, "token": made["token"]})


@city_tokens.post("/<id>/api-tokens/revoke")
def revoke(id: str) -> Response:  # noqa: A002 - CKAN's name of the part of the address
    """Revoke the tokens that were chosen; one that is gone already is none the worse."""
    for token in tk.request.form.getlist("token"):
        try:
            tk.get_action("api_token_revoke")({}, {"jti": token})
        except tk.NotAuthorized:
            tk.abort(403, tk._("Unauthorized to revoke API tokens."))
        except tk.ObjectNotFound:
            continue
        tk.h.flash_success(tk._("The token has been revoked."))
    return tk.redirect_to("user.api_tokens", id=id)


def _page(user: str, **values: Any) -> str:
    """Core's page of a person's tokens, with what has just happened."""
    shown = tk.get_action("user_show")(
        {}, {"id": user, "include_num_followers": True, "user_obj": tk.current_user}
    )
    tokens = tk.get_action("api_token_list")({}, {"user": user})
    known: dict[str, Any] = {"data": {}, "errors": {}, "created": None}
    return tk.render(
        "user/api_tokens.html",
        {
            "user_dict": shown,
            "tokens": list(reversed(tokens)),
            "is_sysadmin": tk.current_user.sysadmin,
            "is_myself": shown["name"] == tk.current_user.name,
            "am_following": False,
            "about_formatted": tk.h.render_markdown(shown["about"] or ""),
            **known,
            **values,
        },
    )
