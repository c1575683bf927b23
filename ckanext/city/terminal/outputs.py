"""Whether a file can be written under the name that is asked for; loads nothing that is slow."""

from __future__ import annotations

import os
from pathlib import Path

from ckanext.city.tables.facts import recognize_file


class UnsuitableName(ValueError):
    """A name under which nothing can be written; the argument is a sentence that says why."""


def check_place(out: str, file: str | None = None) -> None:
    """Make sure that a file can be written, and that it is not the one that is read.

    Raises:
        UnsuitableName: it cannot.
    """
    path = Path(out)
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UnsuitableName(f"--out {out}: the folder {folder} does not exist.")
    if not os.access(folder, os.W_OK):
        raise UnsuitableName(f"--out {out}: nothing can be written in the folder {folder}.")
    if file and path.exists() and path.samefile(file):
        raise UnsuitableName(f"--out {out}: this is the file itself; give another name.")


def check_copy_name(out: str, file: str) -> None:
    """Make sure that a copy has the extension of what it will be: ODS of ODS, else XLSX.

    Raises:
        UnsuitableName: it has not.
    """
    check_place(out, file)
    with Path(file).open("rb") as content:
        kind = recognize_file(content, name=Path(file).name)
    extension = ".ods" if kind == "ODS" else ".xlsx"
    if Path(out).suffix.lower() != extension:
        better = Path(out).with_suffix(extension)
        what = f"a copy of {kind}" if kind else "the copy"
        raise UnsuitableName(f"--out {out}: {what} is written as {extension}; write {better}.")
