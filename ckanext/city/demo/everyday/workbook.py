"""A workbook as a department keeps it for itself: an XLSX file, coloured and made to be printed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Look = Literal["plain", "title", "head", "total", "closed", "note", "date", "number"]
Value = str | int | date | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_CLOCK = (2020, 1, 1, 0, 0, 0)
_DAY_ZERO = date(1899, 12, 30)
_SHORT_DATE, _THOUSANDS = 14, 164
# Of each look: font, fill, border (their places below), format of numbers, whether centred.
_LOOKS: dict[Look, tuple[int, int, int, int, bool]] = {
    "plain": (0, 0, 1, 0, False),
    "title": (1, 2, 0, 0, True),
    "head": (2, 3, 1, 0, True),
    "total": (2, 4, 1, _THOUSANDS, False),
    "closed": (3, 5, 1, 0, False),
    "note": (4, 0, 0, 0, False),
    "date": (0, 0, 1, _SHORT_DATE, False),
    "number": (0, 0, 1, _THOUSANDS, False),
}
_FONTS = (
    '<sz val="10"/><name val="Arial"/>',
    '<b/><sz val="14"/><color rgb="FFFFFFFF"/><name val="Arial"/>',
    '<b/><sz val="10"/><name val="Arial"/>',
    '<i/><sz val="10"/><color rgb="FF7F7F7F"/><name val="Arial"/>',
    '<i/><sz val="9"/><color rgb="FFC00000"/><name val="Arial"/>',
)
_COLOURS = ("FF1F4E79", "FFD9E1F2", "FFFFF2CC", "FFEDEDED")


@dataclass(frozen=True)
class Cell:
    """A cell that does not look plain, or that is reckoned.

    `formula` is written beside the value that it last gave; without « = ».
    """

    value: Value
    look: Look = "plain"
    formula: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet of at most 26 columns.

    Attributes:
        rows: plain values, or cells.
        merged: ranges of merged cells, « A1:G1 ».
        widths: of the columns, in characters.
    """

    rows: Sequence[Sequence[Cell | Value]]
    merged: Sequence[str] = ()
    widths: Sequence[int] = ()


def xlsx_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """Write a workbook. Not compressed: another version of zlib would make other bytes."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{at}.xml") for at in numbers),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(),
    }
    for at, sheet in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = _sheet(sheet)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_CLOCK), _DECLARED + content)
    return file.getvalue()


def _content_types(sheets: int) -> str:
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"} | {
        f"/xl/worksheets/sheet{at}.xml": "worksheet" for at in range(1, sheets + 1)
    }
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'


def _styles() -> str:
    numbers = _counted("numFmts", [f'<numFmt numFmtId="{_THOUSANDS}" formatCode="#,##0"/>'])
    fonts = _counted("fonts", [f"<font>{font}</font>" for font in _FONTS])
    fills = _counted("fills", [_fill("none"), _fill("gray125"), *map(_solid, _COLOURS)])
    sides = ("left", "right", "top", "bottom")
    borders = _counted("borders", [_border(sides, ""), _border(sides, ' style="thin"')])
    base = _counted("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])
    looks = _counted("cellXfs", [_xf(*look) for look in _LOOKS.values()])
    named = _counted("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
    return (
        f'<styleSheet xmlns="{_MAIN}">{numbers}{fonts}{fills}{borders}{base}{looks}{named}'
        "</styleSheet>"
    )


def _counted(tag: str, items: Sequence[str]) -> str:
    return f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>'


def _fill(pattern: str) -> str:
    return f'<fill><patternFill patternType="{pattern}"/></fill>'


def _solid(colour: str) -> str:
    foreground = f'<fgColor rgb="{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{foreground}</patternFill></fill>'


def _border(sides: Sequence[str], style: str) -> str:
    return f"<border>{''.join(f'<{side}{style}/>' for side in sides)}<diagonal/></border>"


def _xf(font: int, fill: int, border: int, number: int, centred: bool) -> str:
    said = (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
    )
    if not centred:
        return f"{said}/>"
    alignment = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    return f'{said} applyAlignment="1">{alignment}</xf>'


def _sheet(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, 1)
    )
    rows = "".join(
        f'<row r="{at}"{_height(row)}>{"".join(_cells(at, row))}</row>'
        for at, row in enumerate(sheet.rows, 1)
    )
    merged = _counted("mergeCells", [f'<mergeCell ref="{each}"/>' for each in sheet.merged])
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{rows}</sheetData>"
        f"{merged if sheet.merged else ''}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _height(row: Sequence[Cell | Value]) -> str:
    is_title = any(isinstance(each, Cell) and each.look == "title" for each in row)
    return ' ht="26" customHeight="1"' if is_title else ""


def _cells(at: int, row: Sequence[Cell | Value]) -> list[str]:
    cells = [each if isinstance(each, Cell) else Cell(each, _usual_look(each)) for each in row]
    return [
        f'<c r="{chr(ord("A") + column)}{at}" s="{list(_LOOKS).index(cell.look)}"{_content(cell)}'
        for column, cell in enumerate(cells)
        if cell.value is not None or cell.look != "plain"
    ]


def _usual_look(value: Value) -> Look:
    return "date" if isinstance(value, date) else "plain"


def _content(cell: Cell) -> str:
    if cell.value is None:
        return "/>"
    if isinstance(cell.value, str):
        text = escape(cell.value)
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    number = (cell.value - _DAY_ZERO).days if isinstance(cell.value, date) else cell.value
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    return f">{formula}<v>{number}</v></c>"
