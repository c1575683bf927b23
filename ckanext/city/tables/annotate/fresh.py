"""A department's CSV, XLS or GeoJSON file as an XLSX workbook, with what is to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import xlsxwriter

from ckanext.city.tables.annotate.entries import AUTHOR, DATA_SHEET
from ckanext.city.tables.annotate.marks import Mark
from ckanext.city.tables.annotate.outcome import Annotated, Outcome
from ckanext.city.tables.annotate.summary import (
    COLOUR,
    LINE_POINTS,
    WIDTHS,
    Summary,
    free_sheet_name,
    lines_of,
    name_place,
)
from ckanext.city.tables.atomic import scratch_folder, whole_file
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.formulas import is_formula
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.geojson import read_geojson
from ckanext.city.tables.read.grid import Grid, Place
from ckanext.city.tables.read.texts import read_cells
from ckanext.city.tables.read.xls import read_xls
from ckanext.city.tables.table import ROW, Table

MAX_ROWS, MAX_CHARACTERS = 1_048_576, 32_767
#: When a workbook says that it was made: the same input gives the same bytes.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's moments have no zone
_NO_GUESSES = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
_WIDTH = 18
#: How a spreadsheet shows what was written from its own values.
_SHOWN = {"date": "yyyy-mm-dd", "datetime": 'yyyy-mm-dd"T"hh:mm:ss', "time": "hh:mm:ss"}

_T = TypeVar("_T")
Rows = Iterator[tuple[int, Sequence[str], Sequence[str]]]  # number from 0, texts, kinds


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: Rows
    is_read: bool
    notes: Mapping[Place, str] = field(default_factory=dict)  # that stand on its cells already


def annotate_fresh(
    path: Path, road: str, out: Path, annotated: Annotated, limits: Limits
) -> Outcome:
    """Write the cells of a file into a workbook, at the places where they stood.

    Raises:
        Refused: it has more rows than a workbook holds.
    """
    sheets = list(_sheets(path, road, annotated, limits))
    with whole_file(out) as name, scratch_folder(out) as folder:
        writer = _Writer(name, annotated, folder)
        for each in sheets:
            writer.write(each)
        outcome = Outcome(cut=writer.cut)
        data = next((each.name for each in sheets if each.is_read), "")
        writer.summarise(annotated.summary(outcome), data, [each.name for each in sheets])
        writer.close()
    return outcome


def _sheets(path: Path, road: str, annotated: Annotated, limits: Limits) -> Iterator[_Sheet]:
    table = annotated.marker.table
    name = annotated.marker.translate(DATA_SHEET)[:31]
    if road == "xls":
        grids, _is_1904 = read_xls(path, limits)
        for grid in grids:
            is_read = grid.sheet == table.sheet
            yield _Sheet(grid.sheet or name, _of_grid(grid), is_read, grid.notes)
    elif road == "geojson":
        yield _Sheet(name, _of_table(read_geojson(path, limits)), is_read=True)
    else:
        rows = ((at, row, ()) for at, row in enumerate(read_cells(path, limits)))
        yield _Sheet(name, rows, is_read=True)


def _of_grid(grid: Grid) -> Rows:
    for at, row in enumerate(grid.rows):
        yield at, row, grid.kinds[at] if grid.kinds else ()


def _of_table(table: Table) -> Rows:
    header = [column.header for column in table.columns]
    yield table.header_row - 1, header, ()
    letters = [column.letter for column in table.columns]
    for batch in table.scan():
        for number, *cells in batch.select(ROW, *letters).iter_rows():
            yield number - 1, [cell or "" for cell in cells], ()


class _Writer:
    """The workbook while it is written; rows go to the disk as they come."""

    def __init__(self, path: Path, annotated: Annotated, folder: Path) -> None:
        self.cut = 0
        self._book = xlsxwriter.Workbook(path, {**_NO_GUESSES, "tmpdir": str(folder)})
        self._book.set_properties({"created": MADE})
        self._annotated = annotated
        self._formats: dict[tuple[str, str, bool], Any] = {}
        self._comments = {
            "author": annotated.marker.translate(AUTHOR),
            "x_scale": 2,
            "y_scale": 1.5,
        }

    def close(self) -> None:
        """End the file."""
        self._book.close()

    def write(self, sheet: _Sheet) -> None:
        """Write a sheet, marked where it is the one that was checked."""
        page = self._book.add_worksheet(sheet.name)
        page.set_column(0, 200, _WIDTH)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        marks = self._annotated.marks if sheet.is_read else {}
        left, comments = _by_rows(marks), _by_rows(_comments(marks, sheet.notes))
        if sheet.is_read and self._annotated.marker.table.header_row:
            page.freeze_panes(self._annotated.marker.table.header_row, 0)
            page.activate()
        for row, texts, kinds in sheet.rows:
            if row >= MAX_ROWS:
                details = {"rows": row + 1, "limit": MAX_ROWS}
                raise Refused(Finding("annotate.too-long", "error", details=details))
            marked = left.pop(row, {})
            for column, text in enumerate(texts):
                kind = kinds[column] if column < len(kinds) else "text"
                self._cell(page, (row, column), (text, kind), marked.pop(column, None))
            self._rest(page, row, marked, comments.pop(row, {}))
        for row in sorted(left.keys() | comments.keys()):
            self._rest(page, row, left.get(row, {}), comments.get(row, {}))

    def _rest(
        self, page: Any, row: int, marked: Mapping[int, Mark], comments: Mapping[int, str]
    ) -> None:
        """Write what a row has besides its texts, before the next row is begun."""
        for column, mark in sorted(marked.items()):
            self._cell(page, (row, column), ("", "empty"), mark)
        for column, text in sorted(comments.items()):
            page.write_comment(row, column, text, self._comments)

    def _cell(self, page: Any, place: Place, cell: tuple[str, str], mark: Mark | None) -> None:
        text, kind = cell
        shown = self._format(mark.severity if mark else "", _SHOWN.get(kind, ""), is_formula(text))
        if len(text) > MAX_CHARACTERS:
            self.cut += 1
            text = f"{text[: MAX_CHARACTERS - 1]}…"
        if not text:
            if mark:
                page.write_blank(*place, None, shown)
        elif kind == "number" and (number := _number(text)) is not None:
            page.write_number(*place, number, shown)
        elif kind in ("date", "datetime") and (moment := _moment(text)):
            page.write_datetime(*place, moment, shown)
        else:
            page.write_string(*place, text, shown)

    def _format(self, severity: str, shown: str, like_formula: bool) -> Any:
        key = severity, shown, like_formula
        if not any(key):
            return None
        if key not in self._formats:
            said: dict[str, Any] = {"quote_prefix": True} if like_formula else {}
            if severity:
                said["bg_color"] = f"#{COLOUR[severity]}"  # type: ignore[index]
            if shown:
                said["num_format"] = shown
            self._formats[key] = self._book.add_format(said)
        return self._formats[key]

    def summarise(self, summary: Summary, data: str, names: Sequence[str]) -> None:
        """Write the sheet that lists the findings."""
        page = self._book.add_worksheet(free_sheet_name(summary.name, names))
        page.set_tab_color("#C45911")
        page.freeze_panes(summary.head, 0)
        for at, width in enumerate(WIDTHS):
            page.set_column(at, at, width)
        styles = self._summary_formats()
        sheet = data.replace("'", "''")
        for row, cells in enumerate(summary.rows):
            if (lines := lines_of(cells)) > 1:
                page.set_row(row, lines * LINE_POINTS)
            for column, cell in enumerate(cells):
                if cell.place:
                    url = f"internal:'{sheet}'!{name_place(cell.place)}"
                    page.write_url(row, column, url, styles["link"], cell.text)
                else:
                    page.write_string(row, column, cell.text, styles[cell.style])

    def _summary_formats(self) -> dict[str, Any]:
        wrapped = {"text_wrap": True, "valign": "top"}
        said: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 14},
            "line": {},
            "plain": wrapped,
            "head": {**wrapped, "bold": True},
            "link": {**wrapped, "underline": 1, "font_color": "#0B4F8A"},
            **{name: {**wrapped, "bg_color": f"#{colour}"} for name, colour in COLOUR.items()},
        }
        return {name: self._book.add_format(each) for name, each in said.items()}


def _comments(marks: Mapping[Place, Mark], notes: Mapping[Place, str]) -> dict[Place, str]:
    """Give what is said of cells: what stands there already, then our remarks."""
    said = {place: mark.remarks for place, mark in marks.items() if mark.remarks}
    return {
        place: "\n\n".join([*([notes[place]] if place in notes else []), *said.get(place, [])])
        for place in said.keys() | notes.keys()
    }


def _by_rows(found: Mapping[Place, _T]) -> dict[int, dict[int, _T]]:
    by_rows: dict[int, dict[int, _T]] = {}
    for (row, column), each in found.items():
        by_rows.setdefault(row, {})[column] = each
    return by_rows


def _number(text: str) -> float | None:
    """Read a number that says no more than its value: no zeros before it, 15 digits at most."""
    try:
        number = float(text)
    except ValueError:
        return None
    same = text in (f"{number:.15g}", str(int(number)) if abs(number) < 1e15 else "")
    return number if same else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year >= 1900 and moment.tzinfo is None else None
