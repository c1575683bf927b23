"""A command's child is a copy of it: it answers, and ends, as a fresh one does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ckanext.city.tables.forked import POSSIBLE
from dev.layout import ROOT

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="only Linux bears copies of a process")

PREPARE = """
import json, sys
from ckanext.city.tables.forked import Forked

def serve():
    from ckanext.city.tables import guard
    guard.serve(["tests.tables.guard_tasks"], 1)

copy = Forked(serve)
from ckanext.city.tables import guard
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits

task, arguments, limits = json.loads(sys.argv[1])
limits = Limits(**{"threads": 1, **limits})
guard.adopt(copy, 1)
"""
ASK = """
try:
    print(json.dumps(guard.run_guarded("tests.tables.guard_tasks:" + task, arguments, limits)))
except Refused as refused:
    print(json.dumps(refused.finding.code))
"""
LEAVE = "print(guard._nursery.child.process._pid)"


def begin(code: str, task: str, arguments: Any, limits: dict[str, Any], **more: Any) -> Any:
    """Run a program that has its child prepared; give what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps([task, arguments, limits])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
        **more,
    )
    return json.loads(done.stdout)


def test_it_gives_what_the_task_returns_and_nothing_that_is_printed() -> None:
    assert begin(PREPARE + ASK, "echo", {"é": [1]}, {}) == {
        "arguments": {"é": [1]},
        "columns": 2000,
    }


def test_a_request_may_be_longer_than_a_pipe_holds() -> None:
    outline = ["2.2" * 10] * 3_000
    assert begin(PREPARE + ASK, "echo", outline, {})["arguments"] == outline


def test_it_does_without_standard_input() -> None:
    told = begin(PREPARE + ASK, "echo", 1, {}, preexec_fn=lambda: os.close(0))
    assert told["arguments"] == 1


@pytest.mark.parametrize(
    ("task", "arguments", "limits", "code"),
    [
        ("refuse", None, {}, "file.empty"),
        ("abort", None, {}, "limit.memory"),
        ("kill", "SIGSEGV", {}, "file.breaks"),
        ("fill_memory", None, {"memory_bytes": 200_000_000}, "limit.memory"),
        ("spin", None, {"cpu_seconds": 1}, "limit.time"),
        ("sleep", None, {"seconds": 1}, "limit.time"),
        ("fail", None, {}, "program.fault"),
    ],
    ids=["refused", "abort", "segv", "memory", "cpu", "clock", "error"],
)
def test_every_end_is_told(task: str, arguments: Any, limits: dict[str, Any], code: str) -> None:
    assert begin(PREPARE + ASK, task, arguments, limits) == code


def test_whoever_interrupts_the_program_waits_for_nothing() -> None:
    script = PREPARE + "print('ready', flush=True)\n" + ASK
    program = subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(["sleep", None, {"seconds": 50}])],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    time.sleep(1)  # it is asking by now, or will be interrupted before it does
    program.send_signal(signal.SIGINT)
    _answer, said = program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    assert b"OSError" not in said


def test_it_ends_with_a_program_that_has_nothing_to_ask() -> None:
    child = begin(PREPARE + LEAVE, "echo", None, {})
    patience = time.monotonic() + 30
    while is_there(child):
        assert time.monotonic() < patience
        time.sleep(0.02)


def is_there(process: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody waits for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
        return state.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
