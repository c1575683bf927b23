"""The plan of the commune that the home page is drawn on, sent for a year.

The page refers to it by `<use>`: it takes the page's colours though it is a file of its own.
"""

from __future__ import annotations

import gzip

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.city.store import kept, plan

__all__ = ["city_plan_url"]

city_plan = Blueprint("city_plan", __name__)


def city_plan_url() -> str:
    """The address of the plan; empty where the city has none."""
    version = plan.version("svg")
    return str(tk.h.url_for("city_plan.drawing", v=version, locale="default")) if version else ""


@city_plan.get("/city-plan.svg")
def drawing() -> Response:
    """Send the plan; for long only if it is the version that the page asked for."""
    content = plan.drawing()
    if content is None:
        return tk.abort(404)
    takes_gzip = "gzip" in tk.request.accept_encodings
    response = kept.of_version(
        content if takes_gzip else gzip.decompress(content),
        "image/svg+xml",
        is_asked=tk.request.args.get("v") == plan.version("svg"),
    )
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response
