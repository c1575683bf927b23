"""What the catalogue knows of local budgets: their regulatory file, TOTEM."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ckanext.city.dataset_types.base import Stripper


def _later(name: str) -> Any:
    """Give a function of `strip`, which loads a reader of XML that few files need."""

    def call(*arguments: Any) -> Any:
        return getattr(import_module(f"{__name__}.strip"), name)(*arguments)

    return call


TOTEM_STRIPPER = Stripper(
    name="totem",
    recognize=_later("is_totem"),
    strip=_later("strip_totem"),
    describe=_later("describe_removed"),
)
