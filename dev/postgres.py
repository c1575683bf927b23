"""A private PostgreSQL cluster, run as an unprivileged user, with its databases and roles."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from dev.install import postgres_bin
from dev.layout import DEV, LOGS, POSTGRES, SITES
from dev.shell import port_is_free, run, stop_with

# Where the cluster's user cannot enter the clone, the data stand here, with a link from .dev/.
ELSEWHERE = Path("/var/tmp")

SETTINGS = f"""
listen_addresses = '127.0.0.1'
port = {POSTGRES}
unix_socket_directories = ''
shared_buffers = 128MB
max_connections = 120
fsync = off
synchronous_commit = off
full_page_writes = off
log_min_messages = warning
lc_messages = 'C'
"""

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'city_admin') THEN
    CREATE ROLE city_admin LOGIN SUPERUSER PASSWORD 'city';
    CREATE ROLE city LOGIN PASSWORD 'city';
    CREATE ROLE city_reader LOGIN PASSWORD 'city';
  END IF;
END $$;
"""

DATABASES = [f"{site}{part}" for site in SITES for part in ("", "_datastore")]


def user() -> str | None:
    """The account that the cluster runs under: `postgres` when make runs as root, else our own."""
    return "postgres" if os.geteuid() == 0 else None


def data_folder() -> Path:
    """Folder of the cluster, in a place that its user can reach."""
    link = DEV / "postgres"
    if link.is_symlink():
        folder = link.resolve()
    elif user() is None or _can_enter(DEV):
        return link
    else:
        mark = hashlib.sha256(str(DEV).encode()).hexdigest()[:12]
        folder = ELSEWHERE / f"ckanext-city-{mark}" / "postgres"
        link.symlink_to(folder)
    folder.mkdir(parents=True, exist_ok=True)  # Debian cleans /var/tmp
    return folder


def server_command() -> list[str]:
    """The command that runs the server in the foreground."""
    return [str(_program("postgres")), "-D", str(data_folder())]


def make_cluster() -> None:
    """Make the cluster where there is none, and write its settings (ports may have moved)."""
    folder = data_folder()
    if not (folder / "PG_VERSION").exists():
        folder.mkdir(parents=True, exist_ok=True)
        owner = user()
        if owner:
            run(["chown", "-R", owner, folder], log=LOGS / "postgres.log")
        options = ["-A", "scram-sha-256", "-U", "owner", "--no-sync", "-E", "UTF8"]
        _as_user(
            [
                _program("initdb"),
                "-D",
                folder,
                *options,
                "--locale=C.UTF-8",
                "--pwfile",
                _password_file(),
            ]
        )
    (folder / "postgresql.auto.conf").write_text(SETTINGS)


def make_databases() -> None:
    """Make our roles and databases where they are missing; the cluster must answer."""
    _psql("postgres", ROLES)
    present = _psql("postgres", "SELECT datname FROM pg_database").split()
    for name in DATABASES:
        if name not in present:
            _psql(
                "postgres", f"CREATE DATABASE {name} OWNER city ENCODING 'UTF8' TEMPLATE template0"
            )


def empty_databases(site: str) -> None:
    """Drop and make anew the two databases of one of our sites, whoever is connected."""
    for name in (site, f"{site}_datastore"):
        _psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    make_databases()


def answers() -> bool:
    """Tell whether the cluster accepts connections."""
    if port_is_free(POSTGRES):
        return False
    command = [_program("pg_isready"), "-h", "127.0.0.1", "-p", str(POSTGRES), "-q"]
    return not subprocess.run([str(part) for part in command], check=False).returncode


def _program(name: str) -> Path:
    return (postgres_bin() or stop_with("No PostgreSQL server was found.")) / name


def _can_enter(folder: Path) -> bool:
    test = ["runuser", "-u", "postgres", "--", "test", "-x", str(folder)]
    return not subprocess.run(test, capture_output=True, check=False).returncode


def _as_user(command: list[str | Path]) -> None:
    owner = user()
    prefix = ["runuser", "-u", owner, "--"] if owner else []
    run([*prefix, *command], log=LOGS / "postgres.log", env={"TZ": "UTC"})


def _password_file() -> Path:
    path = data_folder().parent / "owner-password"
    path.write_text("city\n")
    path.chmod(0o644)
    return path


def _psql(database: str, sql: str) -> str:
    command = [_program("psql"), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql]
    address = f"postgresql://owner:city@127.0.0.1:{POSTGRES}/{database}"
    done = subprocess.run(
        [str(part) for part in [*command, address]], capture_output=True, text=True, check=False
    )
    if done.returncode:
        stop_with(f"PostgreSQL refused a command: {done.stderr.strip()}")
    return done.stdout
