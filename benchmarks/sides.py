"""What benchmarks against stock CKAN share: both sides' settings, a process or a site for each."""

from __future__ import annotations

import configparser
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import redis

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dev import postgres, run, supervise  # noqa: E402 - the checkout is no package
from dev.layout import PYTHON, REDIS, services  # noqa: E402

SITE = "city_bench"
REDIS_BASE = 3
WORKERS = 2
START_SECONDS = 120
MODULE = "ckanext.city.site.wsgi"
STOCK = {
    "ckan.plugins": "activity datastore scheming_datasets dcat",
    "scheming.dataset_schemas": "ckanext.scheming:ckan_dataset.yaml",
    "scheming.presets": "ckanext.scheming:presets.json",
}
KINDS = {"stock": STOCK, "city": {}}


@contextmanager
def empty_site() -> Iterator[None]:
    """Bring the services up with an empty database for the benchmark; leave them as they were."""
    ran_before = supervise.is_running()
    run.start_services()
    postgres.empty_databases(SITE)
    try:
        yield
    finally:
        if not ran_before:
            supervise.stop()


def prepare(ini: Path) -> None:
    """Make the tables; empty Redis."""
    for command in (["init"], ["pending-migrations", "--apply"]):
        ckan = [str(PYTHON.with_name("ckan")), "-c", str(ini), "db", *command]
        subprocess.run(ckan, check=True, capture_output=True, env=service_environment())
    redis.Redis(port=REDIS, db=REDIS_BASE).flushdb()


def write_ini(folder: Path, kind: str) -> Path:
    """Write the settings of one kind: those of `test.ini` on services of the benchmark's own."""
    ini = configparser.RawConfigParser()
    ini.optionxform = str  # type: ignore[assignment,method-assign] - keys keep their case
    ini.read(ROOT / "test.ini", "utf-8")
    own = services(SITE, REDIS_BASE)
    changed = {
        "sqlalchemy.url": own["CITY_DATABASE_URL"],
        "ckan.datastore.write_url": own["CITY_DATASTORE_WRITE_URL"],
        "ckan.datastore.read_url": own["CITY_DATASTORE_READ_URL"],
        "ckan.redis.url": own["CITY_REDIS_URL"],
        "solr_url": own["CITY_SOLR_URL"],
        "ckan.storage_path": str(folder / "storage"),
    }
    for key, value in (changed | KINDS[kind]).items():
        ini.set("app:main", key, value)
    path = folder / f"{kind}.ini"
    with path.open("w", encoding="utf-8") as file:
        ini.write(file)
    return path


@contextmanager
def side(script: str, ini: Path) -> Iterator[subprocess.Popen[str]]:
    """Keep a process with the application of these settings, which answers commands.

    Args:
        script: path of the benchmark, which is run with `--side INI`.
        ini: path of the settings.
    """
    process = subprocess.Popen(
        [str(PYTHON), script, "--side", str(ini)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=service_environment(),
    )
    with process:
        yield process
        process.terminate()


def ask(process: subprocess.Popen[str], **command: Any) -> Any:
    """Have a command done; returns its answer."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The other process has no pipes.")
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("The other process ended: see its lines above.")
    return json.loads(answer)


def service_environment() -> dict[str, str]:
    """Our own without the addresses that CKAN would take before those of the ini."""
    names = ("SQLALCHEMY", "DATASTORE_WRITE", "DATASTORE_READ", "REDIS", "SOLR")
    return {k: v for k, v in os.environ.items() if k not in {f"CKAN_{n}_URL" for n in names}}


@contextmanager
def server(ini: Path, port: int, folder: Path, module: str = MODULE) -> Iterator[int]:
    """Keep a site running as production does; gives its port once it answers.

    Args:
        ini: path of its settings.
        port: on loopback.
        folder: for what it writes.
        module: of the WSGI application.
    """
    log = (folder / f"{ini.stem}.log").open("w")
    command = [
        PYTHON.with_name("gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS),
        "--timeout", "120", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", module,
    ]  # fmt: skip
    process = subprocess.Popen(
        [str(word) for word in command],
        env=service_environment() | {"CKAN_INI": str(ini)},
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(port, process, folder / f"{ini.stem}.log")
        yield port
    finally:
        process.terminate()
        process.wait()
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            _answers(port)
        except (OSError, http.client.HTTPException, RuntimeError):
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"The site does not start:\n{log.read_text()[-3000:]}")


def _answers(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/api/3/action/status_show")
    status = connection.getresponse().status
    connection.close()
    if status != HTTPStatus.OK:
        raise RuntimeError(f"The site answers {status} at port {port}.")
