"""The style sheet that configuration makes: the city's accent, and what an administrator wrote.

It has an address of its own, as the Content-Security-Policy lets no style stand in a page. The
address says which version it is, so that browsers keep it until it changes.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.site.configuration import COLOUR
from ckanext.city.site.face.palette import fallback_styles
from ckanext.city.store import kept

__all__ = ["city_look_url"]

city_look = Blueprint("city_look", __name__)


def city_look_url(accent: str = "") -> str:
    """The address of the style sheet of today's configuration, or in an accent that is tried."""
    version = _version(_content(accent or config.accent()))
    tried = {"accent": accent} if accent else {}
    return str(tk.h.url_for("city_look.style_sheet", v=version, locale="default", **tried))


def tried_accent() -> str:
    """The accent that the address of the page names; empty where it names none, or no colour."""
    asked = tk.request.args.get("accent", "")
    return asked if COLOUR.fullmatch(asked) else ""


def editable_settings() -> dict[str, list[Any]]:
    """What an administrator may change on the administration page, with what checks it."""
    # whoever changes another setting by the API says nothing of this one
    first = [tk.get_validator(name) for name in ("ignore_missing", "unicode_safe")]
    return {config.ACCENT: [*first, _accent]}


def _accent(value: str) -> str:
    """Accept a colour, in the words of whoever stands before the page."""
    if not COLOUR.fullmatch(value):
        raise tk.Invalid(tk._("A colour is written # and six hexadecimal digits, #17624f."))
    return value


@city_look.route("/city-look.css")
def style_sheet() -> Response:
    """Send the style sheet; for long only if it is the version that the page asked for."""
    content = _content(tried_accent() or config.accent())
    is_asked = tk.request.args.get("v") == _version(content)
    return kept.of_version(content, "text/css", is_asked=is_asked)


def _content(accent: str) -> str:
    parts = (f":root{{--city-accent:{accent}}}", fallback_styles(accent), config.custom_styles())
    return "\n".join(parts) + "\n"


def _version(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:8]
