"""Read a department's file, whatever it is: text as shown, each cell with its place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.formats import note_extension, recognize
from ckanext.city.tables.read.texts import read_text
from ckanext.city.tables.table import Table

__all__ = ["Limits", "Refused", "read_table"]

DEFAULT = Limits()


def read_table(path: Path, *, limits: Limits = DEFAULT) -> Table:
    """Read a file: the table that fits best, with what reading has to say as its findings.

    Args:
        path: of the file; what it is, its content says.
        limits: beyond which a file is refused.

    Raises:
        Refused: the file cannot be read, and why.
    """
    road = recognize(path, limits)
    if road != "delimited":
        raise Refused(Finding("file.format", "error", details={"format": road.upper()}))
    table = read_text(path, limits)
    return dataclasses.replace(table, findings=note_extension(path, road) + table.findings)
