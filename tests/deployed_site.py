"""A site made the way a city makes it: the wheel, the image's entry script, its own stores.

There is no container engine here, so that the scripts of `docker/` run under a bare environment,
beside the services of this clone.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dev import postgres
from dev.layout import CITY, POSTGRES, REDIS, SOLR, SOLR_HOME, TEST_WEB
from tests.packaged import BARE, ROOT, run

NAME = "city_docker"
DATASTORE = f"{NAME}_datastore"
PORT = TEST_WEB + 1
REDIS_URL = f"redis://127.0.0.1:{REDIS}/5"
CORES = f"http://127.0.0.1:{SOLR}/solr/admin/cores"
SCRIPT = ("sh", str(ROOT / "docker" / "entrypoint.sh"))
PASSWORDS = {"CITY_DATABASE_PASSWORD": "owner-of-tests", "CITY_DATASTORE_PASSWORD": "reader"}


@dataclass(frozen=True)
class DeployedSite:
    """Where a deployed site stands and what its programs find in their environment."""

    programs: Path
    environment: Mapping[str, str]
    first_starts: tuple[str, ...]  # what each of those that started at once has said
    url: str = f"http://127.0.0.1:{PORT}"

    def start(
        self, *command: str, without: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as a container would: by the entry script, bare otherwise."""
        environment = {k: v for k, v in self.environment.items() if k != without}
        return subprocess.run(
            [*SCRIPT, *command],
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextlib.contextmanager
    def serving(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a server by the entry script, as a container that does not prepare; then stop it."""
        process = subprocess.Popen(
            [*SCRIPT, *command],
            env={**self.environment, "CITY_PREPARE": "0"},
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def deploy(programs: Path, folder: Path) -> Iterator[DeployedSite]:
    """Make the stores by the scripts of the images, prepare the site, take all away at the end."""
    environment = _environment(programs, folder)
    _forget()
    make_databases()
    make_core(programs)
    yield DeployedSite(programs, environment, tuple(start_at_once(environment)))
    _forget()


def start_at_once(environment: Mapping[str, str], containers: int = 2) -> Iterator[str]:
    """Prepare the empty stores from several containers together; gives what each has said."""
    admin = {"CITY_DATABASE_ADMIN_URL": _address("city_admin", "city", DATASTORE)}
    started = [
        subprocess.Popen(
            [*SCRIPT, "true"],
            env={**environment, **admin},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(containers)
    ]
    for process in started:
        said, complained = process.communicate()
        assert process.returncode == 0, said + complained
        yield said


def make_databases() -> None:
    """Run the script that PostgreSQL's image runs on an empty volume."""
    client = {
        "PATH": f"{postgres.server_command()[0].rpartition('/')[0]}{os.pathsep}{os.defpath}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(POSTGRES),
        "PGPASSWORD": "city",
        "POSTGRES_USER": "city_admin",
        "CITY_DATABASE": NAME,
    }
    run(["sh", ROOT / "docker" / "postgres" / "city.sh"], env=client | PASSWORDS)


def make_core(programs: Path) -> None:
    """Make a core by the script of Solr's image, with the schema that the wheel derives."""
    conf = SOLR_HOME.parent / "docker-conf"
    code = "import sys, pathlib; from ckanext.city.site.solr_schema import write_configset"
    run([programs / "python", "-c", f"{code}; write_configset(pathlib.Path(sys.argv[1]))", conf])
    shutil.copy(ROOT / "dev" / "solr" / "solrconfig.xml", conf)
    cores = SOLR_HOME / "cores"
    where = {"SOLR_HOME": str(cores), "CITY_SOLR_CONF": str(conf), "CITY_SOLR_CORE": NAME}
    run(["sh", ROOT / "docker" / "solr" / "core.sh"], env=BARE | where)
    # By this file a starting Solr finds the core; one that runs must be told, and wants none.
    (cores / NAME / "core.properties").unlink()
    _solr(f"action=CREATE&name={NAME}&instanceDir={cores / NAME}")


def wait_for(url: str, *, seconds: float = 60) -> str:
    """Ask an address until it answers; returns what it said."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _environment(programs: Path, folder: Path) -> dict[str, str]:
    owner, reader = PASSWORDS.values()
    return {
        **BARE,
        **CITY,
        "PATH": f"{programs}{os.pathsep}{os.defpath}",
        "CKAN_INI": str(folder / "ckan.ini"),
        "CITY_SITE_URL": f"http://127.0.0.1:{PORT}",
        "CITY_SECRET_KEY": secrets.token_urlsafe(32),
        "CITY_DATABASE_URL": _address(NAME, owner, NAME),
        "CITY_DATASTORE_WRITE_URL": _address(NAME, owner, DATASTORE),
        "CITY_DATASTORE_READ_URL": _address(f"{NAME}_reader", reader, DATASTORE),
        "CITY_SOLR_URL": f"http://127.0.0.1:{SOLR}/solr/{NAME}",
        "CITY_REDIS_URL": REDIS_URL,
        "CITY_STORAGE_PATH": str(folder / "storage"),
    }


def _address(user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{password}@127.0.0.1:{POSTGRES}/{database}"


def _forget() -> None:
    """Take away what an earlier run may have left."""
    from redis import Redis

    for name in (NAME, DATASTORE):
        postgres._psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    for role in (NAME, f"{NAME}_reader"):
        postgres._psql("postgres", f"DROP ROLE IF EXISTS {role}")
    _solr(f"action=UNLOAD&core={NAME}&deleteInstanceDir=true", may_fail=True)
    shutil.rmtree(SOLR_HOME / "cores" / NAME, ignore_errors=True)
    Redis.from_url(REDIS_URL).flushdb()


def _solr(query: str, *, may_fail: bool = False) -> None:
    try:
        urllib.request.urlopen(f"{CORES}?{query}", timeout=30).close()
    except urllib.error.HTTPError:
        if not may_fail:
            raise
