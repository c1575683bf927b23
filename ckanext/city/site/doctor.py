"""Find what is wrong with a site: each check a line, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import yaml

import ckan.plugins.toolkit as tk
from ckan.cli import CKANConfigLoader

from ckanext.city.site import configuration


def report(ini: str, *, echo: Callable[[str], Any]) -> int:
    """Print what is wrong with the site of an ini file.

    Returns:
        Exit status: 0 nothing is wrong, 1 something is.
    """
    faults = list(wrong_settings(CKANConfigLoader(ini).get_config()))
    for fault in faults:
        echo(fault)
    return 1 if faults else 0


def wrong_settings(values: dict[str, Any]) -> Iterator[str]:
    """Say of each of our keys whose value is wrong: which, what it has, what is expected."""
    for option in _declared():
        check = getattr(configuration, option["validators"])
        try:
            check(values.get(option["key"], option.get("default", "")))
        except tk.Invalid as error:
            yield f"{option['key']} {error.error}"


def _declared() -> list[dict[str, Any]]:
    text = files("ckanext.city").joinpath("config_declaration.yaml").read_text(encoding="utf-8")
    return [option for group in yaml.safe_load(text)["groups"] for option in group["options"]]
