"""What a reverse proxy says of a request: whose address it comes from, and how it was asked.

CKAN itself takes the proxy for the client: every login then comes from one address.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from redis.exceptions import RedisError
from werkzeug.middleware.proxy_fix import ProxyFix

from ckan.lib.redis import connect_to_redis

from ckanext.city import config

log = logging.getLogger(__name__)

# How often a worker notes what the proxy sends: the doctor needs it, requests do not.
NOTE_SECONDS = 60
SCHEMES = ("http", "https")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Seen:
    """What the last noted request through a proxy carried."""

    scheme: str  # of the address that the person asked for; "" where the proxy does not say
    hops: int  # addresses in X-Forwarded-For


class ProxyNotes:
    """WSGI layer that notes in Redis, once a minute and worker, what the proxy sends."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self._next = 0.0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer as the wrapped application does."""
        if "HTTP_X_FORWARDED_FOR" in environ and time.monotonic() >= self._next:
            self._next = time.monotonic() + NOTE_SECONDS
            note(read_headers(environ))
        return self._app(environ, start_response)


def trust_proxies(app: Flask) -> None:
    """Take client address, scheme and host from as many proxies as the configuration trusts.

    With none (the default) what a request says of itself is not believed, so that nobody
    escapes a limit by address by inventing one.
    """
    trusted = config.proxies()
    inner: WsgiApp = app.wsgi_app
    if trusted:
        inner = ProxyFix(inner, x_for=trusted, x_proto=trusted, x_host=trusted)
    app.wsgi_app = ProxyNotes(inner)  # type: ignore[method-assign] # Flask's own way to wrap it


def read_headers(environ: dict[str, Any]) -> Seen:
    """Read what the nearest proxy says; of the scheme only the two that can be."""
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rsplit(",", 1)[-1].strip().lower()
    hops = len(environ.get("HTTP_X_FORWARDED_FOR", "").split(","))
    return Seen(scheme if scheme in SCHEMES else "", hops)


def note(seen: Seen) -> None:
    """Keep it for the doctor; a Redis that is down is no reason to fail the request."""
    try:
        connect_to_redis().hset(_key(), mapping={"scheme": seen.scheme, "hops": seen.hops})
    except RedisError as error:
        log.warning("Proxy: nothing noted, Redis does not answer: %s", error)


def last_seen() -> Seen | None:
    """What the last noted request carried; None where none came through a proxy."""
    scheme, hops = connect_to_redis().hmget(_key(), "scheme", "hops")
    return None if hops is None else Seen(scheme.decode(), int(hops))


def _key() -> str:
    return f"ckan:{config.site_id()}:city:proxy"
