"""The national portal's own harvester, udata, run on a catalogue of ours.

It comes from the reference material beside the checkout, which installs it from PyPI; no service
is needed. What it gives is what data.gouv.fr would hold.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dev.layout import DEV
from tests.shared import SHARED

TOOLS = SHARED / "tools" / "udata"
DRIVER = Path(__file__).parent / "data" / "udata" / "again.py"


@dataclass(frozen=True)
class Udata:
    """An installed udata."""

    home: Path

    def harvest(self, url: str, *options: str) -> dict[str, Any]:
        """Harvest a catalogue into an empty portal.

        Args:
            url: address of the catalogue as the portal is given it.
            options: of `harvest.py`: "--require-score", "1.0", "--map", "PUBLIC=LOCAL"...

        Returns:
            `job`, `datasets` and `dataservices` as the portal holds them; `exit`, the program's
            status (0: the job is done, and each dataset has the score asked for); `said`, what it
            wrote beside.
        """
        done = subprocess.run(
            [self.home / "harvest", url, *options],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr[-4000:]
        result: dict[str, Any] = json.loads(done.stdout)
        return result | {"exit": done.returncode, "said": done.stderr}

    @contextlib.contextmanager
    def portal(self, url: str, *options: str) -> Iterator[Portal]:
        """Keep a portal from one harvest to the next; options as those of `harvest`."""
        process = subprocess.Popen(
            [self.home / "venv" / "bin" / "python", DRIVER, TOOLS / "harvest.py", url, *options],
            cwd=self.home / "run",  # never in udata's own package, whose http.py hides Python's
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Portal(process)
        finally:
            process.kill()
            process.wait()

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return kept | {"UDATA_HOME": str(self.home), "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Portal:
    """A portal with one source of ours, which lives as long as its process."""

    process: subprocess.Popen[str]

    def harvest(self, *, days_later: int = 0) -> dict[str, Any]:
        """Harvest once more, as if so many days had passed since the last time."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{days_later}\n")
        stdin.flush()
        answer = stdout.readline()
        assert answer, f"udata ended with status {self.process.wait()}"
        result: dict[str, Any] = json.loads(answer)
        return result


def install_udata() -> Udata:
    """Give the udata of this machine (UDATA_HOME), or install one into `.dev/` once."""
    if not (TOOLS / "setup.sh").exists():
        pytest.skip(f"the tools that run udata are not here: {TOOLS}")
    home = Path(os.environ.get("UDATA_HOME") or DEV / "udata")
    if not (home / "harvest").exists():
        home.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["bash", TOOLS / "setup.sh"],
            env={**os.environ, "UDATA_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return Udata(home)
