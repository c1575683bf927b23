"""The page of parts: every colour, button, message and field, in the accent that one tries.

It is for those who choose the city's colour or write a page of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.site.face.look import tried_accent

city_components = Blueprint("city_components", __name__)


@dataclass(frozen=True)
class Swatch:
    """A colour of the style sheet, by the name of its token, and what it is for."""

    token: str
    used_for: str


@city_components.get("/city/components")
def page() -> str:
    """Show the parts; `?accent=#0050ff` shows them in that colour, on this page only."""
    tried = tried_accent()
    asked = tk.request.args.get("accent", "")
    values = {
        "accent": tried or config.accent(),
        "tried": tried,
        "wrong": asked if asked and not tried else "",
        "swatches": _swatches(),
    }
    return tk.render("city_components/page.html", values)


def _swatches() -> list[Swatch]:
    _ = tk._
    return [
        Swatch("accent", _("links, buttons")),
        Swatch("accent-strong", _("under the pointer")),
        Swatch("accent-fill", _("bars, curves")),
        Swatch("accent-soft", _("the year before")),
        Swatch("accent-tint", _("what is chosen")),
        Swatch("accent-wash", _("the row under the pointer")),
        Swatch("ink", _("text")),
        Swatch("ink-2", _("secondary text")),
        Swatch("line-strong", _("borders of fields")),
        Swatch("line", _("rules")),
        Swatch("sunken", _("bands")),
        Swatch("page", _("background")),
    ]
