"""Gather what several modules offer to one of CKAN's doors, which takes one module alone."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from ckan.authz import get_local_functions


def offered_by(*modules: ModuleType) -> Callable[[], dict[str, Any]]:
    """Make what a blanket asks for: the public functions of the modules, by name.

    Args:
        modules: each offers the names in its `__all__`, or else every public function of its own.
    """

    def functions() -> dict[str, Any]:
        return {name: each for module in modules for name, each in _offered(module)}

    return functions


def _offered(module: ModuleType) -> list[tuple[str, Any]]:
    names = getattr(module, "__all__", None)
    if names is None:
        return get_local_functions(module)
    return [(name, getattr(module, name)) for name in names]
