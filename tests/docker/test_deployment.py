"""The images' scripts make a site of the wheel, with documented variables and nothing else."""

from __future__ import annotations

import json
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployed_site import PORT, DeployedSite, wait_for
from tests.packaged import ROOT

pytestmark = pytest.mark.service

GUNICORN = ("gunicorn", "--bind", f"127.0.0.1:{PORT}", "--no-control-socket", "-w", "2")


@pytest.fixture(scope="module")
def web(deployed: DeployedSite) -> Iterator[DeployedSite]:
    with deployed.serving(*GUNICORN, "ckanext.city.site.wsgi"):
        wait_for(f"{deployed.url}/city/health/live")
        yield deployed


def test_the_prepared_site_is_ready_with_every_service(web: DeployedSite) -> None:
    assert json.loads(wait_for(f"{web.url}/city/health/ready")) == {"status": "ready", "down": []}


def test_the_first_start_makes_the_city(web: DeployedSite) -> None:
    found = json.loads(wait_for(f"{web.url}/api/3/action/organization_list"))
    assert found["result"] == ["ville-de-saint-aubin-sur-orge"]


def test_of_two_containers_that_start_at_once_one_makes_the_city(deployed: DeployedSite) -> None:
    assert sum("Organisation" in said for said in deployed.first_starts) == 1


def test_the_first_page_is_french(web: DeployedSite) -> None:
    assert '<html lang="fr"' in wait_for(f"{web.url}/")


def test_preparing_again_does_nothing(deployed: DeployedSite) -> None:
    again = deployed.start("echo", "started")
    assert again.returncode == 0
    assert "Organisation" not in again.stdout
    assert again.stdout.endswith("started\n")


def test_the_settings_file_is_read_by_its_owner_only(deployed: DeployedSite) -> None:
    mode = Path(deployed.environment["CKAN_INI"]).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_missing_variable_is_named_in_one_sentence_and_nothing_starts(
    deployed: DeployedSite, tmp_path: Path
) -> None:
    ini = tmp_path / "ckan.ini"
    done = deployed.start("echo", "started", without="CITY_INSEE", CKAN_INI=str(ini))
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "CITY_INSEE (INSEE code of the commune)" in done.stderr
    assert not ini.exists()


def test_the_worker_signs_in_for_its_health_check(deployed: DeployedSite) -> None:
    assert not _worker_is_alive(deployed)
    with deployed.serving("ckan", "city", "worker") as worker:
        while not _worker_is_alive(deployed):
            assert worker.poll() is None, "The worker ended instead of waiting for jobs."
            time.sleep(0.5)
    assert not _worker_is_alive(deployed)


def _worker_is_alive(deployed: DeployedSite) -> bool:
    """Ask as the compose file does."""
    command = [deployed.programs / "python", ROOT / "docker" / "worker_alive.py"]
    return not subprocess.run(command, env=deployed.environment, check=False).returncode
