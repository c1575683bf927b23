"""What acts by itself in an ODS document is taken out: formulas, links, scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ckanext.city.tables.annotate.splice import (
    Edits,
    Scanner,
    element_end,
    tag_end,
    with_attribute,
)

#: Attributes of a cell that has one, whatever their prefix.
_CELL_FORMULA = {"formula", "number-matrix-columns-spanned", "number-matrix-rows-spanned"}
#: Elements that bring what stands elsewhere, or run something.
_ELEMENTS = {
    "cell-range-source", "dde-links", "dde-source", "table-source", "scripts", "event-listeners",
}  # fmt: skip
_LINKS = _ELEMENTS - {"scripts", "event-listeners"}  # of which some programs write empty ones
#: How addresses begin that run a macro of the document or of the office program.
_RUN = ("vnd.sun.star.", "macro:")
_MAY_ACT = re.compile(
    rb"formula\s*=|cell-range-source|dde-links|dde-source|table-source|office:scripts|event-listeners|vnd\.sun\.star|macro:"
)


class HarmlessContent(Scanner):
    """Takes out of content.xml what acts.

    Attributes:
        formulas: how many cells had one.
        links: how many links and scripts there were.
    """

    def __init__(self, data: bytes) -> None:
        self._edits = Edits(data)
        self.formulas = self.links = 0
        self._inside: list[tuple[str, int]] = []
        if _MAY_ACT.search(data):
            self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the formula out of a cell; note where an element that acts begins."""
        if name in _ELEMENTS:
            self._inside.append((name, at))
        elif not self._inside and name == "a":
            self._look_at_link(attributes, at)
        elif not self._inside and name.endswith("table-cell"):
            self._look_at_cell([e for e in attributes if e.rpartition(":")[2] in _CELL_FORMULA], at)

    def _look_at_link(self, attributes: Mapping[str, str], at: int) -> None:
        """Let a link that runs a macro lead nowhere."""
        for name, target in attributes.items():
            if name.endswith(":href") and target.strip().lower().startswith(_RUN):
                self.links += 1
                stop = tag_end(self._edits.data, at)
                tag = with_attribute(self._edits.data[at:stop], name, "#")
                self._edits.replace(at, stop, tag)

    def _look_at_cell(self, said: Sequence[str], at: int) -> None:
        if any(each.endswith("formula") for each in said):
            self.formulas += 1
            stop = tag_end(self._edits.data, at)
            tag = self._edits.data[at:stop]
            for each in said:
                tag = with_attribute(tag, each, None)
            self._edits.replace(at, stop, tag)

    def end(self, name: str, at: int) -> None:
        """Take out an element that acts."""
        if self._inside and name == self._inside[-1][0]:
            _name, start = self._inside.pop()
            if not self._inside:
                self._edits.replace(start, element_end(self._edits.data, start, at), b"")
                self.links += name in _LINKS

    def result(self) -> bytes:
        """Give the document without it."""
        return self._edits.result() if self._edits else self._edits.data
