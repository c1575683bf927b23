"""Writes a file whole or not at all, also where the process that writes it is brought down."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused, plain_name

_PREFIX = ".city-tables-"
_FULL = (errno.ENOSPC, errno.EDQUOT)
#: How Polars tells what the system refused.
_OS_ERROR = re.compile(r"\(os error (\d{1,3})\)")


def real_path(path: Path | str) -> Path:
    """Give where a path leads; one that leads round in a circle leads nowhere else."""
    return Path(os.path.realpath(path))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give another name to write a file under, and give it its own once it is whole.

    Where the name is a link, what it leads to is written.

    Raises:
        Refused: the file cannot be written, and why.
    """
    path, name = real_path(path), None
    try:
        handle, made = tempfile.mkstemp(prefix=f"{_PREFIX}{os.getppid()}-", dir=path.parent)
        name = Path(made)
        os.close(handle)
        yield name
        name.chmod(0o666 & ~_mask())
        name.replace(path)
    except BaseException as fault:
        if name is not None:
            name.unlink(missing_ok=True)
        if refusal := _refusal_of(fault):
            details = {"out": plain_name(path), "reason": refusal.strerror or str(refusal)}
            details |= {"cause": "full"} if refusal.errno in _FULL else {}
            raise Refused(Finding("file.not-written", "error", details=details)) from fault
        raise


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """Give a folder for what a file is made of, beside the file; it is gone afterwards."""
    prefix = f"{_PREFIX}{os.getppid()}-"
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=real_path(path).parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(path: Path) -> None:
    """Remove what a child of this process left half written of a file when it was brought down."""
    for each in real_path(path).parent.glob(f"{_PREFIX}{os.getpid()}-*"):
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)


def _mask() -> int:
    """Give what the person's files are not allowed, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _refusal_of(fault: BaseException) -> OSError | None:
    """Give what the system refused, as a disk that is full; libraries pass it on in their words."""
    known = (fault, *fault.args)
    found = next((each for each in known if isinstance(each, OSError)), None)
    told = _OS_ERROR.search(str(fault)) if found is None else None
    return OSError(int(told[1]), os.strerror(int(told[1]))) if told else found
