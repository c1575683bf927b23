"""Read an XLS workbook by xlrd, which gives values, formats and what is hidden."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path
from typing import Any

import xlrd

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.grid import Grid, Place
from ckanext.city.tables.read.values import EMPTY, Cell, write_value


def read_xls(path: Path, limits: Limits) -> tuple[list[Grid], bool]:
    """Read the sheets of a workbook, and tell whether it counts from 1904.

    Raises:
        Refused: it is damaged, or beyond the limits.
    """
    book = _open(path)
    sheets = book.sheets()
    if sum(each.nrows * each.ncols for each in sheets) > 2 * limits.cells:
        details = {"limit": limits.cells}
        raise Refused(Finding("limit.sheets", "error", details=details))
    try:
        return [_grid(book, each) for each in sheets], book.datemode == 1
    except (ValueError, IndexError, KeyError, OverflowError):
        raise Refused(Finding("file.damaged", "error")) from None


def _open(path: Path) -> Any:
    """Open a workbook; damaged ones raise nearly anything, some only while formats are read."""
    content = path.read_bytes()
    for with_formats in (True, False):
        try:
            return xlrd.open_workbook(
                file_contents=content,
                formatting_info=with_formats,
                ragged_rows=True,
                logfile=io.StringIO(),
            )
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            if "password" in str(error).casefold() or "encrypted" in str(error).casefold():
                raise Refused(Finding("file.protected", "error")) from None
    raise Refused(Finding("file.damaged", "error"))


def _grid(book: Any, sheet: Any) -> Grid:
    rows, kinds = [], []
    errors: list[Place] = []
    for row in range(sheet.nrows):
        cells = [_cell(book, sheet, row, column) for column in range(sheet.row_len(row))]
        rows.append([text for text, _kind in cells])
        kinds.append([kind for _text, kind in cells])
        errors += [(row, column) for column, cell in enumerate(cells) if cell[1] == "error"]
    return Grid(
        rows,
        kinds,
        sheet.name,
        sheet.visibility == 0,
        frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        tuple((top, left, end - 1, stop - 1) for top, end, left, stop in sheet.merged_cells),
        {"cells.error": errors},
        {place: note.text for place, note in getattr(sheet, "cell_note_map", {}).items()},
    )


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return EMPTY
    if kind == xlrd.XL_CELL_BOOLEAN:
        return write_value(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#?"), "error"
    if kind == xlrd.XL_CELL_DATE:
        return write_value(_moment(value, book.datemode))
    return write_value(value, _shown(book, sheet, row, column))


def _moment(serial: float, epoch: int) -> datetime | time | float:
    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, epoch)
    except (ValueError, OverflowError):
        return serial
    return moment.time().replace(microsecond=0) if 0 <= serial < 1 else moment


def _shown(book: Any, sheet: Any, row: int, column: int) -> str:
    if not book.formatting_info:
        return ""
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    found = book.format_map.get(style.format_key)
    return found.format_str if found else ""
