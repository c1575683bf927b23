"""Bytes kept in Redis under a hash of what they depend on: nothing has to be invalidated.

Redis empty, down or hung is a miss, quickly: never an error, and never a wait of more than a
fraction of a second, once in some seconds.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ckanext.city import config
from ckanext.city.store.breaker import Breaker

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.25
BREAK_SECONDS = 10
FASTEST = 1  # a page of 100 parts takes 1.5 ms to inflate; a higher level only costs when writing
SEPARATOR = b"\x1f"

breaker = Breaker(BREAK_SECONDS)


def key(*parts: str) -> str:
    """Give the key of what depends on these texts, in this site."""
    return f"ckanext-city:{digest(config.site_id(), *parts)}"


def digest(*parts: str) -> str:
    """Hash texts, each with its limits: ("ab", "c") differs from ("a", "bc")."""
    hashed = hashlib.sha256()
    for part in parts:
        value = part.encode("utf-8", "surrogatepass")
        hashed.update(str(len(value)).encode() + SEPARATOR + value)
    return hashed.hexdigest()[:40]


def read_many(keys: Sequence[str]) -> list[bytes | None]:
    """Read what is kept under keys, in their order; None for what is not, or cannot be had."""
    missing: list[bytes | None] = [None] * len(keys)
    if not keys or not breaker.may_ask():
        return missing
    try:
        return [_inflated(value) for value in _client(config.redis_url()).mget(keys)]
    except redis.RedisError as error:
        _leave_alone(error)
        return missing


def write_many(values: Mapping[str, bytes], seconds: int) -> None:
    """Keep values for some seconds; without Redis, nothing is kept."""
    if not values or not breaker.may_ask():
        return
    try:
        pipe = _client(config.redis_url()).pipeline(transaction=False)
        for name, value in values.items():
            pipe.set(name, zlib.compress(value, FASTEST), ex=seconds)
        pipe.execute()
    except redis.RedisError as error:
        _leave_alone(error)


@functools.cache
def _client(url: str) -> Any:
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),  # its own default is to try three times
    )


def _inflated(value: bytes | None) -> bytes | None:
    try:
        return None if value is None else zlib.decompress(value)
    except zlib.error:
        return None


def _leave_alone(error: redis.RedisError) -> None:
    log.warning("Redis does not answer, nothing is kept for %s s: %s", BREAK_SECONDS, error)
    breaker.failed()
