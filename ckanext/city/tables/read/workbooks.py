"""Read a workbook, XLSX, XLS or ODS: the sheet that is asked for, or that fits best."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.read.tabulate import tabulate
from ckanext.city.tables.table import Table


def read_workbook(path: Path, road: str, limits: Limits, choice: Choice) -> Table:
    """Read a workbook.

    Args:
        path: of the file.
        road: "xlsx", "xls" or "ods".
        limits: beyond which it is refused.
        choice: which of its tables is meant.

    Raises:
        Refused: it is damaged, empty, beyond the limits, or lacks the sheet or the table.
    """
    grids, is_date1904 = _read_sheets(path, road, limits)
    sheet = choice.sheet
    wanted = [grid for grid in grids if sheet is None or grid.sheet == sheet]
    if sheet is not None and not wanted:
        names = tuple(grid.sheet or "" for grid in grids)
        details = {"sheet": sheet, "sheets": ", ".join(names)}
        raise Refused(Finding("sheets.unknown", "error", values=names[:20], details=details))
    table = tabulate(path.name, wanted, choice)
    epoch = (Finding("workbook.date-1904", "note"),) if is_date1904 else ()
    return dataclasses.replace(table, findings=epoch + table.findings)


def _read_sheets(path: Path, road: str, limits: Limits) -> tuple[list[Grid], bool]:
    """Give the sheets, and whether days count from 1904; one reader is loaded, as each is slow."""
    if road == "xlsx":
        from ckanext.city.tables.read.xlsx import read_xlsx  # noqa: PLC0415 - see above

        book = read_xlsx(path, limits)
        return book.grids, book.is_date1904
    if road == "xls":
        from ckanext.city.tables.read.xls import read_xls  # noqa: PLC0415 - see above

        return read_xls(path, limits)
    from ckanext.city.tables.read.ods import read_ods  # noqa: PLC0415 - see above

    return read_ods(path, limits), False
