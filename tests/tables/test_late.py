"""Modules that are put off are loaded when they are used, and are then what they always are."""

from __future__ import annotations

import subprocess
import sys

import pytest

PUT_OFF = """
import sys
from ckanext.city.tables.late import put_off
put_off(["colorsys", "importlib.resources"])
import importlib, importlib.resources
import colorsys
assert not vars(colorsys).get("rgb_to_hsv")
assert not vars(sys.modules["importlib.resources"]).get("files")
"""


@pytest.mark.parametrize(
    "use",
    [
        "print(colorsys.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1))",
        "from colorsys import rgb_to_hsv; print(rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1))",
        "colorsys.ONE_THIRD; import colorsys; print(colorsys.ONE_SIXTH == 1 / 6)",
        "print(importlib.resources.files('json').is_dir())",
        "import importlib.resources.abc; print(importlib.resources.files('json').is_dir())",
        "import importlib.resources as known; print(known.files('json').is_dir())",
    ],
)
def test_a_module_that_was_put_off_is_there_when_it_is_used(use: str) -> None:
    assert said(PUT_OFF + use) == "True\n"


def test_what_a_module_lacks_is_told_as_ever() -> None:
    code = PUT_OFF + "\ntry: colorsys.nothing\nexcept AttributeError as e: print(e)"
    assert said(code) == "module 'colorsys' has no attribute 'nothing'\n"


def test_a_module_that_is_loaded_stays_what_it_is() -> None:
    code = "import json, sys; from ckanext.city.tables.late import put_off; put_off(['json'])"
    assert said(code + "; print(sys.modules['json'] is json, json.dumps(1))") == "True 1\n"


def said(code: str) -> str:
    """Give what a program prints that has nothing loaded."""
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout
