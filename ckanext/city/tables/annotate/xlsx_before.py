"""Takes out of an XLSX workbook what an earlier annotation put into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from ckanext.city.tables.annotate.before import Before, text_of
from ckanext.city.tables.annotate.package import Package
from ckanext.city.tables.annotate.splice import (
    Edits,
    Scanner,
    Spans,
    as_number,
    tag_end,
    with_attribute,
)
from ckanext.city.tables.annotate.xlsx_styles import Styles

_SHAPE = re.compile(rb"<(?:[\w-]+:)?shape[\s>].*?</(?:[\w-]+:)?shape>", re.DOTALL)
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def forget_marks(package: Package, sheet: str, styles: Styles, before: Before) -> None:
    """Take our colours and comments off a worksheet."""
    if styles.ours:
        unmarked = _Unmarked(package.read(sheet), styles)
        package.write(sheet, unmarked.result())
    known = [each for each in package.relations(sheet).values() if each.target in package.names]
    for part in (each.target for each in known if each.type == "comments"):
        data, places = _without_ours(package.read(part), before)
        if places:
            package.write(part, data)
            for each in known:
                if each.type == "vmlDrawing":  # one is of the comments, another of the page's head
                    package.rewrite(each.target, partial(_without_boxes, places=places))


class _Unmarked(Scanner):
    """Gives the cells of a worksheet that have our colours a style without."""

    def __init__(self, data: bytes, styles: Styles) -> None:
        self._edits, self._styles = Edits(data), styles
        self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Look at a cell."""
        if name == "c" and (style := as_number(attributes.get("s"))) in self._styles.ours:
            stop = tag_end(self._edits.data, at)
            tag = self._edits.data[at:stop]
            plain = str(self._styles.coloured(style, ""))
            self._edits.replace(at, stop, with_attribute(tag, "s", plain))

    def end(self, name: str, at: int) -> None:
        """Nothing is to be done at an end."""

    def result(self) -> bytes:
        """Give the worksheet."""
        return self._edits.result()


def _without_ours(data: bytes, before: Before) -> tuple[bytes, list[str]]:
    """Take our comments out; give the cells that they stood on."""
    spans = Spans(data, "author", "comment")
    ours = {
        at
        for at, (start, _at, end, _depth) in enumerate(spans.found["author"])
        if before.signed(text_of(data[start:end]))
    }
    edits, places = Edits(data), []
    for start, _at, end, _depth in spans.found["comment"]:
        said = spans.attributes[start]
        if as_number(said.get("authorId"), -1) in ours:
            edits.replace(start, end, b"")
            places.append(said.get("ref", ""))
    return edits.result(), places


def _without_boxes(data: bytes, places: Sequence[str]) -> bytes:
    """Take the boxes of comments out of a drawing, which is searched as text."""
    gone = set()
    for place in places:
        if found := _PLACE.fullmatch(place):
            column = 0
            for sign in found[1]:
                column = column * 26 + ord(sign) - 64
            gone.add((int(found[2]) - 1, column - 1))

    def keep(shape: re.Match[bytes]) -> bytes:
        at = [re.search(rb"[<:]%s>(\d{1,7})<" % each, shape[0]) for each in (b"Row", b"Column")]
        is_gone = all(at) and tuple(int(each[1]) for each in at if each) in gone
        return b"" if is_gone else shape[0]

    return _SHAPE.sub(keep, data)
