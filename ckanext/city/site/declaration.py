"""Which settings the plugin `city` declares, and which of core's it gives another default."""

from __future__ import annotations

from pathlib import Path

import yaml

from ckan.config.declaration import Declaration, Key

from ckanext.city.site import defaults

_OURS = Path(__file__).parents[1] / "config_declaration.yaml"


def declare(declaration: Declaration, key: Key) -> None:  # noqa: ARG001 - CKAN's signature
    """Declare our settings, and what a city wants of core's where the ini says nothing."""
    declaration.load_dict(yaml.safe_load(_OURS.read_text()))
    defaults.set_core_defaults(declaration)
