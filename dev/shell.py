"""Run other programs, and end with one sentence where that cannot be done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn


def stop_with(sentence: str) -> NoReturn:
    """End the command: one sentence, no traceback."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def run(command: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None) -> None:
    """Run a program with its output in `log`; where it fails, show the end of that and stop."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        result = subprocess.run(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=os.environ | dict(env or {}),
            check=False,
        )
    if result.returncode:
        tail = log.read_text(errors="replace").splitlines()[-15:]
        print("\n".join(tail), file=sys.stderr)
        stop_with(f"`{Path(command[0]).name}` failed; all it said is in {log}.")


def need(program: str) -> str:
    """Path of a program that must be there.

    Raises:
        SystemExit: it is not installed; the sentence names it.
    """
    return shutil.which(program) or stop_with(f"The program `{program}` is missing.")


def port_is_free(port: int) -> bool:
    """Tell whether nothing listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_for(what: str, ready: Callable[[], bool], *, seconds: float) -> None:
    """Wait until something answers, or stop with a sentence."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            stop_with(f"{what} did not start within {seconds:.0f} seconds; see .dev/logs/.")
        time.sleep(0.1)
