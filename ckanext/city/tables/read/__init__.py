"""Read a department's file, whatever it is: text as shown, each cell with its place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ckanext.city.tables.findings import Refused, plain_name
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.choice import Choice, Fits
from ckanext.city.tables.read.formats import note_extension, recognize
from ckanext.city.tables.table import Table

__all__ = ["Fits", "Limits", "Refused", "read_table"]

DEFAULT = Limits()


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    at: str | None = None,
    limits: Limits = DEFAULT,
    fits: Fits | None = None,
) -> Table:
    """Read a file: the table that fits best, with what reading has to say as its findings.

    Args:
        path: of the file; what it is, its content says.
        sheet: of a workbook, the sheet to read; the one that fits best if not given.
        at: a cell of the table to read, "J3", where a sheet holds several.
        limits: beyond which a file is refused.
        fits: how well a header suits what is asked for; without it the structure decides.

    Raises:
        Refused: the file cannot be read, and why.
    """
    road = recognize(path, limits)
    table = _read(path, road, limits, Choice(fits, sheet, at))
    findings = note_extension(path, road) + table.findings
    return dataclasses.replace(table, file=plain_name(path), findings=findings)


def _read(path: Path, road: str, limits: Limits, choice: Choice) -> Table:
    """Read by a road, which is loaded where it is taken."""
    if road == "delimited":
        from ckanext.city.tables.read.texts import read_text  # noqa: PLC0415

        return read_text(path, limits, choice)
    if road == "geojson":
        from ckanext.city.tables.read.geojson import read_geojson  # noqa: PLC0415

        return read_geojson(path, limits)
    from ckanext.city.tables.read.workbooks import read_workbook  # noqa: PLC0415

    return read_workbook(path, road, limits, choice)
