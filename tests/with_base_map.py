"""The site's WSGI application; a cookie says which base map it is configured with.

For one worker that answers one request after another: each sets the setting anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from ckan.common import config

from ckanext.city.site.wsgi import application as site
from tests.base_maps import COOKIE


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the base map that the cookie names."""
    cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    config["ckan.site_url"] = f"http://{environ['HTTP_HOST']}"  # a port of its own
    config["ckanext.city.map.background"] = unquote(cookie.value) if cookie else "plan"
    return site(environ, start_response)
