"""Bring the catalogue up: install, start the services, prepare the site, print where to look."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from dev import install, postgres, supervise
from dev.layout import (
    CITY,
    DEV,
    LOGS,
    PYTHON,
    ROOT,
    SITES,
    SOLR_HOME,
    secret,
    site_environment,
    site_url,
)
from dev.shell import run, stop_with, wait_for

WITHOUT_DEMO = "CITY_WITHOUT_DEMO"  # set: `make run` leaves the catalogue empty

# Name, password file and role of those who can log in to the development site.
LOGINS = {
    "admin": "administrator",
    "ambassadrice": "data ambassador of the city",
    "agent-voirie": "agent of one department",
}


def main() -> None:
    """`make run`: harmless when all runs already."""
    started = time.monotonic()
    install.main()
    start_services()
    prepare_site(test=False)
    web, worker = supervise.SITE
    supervise.start_programs((web,))
    wait_for("The site", site_answers, seconds=90)
    load_demo_city()
    supervise.start_programs((worker,))  # not before: both are busy with starting
    (DEV / "url").write_text(site_url() + "\n")
    print_where_to_look(time.monotonic() - started)


def start_services() -> None:
    """Bring up PostgreSQL, Redis and Solr, with the databases and cores of all our sites."""
    postgres.make_cluster()
    cores = [word for site in SITES for word in ("--core", site)]
    command: list[str | Path] = [PYTHON, "-m", "dev.solr_core", "home", "--out", SOLR_HOME, *cores]
    before = _digest(SOLR_HOME / "configsets")
    run(command, log=LOGS / "solr-home.log", env={"PYTHONPATH": str(ROOT)})
    if supervise.is_running() and _digest(SOLR_HOME / "configsets") != before:
        supervise.restart_programs(("solr",))  # it reads its schema when it starts
    supervise.start()
    postgres.make_databases()
    supervise.wait_for_solr()


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def prepare_site(*, test: bool) -> None:
    """Run production's entry script on a site of this clone; show its sentence if it stops."""
    run_entry_script(site_environment(test=test), log=f"prepare{'-test' if test else ''}.log")


def load_demo_city() -> None:
    """Fill the catalogue with the demo city; one that has datasets of its own stays as it is."""
    is_another_city = CITY.keys() & os.environ.keys()
    if is_another_city or os.environ.get(WITHOUT_DEMO):
        return
    command = [PYTHON.with_name("ckan"), "-c", DEV / "ckan.ini", "city", "demo"]
    with (LOGS / "demo.log").open("wb") as log:
        done = subprocess.run([str(part) for part in command], stdout=log, stderr=log, check=False)
    if done.returncode:
        print(f"The demo city was not loaded: {_last_line(LOGS / 'demo.log')}", flush=True)


def _last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"see {path}"


def run_entry_script(site: Mapping[str, str], *, log: str) -> None:
    """Run production's entry script on the site that an environment describes.

    Its development logins are made, and a token of the first is written beside its ini file.
    """
    environment = {**site, **passwords(), "CITY_DEVELOPMENT": "1"}
    environment["CITY_TOKEN_FILE"] = str(Path(site["CKAN_INI"]).with_name("token"))
    done = subprocess.run(
        ["sh", str(ROOT / "docker" / "entrypoint.sh"), "true"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    (LOGS / log).write_text(done.stdout + done.stderr)
    if done.returncode:
        stop_with(why_it_stopped(done.stdout, done.stderr))


def why_it_stopped(out: str, err: str) -> str:
    """What the entry script said that matters: the doctor's errors, or else its last line."""
    errors = [line for line in out.splitlines() if line.startswith("error")]
    return "\n".join(errors) or (err.strip() or out.strip() or "It said nothing.").splitlines()[-1]


def passwords() -> dict[str, str]:
    """The passwords of the development logins, random and this clone's own."""
    return {f"CITY_PASSWORD_{name.upper().replace('-', '_')}": secret(name) for name in LOGINS}


def site_answers(address: str | None = None) -> bool:
    """Tell whether the site says that it is ready."""
    try:
        with urllib.request.urlopen(
            f"{address or site_url()}/city/health/ready", timeout=10
        ) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


def print_where_to_look(seconds: float) -> None:
    """Say the address and a login for each role."""
    print(f"\nThe catalogue runs (after {seconds:.0f} s): {site_url()}\n")
    for name, role in LOGINS.items():
        print(f"  {role:<30} {name:<15} {secret(name)}")
    print("\nSettings: .dev/ckan.ini   API token of admin: .dev/token   Logs: .dev/logs/")
    print("Stop it with `make stop`.")


if __name__ == "__main__":
    main()
    sys.exit(0)
