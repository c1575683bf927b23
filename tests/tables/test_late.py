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
        "assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)",
        "from colorsys import rgb_to_hsv; assert rgb_to_hsv(0, 0, 0) == (0, 0, 0)",
        "assert colorsys.ONE_THIRD; assert colorsys.TWO_THIRD; import colorsys; colorsys.ONE_SIXTH",
        "assert importlib.resources.files('json').is_dir()",
        "import importlib.resources.abc; assert importlib.resources.files('json').is_dir()",
        "import importlib.resources as known; assert known.files('json').is_dir()",
    ],
)
def test_a_module_that_was_put_off_is_there_when_it_is_used(use: str) -> None:
    subprocess.run([sys.executable, "-I", "-c", PUT_OFF + use], check=True, timeout=60)


def test_what_a_module_lacks_is_told_as_ever() -> None:
    code = PUT_OFF + "\ntry: colorsys.nothing\nexcept AttributeError as e: print(e)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "module 'colorsys' has no attribute 'nothing'\n"


def test_a_module_that_is_loaded_stays_what_it_is() -> None:
    code = "import json; from ckanext.city.tables.late import put_off; put_off(['json'])"
    subprocess.run([sys.executable, "-I", "-c", code + "; json.dumps(1)"], check=True, timeout=60)
