"""Comments of an XLSX worksheet: their texts, and the boxes in which Excel shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.annotate.before import text_of
from ckanext.city.tables.annotate.package import Package, with_child
from ckanext.city.tables.annotate.splice import Edits, Scanner, Spans, as_ascii, quoted, tag_end
from ckanext.city.tables.annotate.summary import name_place
from ckanext.city.tables.annotate.xlsx_styles import MAIN
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.read.grid import Place

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_FONT = '<rPr><sz val="9"/><rFont val="Tahoma"/></rPr>'
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_DRAWING = (
    f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    f"</o:shapelayout>{_SHAPE_TYPE}</xml>"
)
_NO_COMMENTS = f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'
_LINE_CHARACTERS = 45


def add_comments(
    package: Package, sheet: str, texts: Mapping[Place, str], author: str, drawing: str | None
) -> str:
    """Put comments on cells of a worksheet, after those that stand there already.

    Args:
        package: the workbook.
        sheet: the worksheet's part.
        texts: by row and column, from 0.
        author: who signs them.
        drawing: id of the drawing of comments that the worksheet has.

    Returns:
        The id of a drawing that the worksheet is to refer to; empty where it does already.
    """
    known = package.relations(sheet)
    part = next((each.target for each in known.values() if each.type == "comments"), None)
    if part is None:
        part = package.free_name("xl/comments{}.xml")
        package.relate(sheet, "comments", part)
    _add(package, part, _NO_COMMENTS, ".xml")
    package.declare(part, _TYPE)
    comments = _Comments(package.read(part), author)
    new = {place for place, text in texts.items() if comments.say(name_place(place), text)}
    package.write(part, comments.result())
    if drawing in known:
        box_part, relation = known[drawing].target, ""
    else:
        box_part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        relation = package.relate(sheet, "vmlDrawing", box_part)
    _add(package, box_part, _DRAWING, ".vml")
    package.declare_extension("vml", _DRAWING_TYPE)
    boxes = {place: texts[place] for place in sorted(new)}
    package.write(box_part, _with_boxes(package.read(box_part), boxes))
    return relation


def _add(package: Package, part: str, content: str, extension: str) -> None:
    """Add a part where there is none; one that a damaged workbook names, if it can be."""
    if part not in package.names:
        if not part.endswith(extension):
            raise Refused(Finding("file.damaged", "error"))
        package.write(part, as_ascii(content))


class _Comments(Scanner):
    """The part that holds the texts of comments."""

    def __init__(self, data: bytes, author: str) -> None:
        spans = Spans(data, "author", "authors")
        self._author = len(spans.found["author"])
        name = as_ascii(f'<author xmlns="{MAIN}">{quoted(author)}</author>')
        self._data = with_child(data, "authors", name)
        self._new: list[bytes] = []
        self._texts: dict[str, tuple[int, int]] = {}
        self._plain: dict[str, tuple[int, int]] = {}
        self._reference, self._start, self._plain_start = "", 0, 0
        self.scan(self._data)
        self._edits = Edits(self._data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Note where comments begin, and which cell they are of."""
        if name == "comment":
            self._reference = attributes.get("ref", "")
        elif name == "text":
            self._start, self._depth = at, self.depth
        elif name == "t" and self.depth == self._depth + 1:
            self._plain_start = at

    _depth = 0

    def end(self, name: str, at: int) -> None:
        """Note where the text of a comment ends."""
        if name == "text":
            self._texts[self._reference] = (self._start, at)
        elif name == "t" and self.depth == self._depth + 1:
            stop = tag_end(self._data, at) if self._data[at : at + 2] == b"</" else at
            self._plain[self._reference] = (self._plain_start, stop)

    def say(self, reference: str, text: str) -> bool:
        """Put a text on a cell; tell whether it had none."""
        if reference not in self._texts:
            self._new.append(
                as_ascii(
                    f'<comment xmlns="{MAIN}" ref="{reference}" authorId="{self._author}"><text>'
                    f"{_run(text)}</text></comment>"
                )
            )
            return True
        start, at = self._texts[reference]
        if text in text_of(self._data[start:at]):  # said already, by a copy that came back
            return False
        if reference in self._plain:  # a text beside runs would be lost
            first, last = self._plain[reference]
            prefix = self._data[first + 1 : tag_end(self._data, first)].partition(b"t")[0]
            self._edits.insert(first, b"<" + prefix + b"r>")
            self._edits.insert(last, b"</" + prefix + b"r>")
        self._edits.append_child(start, at, as_ascii(_run(f"\n\n{text}")))
        return False

    def result(self) -> bytes:
        """Give the part with what was added."""
        return with_child(self._edits.result(), "commentList", b"".join(self._new))


def _run(text: str) -> str:
    return f'<r xmlns="{MAIN}">{_FONT}<t xml:space="preserve">{quoted(text)}</t></r>'


def _with_boxes(data: bytes, texts: Mapping[Place, str]) -> bytes:
    """Put boxes into a drawing; it is searched as text, for Excel's own are not always XML."""
    end = data.rfind(b"</xml>")
    if end < 0:
        data, end = as_ascii(_DRAWING), as_ascii(_DRAWING).rfind(b"</xml>")
    head = (
        ""
        if b'"_x0000_t202"' in data
        else _SHAPE_TYPE.replace("<v:shapetype", _declared("v:shapetype"))
    )
    numbers = [int(each) for each in re.findall(rb"_x0000_s(\d{1,9})", data)]
    first = max([1024, *numbers]) + 1
    boxes = "".join(_box(at, place, text) for at, (place, text) in enumerate(texts.items(), first))
    return data[:end] + as_ascii(head + boxes) + data[end:]


def _declared(tag: str) -> str:
    return f"<{tag} {_NAMESPACES}"


def _box(number: int, place: Place, text: str) -> str:
    row, column = place
    lines = sum(1 + len(line) // _LINE_CHARACTERS for line in text.split("\n"))
    height = min(20, 2 + lines)
    anchor = (
        f"{column + 1}, 15, {max(0, row - 1)}, 4, {column + 5}, 15, {max(0, row - 1) + height}, 4"
    )
    return (
        f'{_declared("v:shape")} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;'
        f"margin-left:80pt;margin-top:2pt;width:220pt;height:{height * 15}pt;z-index:1;"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
