"""The style sheet that configuration makes: the city's accent, and what an administrator wrote.

It has an address of its own, as the Content-Security-Policy lets no style stand in a page. The
address says which version it is, so that browsers keep it until it changes.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, make_response

import ckan.plugins.toolkit as tk

from ckanext.city import config

__all__ = ["city_look_url"]

KEPT = "public, max-age=31536000, immutable"

city_look = Blueprint("city_look", __name__)


def city_look_url() -> str:
    """The address of the style sheet of today's configuration."""
    return str(tk.h.url_for("city_look.style_sheet", v=_version(_content()), locale="default"))


@city_look.route("/city-look.css")
def style_sheet() -> Response:
    """Send the style sheet; for long only if it is the version that the page asked for."""
    content = _content()
    response = make_response(content)
    response.mimetype = "text/css"
    # CKAN sets its own afterwards, unless it is told not to
    asked = tk.request.args.get("v")
    response.headers["Cache-Control"] = KEPT if asked == _version(content) else "no-cache"
    return response


def _content() -> str:
    return f":root{{--city-accent:{config.accent()}}}\n{config.custom_styles()}\n"


def _version(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:8]
