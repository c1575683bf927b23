"""The plan of the commune that the home page is drawn on: kept once, sent for a year.

It lies in the folder of uploaded files, which all web processes share. The page refers to it by
`<use>`, so that it takes the page's colours though it is a file of its own.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.site import kept

__all__ = ["city_plan_url"]

city_plan = Blueprint("city_plan", __name__)


def city_plan_url() -> str:
    """The address of the plan; empty where the city has none."""
    version = _version()
    return str(tk.h.url_for("city_plan.drawing", v=version, locale="default")) if version else ""


def keep_plan(drawing: str) -> None:
    """Keep a drawing in the place of the former one, compressed as browsers take it."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(gzip.compress(drawing.encode(), mtime=0))
    draft.replace(path)


def forget_plan() -> bool:
    """Take the plan away; tells whether there was one."""
    existed = has_plan()
    _path().unlink(missing_ok=True)
    return existed


def has_plan() -> bool:
    """Tell whether the city has a plan."""
    return _path().exists()


@city_plan.get("/city-plan.svg")
def drawing() -> Response:
    """Send the plan; for long only if it is the version that the page asked for."""
    version = _version()
    if not version:
        return tk.abort(404)
    content = _path().read_bytes()
    takes_gzip = "gzip" in tk.request.accept_encodings
    response = kept.of_version(
        content if takes_gzip else gzip.decompress(content),
        "image/svg+xml",
        is_asked=tk.request.args.get("v") == version,
    )
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _path() -> Path:
    return Path(config.storage_path()) / "city" / "plan.svg.gz"


def _version() -> str:
    try:
        state = _path().stat()
    except OSError:
        return ""
    return _version_of(str(_path()), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _version_of(path: str, _changed: int, _size: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]
