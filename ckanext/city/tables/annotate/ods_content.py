"""Changes in content.xml of an ODS document: marked cells get a background and an annotation."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.annotate.before import text_of
from ckanext.city.tables.annotate.marks import Mark
from ckanext.city.tables.annotate.ods_rows import Cell, Row, SheetRows
from ckanext.city.tables.annotate.splice import (
    Edits,
    as_ascii,
    element_end,
    is_closed,
    opened,
    quoted,
    tag_end,
    tag_name,
    with_attribute,
)
from ckanext.city.tables.annotate.summary import COLOUR
from ckanext.city.tables.read.grid import Place

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    "office": f"{_URN}office:1.0",
    "style": f"{_URN}style:1.0",
    "text": f"{_URN}text:1.0",
    "table": f"{_URN}table:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}


def declared(*prefixes: str) -> str:
    """Declare namespaces, for XML that is put among other XML."""
    return " ".join(f'xmlns:{each}="{NAMESPACES[each]}"' for each in prefixes)


class MarkedContent(SheetRows):
    """Gives marked cells of one sheet their colour and their annotation."""

    def __init__(self, data: bytes, sheet: str, marks: Mapping[Place, Mark], author: str) -> None:
        self._edits = Edits(data)
        self._marks, self._author = marks, author
        self._marked: dict[int, list[int]] = {}
        for row, column in sorted(marks):
            self._marked.setdefault(row, []).append(column)
        self._waiting = sorted(self._marked, reverse=True)  # the next row last
        self._automatic: tuple[int, int] | None = None
        self._body = 0
        self._styles: dict[str, bytes] = {}
        self._names: set[str] = set()
        self._style: tuple[int, str, int] | None = None
        self._new_styles: dict[tuple[str | None, str], str] = {}
        self._extra_styles: list[bytes] = []
        super().__init__(data, sheet)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the beginning of an element."""
        super().start(name, attributes, at)
        if name == "automatic-styles":
            self._automatic = (at, at)
        elif name == "body":
            self._body = at
        elif name == "style" and self._body == 0:
            style = attributes.get("style:name", "")
            self._names.add(style)
            if attributes.get("style:family") == "table-cell":  # others may have the same name
                self._style = (at, style, self.depth)

    def end(self, name: str, at: int) -> None:
        """Take the end of an element."""
        super().end(name, at)
        if name == "automatic-styles" and self._automatic:
            self._automatic = (self._automatic[0], at)
        elif name == "style" and self._style and self._style[2] == self.depth:
            start, style, _depth = self._style
            self._styles[style] = self.data[start : element_end(self.data, start, at)]
            self._style = None

    def finish_row(self, row: Row, end: int) -> None:
        """Write a row anew where some of its cells are marked, a repeated one in parts."""
        numbers = []
        while self._waiting and self._waiting[-1] < row.row + row.times:
            numbers.append(self._waiting.pop())
        if not numbers:
            return
        source, at = self.data[row.start : end], row.row
        parts = []
        for number in numbers:
            parts.append(_repeated(source, "table:number-rows-repeated", number - at))
            parts.append(self._marked_row(row, number))
            at = number + 1
        rest = row.row + row.times - at
        parts.append(_repeated(source, "table:number-rows-repeated", rest))
        self._edits.replace(row.start, end, b"".join(parts))

    def _marked_row(self, row: Row, number: int) -> bytes:
        stop = tag_end(self.data, row.start)
        tag = self.data[row.start : stop]
        closing = f"</{tag_name(tag)}>".encode()
        pieces = [opened(with_attribute(tag, "table:number-rows-repeated", None))]
        todo = list(reversed(self._marked[number]))
        column = 0
        for cell in row.cells:
            pieces.append(self._cells(row, cell, number, todo))
            column = cell.column + cell.times
        while todo:
            wanted = todo.pop()
            empty = as_ascii(f"<table:table-cell {declared('table')}/>")
            pieces.append(_repeated(empty, "table:number-columns-repeated", wanted - column))
            pieces.append(self._cell(row, None, (number, wanted), empty))
            column = wanted + 1
        return b"".join([*pieces, closing])

    def _cells(self, row: Row, cell: Cell, number: int, todo: list[int]) -> bytes:
        source, at, end = self.data[cell.start : cell.end], cell.column, cell.column + cell.times
        pieces = []
        while todo and todo[-1] < end:
            wanted = todo.pop()
            pieces.append(_repeated(source, "table:number-columns-repeated", wanted - at))
            pieces.append(self._cell(row, cell, (number, wanted), source))
            at = wanted + 1
        return b"".join([*pieces, _repeated(source, "table:number-columns-repeated", end - at)])

    def _cell(self, row: Row, cell: Cell | None, place: Place, source: bytes) -> bytes:
        mark = self._marks[place]
        base = (cell.style if cell else None) or row.style or self._column_style(place[1])
        stop = tag_end(source, 0)
        tag = with_attribute(source[:stop], "table:number-columns-repeated", None)
        tag = with_attribute(tag, "table:style-name", self._coloured(base, mark.severity))
        remarks = "\n\n".join(mark.remarks)
        if not remarks:
            return tag + source[stop:]
        if cell and cell.annotation:
            start, at = (each - cell.start for each in cell.annotation)
            edits = Edits(source)
            if remarks.replace("\n", "") not in text_of(source[start:at]):  # by a copy before
                edits.append_child(start, at, as_ascii(_paragraphs(remarks)))
            return tag + edits.result()[stop:]
        new = as_ascii(self._annotation(remarks))
        if is_closed(tag):
            return opened(tag) + new + f"</{tag_name(tag)}>".encode()
        return tag + new + source[stop:]

    def _annotation(self, text: str) -> str:
        return (
            f"<office:annotation {declared('office', 'dc', 'text')}>"
            f"<dc:creator>{quoted(self._author)}</dc:creator>{_paragraphs(text)}</office:annotation>"
        )

    def _column_style(self, column: int) -> str | None:
        return next((style for after, style in self.columns if column < after), None)

    def _coloured(self, base: str | None, severity: str) -> str:
        """Give the style that is like another, with the background of a severity."""
        key = base, severity
        if key not in self._new_styles:
            number = len(self._new_styles) + 1
            name = next(
                n for at in range(len(self._names) + 1)
                if (n := f"city{number + at * 10_000}") not in self._names
            )  # fmt: skip
            self._new_styles[key] = name
            self._extra_styles.append(self._make_style(name, base, severity))
        return self._new_styles[key]

    def _make_style(self, name: str, base: str | None, severity: str) -> bytes:
        colour = f"#{COLOUR[severity]}"  # type: ignore[index]
        properties = as_ascii(
            f"<style:table-cell-properties {declared('style', 'fo')} "
            f'fo:background-color="{colour}"/>'
        )
        source = self._styles.get(base or "")
        if source is None:
            parent = base or "Default"
            head = (
                f'<style:style {declared("style")} style:name="{name}" style:family="table-cell" '
                f'style:parent-style-name="{quoted(parent)}">'
            )
            return as_ascii(head) + properties + b"</style:style>"
        stop = tag_end(source, 0)
        tag = with_attribute(source[:stop], "style:name", name)
        if is_closed(tag):
            return opened(tag) + properties + f"</{tag_name(tag)}>".encode()
        found = source.find(b"<style:table-cell-properties", stop)
        if found < 0:
            return tag + properties + source[stop:]
        end = tag_end(source, found)
        own = with_attribute(source[found:end], "fo:background-color", colour)
        own = own.replace(b"<style:table-cell-properties", as_ascii(
            f"<style:table-cell-properties {declared('fo')}"
        ), 1) if b"xmlns:fo" not in own else own  # fmt: skip
        return tag + source[stop:found] + own + source[end:]

    def result(self, styles: bytes, sheet: bytes) -> bytes:
        """Give the document, with further styles and a further sheet after the last one."""
        new = b"".join(self._extra_styles) + styles
        if self._automatic:
            self._edits.append_child(*self._automatic, new)
        else:
            tag = as_ascii(f"<office:automatic-styles {declared('office')}>")
            self._edits.insert(self._body, tag + new + b"</office:automatic-styles>")
        self._edits.insert(self.last_end, sheet)
        return self._edits.result()


def _repeated(source: bytes, attribute: str, times: int) -> bytes:
    """Give an element that stands for so many; nothing for none."""
    if times < 1:
        return b""
    stop = tag_end(source, 0)
    value = str(times) if times > 1 else None
    return with_attribute(source[:stop], attribute, value) + source[stop:]


def _paragraphs(text: str) -> str:
    return "".join(
        f"<text:p {declared('text')}>{quoted(line)}</text:p>" for line in text.split("\n")
    )
