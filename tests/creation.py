"""Create datasets in a process of its own, which starts the application anew from an ini file."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.packaged import ROOT

SCRIPT = ROOT / "tests" / "data" / "create_datasets.py"


def create_datasets(
    python: Path | str, environment: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Run `tests/data/create_datasets.py`; returns by name what became of each dataset."""
    done = subprocess.run(
        [python, SCRIPT],
        env=dict(environment),
        input=json.dumps(rows),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def variant_of_test_ini(folder: Path, **keys: str) -> dict[str, str]:
    """Write an ini file that changes keys of `test.ini`; returns the environment to start with."""
    lines = [f"{key.replace('__', '.')} = {value}" for key, value in keys.items()]
    head = ["[app:main]", f"use = config:{ROOT / 'test.ini'}"]
    ini = folder / "ckan.ini"
    ini.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return {**os.environ, "CKAN_INI": str(ini)}
