"""Cell styles of an XLSX workbook: those of its cells, once more with another background."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from ckanext.city.tables.annotate.before import COLOURS
from ckanext.city.tables.annotate.splice import (
    Edits,
    Scanner,
    as_ascii,
    element_end,
    is_closed,
    opened,
    tag_end,
    tag_name,
    with_attribute,
)
from ckanext.city.tables.annotate.summary import COLOUR

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: What a workbook without styles has.
NO_STYLES = as_ascii(
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs '
    'count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
    'borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_RGB = re.compile(rb"""fgColor\s[^>]*rgb=["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")
_FILL_ID = re.compile(rb"""\sfillId=["'](\d+)["']""")
_LISTS = ("fonts", "fills", "cellXfs")
_ITEMS = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}


class Styles(Scanner):
    """The part that holds styles, to which some are added."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._stack: list[str] = []
        self._starts: list[int] = []
        self._lists: dict[str, tuple[int, int]] = {}
        self._items: dict[str, list[bytes]] = {name: [] for name in _LISTS}
        self._added: dict[str, list[bytes]] = {name: [] for name in _LISTS}
        self._coloured: dict[tuple[int, str], int] = {}
        self._fills: dict[str, int] = {}
        self.scan(data)

    @property
    def is_whole(self) -> bool:
        """Whether the part has all lists that a style needs."""
        return len(self._lists) == len(_LISTS) and all(self._items.values())

    def start(self, name: str, _attributes: Mapping[str, str], at: int) -> None:
        """Note where an element begins."""
        self._stack.append(name)
        self._starts.append(at)

    def end(self, name: str, at: int) -> None:
        """Keep what is a list or an item of one."""
        self._stack.pop()
        start = self._starts.pop()
        parent = self._stack[-1] if self._stack else ""
        if len(self._stack) == 1 and name in _LISTS:
            self._lists[name] = (start, at)
        elif len(self._stack) == 2 and _ITEMS.get(parent) == name:
            self._items[parent].append(self._data[start : element_end(self._data, start, at)])

    def coloured(self, base: int, severity: str) -> int:
        """Give the style that is like another, with the background of a severity; "" for none."""
        key = (base, severity)
        if key not in self._coloured:
            known = [*self._items["cellXfs"], *self._added["cellXfs"]]
            source = known[base if base < len(known) else 0]
            stop = tag_end(source, 0)
            tag = with_attribute(source[:stop], "fillId", str(self._fill(severity)))
            tag = with_attribute(tag, "applyFill", "1")
            self._coloured[key] = self._add("cellXfs", tag + source[stop:])
        return self._coloured[key]

    def text(self, font: str = "", severity: str = "", *, wrap: bool = True) -> int:
        """Give a style of text; `font` is what stands in its font's element."""
        wrapped = ' wrapText="1"' if wrap else ""
        fill = self._fill(severity) if severity else 0
        font_id = self._add("fonts", as_ascii(f'<font xmlns="{MAIN}">{font}</font>')) if font else 0
        return self._add(
            "cellXfs",
            as_ascii(
                f'<xf xmlns="{MAIN}" numFmtId="0" fontId="{font_id}" fillId="{fill}" borderId="0"'
                ' applyFont="1" applyFill="1" applyAlignment="1">'
                f'<alignment vertical="top"{wrapped}/></xf>'
            ),
        )

    @cached_property
    def ours(self) -> frozenset[int]:
        """The styles of the workbook that have a background of ours."""
        fills = {
            str(at)
            for at, fill in enumerate(self._items["fills"])
            if (found := _RGB.search(fill)) and found[1].decode().lower() in COLOURS
        }
        return frozenset(
            at
            for at, style in enumerate(self._items["cellXfs"])
            if (found := _FILL_ID.search(style[: tag_end(style, 0)])) and found[1].decode() in fills
        )

    def _fill(self, severity: str) -> int:
        if not severity:
            return 0
        if severity not in self._fills:
            xml = (
                f'<fill xmlns="{MAIN}"><patternFill patternType="solid">'
                f'<fgColor rgb="FF{COLOUR[severity]}"/><bgColor indexed="64"/>'  # type: ignore[index]
                "</patternFill></fill>"
            )
            self._fills[severity] = self._add("fills", as_ascii(xml))
        return self._fills[severity]

    def _add(self, name: str, item: bytes) -> int:
        self._added[name].append(item)
        return len(self._items[name]) + len(self._added[name]) - 1

    def result(self) -> bytes:
        """Give the part with what was added."""
        edits = Edits(self._data)
        for name, items in self._added.items():
            if not items:
                continue
            start, at = self._lists[name]
            stop = tag_end(self._data, start)
            tag = self._data[start:stop]
            count = str(len(self._items[name]) + len(items))
            new = with_attribute(opened(tag), "count", count)
            if is_closed(tag):
                closing = f"</{tag_name(tag)}>".encode()
                edits.replace(start, stop, new + b"".join(items) + closing)
            else:
                edits.replace(start, stop, new)
                edits.insert(at, b"".join(items))
        return edits.result()


def read_styles(data: bytes | None) -> Styles:
    """Give the styles of a workbook; plain ones where it has none that can be built upon."""
    found = Styles(data) if data else None
    return found if found and found.is_whole else Styles(NO_STYLES)
