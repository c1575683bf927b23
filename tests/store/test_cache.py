"""What is kept comes back; Redis empty, gone or hung is a miss, and soon."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from ckanext.city import config
from ckanext.city.store import cache


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "site_id", lambda: "tests")
    cache.breaker.reset()


class Server:
    """A server that takes connections and never answers; counts them."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self.connections.append(self.socket.accept()[0])
            except OSError:
                return


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    address = f"redis://127.0.0.1:{server.socket.getsockname()[1]}/0"
    monkeypatch.setattr(config, "redis_url", lambda: address)
    yield server
    server.socket.close()
    cache.breaker.reset()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(config, "redis_url", lambda: f"redis://127.0.0.1:{port}/0")
    yield
    cache.breaker.reset()


def test_keys_tell_texts_apart_whatever_their_limits() -> None:
    keys = {
        cache.key("ab", "c"),
        cache.key("a", "bc"),
        cache.key("abc"),
        cache.key("ab", "c", ""),
        cache.key("ab\x1fc"),
    }
    assert len(keys) == 5
    assert cache.key("é", "\ud800") == cache.key("é", "\ud800")


def test_two_sites_of_one_redis_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = cache.key("a")
    monkeypatch.setattr(config, "site_id", lambda: "another")
    assert cache.key("a") != here


def test_redis_hung_is_a_miss_and_is_then_left_alone(hung: Server) -> None:
    assert cache.read_many(["a", "b"]) == [None, None]
    cache.write_many({"a": b"1"}, 10)
    assert cache.read_many(["a"]) == [None]
    assert len(hung.connections) == 1


def test_redis_is_asked_again_after_the_pause(
    hung: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache.breaker, "seconds", 0)
    assert cache.read_many(["a"]) == [None]
    assert cache.read_many(["a"]) == [None]
    assert len(hung.connections) == 2


def test_redis_gone_is_a_miss(refused: None) -> None:
    cache.write_many({"a": b"1"}, 10)
    assert cache.read_many(["a"]) == [None]


@pytest.fixture
def redis_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    from dev.layout import services

    monkeypatch.setattr(config, "redis_url", lambda: services("city_test", 1)["CITY_REDIS_URL"])


@pytest.mark.service
def test_what_was_kept_comes_back_in_the_order_asked(redis_of_tests: None) -> None:
    one, two = cache.key("one"), cache.key("two")
    cache.write_many({one: b"1" * 5000, two: b""}, 60)
    assert cache.read_many([two, cache.key("never"), one]) == [b"", None, b"1" * 5000]


@pytest.mark.service
def test_what_is_kept_is_small_and_goes_by_itself(redis_of_tests: None) -> None:
    import redis

    one = cache.key("large")
    cache.write_many({one: b"dcat:Dataset " * 1000}, 60)
    client = redis.Redis.from_url(config.redis_url())
    assert client.strlen(one) < 500
    assert 0 < client.ttl(one) <= 60


@pytest.mark.service
def test_what_somebody_else_wrote_there_is_a_miss(redis_of_tests: None) -> None:
    import redis

    one = cache.key("foreign")
    redis.Redis.from_url(config.redis_url()).set(one, b"not compressed", ex=60)
    assert cache.read_many([one]) == [None]


def test_nothing_is_asked_for_nothing(hung: Server) -> None:
    assert cache.read_many([]) == []
    cache.write_many({}, 10)
    assert hung.connections == []
