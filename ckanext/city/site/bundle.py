"""The built front end: which files an entry needs, icons, and how browsers get all of it.

`make assets` builds `assets/` into `public/city/`; the wheel carries it. File names carry a hash of
what is in them, so that a browser may keep them for a year. CKAN's own route would make it ask
again each time: WhiteNoise answers below it, with what was compressed at build time.
"""

from __future__ import annotations

import json
import logging
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

import ckan.plugins.toolkit as tk

__all__ = ["city_bundle", "city_icon"]

PUBLIC = Path(__file__).parents[1] / "public"
FOLDER = PUBLIC / "city"
HASHED = re.compile(r"-[\w-]{8}\.\w+$")
#: What each text on a page is set in; the browser fetches it before it has read the styles.
PRELOADED_FONTS = ("figtree-latin-wght-normal", "bricolage-grotesque-latin-opsz-normal")

log = logging.getLogger(__name__)


def city_bundle(entry: str) -> dict[str, list[str]]:
    """The addresses of what an entry of the bundle needs.

    Args:
        entry: its source below `assets/src/`, « base/main.ts ».

    Returns:
        Addresses under `js`, `css` and `fonts`, those of fonts that the first screen needs; all
        empty where the bundle was not built, and the page then shows without it.
    """
    part = _manifest().get(f"src/{entry}", {})
    fonts = [each for each in part.get("assets", ()) if each.startswith(PRELOADED_FONTS)]
    return {
        "js": [_address(part["file"])] if part else [],
        "css": [_address(each) for each in part.get("css", ())],
        "fonts": [_address(each) for each in fonts],
    }


def city_icon(name: str, size: int = 20, label: str = "") -> Markup:
    """Draw an icon inline.

    Args:
        name: one of `assets/icons.json`.
        size: in pixels, 18 to 24.
        label: what it says to those who do not see it; empty where words stand beside it.
    """
    shape = _icons().get(name)
    if shape is None:
        log.warning("There is no icon %r in the bundle.", name)
        return Markup("")
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup(
        '<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        'stroke-linejoin="round" {spoken}>{shape}</svg>'
    ).format(size=size, spoken=Markup(spoken), shape=Markup(shape))  # noqa: S704 - our own files


def serve(app: Flask) -> None:
    """Let WhiteNoise answer for the bundle, ahead of the application."""
    if not FOLDER.is_dir():
        log.error("The front end was not built: run `make assets`, or install the wheel.")
        return
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(FOLDER),
        prefix="city/",
        immutable_file_test=lambda _path, url: HASHED.search(url) is not None,
    )


def _address(file: str) -> str:
    return str(tk.h.url_for_static(f"/city/{file}"))


@cache
def _manifest() -> dict[str, Any]:
    return _read("manifest.json")


@cache
def _icons() -> dict[str, str]:
    return _read("icons.json")


def _read(name: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((FOLDER / name).read_text())
    except FileNotFoundError:
        return {}
    return content
