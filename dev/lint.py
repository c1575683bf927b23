"""`make lint`: style, the contracts between rooms, types; every one is run, then the verdict."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import subprocess
import sys
from collections.abc import Mapping, Sequence

from importlinter import cli

from dev.layout import ROOT

CHECKED = ("ckanext/city", "dev", "tests", "benchmarks")
TYPED = ("ckanext/city", "dev")

LINTERS: Mapping[str, Sequence[str]] = {
    "ruff check": ("-m", "ruff", "check", "--quiet", *CHECKED),
    "ruff format": ("-m", "ruff", "format", "--check", "--quiet", *CHECKED),
    "imports": ("-m", "dev.lint", "imports"),
    "types": ("-m", "mypy", *TYPED),
}


def main() -> int:
    """Run every linter; 1 where one complains."""
    failed = [name for name in LINTERS if run_linter(name).returncode]
    print(f"Not clean: {', '.join(failed)}." if failed else "Clean.")
    return int(bool(failed))


def run_linter(name: str, *, capture: bool = False) -> subprocess.CompletedProcess[str]:
    """Run one of `LINTERS` on this checkout."""
    command = [sys.executable, *LINTERS[name]]
    return subprocess.run(command, cwd=ROOT, capture_output=capture, text=True, check=False)


def check_imports() -> int:
    """Hold `.importlinter`'s contracts.

    ckanext-spatial brings a `ckanext/__init__.py`, which hides from import-linter that our
    `ckanext` is a namespace and `ckanext.city` a root of its own: here it is one.
    """
    namespace = importlib.machinery.ModuleSpec("ckanext", None, is_package=True)
    namespace.submodule_search_locations = [str(ROOT / "ckanext")]
    sys.modules["ckanext"] = importlib.util.module_from_spec(namespace)
    return int(cli.lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True))


if __name__ == "__main__":
    sys.exit(check_imports() if sys.argv[1:] == ["imports"] else main())
