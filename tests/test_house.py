"""The rules of the house that a machine can hold: style, rooms, types, who reads the settings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import lint
from dev.layout import ROOT

PACKAGE = ROOT / "ckanext" / "city"
MODULES = sorted(
    path for folder in (PACKAGE, ROOT / "dev") for path in folder.rglob("*.py") if path.is_file()
)
LONGEST_FUNCTION, LONGEST_FILE = 60, 500
READ = ("tk.config", "toolkit.config", "p.toolkit.config")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", lint.LINTERS)
def test_linters_are_content(name: str) -> None:
    done = lint.run_linter(name, capture=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("import ckan.plugins.toolkit as tk\ntk.config['a']", True),
        ("from ckan.plugins.toolkit import config", True),
        ("from ckan.common import config as c", True),
        (
            "from ckan.common import CKANConfig\nfrom ckanext.city import config\nconfig.name()",
            False,
        ),
    ],
    ids=["tk.config", "imported from toolkit", "imported from common", "our own module"],
)
def test_a_reader_of_ckans_configuration_is_recognised(source: str, reads: bool) -> None:
    assert bool(list(readings(ast.parse(source)))) == reads


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_our_configuration_module_reads_ckans_configuration(path: Path) -> None:
    if path != PACKAGE / "config.py":
        assert list(readings(parse(path))) == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_says_in_a_line_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(parse(path)) or ""
    assert said.splitlines()[:1] not in ([], [""])


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_files_and_functions_are_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_FILE
    functions = (n for n in ast.walk(parse(path)) if isinstance(n, ast.FunctionDef))
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_nothing_is_left_unfinished(path: Path) -> None:
    assert UNFINISHED.search(path.read_text(encoding="utf-8")) is None


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def readings(tree: ast.Module) -> Iterator[int]:
    """Lines that read CKAN's configuration, or import it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {name.name for name in node.names}
            if node.module in ("ckan.common", "ckan.plugins.toolkit") and "config" in names:
                yield node.lineno
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in READ:
            yield node.lineno
