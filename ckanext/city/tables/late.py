"""Modules that are loaded when somebody asks for what they have, and not when they are imported.

`importlib.util.LazyLoader` is made for this, and loads a module as soon as it is imported by its
dotted name.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any


class _StandIn(ModuleType):
    """Stands for a module that was not loaded yet."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def put_off(names: Sequence[str]) -> None:
    """Have modules loaded at their first use, if they are not loaded already.

    Args:
        names: of modules that others import whole; inside a package, of one that is loaded.
    """
    for name in names:
        if name not in sys.modules:
            stand_in = sys.modules[name] = _StandIn(name)
            package, _dot, last = name.rpartition(".")
            if package:
                setattr(sys.modules[package], last, stand_in)
