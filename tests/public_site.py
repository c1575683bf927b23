"""A running site under a public https address, as the national portal knows it, all to itself.

It is reached over loopback. What it says of itself (addresses in the feed, the next page) names
the public address, so that a harvester's rules of production apply. Its two web workers say in
each answer which of them gave it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from dev import run, supervise
from dev.layout import DEV, LOGS, ROOT, TEST_WEB, services, site_environment
from dev.shell import port_is_free
from tests.running_site import RunningSite, empty_stores

ADDRESS = "https://data.saint-aubin-sur-orge.fr"
PORT = TEST_WEB + 2  # the deployed site has the one between
STORES, REDIS_BASE = "city_bench", 6
FOLDER = DEV / "public"
WEB_WORKERS = 2
WORKER_HEADER = "X-Tests-Worker"
TRIES = 100


@dataclass(frozen=True)
class PublicSite(RunningSite):
    """A running site whose `url` is loopback, and whose own `address` is public."""

    address: str = ADDRESS

    @property
    def map_option(self) -> str:
        """What `harvest.py --map` wants, to fetch the public address from loopback."""
        return f"{self.address}={self.url}"

    def in_each_worker(self, path: str) -> list[requests.Response]:
        """Ask for a page until each web worker has answered; gives one answer of each."""
        answers: dict[str, requests.Response] = {}
        with ThreadPoolExecutor(WEB_WORKERS * 2) as pool:
            for _ in range(TRIES):
                asked = [pool.submit(self.get, path) for _ in range(WEB_WORKERS * 2)]
                answers |= {
                    each.headers[WORKER_HEADER]: each for each in (a.result() for a in asked)
                }
                if len(answers) == WEB_WORKERS:
                    return list(answers.values())
        message = f"Of {WEB_WORKERS} web workers only {len(answers)} answered."
        raise AssertionError(message)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Ask for a page over loopback, following nothing."""
        options = {"timeout": 60, "allow_redirects": False} | options
        return requests.get(f"{self.url}{path}", **options)


def start_public_site() -> Iterator[PublicSite]:
    """Empty the site's stores, prepare it with production's script, run it; stop it at the end."""
    if not port_is_free(PORT):
        pytest.fail(f"Port {PORT} is taken, perhaps by tests that were killed: `make stop`.")
    environment = _environment()
    empty_stores(STORES, REDIS_BASE, FOLDER)
    run.run_entry_script(environment, log="prepare-public.log")
    site = PublicSite(url=f"http://127.0.0.1:{PORT}", ini=Path(environment["CKAN_INI"]))
    web = supervise.web_command(PORT).replace("ckanext.city.site.wsgi", "tests.which_worker")
    with _running("public-web", web, environment), contextlib.ExitStack() as stack:
        run.wait_for("The public site", lambda: run.site_answers(site.url), seconds=240)
        stack.enter_context(_running("public-worker", "python -m tests.quick_worker", environment))
        yield site


def _environment() -> dict[str, str]:
    own = {
        "CKAN_INI": str(FOLDER / "ckan.ini"),
        "CITY_SITE_URL": ADDRESS,
        "CITY_STORAGE_PATH": str(FOLDER / "storage"),
    }
    return site_environment(test=True) | services(STORES, REDIS_BASE) | own


@contextlib.contextmanager
def _running(name: str, command: str, environment: Mapping[str, str]) -> Iterator[None]:
    with (LOGS / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command.split(),
            cwd=DEV,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
