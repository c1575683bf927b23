"""The supervisor's file and the commands that start, watch and end what it runs."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from dev import postgres
from dev.layout import (
    DEV,
    LOGS,
    MARKER,
    POSTGRES,
    PYTHON,
    REDIS,
    ROOT,
    SOLR,
    SOLR_HOME,
    SOLR_JARS,
    SUPERVISOR_INI,
    TEST_WEB,
    VENV,
    WEB,
    site_environment,
    with_programs,
)
from dev.shell import port_is_free, run, stop_with, wait_for

LONGEST_SOCKET = 100  # a Unix socket's path has at most 107 bytes
GRACE_SECONDS = 8.0


def socket_path(folder: str) -> Path:
    """The supervisor's socket for a `.dev/`: in it, or in a shorter place for a deep clone."""
    path = Path(folder, "supervisor.sock")
    if len(str(path)) <= LONGEST_SOCKET:
        return path
    return Path(f"/tmp/ckanext-city-{hashlib.sha256(folder.encode()).hexdigest()[:12]}.sock")


SOCKET = socket_path(str(DEV))

SERVICES = ("postgres", "redis", "solr")
SITE = ("web", "worker")
TEST_SITE = ("test-web", "test-worker")

HEAD = f"""[supervisord]
logfile = {LOGS}/supervisord.log
pidfile = {DEV}/supervisord.pid
childlogdir = {LOGS}
nodaemon = false
loglevel = warn
{{user}}
[unix_http_server]
file = {SOCKET}
chmod = 0700

[supervisorctl]
serverurl = unix://{SOCKET}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""


def write_file() -> None:
    """Write the supervisor's file for the ports and paths of this clone."""
    head = HEAD.format(user="user = root\n" if os.geteuid() == 0 else "")
    LOGS.mkdir(parents=True, exist_ok=True)
    SUPERVISOR_INI.write_text(head + "".join(_programs()))


def start() -> None:
    """Start the supervisor with the three services, unless it runs; wait until they answer."""
    if not is_running():
        sweep()
        _refuse_taken_ports()
        write_file()
        run(
            [VENV / "bin" / "supervisord", "-c", SUPERVISOR_INI],
            log=LOGS / "supervisord.log",
            env=with_programs(),
        )
    wait_for("PostgreSQL", postgres.answers, seconds=30)
    wait_for("Redis", lambda: not port_is_free(REDIS), seconds=15)


def wait_for_solr() -> None:
    """Wait until Solr answers."""
    wait_for("Solr", lambda: not port_is_free(SOLR), seconds=60)


def is_running() -> bool:
    """Tell whether the supervisor of this clone answers."""
    return SOCKET.exists() and _control("pid").returncode == 0


def start_programs(names: tuple[str, ...]) -> None:
    """Start programs of the supervisor's file; those that run go on."""
    _control("start", *names)


def stop_programs(names: tuple[str, ...]) -> None:
    """Stop programs of the supervisor's file; the others go on."""
    _control("stop", *names)


def restart_programs(names: tuple[str, ...]) -> None:
    """Stop and start programs, so that they read their settings and code anew."""
    _control("restart", *names)


def stop() -> None:
    """End the supervisor, all that it runs, and what a killed worker may have left behind."""
    if is_running():
        _control("shutdown")
        _wait_until_gone(seconds=20)
    sweep()
    SOCKET.unlink(missing_ok=True)


def sweep() -> None:
    """End every process that still carries this clone's mark: first politely, then not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in _marked():
            _send(pid, number)
        _wait_until_gone(seconds=GRACE_SECONDS)


def _programs() -> Iterator[str]:
    account = f"user = {postgres.user()}\n" if postgres.user() else ""
    server = " ".join(postgres.server_command())
    # not in the clone: the cluster's user may not be able to enter it
    options = f"directory = /\nstopsignal = INT\npriority = 10\n{account}"
    yield _program("postgres", server, options)
    redis = f"redis-server --bind 127.0.0.1 --port {REDIS} --dir {DEV} --save 60 1 --daemonize no"
    yield _program("redis", redis, "priority = 10\n")
    solr = f"--jars {SOLR_JARS} --home {SOLR_HOME} --port {SOLR}"
    path = f'priority = 10\nenvironment = PYTHONPATH="{ROOT}"\n'
    yield _program("solr", f"{PYTHON} -m dev.solr_core serve {solr}", path)
    for prefix, port, test in (("", WEB, False), ("test-", TEST_WEB, True)):
        ini = f'CKAN_INI="{site_environment(test=test)["CKAN_INI"]}"'
        extra = f"priority = 20\nautostart = false\nenvironment = {ini}\n"
        yield _program(f"{prefix}web", web_command(port), f"{extra}stopwaitsecs = 6\n")
        yield _program(f"{prefix}worker", "ckan city worker", f"{extra}stopwaitsecs = 6\n")


def web_command(port: int) -> str:
    """The production WSGI server, two workers, loopback only."""
    return (
        f"gunicorn --bind 127.0.0.1:{port} --workers 2 --timeout 120 --graceful-timeout 5"
        " --no-control-socket --worker-tmp-dir /dev/shm ckanext.city.site.wsgi"
    )


def _program(name: str, command: str, extra: str) -> str:
    place = "" if "directory = " in extra else f"directory = {DEV}\n"
    return (
        f"\n[program:{name}]\ncommand = {command}\n{place}"
        f"stdout_logfile = {LOGS}/{name}.log\nredirect_stderr = true\n"
        "stdout_logfile_maxbytes = 20MB\nstartsecs = 1\nstartretries = 5\nautorestart = true\n"
        "stopasgroup = true\nkillasgroup = true\n"
        f"{extra}"
    )


def _refuse_taken_ports() -> None:
    names = {
        WEB: "the site",
        POSTGRES: "PostgreSQL",
        REDIS: "Redis",
        SOLR: "Solr",
        TEST_WEB: "the tests' site",
    }
    for port, what in names.items():
        if not port_is_free(port):
            stop_with(
                f"Port {port}, meant for {what}, is taken by another program: stop that program,"
                " or choose other ports with CITY_PORT=5900 (the first of five) before the command."
            )


def _control(*words: str) -> subprocess.CompletedProcess[str]:
    command = [str(VENV / "bin" / "supervisorctl"), "-c", str(SUPERVISOR_INI), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _marked() -> list[int]:
    """Processes, our own and its parents left out, whose environment carries this clone's mark."""
    mark = f"{MARKER}={DEV}".encode()
    own = {os.getpid(), os.getppid()}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            values = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in values and int(folder.name) not in own:
            found.append(int(folder.name))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _wait_until_gone(*, seconds: float) -> None:
    end = time.monotonic() + seconds
    while _marked() and time.monotonic() < end:
        time.sleep(0.1)
