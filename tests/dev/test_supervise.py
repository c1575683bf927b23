"""What `make run` refuses and what `make stop` ends."""

from __future__ import annotations

import configparser
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import supervise
from dev.layout import MARKER

# Leaves a grandchild that ignores the polite signal, as a scheduler does after its worker's death.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    sys.exit()
os.setsid()
print(os.getpid(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A clone of its own, so that nothing of the real one is ended."""
    monkeypatch.setattr(supervise, "DEV", tmp_path)
    return tmp_path


def start(code: str, mark: Path) -> subprocess.Popen[str]:
    environment = os.environ | {MARKER: str(mark)}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    )


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def orphan(mark: Path) -> Iterator[int]:
    parent = start(STUBBORN, mark)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.wait()
    yield pid
    if is_alive(pid):
        os.kill(pid, signal.SIGKILL)


def test_an_orphan_that_ignores_the_polite_signal_is_ended(
    orphan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "GRACE_SECONDS", 0.5)
    supervise.sweep()
    assert not is_alive(orphan)


def test_a_process_of_another_clone_goes_on(mark: Path, tmp_path: Path) -> None:
    other = start("import time; print(1, flush=True); time.sleep(60)", tmp_path / "other")
    try:
        assert other.stdout is not None
        other.stdout.readline()
        supervise.sweep()
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()


def test_a_taken_port_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(supervise, "SOLR", port)
        monkeypatch.setattr(supervise, "port_is_free", lambda asked: asked != port)
        with pytest.raises(SystemExit):
            supervise._refuse_taken_ports()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"Port {port}, meant for Solr, is taken" in said
    assert "CITY_PORT=" in said


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> configparser.ConfigParser:
    monkeypatch.setattr(supervise, "SUPERVISOR_INI", tmp_path / "supervisord.conf")
    supervise.write_file()
    parser = configparser.RawConfigParser()
    parser.read(tmp_path / "supervisord.conf")
    return parser


def test_everything_listens_on_the_loopback_only(programs: configparser.ConfigParser) -> None:
    text = Path(supervise.SUPERVISOR_INI).read_text()
    assert "0.0.0.0" not in text
    assert "inet_http_server" not in programs.sections()
    assert "--bind 127.0.0.1:" in programs["program:web"]["command"]
    assert "--bind 127.0.0.1 " in programs["program:redis"]["command"]


def test_every_program_comes_back_and_ends_with_its_children(
    programs: configparser.ConfigParser,
) -> None:
    names = [name for name in programs.sections() if name.startswith("program:")]
    assert len(names) == 7
    for name in names:
        for option in ("autorestart", "stopasgroup", "killasgroup"):
            assert programs[name][option] == "true", name


def test_a_socket_of_a_deep_clone_is_the_same_each_time() -> None:
    """Python's own `hash` of a text differs from one process to the next."""
    code = "from dev import supervise; print(supervise.socket_path('/x' * 60))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert len(said.pop().strip()) < 100
