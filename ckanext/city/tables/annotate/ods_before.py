"""Takes out of an ODS document what an earlier annotation put into it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.annotate.before import COLOURS, Before, text_of
from ckanext.city.tables.annotate.splice import Edits, Scanner, element_end, tag_end, with_attribute

_BACKGROUND = re.compile(rb"""fo:background-color=["']#([0-9A-Fa-f]{6})["']""")
_CREATOR = re.compile(rb"<dc:creator[^>]*>(.*?)</dc:creator>", re.DOTALL)
_FIRST_BYTES = 20_000  # of a sheet, in which our first words would stand


class FormerContent(Scanner):
    """Goes through content.xml: our list of findings, annotations and backgrounds go."""

    def __init__(self, data: bytes, sheet: str, before: Before) -> None:
        self._edits, self._data = Edits(data), data
        self._sheet, self._before = sheet, before
        self._inside = False
        self._tables: list[tuple[int, str]] = []
        self._annotation = -1
        self._style: tuple[int, str] | None = None
        self._ours: set[str] = set()
        if any(colour.encode() in data.lower() for colour in COLOURS):
            self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the beginning of an element."""
        if name == "table":
            self._tables.append((at, attributes.get("table:name", "")))
            self._inside = self._inside or self._tables[0][1] == self._sheet
        elif name == "annotation" and self._inside:
            self._annotation = at
        elif name == "style" and attributes.get("style:family") == "table-cell":
            self._style = (at, attributes.get("style:name", ""))
        elif self._inside and name.endswith("table-cell"):
            self._look_at_cell(attributes, at)

    def _look_at_cell(self, attributes: Mapping[str, str], at: int) -> None:
        style = attributes.get("table:style-name")
        if style in self._ours:
            stop = tag_end(self._data, at)
            tag = with_attribute(self._data[at:stop], "table:style-name", _plain(style))
            self._edits.replace(at, stop, tag)

    def end(self, name: str, at: int) -> None:
        """Take the end of an element."""
        if name == "annotation" and self._annotation >= 0:
            end = element_end(self._data, self._annotation, at)
            creator = _CREATOR.search(self._data, self._annotation, end)
            if creator and self._before.signed(text_of(creator[1])):
                self._edits.replace(self._annotation, end, b"")
            self._annotation = -1
        elif name == "style" and self._style:
            self._end_style(*self._style, at)
            self._style = None
        elif name == "table" and self._tables:
            start, title = self._tables.pop()
            if not self._tables:
                self._inside = False
                self._end_table(start, title, at)

    def _end_style(self, start: int, name: str, at: int) -> None:
        """Put beside a style of ours one without our background."""
        end = element_end(self._data, start, at)
        source = self._data[start:end]
        found = _BACKGROUND.search(source)
        if found and found[1].decode().lower() in COLOURS:
            self._ours.add(name)
            plain = source[: found.start()] + b'fo:background-color="transparent"'
            plain += source[found.end() :]
            stop = tag_end(plain, 0)
            head = with_attribute(plain[:stop], "style:name", _plain(name))
            self._edits.insert(end, head + plain[stop:])

    def _end_table(self, start: int, title: str, at: int) -> None:
        if title == self._sheet or not self._before.may_list(title):
            return
        end = element_end(self._data, start, at)
        head = self._data[start : min(end, start + _FIRST_BYTES)]
        cells = head[head.find(b"table-row") :]
        if self._before.lists(text_of(cells).partition(">")[2].strip()):
            self._edits.replace(start, end, b"")

    def result(self) -> bytes:
        """Give the document."""
        return self._edits.result() if self._edits else self._data


def _plain(style: str | None) -> str:
    return f"{style}-plain"
