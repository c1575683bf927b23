"""Writes a template as an XLSX workbook."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ckanext.city.tables.template.book import HELP_WIDTHS, Book
from ckanext.city.tables.template.plan import Column

#: When the workbook says that it was made: the same schema gives the same bytes.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's moments have no zone
#: What Excel knows as a day, less two months that it counts wrongly.
_DAYS = date(1900, 3, 1), date(9999, 12, 31)
_LAST_ROW = 1_048_575
_FORMATS = {"text": "@", "whole": "0", "decimal": "General", "date": "yyyy-mm-dd"}
_HEADS: dict[bool, dict[str, Any]] = {
    True: {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"},
    False: {"font_color": "#000000", "bg_color": "#D6E3F0"},
}
_NOTE_LINE = 48  # characters


def write_xlsx(path: Path, book: Book) -> None:
    """Write a template: the sheet to be filled in comes first."""
    content = io.BytesIO()  # in memory, for a library that fails leaves files behind
    writer = _Writer(content, book)
    writer.write_data()
    writer.write_examples()
    writer.write_help()
    writer.write_lists()
    writer.close()
    path.write_bytes(content.getvalue())


class _Writer:
    def __init__(self, file: io.BytesIO, book: Book) -> None:
        self._book = book
        self._file = xlsxwriter.Workbook(file, {"in_memory": True})
        self._file.set_properties({"created": _MADE})
        self._formats = {
            kept: self._file.add_format({"num_format": code}) for kept, code in _FORMATS.items()
        }
        border = {"border": 1, "border_color": "#9AA5B1", "valign": "top"}
        self._heads = {
            required: self._file.add_format(border | look) for required, look in _HEADS.items()
        }
        self._pages = [
            self._file.add_worksheet(name) for name in book.names[: 4 if book.lists else 3]
        ]

    def close(self) -> None:
        self._file.close()

    def write_data(self) -> None:
        page = self._pages[0]
        self._write_header(page, with_notes=True)
        for at, column in enumerate(self._book.columns):
            if options := self._validation(column):
                page.data_validation(1, at, _LAST_ROW, at, options)
            if value := self._book.first_row.get(column.name):
                self._cell(page, 1, at, column, value)
        page.set_tab_color("#1F4E79")
        page.activate()

    def write_examples(self) -> None:
        page = self._pages[1]
        self._write_header(page, with_notes=False)
        for row, cells in enumerate(self._book.examples, 1):
            for at, (column, text) in enumerate(zip(self._book.columns, cells, strict=True)):
                self._cell(page, row, at, column, text)

    def write_help(self) -> None:
        page = self._pages[2]
        wrapped = {"text_wrap": True, "valign": "top"}
        looks = {
            "title": self._file.add_format({"bold": True, "font_size": 14}),
            "line": self._file.add_format({}),
            "head": self._file.add_format({**wrapped, **_HEADS[True]}),
            "row": self._file.add_format({**wrapped, "bottom": 4}),
        }
        for at, width in enumerate(HELP_WIDTHS):
            page.set_column(at, at, width)
        for row, line in enumerate(self._book.help):
            for at, text in enumerate(line.cells):
                page.write_string(row, at, text, looks[line.look])
            if line.look == "row":
                lines = (1 + len(c) // w for c, w in zip(line.cells, HELP_WIDTHS, strict=True))
                page.set_row(row, 15 * max(lines))

    def write_lists(self) -> None:
        for at, column in enumerate(self._book.lists):
            page = self._pages[3]
            page.set_column(at, at, column.width)
            page.write_string(0, at, column.name, self._heads[True])
            for row, choice in enumerate(column.choices, 1):
                self._cell(page, row, at, column, choice)

    def _write_header(self, page: Any, *, with_notes: bool) -> None:
        page.freeze_panes(1, 0)
        for at, column in enumerate(self._book.columns):
            page.set_column(at, at, column.width, self._formats[column.kept])
            page.write_string(0, at, column.name, self._heads[column.required])
            if with_notes:
                lines = sum(1 + len(line) // _NOTE_LINE for line in column.note.split("\n"))
                size = {"width": 330, "height": 20 + 17 * lines, "font_size": 9}
                page.write_comment(0, at, column.note, size)

    def _cell(self, page: Any, row: int, at: int, column: Column, text: str) -> None:
        shown = self._formats[column.kept]
        if not text:
            return
        if column.kept == "date" and (day := _day(text)):
            page.write_datetime(row, at, day, shown)
        elif column.kept in ("whole", "decimal") and (number := as_number(text)) is not None:
            page.write_number(row, at, number, shown)
        else:
            page.write_string(row, at, text, self._formats["text"])

    def _validation(self, column: Column) -> dict[str, Any]:
        if not column.refusal:
            return {}
        said = {"error_title": self._book.refused[:32], "error_message": column.refusal}
        if column.choices:
            place = self._book.lists.index(column)
            letter = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
            lists = self._book.names[3]
            source = f"='{lists}'!{letter}$2:{letter}${len(column.choices) + 1}"
            return {"validate": "list", "source": source, **said}
        if column.kept == "date":  # Excel knows no day before 1900: it may be written as text
            said["error_type"] = "warning"
        kinds = {"whole": "integer", "text": "length"}
        return {"validate": kinds.get(column.kept, column.kept), **_limits(column), **said}


def _limits(column: Column) -> dict[str, Any]:
    """Give the bounds of a column as a validation says them; it cannot do without any."""
    if column.kept == "date":
        low, high = (_day(each) for each in (column.low, column.high))
        first, last = low or _DAYS[0], high or _DAYS[1]
        return {"criteria": "between", "minimum": first, "maximum": last}
    low_number, high_number = as_number(column.low), as_number(column.high)
    if low_number is not None and high_number is not None:
        return {"criteria": "between", "minimum": low_number, "maximum": high_number}
    if high_number is not None:
        return {"criteria": "<=", "value": high_number}
    return {"criteria": ">=", "value": -1e15 if low_number is None else low_number}


def as_number(text: str) -> float | None:
    """Read a number as a CSV file of the standard writes it."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number == int(number) and abs(number) < 1e15 else number


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _DAYS[0] else None
