"""Read an ODS workbook in one pass over its XML: values as typed and as shown, places, formulas."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.archives import Attributes, Listener, open_archive
from ckanext.city.tables.read.grid import Grid, Place, Range
from ckanext.city.tables.read.values import EMPTY, Cell, write_number

_HIDDEN = ("collapse", "filter")
#: What holds text that no cell shows.
_ASIDE = (
    "office:annotation",
    "table:shapes",
    *(f"draw:{shape}" for shape in ("frame", "custom-shape", "g", "rect", "line", "caption")),
)
_LAST_COLUMN = 16_384
_TIME = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_ERROR = re.compile(r"#[A-Z/0?!]+[!?]?|Err:\d+")


def read_ods(path: Path, limits: Limits) -> list[Grid]:
    """Read the sheets of a workbook.

    Raises:
        Refused: it is damaged or protected, or beyond the limits.
    """
    with open_archive(path, limits) as archive:
        _refuse_protected(archive)
        content = _Content(limits)
        content.listen(archive, "content.xml")
    return content.grids


def _refuse_protected(archive: zipfile.ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise Refused(Finding("file.protected", "error"))


class _Content(Listener):
    """Listen to content.xml; a cell ends with its element, a row with its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self._limits = limits
        self._invisible: set[str] = set()  # styles of hidden sheets
        self._style = ""
        self._cells_left = 2 * limits.cells
        self._grid: Grid | None = None
        self._aside = 0  # depth within comments and drawings
        self.starts = {
            "style:style": lambda found: setattr(self, "_style", found.get("style:name", "")),
            "style:table-properties": self._take_properties,
            "table:table": self._open_table,
            "table:table-column": self._take_column,
            "table:table-row": self._open_row,
            "table:table-cell": self._open_cell,
            "table:covered-table-cell": self._open_cell,
            "text:p": self._open_paragraph,
            "text:s": lambda found: self._write(" " * min(int(found.get("text:c", 1)), 1000)),
            "text:tab": lambda _found: self._write("\t"),
            "text:line-break": lambda _found: self._write("\n"),
            **dict.fromkeys(_ASIDE, self._step_aside),
        }
        self.ends = {
            "table:table": self._close_table,
            "table:table-row": self._close_row,
            "table:table-cell": self._close_cell,
            "table:covered-table-cell": self._close_cell,
            "text:p": self._close_paragraph,
            **dict.fromkeys(_ASIDE, self._step_back),
        }

    def _take_properties(self, found: Attributes) -> None:
        if found.get("table:display") == "false":
            self._invisible.add(self._style)

    def _open_table(self, found: Attributes) -> None:
        name = found.get("table:name", "")
        self._merged: list[Range] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._marks: dict[str, list[Place]] = {"cells.error": [], "cells.formula": []}
        self._marks["cells.formula-empty"], self._marks["cells.external"] = [], []
        self._row, self._at_column = 0, 0
        self._open_row({})  # a damaged file may have cells outside rows
        self._open_cell({})
        self._grid = Grid([], [], name, found.get("table:style-name") not in self._invisible)

    def _close_table(self, _name: str) -> None:
        if self._grid is None:
            return
        self._grid.merged, self._grid.marks = tuple(self._merged), self._marks
        self._grid.hidden_rows = frozenset(self._hidden_rows)
        self._grid.hidden_columns = frozenset(self._hidden_columns)
        self.grids.append(self._grid)
        self._grid = None

    def _take_column(self, found: Attributes) -> None:
        if self._grid is None:  # a damaged file may have columns outside sheets
            return
        times = _times(found, "table:number-columns-repeated")
        if found.get("table:visibility") in _HIDDEN:
            last = min(self._at_column + times, _LAST_COLUMN)
            self._hidden_columns.update(range(self._at_column, last))
        self._at_column += times

    def _open_row(self, found: Attributes) -> None:
        self._repeated = _times(found, "table:number-rows-repeated")
        self._is_hidden = found.get("table:visibility") in _HIDDEN
        self._texts: list[str] = []
        self._kinds: list[str] = []
        self._blanks = 0  # empty cells that only count if another follows

    def _open_cell(self, found: Attributes) -> None:
        self._attributes = found
        self._paragraphs: list[str] = []

    def _close_cell(self, _name: str) -> None:
        if self._grid is None or self._aside:
            return
        found, shown = self._attributes, "\n".join(self._paragraphs)
        text, kind = _read_cell(found, shown)
        times = _times(found, "table:number-columns-repeated")
        place = self._row, len(self._texts) + self._blanks
        self._take_spans(place, found)
        if formula := found.get("table:formula"):
            self._take_formula(place, formula, is_empty=kind == "empty")
        if kind == "empty":
            self._blanks += times
            return
        self._spend(self._blanks + times)
        self._texts += [""] * self._blanks + [text] * times
        self._kinds += ["empty"] * self._blanks + [kind] * times
        self._blanks = 0
        if kind == "error":
            self._marks["cells.error"].append(place)

    def _take_spans(self, place: Place, found: Attributes) -> None:
        down, right = (
            _times(found, f"table:number-{each}-spanned") for each in ("rows", "columns")
        )
        if down > 1 or right > 1:
            row, column = place
            self._merged.append((row, column, row + down - 1, column + right - 1))

    def _take_formula(self, place: Place, formula: str, *, is_empty: bool) -> None:
        has_value = not is_empty or "office:value-type" in self._attributes
        self._marks["cells.formula" if has_value else "cells.formula-empty"].append(place)
        if "'file:" in formula or "'http" in formula:
            self._marks["cells.external"].append(place)

    def _close_row(self, _name: str) -> None:
        grid = self._grid
        if grid is None or grid.kinds is None:
            return
        if self._texts:
            blank = self._row - len(grid.rows)
            self._spend(blank + (self._repeated - 1) * len(self._texts))
            for lists, cells in ((grid.rows, self._texts), (grid.kinds, self._kinds)):
                lists.extend([] for _ in range(blank))
                lists.extend(list(cells) for _ in range(self._repeated))
            if self._is_hidden:
                self._hidden_rows.update(range(self._row, self._row + self._repeated))
        self._row += self._repeated

    def _spend(self, cells: int) -> None:
        self._cells_left -= cells
        if self._cells_left < 0:
            raise Refused(Finding("limit.sheets", "error", details={"limit": self._limits.cells}))

    def _open_paragraph(self, _found: Attributes) -> None:
        if self._grid is not None and not self._aside:
            self._paragraphs.append("")
            self.parser.CharacterDataHandler = self._write

    def _close_paragraph(self, _name: str) -> None:
        self.parser.CharacterDataHandler = None

    def _write(self, text: str) -> None:
        if self._grid is not None and not self._aside and self._paragraphs:
            self._paragraphs[-1] += text

    def _step_aside(self, _found: Attributes) -> None:
        self._aside += 1

    def _step_back(self, _name: str) -> None:
        self._aside -= 1


def _times(found: Attributes, name: str) -> int:
    value = found.get(name, "1")
    return int(value) if value.isdecimal() and len(value) < 9 else 1


def _read_cell(found: Attributes, shown: str) -> Cell:
    """Give a cell's text and kind: its typed value, shown as typed where zeros stand before it."""
    kind = found.get("office:value-type", "")
    if found.get("calcext:value-type") == "error" or (
        "table:formula" in found and _ERROR.fullmatch(shown)
    ):
        return shown or "#?", "error"
    if kind in ("float", "currency", "percentage"):
        return _read_number(found.get("office:value", ""), shown, is_percent=kind == "percentage")
    if kind == "date":
        value = found.get("office:date-value", shown).removesuffix("T00:00:00")
        return value, "datetime" if "T" in value else "date"
    if kind == "time":
        return _read_time(found.get("office:time-value", ""), shown)
    if kind == "boolean":
        return found.get("office:boolean-value", shown), "boolean"
    text = shown or found.get("office:string-value", "")
    return (text, "text") if text else EMPTY


def _read_number(value: str, shown: str, *, is_percent: bool) -> Cell:
    try:
        number = float(value)
    except ValueError:
        return (shown, "text") if shown else EMPTY
    digits = re.sub(r"[ .-]", "", shown)
    if digits.startswith("0") and digits.isdecimal() and len(digits) > 1 and int(digits) == number:
        return shown, "number"
    return write_number(number, "0%" if is_percent else ""), "number"


def _read_time(value: str, shown: str) -> Cell:
    if found := _TIME.fullmatch(value):
        sign, hours, minutes, seconds = found.groups()
        text = f"{sign}{int(hours):02}:{minutes}:{seconds}"
        return text, "time" if int(hours) < 24 and not sign else "duration"
    return (shown, "text") if shown else EMPTY
