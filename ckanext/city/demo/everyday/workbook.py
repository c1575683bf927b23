"""A workbook as a department keeps it for itself: an XLSX file of cells, texts and merged cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

Value = str | int | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_CLOCK = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, at most 26 columns wide, and the ranges of cells that are merged."""

    rows: Sequence[Sequence[Value]]
    merged: Sequence[str] = ()


def xlsx_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """Write a workbook. Not compressed: another version of zlib would make other bytes."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"officeDocument": ["xl/workbook.xml"]}),
        "xl/workbook.xml": _workbook(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            {"worksheet": [f"worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)]}
        ),
    }
    for at, sheet in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = _sheet(sheet)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_CLOCK), _DECLARED + content)
    return file.getvalue()


def _content_types(sheets: int) -> str:
    parts = {"/xl/workbook.xml": f"{_TYPE}.sheet.main+xml"} | {
        f"/xl/worksheets/sheet{at}.xml": f"{_TYPE}.worksheet+xml" for at in range(1, sheets + 1)
    }
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>{listed}</Types>'
    )


def _relations(targets: Mapping[str, Sequence[str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for kind, of_kind in targets.items()
        for at, target in enumerate(of_kind, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{at}">{"".join(_cells(at, row))}</row>' for at, row in enumerate(sheet.rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{ranges}</mergeCells>' if ranges else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cells(at: int, row: Sequence[Value]) -> list[str]:
    return [
        f'<c r="{chr(ord("A") + column)}{at}"{_value(value)}</c>'
        for column, value in enumerate(row)
        if value is not None
    ]


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return f"><v>{value}</v>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'
