"""The site that tests talk to from outside: real workers, real services, three kinds of users."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev import postgres, run, supervise
from dev.layout import DEV, REDIS, SOLR, secret, site_environment


@dataclass(frozen=True)
class RunningSite:
    """Address and accounts of the running test site."""

    url: str
    ini: Path

    def api(self, user: str | None = None) -> Any:
        """A ckanapi client: anonymous, or as `admin`, `ambassadrice`, `agent-voirie`."""
        from ckanapi import RemoteCKAN

        token = self.token(user) if user else None
        return RemoteCKAN(self.url, apikey=token, user_agent="tests")

    def token(self, user: str) -> str:
        """An API token of a user, made by the administrator once a session."""
        key = (self.url, user)
        if key not in _TOKENS:
            admin = (self.ini.parent / "token").read_text().strip()
            if user == "admin":
                _TOKENS[key] = admin
            else:
                from ckanapi import RemoteCKAN

                made = RemoteCKAN(self.url, apikey=admin).action.api_token_create(
                    user=user, name="tests"
                )
                _TOKENS[key] = made["token"]
        return _TOKENS[key]

    def password(self, user: str) -> str:
        """The password with which a user logs in on the site's form."""
        return secret(user)


_TOKENS: dict[tuple[str, str], str] = {}


def start_running_site() -> Iterator[RunningSite]:
    """Empty the test site's stores, prepare it with production's script, start its workers."""
    environment = site_environment(test=True)
    supervise.stop_programs(supervise.TEST_SITE)
    empty_stores("city_site", 2, DEV / "test")
    run.prepare_site(test=True)
    supervise.start_programs(supervise.TEST_SITE)
    url = environment["CITY_SITE_URL"]
    run.wait_for("The tests' site", lambda: run.site_answers(url), seconds=240)
    yield RunningSite(url=url, ini=Path(environment["CKAN_INI"]))
    supervise.stop_programs(supervise.TEST_SITE)


def empty_stores(site: str, redis_base: int, folder: Path) -> None:
    """Empty all that one of our sites keeps: databases, Redis, index, and its folder of files."""
    postgres.empty_databases(site)
    shutil.rmtree(folder, ignore_errors=True)
    import redis

    redis.Redis(port=REDIS, db=redis_base).flushdb()
    run.wait_for("Solr's core", lambda: _index_emptied(site), seconds=60)


def _index_emptied(site: str) -> bool:
    """Empty an index; not so while Solr, just started, loads it."""
    from pysolr import Solr, SolrError

    try:
        Solr(f"http://127.0.0.1:{SOLR}/solr/{site}", always_commit=True).delete(q="*:*")
    except SolrError:
        return False
    return True
