"""A department's ODS document, sent back: cells coloured and commented, all else as it was."""

from __future__ import annotations

import re
from pathlib import Path

from ckanext.city.tables.annotate.before import Before
from ckanext.city.tables.annotate.entries import AUTHOR
from ckanext.city.tables.annotate.marks import gather
from ckanext.city.tables.annotate.ods_active import HarmlessContent
from ckanext.city.tables.annotate.ods_before import FormerContent
from ckanext.city.tables.annotate.ods_content import MarkedContent, declared
from ckanext.city.tables.annotate.ods_rows import Anchors
from ckanext.city.tables.annotate.outcome import Annotated, Outcome
from ckanext.city.tables.annotate.package import Package
from ckanext.city.tables.annotate.splice import Edits, Spans, as_ascii, quoted
from ckanext.city.tables.annotate.summary import (
    COLOUR,
    WIDTHS,
    Cell,
    Summary,
    free_sheet_name,
    name_place,
)
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.archives import open_archive

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_SCRIPTS = re.compile(r"(?:Basic|Scripts)/|META-INF/(?:document|macro)signatures\.xml")
_STYLE = "cityS"  # the first letters of the summary's styles


def annotate_ods(path: Path, out: Path, annotated: Annotated, limits: Limits) -> Outcome:
    """Write a document as it is, with what is to be corrected in it.

    Raises:
        Refused: it is damaged, or the sheet cannot be found.
    """
    with open_archive(path, limits) as archive:
        package = Package(archive)
        harmless = HarmlessContent(package.read(_CONTENT))
        links = harmless.links + _drop_scripts(package)
        outcome = Outcome(formulas=harmless.formulas, links=links)
        before = Before(annotated.marker.translate)
        data = FormerContent(harmless.result(), annotated.sheet or "", before).result()
        author = annotated.marker.translate(AUTHOR)
        marks = gather(annotated.marks_in_place, Anchors(data, annotated.sheet or "").places)
        marked = MarkedContent(data, annotated.sheet or "", marks, author)
        if not marked.found:
            details = {"sheet": annotated.sheet}
            raise Refused(Finding("annotate.sheet-missing", "error", details=details))
        summary = annotated.summary(outcome)
        sheet = _sheet(summary, free_sheet_name(summary.name, marked.sheets))
        package.write(_CONTENT, marked.result(_styles(), sheet))
        package.save(out)
    return outcome


def _drop_scripts(package: Package) -> int:
    """Leave macros and signatures out, and their lines in the list of what is there."""
    dropped = package.drop(lambda name: _SCRIPTS.match(name) is not None)
    if dropped and _MANIFEST in package.names:
        data = package.read(_MANIFEST)
        edits, spans = Edits(data), Spans(data, "file-entry")
        for start, _at, end, _depth in spans.found["file-entry"]:
            if _SCRIPTS.match(spans.attributes[start].get("manifest:full-path", "")):
                edits.replace(start, end, b"")
        package.write(_MANIFEST, edits.result())
    return dropped


def _styles() -> bytes:
    """Give the styles of the summary: of its cells and of its columns."""
    wrapped = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{}/>'
    bold = '<style:text-properties fo:font-weight="bold"{}/>'
    cells: dict[str, str] = {
        "title": bold.format(' fo:font-size="14pt"'),
        "line": "",
        "plain": wrapped.format(""),
        "head": wrapped.format("") + bold.format(""),
        **{
            name: wrapped.format(f' fo:background-color="#{colour}"')
            for name, colour in COLOUR.items()
        },
    }
    head = f'<style:style {declared("style", "fo")} style:name="{_STYLE}'
    of_cells = (
        f'{head}-{name}" style:family="table-cell" style:parent-style-name="Default">{said}'
        "</style:style>"
        for name, said in cells.items()
    )
    of_columns = (
        f'{head}-c{at}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * 0.19:.2f}cm"/></style:style>'
        for at, width in enumerate(WIDTHS)
    )
    of_rows = (
        f'{head}-row" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
    )
    return as_ascii("".join((*of_cells, *of_columns, of_rows)))


def _sheet(summary: Summary, name: str) -> bytes:
    columns = "".join(
        f'<table:table-column table:style-name="{_STYLE}-c{at}"/>' for at in range(len(WIDTHS))
    )
    rows = "".join(
        f'<table:table-row table:style-name="{_STYLE}-row">'
        f"{''.join(_cell(cell, summary.sheet) for cell in cells) or _EMPTY}"
        "</table:table-row>"
        for cells in summary.rows
    )
    return as_ascii(
        f'<table:table {declared("table", "office", "text", "xlink")} table:name="{quoted(name)}">'
        f"{columns}{rows}</table:table>"
    )


_EMPTY = "<table:table-cell/>"


def _cell(cell: Cell, sheet: str) -> str:
    if not cell.text:
        return _EMPTY
    text = quoted(cell.text)
    if cell.place:
        name = sheet.replace("'", "''")
        target = quoted(f"#'{name}'.{name_place(cell.place)}")
        text = f'<text:a xlink:type="simple" xlink:href="{target}">{text}</text:a>'
    return (
        f'<table:table-cell table:style-name="{_STYLE}-{cell.style}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )
