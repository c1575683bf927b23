"""Slow down those who guess passwords, without letting them lock anybody out.

Failed attempts are counted in Redis, for all workers together, in moving windows:

- by client address: one machine cannot try many accounts. Generous, because a town hall stands
  behind one address. An IPv6 client has a whole /64.
- by account and address: one machine cannot try many passwords of one account.
- by account over all addresses: many machines cannot either. Anybody can fill this count, so it
  must not stop the account's owner: a browser in which she has logged in before keeps a signed
  cookie for that account, and is held only to a count of its own. An attacker can thus delay a
  login from a *new* browser, and no other.
- a person who gives a name, and one who gives the e-mail of the same account, share counts; an
  account that does not exist is counted alike, so that nothing is told about which do.

Attempts that are refused are not counted: the wait ends by itself. Redis down, everybody passes,
and the log says so: a catalogue that nobody can log in to is the worse failure.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar

from flask import Flask, Response, after_this_request, request
from itsdangerous import BadData, URLSafeTimedSerializer
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Seconds that a login waits for Redis at most.
REDIS_SECONDS = 0.5
COOKIE = "city_device"
COOKIE_SECONDS = 180 * 24 * 60 * 60


@dataclass(frozen=True)
class Count:
    """One count: what it is called, how many in how long, and whose."""

    limit: RateLimitItem
    name: str
    whose: tuple[str, ...]

    def key(self) -> tuple[str, ...]:
        """Key in Redis, without names or addresses in clear."""
        hashed = hashlib.sha256("\n".join(self.whose).encode()).hexdigest()[:32]
        return (config.site_id(), self.name, hashed)


FAILURES_PER_ADDRESS = parse("60 per 15 minutes")
FAILURES_PER_ADDRESS_AND_ACCOUNT = parse("8 per 15 minutes")
FAILURES_PER_ACCOUNT = parse("40 per hour")
FAILURES_PER_KNOWN_BROWSER = parse("10 per 15 minutes")
RESETS_PER_ADDRESS = parse("20 per hour")
RESETS_PER_ACCOUNT = parse("5 per hour")
KEYS_PER_ADDRESS = parse("30 per hour")

#: Counts that a successful login ends; the others an attacker would have ended for her.
FORGOTTEN = ("browser", "address-account")


def before_password(identity: dict[str, Any]) -> None:
    """Refuse to look at a password while the person has to wait (`IAuthenticator.authenticate`).

    Every form that asks for a password passes here: the login, and the change of one's profile.

    Raises:
        TooManyRequests: with the sentence for the person, and the seconds to wait.
    """
    _refuse_full(_login_counts(str(identity.get("login") or "")))


def after_failure(login: str | None, **_others: Any) -> None:
    """Count a failed attempt (signal `failed_login`)."""
    for count in _login_counts(str(login or "")):
        _ask(partial(_hit, count))


def after_success(_app: Flask, user: model.User, **_others: Any) -> None:
    """Know this browser again, and forget what failed from here (Flask-Login's signal)."""
    for count in _login_counts(user.name):
        if count.name in FORGOTTEN:
            _forget(count)
    device = _serializer().dumps([user.id, _device_of(user.id) or secrets.token_urlsafe(12)])

    @after_this_request
    def _send_cookie(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            device,
            max_age=COOKIE_SECONDS,
            secure=config.is_https(),
            httponly=True,
            samesite="Lax",
        )
        return response


def slow_down_resets(app: Flask) -> None:
    """Count what is asked of the password reset: mails to a person, and keys that are tried."""

    @app.before_request
    def _count() -> None:
        if request.endpoint == "user.request_reset" and request.method == "POST":
            account = _account(request.form.get("user", ""))
            _pass(Count(RESETS_PER_ADDRESS, "reset-address", (_client(),)))
            _pass(Count(RESETS_PER_ACCOUNT, "reset-account", (account,)))
        elif request.endpoint == "user.perform_reset":
            _pass(Count(KEYS_PER_ADDRESS, "reset-key", (_client(),)))


def _login_counts(login: str) -> list[Count]:
    account = _account(login)
    device = _device_of(account)
    if device:
        return [Count(FAILURES_PER_KNOWN_BROWSER, "browser", (account, device))]
    return [
        Count(FAILURES_PER_ADDRESS, "address", (_client(),)),
        Count(FAILURES_PER_ADDRESS_AND_ACCOUNT, "address-account", (_client(), account)),
        Count(FAILURES_PER_ACCOUNT, "account", (account,)),
    ]


def _account(login: str) -> str:
    """Id of the account that a name or an e-mail means; what was typed where there is none."""
    typed = login.strip()
    user = model.User.by_name(typed) or (model.User.by_email(typed) if typed else None)
    return user.id if user else typed.lower()


def _client() -> str:
    """Client's address; of an IPv6 address its network, all of which one client may use."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _device_of(account: str) -> str | None:
    """Mark of this browser, if the account has logged in with it before."""
    try:
        user_id, device = _serializer().loads(request.cookies[COOKIE], max_age=COOKIE_SECONDS)
    except (KeyError, BadData, ValueError, TypeError):
        return None
    return str(device) if user_id == account else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.secret_key(), salt="ckanext.city.device")


def _refuse_full(counts: list[Count]) -> None:
    full = [each for each in counts if not _ask(partial(_has_room, each), or_else=True)]
    if full:
        _refuse(full)


def _pass(count: Count) -> None:
    """Count one; refuse it where that is one too many."""
    if not _ask(lambda limiter: limiter.hit(count.limit, *count.key()), or_else=True):
        _refuse([count])


def _refuse(full: list[Count]) -> None:
    seconds = max(_seconds_to_wait(count) for count in full)
    names = ", ".join(count.name for count in full)
    log.warning("Slowed down for %d s (%s), client %s", seconds, names, request.remote_addr)
    raise TooManyRequests(waiting_sentence(seconds), retry_after=seconds)


def waiting_sentence(seconds: int) -> str:
    """Say how long to wait, in the reader's language."""
    minutes = math.ceil(seconds / 60)
    sentence: str = tk.ungettext(
        "Too many attempts: wait {minutes} minute, then try again.",
        "Too many attempts: wait {minutes} minutes, then try again.",
        minutes,
    )
    return sentence.format(minutes=minutes)


def _seconds_to_wait(count: Count) -> int:
    stats = _ask(lambda limiter: limiter.get_window_stats(count.limit, *count.key()))
    return max(1, math.ceil(stats.reset_time - time.time())) if stats else 60


def _forget(count: Count) -> None:
    _ask(lambda limiter: limiter.clear(count.limit, *count.key()))


def _hit(count: Count, limiter: MovingWindowRateLimiter) -> bool:
    return limiter.hit(count.limit, *count.key())


def _has_room(count: Count, limiter: MovingWindowRateLimiter) -> bool:
    return limiter.test(count.limit, *count.key())


def _ask(
    question: Callable[[MovingWindowRateLimiter], Answer], or_else: Answer | None = None
) -> Answer | None:
    try:
        return question(_limiter(config.redis_url()))
    except StorageError as error:
        log.warning("Attempts to log in are not counted, Redis does not answer: %s", error)
        return or_else


@cache
def _limiter(redis_url: str) -> MovingWindowRateLimiter:
    storage = RedisStorage(
        redis_url,
        key_prefix="city-limits",
        wrap_exceptions=True,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
    )
    return MovingWindowRateLimiter(storage)
