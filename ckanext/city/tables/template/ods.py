"""Writes a template as an ODS document; libraries of ODF leave validations to the caller."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ckanext.city.tables.template.book import HELP_WIDTHS, PREPARED_ROWS, Book
from ckanext.city.tables.template.plan import Column
from ckanext.city.tables.template.xlsx import as_number

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "office": f"{_URN}office:1.0", "style": f"{_URN}style:1.0", "text": f"{_URN}text:1.0",
        "table": f"{_URN}table:1.0", "number": f"{_URN}datastyle:1.0",
        "config": f"{_URN}config:1.0",
        "fo": f"{_URN}xsl-fo-compatible:1.0", "svg": f"{_URN}svg-compatible:1.0",
        "ooo": "http://openoffice.org/2004/office",
        "dc": "http://purl.org/dc/elements/1.1/", "of": f"{_URN}of:1.2",
    }.items()
)  # fmt: skip
_MOMENT = (1980, 1, 1, 0, 0, 0)
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_URN}manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_NUMBERS = """<number:number-style style:name="Nwhole"><number:number number:min-integer-digits="1"
 number:decimal-places="0"/></number:number-style><number:number-style style:name="Ndecimal">
<number:number number:min-integer-digits="1"/></number:number-style>
<number:text-style style:name="Ntext"><number:text-content/></number:text-style>
<number:date-style style:name="Ndate"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>
</number:date-style>"""
_ANY = "cell-content()>=-1000000000000000"
_CENTIMETRES = 0.2  # of a character
_HEADS = {
    True: ("#1F4E79", 'fo:font-weight="bold" fo:color="#FFFFFF"'),
    False: ("#D6E3F0", 'fo:color="#000000"'),
}


def write_ods(path: Path, book: Book) -> None:
    """Write a template: the sheet to be filled in comes first."""
    members = {
        "content.xml": "".join(_content(book)),
        "styles.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_NAMESPACES}'
        ' office:version="1.3"><office:styles><style:style style:name="Default" '
        'style:family="table-cell"/></office:styles></office:document-styles>',
        "settings.xml": _settings(book),
        "META-INF/manifest.xml": _MANIFEST,
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _MOMENT), _TYPE)
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))


def _content(book: Book) -> Iterator[str]:
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} '
        f'office:version="1.3"><office:automatic-styles>{_NUMBERS}'
    )
    yield from _styles(book)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield from _validations(book)
    yield from _data(book)
    yield from _examples(book)
    yield from _help(book)
    yield from _lists(book)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _styles(book: Book) -> Iterator[str]:
    for kept in ("text", "whole", "decimal", "date"):
        yield (
            f'<style:style style:name="c-{kept}" style:family="table-cell" '
            f'style:parent-style-name="Default" style:data-style-name="N{kept}"/>'
        )
    for required, (colour, text) in _HEADS.items():
        yield _cell_style(
            f"h-{required}", f'fo:background-color="{colour}" fo:border="0.5pt solid #9AA5B1"', text
        )
    yield _cell_style("title", "", 'fo:font-weight="bold" fo:font-size="14pt"')
    yield _cell_style("line", "", "")
    colour, text = _HEADS[True]
    yield _cell_style("head", f'fo:wrap-option="wrap" fo:background-color="{colour}"', text)
    yield _cell_style("row", 'fo:wrap-option="wrap" style:vertical-align="top"', "")
    widths = {column.width for column in book.columns} | {*HELP_WIDTHS}
    for width in sorted(widths):
        yield (
            f'<style:style style:name="w-{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/>'
            "</style:style>"
        )
    yield (
        '<style:style style:name="high" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>'
    )


def _cell_style(name: str, cell: str, text: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default"><style:table-cell-properties {cell}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _validations(book: Book) -> Iterator[str]:
    watched = [column for column in book.columns if column.refusal]
    if not watched:
        return
    yield "<table:content-validations>"
    for column in watched:
        at = book.columns.index(column)
        yield (
            f'<table:content-validation table:name="v{at}" '
            f"table:condition={quoteattr(_condition(book, column))} "
            'table:allow-empty-cell="true" table:display-list="unsorted" '
            f"table:base-cell-address={quoteattr(f'{_sheet(book.names[0])}.{_letter(at)}2')}>"
            f'<table:error-message table:message-type="stop" table:display="true" '
            f"table:title={quoteattr(book.refused)}><text:p>{escape(column.refusal)}</text:p>"
            "</table:error-message></table:content-validation>"
        )
    yield "</table:content-validations>"


def _condition(book: Book, column: Column) -> str:
    if column.choices:
        letter = _letter(book.lists.index(column))
        sheet = _sheet(book.names[3])
        last = len(column.choices) + 1
        return f"of:cell-content-is-in-list([${sheet}.${letter}$2:.${letter}${last}])"
    if column.kept == "text":
        return f"of:{_within('cell-content-text-length', column.low, column.high)}"
    kinds = {"whole": "whole-number", "decimal": "decimal-number", "date": "date"}
    low, high = column.low, column.high
    if column.kept == "date":
        low, high = (_day(each) for each in (low, high))
    bounds = _within("cell-content", low, high) or _ANY  # without any, LibreOffice watches nothing
    return f"of:cell-content-is-{kinds[column.kept]}() and {bounds}"


def _day(text: str) -> str:
    return f"DATE({';'.join(str(int(part)) for part in text.split('-'))})" if text else ""


def _within(what: str, low: str, high: str) -> str:
    if low and high:
        return f"{what}-is-between({low},{high})"
    return f"{what}()>={low}" if low else f"{what}()<={high}" if high else ""


def _data(book: Book) -> Iterator[str]:
    yield from _head(book, book.names[0], with_notes=True)
    if book.first_row:
        cells = (
            _cell(column, book.first_row.get(column.name, ""), _watched(book, column))
            for column in book.columns
        )
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"
    blank = "".join(_cell(column, "", _watched(book, column)) for column in book.columns)
    yield (
        f'<table:table-row table:number-rows-repeated="{PREPARED_ROWS}">{blank}</table:table-row>'
        "</table:table>"
    )


def _examples(book: Book) -> Iterator[str]:
    yield from _head(book, book.names[1], with_notes=False)
    for row in book.examples:
        cells = (_cell(c, text) for c, text in zip(book.columns, row, strict=True))
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"
    yield "</table:table>"


def _head(book: Book, name: str, *, with_notes: bool) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(name)}>"
    for column in book.columns:
        yield (
            f'<table:table-column table:style-name="w-{column.width}" '
            f'table:default-cell-style-name="c-{column.kept}"/>'
        )
    yield "<table:table-row>"
    for column in book.columns:
        note = ""
        if with_notes:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in column.note.split("\n"))
            note = f'<office:annotation svg:width="7cm">{lines}</office:annotation>'
        yield _text(column.name, f"h-{column.required}", note)
    yield "</table:table-row>"


def _help(book: Book) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(book.names[2])}>"
    for width in HELP_WIDTHS:
        yield f'<table:table-column table:style-name="w-{width}"/>'
    for line in book.help:
        cells = "".join(_text(text, line.look) for text in line.cells) or "<table:table-cell/>"
        yield f'<table:table-row table:style-name="high">{cells}</table:table-row>'
    yield "</table:table>"


def _lists(book: Book) -> Iterator[str]:
    if not book.lists:
        return
    yield f"<table:table table:name={quoteattr(book.names[3])}>"
    for column in book.lists:
        yield f'<table:table-column table:style-name="w-{column.width}"/>'
    heads = "".join(_text(column.name, "h-True") for column in book.lists)
    yield f"<table:table-row>{heads}</table:table-row>"
    for row in range(max(len(column.choices) for column in book.lists)):
        cells = "".join(
            _cell(column, column.choices[row] if row < len(column.choices) else "")
            for column in book.lists
        )
        yield f"<table:table-row>{cells}</table:table-row>"
    yield "</table:table>"


def _watched(book: Book, column: Column) -> str:
    at = book.columns.index(column)
    return f' table:content-validation-name="v{at}"' if column.refusal else ""


def _cell(column: Column, text: str, more: str = "") -> str:
    """Write a cell as a spreadsheet would keep what is typed into it."""
    style = f'table:style-name="c-{column.kept}"{more}'
    shown = f"<text:p>{escape(text)}</text:p>"
    if not text:
        return f"<table:table-cell {style}/>"
    if column.kept == "date":
        value = f'office:value-type="date" office:date-value={quoteattr(text)}'
    elif column.kept in ("whole", "decimal") and (number := as_number(text)) is not None:
        value = f'office:value-type="float" office:value="{number}"'
    else:
        return _text(text, "c-text", "", more)
    return f"<table:table-cell {style} {value}>{shown}</table:table-cell>"


def _text(text: str, style: str, note: str = "", more: str = "") -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="{style}"{more} office:value-type="string">'
        f"{note}{lines}</table:table-cell>"
    )


def _settings(book: Book) -> str:
    """Freeze the first row of the sheets that have titles."""
    pages = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(name)}>"
        + "".join(
            f'<config:config-item config:name="{key}" config:type="{kind}">{value}'
            "</config:config-item>"
            for key, kind, value in (
                ("HorizontalSplitMode", "short", 0),
                ("VerticalSplitMode", "short", 2),
                ("HorizontalSplitPosition", "int", 0),
                ("VerticalSplitPosition", "int", 1),
                ("ActiveSplitRange", "short", 2),
                ("PositionLeft", "int", 0),
                ("PositionRight", "int", 0),
                ("PositionTop", "int", 0),
                ("PositionBottom", "int", 1),
            )
        )
        + "</config:config-item-map-entry>"
        for name in book.names[:2]
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {_NAMESPACES} '
        'office:version="1.3"><office:settings><config:config-item-set '
        'config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item config:name="ViewId" '
        'config:type="string">view1</config:config-item>'
        '<config:config-item-map-named config:name="Tables">'
        f"{pages}</config:config-item-map-named><config:config-item "
        f'config:name="ActiveTable" config:type="string">{escape(book.names[0])}'
        "</config:config-item></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _sheet(name: str) -> str:
    quoted = name.replace("'", "''")
    return name if name.isalnum() else f"'{quoted}'"


def _letter(at: int) -> str:
    """Name a column, from 0, as a spreadsheet does."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
