"""`make bench`: run each benchmark that says how, against its peer, on the services of this clone.

A file of `benchmarks/` says so by `MAKE_BENCH = (...)` at its top: the arguments to run it with.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dev import supervise
from dev.layout import PYTHON, ROOT, unit_test_environment
from dev.run import start_services

FOLDER = ROOT / "benchmarks"
DECLARATION = "MAKE_BENCH"


def main(wanted: list[str]) -> int:
    """Run the benchmarks of these names, or all; 1 where one failed."""
    ran_before = supervise.is_running()
    start_services()
    failed = []
    try:
        for path, arguments in runnable(FOLDER):
            if wanted and path.stem not in wanted:
                continue
            print(f"\n{path.stem}", flush=True)
            if run_benchmark(path, arguments):
                failed.append(path.stem)
    finally:
        if not ran_before:
            supervise.stop()
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return int(bool(failed))


def runnable(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give the benchmarks of a folder that say how they are run, with their arguments."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and _name(node) == DECLARATION:
                yield path, tuple(ast.literal_eval(node.value))


def run_benchmark(path: Path, arguments: tuple[str, ...]) -> int:
    """Run one benchmark with the addresses of our services; returns its exit status."""
    environment = os.environ | unit_test_environment() | {"PYTHONPATH": str(ROOT)}
    command = [str(PYTHON), str(path), *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def _name(node: ast.Assign) -> str:
    target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
