"""Changes in a worksheet of an XLSX file: formulas become values, cells another style."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from ckanext.city.tables.annotate.marks import Mark
from ckanext.city.tables.annotate.outside import reaches_outside
from ckanext.city.tables.annotate.splice import (
    Edits,
    Scanner,
    as_ascii,
    as_number,
    element_end,
    is_closed,
    opened,
    tag_end,
    tag_name,
    with_attribute,
)
from ckanext.city.tables.read.grid import Place, letter
from ckanext.city.tables.read.xlsx import column_index

#: Gives the style that is like another, with the background of a severity.
Colour = Callable[[int, str], int]

_HAS_FORMULA = re.compile(rb"<(?:[\w.-]+:)?(?:f|formula|formula1|formula2)[\s/>]")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: What a rule of the sheet or a drawing within cells reckons with: `f` outside a cell, too.
_RULES = ("formula", "formula1", "formula2", "f")
#: What stands after the drawing of comments in a worksheet.
_AFTER_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
}  # fmt: skip


class FormulaSheet(Scanner):
    """Takes the formulas out of a worksheet; what they last gave stays.

    Attributes:
        places: of the cells that had one.
    """

    def __init__(self, data: bytes) -> None:
        self._edits = Edits(data)
        self._start = 0
        self._is_in_cell = False
        self.places = 0
        if _HAS_FORMULA.search(data):
            self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Note where a formula begins; a cell forgets that its formula filled others."""
        if name == "c":
            self._is_in_cell = True
            if "cm" in attributes:
                stop = tag_end(self._edits.data, at)
                self._edits.replace(at, stop, with_attribute(self._edits.data[at:stop], "cm", None))
        elif name in _RULES:
            self._start = at

    def end(self, name: str, at: int) -> None:
        """Take a formula out; of a rule's, only what reaches outside."""
        data = self._edits.data
        if name == "c":
            self._is_in_cell = False
        elif name == "f" and self._is_in_cell:
            self.places += 1
            self._edits.replace(self._start, element_end(data, self._start, at), b"")
        elif name in _RULES:
            start = tag_end(data, self._start)
            if start <= at and b"<" not in data[start:at] and reaches_outside(data[start:at]):
                self._edits.replace(start, at, b"#REF!")

    @property
    def is_changed(self) -> bool:
        """Whether anything was taken out."""
        return bool(self._edits)

    def result(self) -> bytes:
        """Give the worksheet without formulas."""
        return self._edits.result()


class MarkedSheet(Scanner):
    """Gives marked cells of a worksheet their colour; cells and rows that it lacks are added."""

    def __init__(self, data: bytes, marks: Mapping[Place, Mark], colour: Colour) -> None:
        self._edits = Edits(data)
        self._colour = colour
        self._rows: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(marks):
            self._rows[row].append(column)
        self._waiting = sorted(self._rows, reverse=True)  # the next one last
        self._marks = marks
        self._columns: list[tuple[int, int, int]] = []  # first, last, style
        self._row = self._column = -1
        self._row_start = self._sheet_start = 0
        self._row_style: int | None = None
        self._todo: list[int] = []
        self._is_told = False  # whether the row in hand gets a cell
        self._below = False  # whether the rows have passed
        self._prefix = ""
        self.drawing: str | None = None  # relation of the comments' drawing
        self._drawing_at: int | None = None
        self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the beginning of an element."""
        if name == "c" and self._todo:
            self._take_cell(attributes, at)
        elif name == "row":
            self._open_row(attributes, at)
        elif name == "sheetData":
            self._sheet_start = at
            tag = tag_name(self._edits.data[at : tag_end(self._edits.data, at)])
            self._prefix = tag.removesuffix("sheetData")
        elif name == "col" and "style" in attributes:
            first, last = (as_number(attributes.get(each), 1) - 1 for each in ("min", "max"))
            self._columns.append((first, last, as_number(attributes["style"])))
        elif self._below and self.depth == 2:
            self._take_rest(name, attributes, at)

    def end(self, name: str, at: int) -> None:
        """Take the end of an element: what is still to be added is added there."""
        if name == "row" and self._todo:
            self._finish_row(at)
        elif name == "sheetData":
            rest = b"".join(self._new_row(row) for row in reversed(self._waiting))
            if rest:
                self._edits.append_child(self._sheet_start, at, rest)
            self._waiting, self._below = [], True
        elif self.depth == 1 and self._drawing_at is None:
            self._drawing_at = at

    def _take_rest(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if name == "legacyDrawing":
            self.drawing = next((v for k, v in attributes.items() if k.endswith(":id")), None)
        elif name in _AFTER_DRAWING and self._drawing_at is None:
            self._drawing_at = at

    def _open_row(self, attributes: Mapping[str, str], at: int) -> None:
        self._row = as_number(attributes.get("r"), self._row + 2) - 1
        self._column, self._row_start = -1, at
        while self._waiting and self._waiting[-1] < self._row:
            self._edits.insert(at, self._new_row(self._waiting.pop()))
        styled = attributes.get("customFormat") in ("1", "true")
        self._row_style = as_number(attributes.get("s")) if styled else None
        self._todo = []
        if self._waiting and self._waiting[-1] == self._row:
            self._todo = list(reversed(self._rows[self._waiting.pop()]))

    def _take_cell(self, attributes: Mapping[str, str], at: int) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_index(found[1]) if found else self._column + 1
        while self._todo and self._todo[-1] < self._column:
            self._edits.insert(at, self._new_cell(self._row, self._todo.pop(), self._row_style))
        if self._todo and self._todo[-1] == self._column:
            place = self._row, self._todo.pop()
            stop = tag_end(self._edits.data, at)
            style = self._colour(as_number(attributes.get("s")), self._marks[place].severity)
            tag = with_attribute(self._edits.data[at:stop], "s", str(style))
            self._edits.replace(at, stop, tag)

    def _finish_row(self, at: int) -> None:
        """Add the cells that stand right of the row's last one."""
        cells = b"".join(
            self._new_cell(self._row, column, self._row_style) for column in reversed(self._todo)
        )
        self._todo = []
        data, start = self._edits.data, self._row_start
        stop = tag_end(data, start)
        tag = data[start:stop]
        wide = with_attribute(opened(tag), "spans", None)
        if is_closed(tag):
            self._edits.replace(start, stop, wide + cells + f"</{tag_name(tag)}>".encode())
        else:
            self._edits.replace(start, stop, wide)
            self._edits.insert(at, cells)

    def _new_row(self, row: int) -> bytes:
        name = f"{self._prefix}row"
        cells = b"".join(self._new_cell(row, column, None) for column in self._rows[row])
        return as_ascii(f'<{name} r="{row + 1}">') + cells + as_ascii(f"</{name}>")

    def _new_cell(self, row: int, column: int, row_style: int | None) -> bytes:
        usual = next((s for first, last, s in self._columns if first <= column <= last), 0)
        base = usual if row_style is None else row_style
        style = self._colour(base, self._marks[row, column].severity)
        return as_ascii(f'<{self._prefix}c r="{letter(column)}{row + 1}" s="{style}"/>')

    def result(self, drawing: str = "") -> bytes:
        """Give the worksheet; with the relation of a drawing for comments, if it has none yet."""
        if drawing and self._drawing_at is not None:
            tag = (
                f'<{self._prefix}legacyDrawing xmlns:r="http://schemas.openxmlformats.org/'
                f'officeDocument/2006/relationships" r:id="{drawing}"/>'
            )
            self._edits.insert(self._drawing_at, as_ascii(tag))
        return self._edits.result()
