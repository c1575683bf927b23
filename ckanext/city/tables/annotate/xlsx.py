"""A department's XLSX workbook, sent back: cells coloured and commented, all else as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ckanext.city.tables.annotate.before import Before
from ckanext.city.tables.annotate.entries import AUTHOR
from ckanext.city.tables.annotate.marks import gather
from ckanext.city.tables.annotate.outcome import Annotated, Outcome
from ckanext.city.tables.annotate.outside import reaches_outside, without_links
from ckanext.city.tables.annotate.package import (
    Package,
    Relation,
    relations_part,
    with_child,
)
from ckanext.city.tables.annotate.splice import Edits, Spans, as_ascii, as_number, quoted
from ckanext.city.tables.annotate.summary import (
    LINE_POINTS,
    WIDTHS,
    Cell,
    Summary,
    free_sheet_name,
    lines_of,
    name_place,
)
from ckanext.city.tables.annotate.xlsx_before import forget_marks
from ckanext.city.tables.annotate.xlsx_comments import add_comments
from ckanext.city.tables.annotate.xlsx_sheet import FormulaSheet, MarkedSheet
from ckanext.city.tables.annotate.xlsx_styles import MAIN, Styles, read_styles
from ckanext.city.tables.findings import SEVERITIES, Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.archives import open_archive
from ckanext.city.tables.read.grid import Place, letter
from ckanext.city.tables.read.xlsx import Book, column_index, read_values

WORKBOOK = "xl/workbook.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MAIN_TYPES = re.compile(
    r"application/vnd\.(?:ms-excel\.(?:sheet|template)\.macroEnabled"
    r"|openxmlformats-officedocument\.spreadsheetml\.template)\.main\+xml"
)
#: Parts that act by themselves, and the relations that lead to them.
_ACTIVE = re.compile(
    r"xl/(?:externalLinks/|(?:_rels/)?vbaProject|(?:_rels/)?vbaData)|_xmlsignatures/",
    re.IGNORECASE,
)
_GONE = {"externalLink", "vbaProject", "origin", "calcChain", "wordVbaData", "attachedToolbars"}
#: Sheets of macros, in whose place an empty one is put: others are counted by their places.
_MACRO_SHEET = re.compile(r"xl/(?:macrosheets|dialogsheets)/[^/]+\.xml", re.IGNORECASE)
_MACRO_TYPE = re.compile(
    r"application/vnd\.(?:ms-excel\.(?:intl)?macrosheet"
    r"|openxmlformats-officedocument\.spreadsheetml\.dialogsheet)\+xml"
)
_MACRO_RELATION = re.compile(
    rb"http://schemas\.(?:microsoft\.com/office/2006/relationships/xl(?:Intl)?Macrosheet"
    rb"|openxmlformats\.org/officeDocument/2006/relationships/dialogsheet)"
)
_WORKSHEET = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_STRICT = (
    (MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
_MAX_MERGED = 1_000_000  # cells that are looked after; no table has as many
_CALCULATION_CHAIN = "xl/calcchain.xml"
_TABLE_FORMULA = re.compile(
    rb"<(?:[\w.-]+:)?(calculatedColumnFormula|totalsRowFormula)[\s>].*?</(?:[\w.-]+:)?\1>"
    rb"""|\stotalsRowFunction=["']custom["']""",
    re.DOTALL,
)
#: What a pivot table counts, where it is a range or a table of the workbook itself.
_OWN_SOURCE = re.compile(
    rb"""<(?:[\w.-]+:)?cacheSource\s+type=["']worksheet["']\s*>\s*"""
    rb"""<(?:[\w.-]+:)?worksheetSource(?![^>]*:id=)"""
)
_REFRESH = re.compile(rb"""\srefreshOnLoad=["'](?:1|true)["']""")
_CHART_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?f(?:\s[^>]*)?>)([^<]*)(?=</)")


def annotate_xlsx(path: Path, out: Path, annotated: Annotated, limits: Limits) -> Outcome:
    """Write a workbook as it is, with what is to be corrected in it.

    Raises:
        Refused: it is damaged, or the sheet cannot be found.
    """
    with open_archive(path, limits) as archive:
        book, package = Book(archive), Package(archive)
        sheets = {each.name: each.member for each in book.sheets}
        member = sheets.get(annotated.sheet or "")
        if member is None:
            details = {"sheet": annotated.sheet}
            raise Refused(Finding("annotate.sheet-missing", "error", details=details))
        outcome = _make_harmless(package, list(sheets.values()))
        part = book.styles or package.free_name("xl/styles{}.xml")
        styles = read_styles(package.read(part) if book.styles else None)
        before = Before(annotated.marker.translate)
        forget_marks(package, member, styles, before)
        _mark(package, member, annotated, styles)
        old = _old_list(path, sheets, annotated.sheet, before)
        _add_summary(package, annotated.summary(outcome), sheets, old, styles)
        package.write(part, styles.result())
        if not book.styles:
            package.relate(WORKBOOK, "styles", part)
            package.declare(part, _STYLES_TYPE)
        _keep_strict(package)
        package.save(out)
    return outcome


def _keep_strict(package: Package) -> None:
    """Name what was added as the strict form of the standard does, in a workbook of that form."""
    if _STRICT[0][1] in package.read(WORKBOOK):
        for name in package.changed:
            data = package.read(name)
            for usual, strict in _STRICT:
                data = data.replace(usual, strict)
            package.write(name, data)


def _mark(package: Package, member: str, annotated: Annotated, styles: Styles) -> None:
    data = package.read(member)
    marks = gather(annotated.marks_in_place, _anchors(data))
    sheet = MarkedSheet(data, marks, styles.coloured)
    texts = {place: "\n\n".join(mark.remarks) for place, mark in marks.items() if mark.remarks}
    relation = ""
    if texts:
        author = annotated.marker.translate(AUTHOR)
        relation = add_comments(package, member, texts, author, sheet.drawing)
    package.write(member, sheet.result("" if sheet.drawing else relation))


def _anchors(data: bytes) -> dict[Place, Place]:
    """Give, of each cell that is merged into another, the one that is shown."""
    anchors: dict[Place, Place] = {}
    for found in re.finditer(
        rb"""<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z0-9:$]+)""", data
    ):
        corners = re.findall(r"([A-Z]{1,3})\$?(\d{1,7})", found[1].decode().replace("$", ""))
        if len(corners) == 2:
            (left, top), (right, bottom) = ((column_index(c), int(r) - 1) for c, r in corners)
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            if len(rows) * len(columns) + len(anchors) < _MAX_MERGED:
                anchors |= {(row, column): (top, left) for row in rows for column in columns}
    return anchors


# What acts by itself.


def _make_harmless(package: Package, sheets: list[str]) -> Outcome:
    """Take out formulas, links to other workbooks and macros."""
    cells = 0
    for member in sheets:
        sheet = FormulaSheet(package.read(member))
        if sheet.is_changed:
            package.write(member, sheet.result())
        cells += sheet.places
    parts = package.drop(lambda name: _ACTIVE.match(name) is not None)
    parts += _empty_macro_sheets(package)
    package.drop(lambda name: name.lower() == _CALCULATION_CHAIN)
    for part in (WORKBOOK, ""):
        package.forget(part, lambda each: _is_gone(each, package))
    package.settle_types(
        lambda kind: _MACRO_TYPE.sub(_SHEET_TYPE, _MAIN_TYPES.sub(_MAIN_TYPE, kind))
    )
    names = _clean_workbook(package)
    _cut_drawings(package)
    columns, refreshed = _still(package)
    return Outcome(formulas=cells + columns, links=parts + names + refreshed)


def _empty_macro_sheets(package: Package) -> int:
    found = [name for name in package.names if _MACRO_SHEET.fullmatch(name)]
    theirs = {relations_part(name) for name in found}
    package.drop(lambda name: name in theirs)
    for name in found:
        package.write(name, as_ascii(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'))
    if found:
        part = relations_part(WORKBOOK)
        package.write(part, _MACRO_RELATION.sub(_WORKSHEET, package.read(part)))
    return len(found)


def _is_gone(relation: Relation, package: Package) -> bool:
    inside = not relation.external
    return relation.type in _GONE or (inside and relation.target not in package.names)


def _clean_workbook(package: Package) -> int:
    """Take out what the workbook says of links, and names that stand for them."""
    data = package.read(WORKBOOK)
    edits, removed = Edits(data), 0
    spans = Spans(data, "externalReferences", "definedName")
    for start, _at, end, _depth in spans.found["externalReferences"]:
        edits.replace(start, end, b"")
    for start, _at, end, _depth in spans.found["definedName"]:
        said = spans.attributes[start]
        macro = {"function", "vbProcedure", "xlm"} & {
            k for k, v in said.items() if v in ("1", "true")
        }
        if macro or reaches_outside(data[start:end]):
            edits.replace(start, end, b"")
            removed += 1
    if removed and removed == len(spans.found["definedName"]):  # an empty list is none
        start, _at, end, _depth = Spans(data, "definedNames").found["definedNames"][0]
        edits.replace(start, end, b"")
    package.write(WORKBOOK, edits.result())
    return removed


def _cut_drawings(package: Package) -> None:
    """Let charts that drew from another workbook keep what they last showed; shapes, too."""
    for name in package.names:
        if name.startswith("xl/charts/") and name.endswith(".xml"):
            package.rewrite(name, lambda data: _CHART_FORMULA.sub(_inside, data))
        elif name.startswith("xl/drawings/") and name.endswith(".xml"):
            package.rewrite(name, without_links)


def _inside(formula: re.Match[bytes]) -> bytes:
    return formula[1] + (b"#REF!" if reaches_outside(formula[2]) else formula[2])


def _still(package: Package) -> tuple[int, int]:
    """Take out what tables would calculate for new rows, and what is fetched at opening."""
    columns = refreshed = 0
    for name in package.names:
        if name.startswith("xl/tables/"):
            data, found = _TABLE_FORMULA.subn(b"", package.read(name))
            columns += found
        elif name.startswith(("xl/connections.xml", "xl/queryTables/", "xl/pivotCache/")):
            data, found = package.read(name), 0
            if _OWN_SOURCE.search(data) is None:  # a table of this workbook may be counted anew
                data, found = _REFRESH.subn(b"", data)
            refreshed += found
        else:
            continue
        if found:
            package.write(name, data)
    return columns, refreshed


# The sheet that lists the findings.


def _old_list(
    path: Path, sheets: Mapping[str, str], read: str | None, before: Before
) -> str | None:
    """Give the part that lists the findings of an earlier annotation."""
    for name, part in sheets.items():
        if name != read and before.may_list(name):
            values = read_values(path, [name])[name]
            if values and values[0] and before.lists(str(values[0][0])):
                return part
    return None


def _add_summary(
    package: Package,
    summary: Summary,
    sheets: Mapping[str, str],
    old: str | None,
    styles: Styles,
) -> None:
    if old:
        theirs = relations_part(old)
        package.drop(lambda name: name == theirs)
        package.write(old, _sheet(summary, styles))
        return
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.write(part, _sheet(summary, styles))
    package.declare(part, _SHEET_TYPE)
    relation = package.relate(WORKBOOK, "worksheet", part)
    data = package.read(WORKBOOK)
    spans = Spans(data, "sheet")
    used = [as_number(spans.attributes[s].get("sheetId")) for s, *_rest in spans.found["sheet"]]
    new = (
        f'<sheet xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships" name="{quoted(free_sheet_name(summary.name, list(sheets)))}"'
        f' sheetId="{max(used, default=0) + 1}" r:id="{relation}"/>'
    )
    package.write(WORKBOOK, with_child(data, "sheets", as_ascii(new)))


def _sheet(summary: Summary, styles: Styles) -> bytes:
    shown = _summary_styles(styles)
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(WIDTHS, 1)
    )
    rows = "".join(
        _row(at, cells, shown, lines_of(cells)) for at, cells in enumerate(summary.rows, 1)
    )
    return as_ascii(
        f'<worksheet xmlns="{MAIN}"><sheetPr><tabColor rgb="FFC45911"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane ySplit="{summary.head}" '
        f'topLeftCell="A{summary.head + 1}" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>{rows}</sheetData>{_links(summary)}"
        '<pageSetup orientation="landscape"/></worksheet>'
    )


def _summary_styles(styles: Styles) -> dict[str, int]:
    name = '<name val="Calibri"/>'
    return {
        "title": styles.text(f'<b/><sz val="14"/>{name}', wrap=False),
        "line": styles.text(wrap=False),
        "plain": styles.text(),
        "head": styles.text(f'<b/><sz val="11"/>{name}'),
        "link": styles.text(f'<u/><sz val="11"/><color rgb="FF0B4F8A"/>{name}'),
        **{each: styles.text(severity=each) for each in SEVERITIES},
    }


def _row(number: int, cells: tuple[Cell, ...], styles: Mapping[str, int], lines: int) -> str:
    written = "".join(
        f'<c r="{letter(at)}{number}" s="{styles["link" if cell.place else cell.style]}" '
        f't="inlineStr"><is><t xml:space="preserve">{quoted(cell.text)}</t></is></c>'
        for at, cell in enumerate(cells)
        if cell.text
    )
    height = f' ht="{lines * LINE_POINTS}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{written}</row>'


def _links(summary: Summary) -> str:
    sheet = summary.sheet.replace("'", "''")
    links = "".join(
        f'<hyperlink ref="{letter(at)}{row}" display="{quoted(cell.text)}" '
        f'location="{_address(sheet, cell.place)}"/>'
        for row, cells in enumerate(summary.rows, 1)
        for at, cell in enumerate(cells)
        if cell.place
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _address(sheet: str, place: Place) -> str:
    return quoted(f"'{sheet}'!{name_place(place)}")
