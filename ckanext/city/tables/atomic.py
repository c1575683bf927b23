"""Writes a file whole or not at all, also where the process that writes it is brought down."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused

_PREFIX = ".city-tables-"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give another name to write a file under, and give it its own once it is whole.

    Raises:
        Refused: the file cannot be written, and why.
    """
    name = None
    try:
        handle, made = tempfile.mkstemp(prefix=f"{_PREFIX}{os.getppid()}-", dir=path.parent)
        name = Path(made)
        os.close(handle)
        yield name
        name.chmod(0o644)
        name.replace(path)
    except BaseException as fault:
        if name is not None:
            name.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            details = {"out": path.name, "reason": fault.strerror or str(fault)}
            raise Refused(Finding("file.not-written", "error", details=details)) from fault
        raise


def sweep(folder: Path) -> None:
    """Remove what a child of this process left half written when it was brought down."""
    for each in folder.glob(f"{_PREFIX}{os.getpid()}-*"):
        each.unlink(missing_ok=True)
