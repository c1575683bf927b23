"""Read an XLSX workbook: its values by calamine, what calamine does not give from its XML."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.archives import Attributes, Listener, open_archive
from ckanext.city.tables.read.grid import Grid, Place, Range, letter
from ckanext.city.tables.read.values import EMPTY, is_percent, padding, write_row

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_BUILT_IN = {9: "0%", 10: "0.00%"}
_LAST_COLUMN = 16_384
_EXTERNAL = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, the member that holds it, whether it is hidden."""

    name: str
    member: str
    state: str


@dataclass(frozen=True)
class Workbook:
    """What an XLSX file says of itself, and its sheets."""

    grids: list[Grid]
    is_date1904: bool


def read_xlsx(path: Path, limits: Limits) -> Workbook:
    """Read the sheets of a workbook.

    Raises:
        Refused: it is damaged, or beyond the limits.
    """
    with open_archive(path, limits) as archive:
        book = Book(archive)
        passes = [(each, _SheetPass(archive, each.member, book)) for each in book.sheets]
    _refuse_size(passes, limits)
    values = read_values(path, [each.name for each, found in passes if found.area])
    grids = [_grid(each, found, values.get(each.name, [])) for each, found in passes]
    return Workbook(grids, book.is_date1904)


def _refuse_size(passes: Sequence[tuple[Sheet, _SheetPass]], limits: Limits) -> None:
    """Refuse before calamine opens the file: it would give every cell up to the last one."""
    for sheet, found in passes:
        if found.area > limits.cells:
            details = {
                "sheet": sheet.name,
                "cell": f"{letter(found.last_column)}{found.last_row + 1}",
                "limit": limits.cells,
            }
            raise Refused(Finding("limit.cells", "error", details=details))
        if found.last_column >= limits.columns:
            details = {"columns": found.last_column + 1, "limit": limits.columns}
            raise Refused(Finding("limit.columns", "error", details=details))
    if sum(found.area for _sheet, found in passes) > 2 * limits.cells:
        details = {"sheet": passes[0][0].name, "cell": "A1", "limit": limits.cells}
        raise Refused(Finding("limit.sheets", "error", details=details))


def read_values(path: Path, names: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Give the cells of sheets, from A1 on, by the sheet's name."""
    try:
        with path.open("rb") as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in names
            }
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic of calamine is no Exception
        raise Refused(Finding("file.damaged", "error")) from None


def _grid(sheet: Sheet, found: _SheetPass, values: list[list[Any]]) -> Grid:
    rows, kinds = [], []
    for number, row in enumerate(values):
        texts, of_kind = write_row(row, found.formats.get(number, {}))
        rows.append(texts)
        kinds.append(of_kind)
    grid = Grid(
        rows,
        kinds,
        sheet.name,
        sheet.state == "visible",
        frozenset(found.hidden_rows),
        frozenset(found.hidden_columns),
        tuple(found.merged),
    )
    grid.marks = _marks(grid, found)
    return grid


def _marks(grid: Grid, found: _SheetPass) -> dict[str, list[Place]]:
    for (row, column), text in found.errors.items():
        _put(grid, row, column, text)
    unknown = [
        place for place in found.formulas if grid.cell(*place) == "" and place not in found.texts
    ]
    return {
        "cells.error": list(found.errors),
        "cells.formula-empty": unknown,
        "cells.formula": sorted(found.formulas.keys() - set(unknown)),
        "cells.external": [place for place, is_external in found.formulas.items() if is_external],
    }


def _put(grid: Grid, row: int, column: int, text: str) -> None:
    """Write an error where calamine leaves an empty cell."""
    assert grid.kinds is not None  # noqa: S101 - a workbook's cells have kinds
    for cells, nothing, value in ((grid.rows, EMPTY[0], text), (grid.kinds, EMPTY[1], "error")):
        cells.extend([] for _ in range(row + 1 - len(cells)))
        cells[row].extend(nothing for _ in range(column + 1 - len(cells[row])))
        cells[row][column] = value


class Book:
    """The workbook's own parts: sheets, number formats, how it counts days.

    Attributes:
        sheets: in their order.
        styles: the member that holds the styles; None where there is none.
        formats: number formats that change what is read, by a cell's style.
        is_date1904, has_links: days count from 1904; other workbooks are referred to.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.is_date1904 = False
        self.has_links = any("externalLinks/" in name for name in archive.namelist())
        self._named: list[Attributes] = []
        listener = Listener()
        listener.starts = {"sheet": self._named.append, "workbookPr": self._take_epoch}
        listener.listen(archive, "xl/workbook.xml")
        targets, self.styles = _targets(archive)
        self.sheets = [
            Sheet(each.get("name", ""), targets[key], each.get("state", "visible"))
            for each in self._named
            if (key := _relation(each)) in targets
        ]
        self.formats = _formats(archive, self.styles)

    def _take_epoch(self, attributes: Attributes) -> None:
        self.is_date1904 = attributes.get("date1904") in ("1", "true", "on")


def _relation(sheet: Attributes) -> str:
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def _targets(archive: zipfile.ZipFile) -> tuple[dict[str, str], str | None]:
    """Give the members that hold worksheets, by the relation that names them, and the styles."""
    found: list[Attributes] = []
    listener = Listener()
    listener.starts = {"Relationship": found.append}
    listener.listen(archive, "xl/_rels/workbook.xml.rels")
    members = members_by_name(archive.namelist())
    sheets, styles = {}, None
    for each in found:
        target = posixpath.normpath(posixpath.join("/xl", each.get("Target", "")))[1:]
        member, kind = members.get(target.lower()), each.get("Type", "").rpartition("/")[2]
        if member is not None and kind == "worksheet":
            sheets[each.get("Id", "")] = member
        elif member is not None and kind == "styles":
            styles = member
    return sheets, styles


def members_by_name(names: Iterable[str]) -> dict[str, str]:
    """Give members by their names in small letters: case tells no parts of a workbook apart."""
    return {name.lower(): name for name in names}


def _formats(archive: zipfile.ZipFile, styles: str | None) -> dict[str, str]:
    """Give the number formats that change what is read, by a cell's style."""
    if styles is None:
        return {}
    codes: dict[str, str] = {str(key): code for key, code in _BUILT_IN.items()}
    used: list[str] = []
    inside = [False]

    def take_format(attributes: Attributes) -> None:
        codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def take_style(attributes: Attributes) -> None:
        if inside[0]:
            used.append(attributes.get("numFmtId", "0"))

    listener = Listener()
    listener.starts = {
        "numFmt": take_format,
        "cellXfs": lambda _attributes: inside.__setitem__(0, True),
        "xf": take_style,
    }
    listener.ends = {"cellXfs": lambda _name: inside.__setitem__(0, False)}
    listener.listen(archive, styles)
    shown = {str(style): codes.get(number, "") for style, number in enumerate(used)}
    return {style: code for style, code in shown.items() if is_percent(code) or padding(code)[1]}


class _SheetPass:
    """One pass over a sheet's XML, in flat memory.

    Attributes:
        last_row, last_column: the extent of cells that hold something, from 0.
        hidden_rows, hidden_columns: from 0.
        formats: number formats that change what is read, by row and column.
        formulas: by place, whether another workbook is meant.
        texts: places of formulas that give text, maybe an empty one.
        errors: by place, as shown.
    """

    def __init__(self, archive: zipfile.ZipFile, member: str, book: Book) -> None:
        self.last_row = self.last_column = -1
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Range] = []
        self.formats: dict[int, dict[int, str]] = {}
        self.formulas: dict[Place, bool] = {}
        self.texts: set[Place] = set()
        self.errors: dict[Place, str] = {}
        self._book = book
        self._columns: dict[str, int] = {}
        self._row = self._column = -1
        self._type = ""
        self._hears = False
        self._listener = Listener()
        self._listener.starts = {
            "col": self._take_columns,
            "row": self._take_row,
            "c": self._take_cell,
            "f": self._take_formula,
            "v": self._take_value,
            "is": self._take_value,
            "mergeCell": self._take_merged,
        }
        self._listener.listen(archive, member)

    @property
    def area(self) -> int:
        """Cells from A1 to the last one that holds something."""
        return (self.last_row + 1) * (self.last_column + 1)

    def _take_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))

    def _take_row(self, attributes: Attributes) -> None:
        self._hear(None)
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self._row)

    def _take_cell(self, attributes: Attributes) -> None:
        if self._hears:
            self._hear(None)
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._column = self._find_column(reference)
        self._type = attributes.get("t", "")
        style = attributes.get("s")
        if style is not None and (shown := self._book.formats.get(style)):
            self.formats.setdefault(self._row, {})[self._column] = shown

    def _find_column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_index(letters)
        return column

    def _take_value(self, _attributes: Attributes) -> None:
        self.last_row = max(self.last_row, self._row)
        self.last_column = max(self.last_column, self._column)
        if self._hears:
            self._hear(None)
        if self._type == "e":
            self.errors[self._row, self._column] = ""
            self._hear(self._take_error)

    def _hear(self, handler: Callable[[str], None] | None) -> None:
        """Listen to an element's text, which is left alone in most."""
        self._hears = handler is not None
        self._listener.parser.CharacterDataHandler = handler

    def _take_error(self, text: str) -> None:
        self.errors[self._row, self._column] += text

    def _take_formula(self, _attributes: Attributes) -> None:
        place = self._row, self._column
        self.formulas[place] = False
        if self._type == "str":
            self.texts.add(place)
        if self._book.has_links:
            self._hear(self._take_link)

    def _take_link(self, text: str) -> None:
        if _EXTERNAL.search(text):
            self.formulas[self._row, self._column] = True

    def _take_merged(self, attributes: Attributes) -> None:
        found = [_REFERENCE.fullmatch(part) for part in attributes.get("ref", "").split(":")]
        if len(found) == 2 and found[0] and found[1]:
            (left, top), (right, bottom) = found[0].groups(), found[1].groups()
            self.merged.append(
                (int(top) - 1, column_index(left), int(bottom) - 1, column_index(right))
            )


def column_index(letters: str) -> int:
    """Give a column's place, from 0; -1 where it has no letters."""
    index = 0
    for sign in letters:
        index = index * 26 + ord(sign) - 64
    return index - 1
