"""Whatever becomes of the child, the parent has a finding with a sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ckanext.city.tables import guard
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from dev.layout import ROOT

LIMITS = Limits(memory_bytes=200_000_000, cpu_seconds=20, seconds=60)


@pytest.fixture(autouse=True)
def tasks_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the tests' modules too."""
    command = (each for each in guard.COMMAND if each != "-I")
    monkeypatch.setattr(guard, "COMMAND", tuple(command))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(name: str, arguments=None, limits: Limits = LIMITS):
    return guard.run_guarded(f"tests.tables.guard_tasks:{name}", arguments, limits)


def test_a_task_gives_what_it_returns() -> None:
    assert run("echo", {"é": [1, None]}) == {"arguments": {"é": [1, None]}, "columns": 2000}


def test_a_refusal_comes_through_as_it_is() -> None:
    with pytest.raises(Refused) as refused:
        run("refuse")
    finding = Finding("file.empty", "error", rows=(3,), values=("é",), details={"a": 1})
    assert refused.value.finding == finding


@pytest.mark.parametrize(
    ("name", "arguments", "limits", "code"),
    [
        ("abort", None, LIMITS, "limit.memory"),
        ("kill", "SIGKILL", LIMITS, "limit.memory"),
        ("kill", "SIGSEGV", LIMITS, "file.breaks"),
        ("fill_memory", None, LIMITS, "limit.memory"),
        ("spin", None, Limits(cpu_seconds=1), "limit.time"),
        ("sleep", None, Limits(seconds=2), "limit.time"),
        ("recurse", None, LIMITS, "file.breaks"),
        ("fail", None, LIMITS, "program.fault"),
        ("panic", None, LIMITS, "file.breaks"),
    ],
    ids=["abort", "kill", "segv", "memory", "cpu", "clock", "depth", "error", "panic"],
)
def test_every_end_has_its_sentence(name, arguments, limits, code, capfd) -> None:
    with pytest.raises(Refused) as refused:
        run(name, arguments, limits)
    finding = refused.value.finding
    assert finding.code == code
    message, fix = finding.explain(guard.ENTRIES[code], str)
    assert message.endswith(".")
    assert fix.endswith(".")
    assert capfd.readouterr() == ("", "")


def test_neither_parent_nor_bare_child_loads_polars() -> None:
    assert "polars" not in run("modules")
    code = "import sys, ckanext.city.tables.guard; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_child_that_was_prepared_does_the_next_task_and_no_other() -> None:
    guard.prepare(["tests.tables.guard_tasks", "fractions"], LIMITS.threads)
    assert "fractions" in run("modules")
    assert "fractions" not in run("modules")


def test_a_child_that_was_prepared_for_other_limits_is_not_taken() -> None:
    guard.prepare(["fractions"], LIMITS.threads + 1)
    assert "fractions" not in run("modules")


def test_a_child_that_is_asked_for_nothing_ends_without_a_word() -> None:
    done = subprocess.run(guard.COMMAND, input=b"", capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
