"""The site's WSGI application, each answer of which names the process that gave it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from ckanext.city.site.wsgi import application as site


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as the site does, with one header more."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Tests-Worker", str(os.getpid()))], *rest)

    return site(environ, start)
