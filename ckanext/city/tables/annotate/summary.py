"""The sheet of an annotated file that lists its findings, whatever format it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckanext.city.tables.annotate.entries import (
    COLOURS,
    HEAD,
    NOT_VALID,
    OPENING,
    SEVERITY_WORDS,
    SHEET_NAME,
    VALID,
)
from ckanext.city.tables.annotate.marks import Marker
from ckanext.city.tables.findings import SEVERITIES, Finding, Severity, row_ranges
from ckanext.city.tables.read.grid import Place, letter

#: Colours that stay apart for those who tell red from green badly: by lightness and blue from
#: orange (after Okabe and Ito), light enough for black text.
COLOUR: dict[Severity, str] = {"error": "F6B48F", "warning": "FFF0A6", "note": "BFE0F5"}
#: Widths of the columns, in characters.
WIDTHS = (14, 26, 60, 60, 10, 30, 12)
LINE_POINTS = 15
_MAX_RANGES = 15


@dataclass(frozen=True)
class Cell:
    """A cell of the summary.

    Attributes:
        text: that it shows.
        style: "title", "line", "plain", "head" or a severity.
        place: row and column, from 0, of the cell in the table's sheet that it leads to.
    """

    text: str
    style: str = "plain"
    place: Place | None = None


@dataclass(frozen=True)
class Summary:
    """The sheet.

    Attributes:
        name: of the sheet.
        rows: its cells.
        sheet: the sheet to which its links lead.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    sheet: str

    @property
    def head(self) -> int:
        """The row, from 1, below which the findings stand."""
        return next(at for at, row in enumerate(self.rows, 1) if row and row[0].style == "head")


def summarise(schema: str, findings: Sequence[Finding], marker: Marker) -> Summary:
    """List findings, the worst first.

    Args:
        schema: reference of the table schema.
        findings: all of them.
        marker: that knows their places and how they are said.
    """
    table, translate = marker.table, marker.translate
    verdict = NOT_VALID if any(each.severity == "error" for each in findings) else VALID
    places = {"file": table.file, "schema": schema, "verdict": translate(verdict)}
    title, *lines = (translate(each).format(**places) for each in OPENING)
    legend = (
        Cell(translate(COLOURS), "line"),
        *(Cell(translate(SEVERITY_WORDS[each]), each) for each in SEVERITIES),
    )
    return Summary(
        translate(SHEET_NAME),
        (
            (Cell(title, "title"),),
            *((Cell(line, "line"),) for line in lines),
            legend,
            (),
            tuple(Cell(translate(each), "head") for each in HEAD),
            *_lines(findings, marker),
        ),
        table.sheet or translate(SHEET_NAME),
    )


def _lines(findings: Sequence[Finding], marker: Marker) -> Iterator[tuple[Cell, ...]]:
    translate = marker.translate
    for each in findings:
        message, fix = marker.say(each)
        ranges = row_ranges(each.rows[:2000])
        rows = ", ".join(ranges[:_MAX_RANGES])
        more = len(ranges) > _MAX_RANGES or each.count > len(each.rows)
        place = marker.first_place(each)
        yield (
            Cell(translate(SEVERITY_WORDS[each.severity]), each.severity),
            Cell(marker.name_of(each)),
            Cell(message),
            Cell(fix),
            Cell(str(each.count)),
            Cell(f"{rows}, …" if more and rows else rows),
            Cell(name_place(place), place=place) if place else Cell(""),
        )


def lines_of(cells: Sequence[Cell]) -> int:
    """Give how many lines a row of the sheet needs."""
    wrapped = (
        sum(1 + len(line) // WIDTHS[at] for line in cell.text.split("\n"))
        for at, cell in enumerate(cells)
        if cell.style not in ("title", "line")
    )
    return max(wrapped, default=1)


def name_place(place: Place) -> str:
    """Name a cell as a spreadsheet does."""
    return f"{letter(place[1])}{place[0] + 1}"


def free_sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Give a name of a sheet that no other has: at most 31 characters, as Excel wants."""
    used = {name.casefold() for name in taken}
    numbered = (wanted, *(f"{wanted[:26]} ({n})" for n in range(2, len(used) + 3)))
    return next(name[:31] for name in numbered if name[:31].casefold() not in used)
