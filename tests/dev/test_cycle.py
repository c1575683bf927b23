"""`make run`, again, and `make stop`, in a clone of its own that only root can enter."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.layout import DEV, MARKER, ROOT

pytestmark = pytest.mark.service

LINKS = ("assets", "ckanext", "schemas", "templates", "docker", "pyproject.toml", "constraints.txt")
PORTS = 5


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A clone that shares this one's virtualenv and Solr, and nothing else."""
    folder = tmp_path_factory.mktemp("clone")
    folder.chmod(0o700)
    for name in LINKS:
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "dev", folder / "dev")
    shutil.copyfile(ROOT / "Makefile", folder / "Makefile")
    (folder / ".dev" / "solr").mkdir(parents=True)
    (folder / ".dev" / "venv").symlink_to(DEV / "venv")
    shutil.copytree(DEV / "stamps", folder / ".dev" / "stamps")
    for jars in DEV.glob("solr/lib*"):
        (folder / ".dev" / "solr" / jars.name).symlink_to(jars)
    yield folder
    make(folder, "clean")


@pytest.fixture(scope="module")
def port() -> int:
    """The first of five free ports."""
    for first in range(21000, 29000, 10):
        if all(is_free(number) for number in range(first, first + PORTS)):
            return first
    pytest.fail("no five free ports")


def is_free(number: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) != 0


def make(clone: Path, target: str, port: int = 21000) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != MARKER and k[:5] != "CKAN_"}
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=clone,
        env=environment | {"CITY_PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )


def marked(clone: Path) -> list[str]:
    """Command lines of the processes that carry the clone's mark."""
    mark = f"{MARKER}={clone / '.dev'}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def programs(clone: Path) -> set[str]:
    """Process ids of what the clone's supervisor runs."""
    supervisor = (clone / ".dev" / "supervisord.pid").read_text().strip()
    return set(Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split())


def datasets_at(address: str) -> int:
    with urllib.request.urlopen(f"{address}/api/3/action/package_search?rows=0") as answer:
        return json.load(answer)["result"]["count"]


def test_the_catalogue_comes_up_twice_and_stops_without_a_trace(clone: Path, port: int) -> None:
    first = make(clone, "run", port)
    assert first.returncode == 0, first.stdout + first.stderr
    address = (clone / ".dev" / "url").read_text().strip()
    assert address == f"http://127.0.0.1:{port}"
    assert datasets_at(address) >= 20, "the demo city is not there"
    assert address in first.stdout
    for login in ("admin", "ambassadrice", "agent-voirie"):
        assert login in first.stdout
    before = programs(clone)
    assert len(before) == 5

    again = make(clone, "run", port)
    assert again.returncode == 0, again.stdout + again.stderr
    assert programs(clone) == before

    token = (clone / ".dev" / "token").read_text().strip()
    asked = urllib.request.Request(
        f"{address}/api/3/action/organization_list_for_user", headers={"Authorization": token}
    )
    with urllib.request.urlopen(asked) as page:
        assert b"ville-de-saint-aubin-sur-orge" in page.read()

    assert make(clone, "stop", port).returncode == 0
    assert marked(clone) == []
    assert all(is_free(number) for number in range(port, port + PORTS))


def test_a_taken_port_stops_the_start_with_one_sentence(clone: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 2))
        other.listen()
        done = make(clone, "run", port)
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    assert len(said) == 1
    assert f"Port {port + 2}, meant for Redis, is taken" in said[0]
    assert marked(clone) == []


def test_a_cleaned_clone_leaves_nothing_elsewhere(clone: Path, port: int) -> None:
    cluster = clone / ".dev" / "postgres"
    elsewhere = cluster.resolve() if cluster.is_symlink() else None
    assert make(clone, "clean", port).returncode == 0
    assert not (clone / ".dev").exists()
    assert elsewhere is None or not elsewhere.exists()
