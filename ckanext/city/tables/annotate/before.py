"""How a copy is recognised that was annotated before and comes back corrected."""

from __future__ import annotations

import html
import re

from ckanext.city.tables.annotate.entries import AUTHOR, OPENING, SHEET_NAME
from ckanext.city.tables.annotate.summary import COLOUR
from ckanext.city.tables.findings import Translate

COLOURS = frozenset(colour.lower() for colour in COLOUR.values())


class Before:
    """Tells what of a workbook an earlier annotation left, in the reader's language or English."""

    def __init__(self, translate: Translate) -> None:
        self._authors = {AUTHOR, translate(AUTHOR)}
        self._names = {name.casefold() for name in (SHEET_NAME, translate(SHEET_NAME))}
        opening = OPENING[0]
        self._openings = tuple(
            each.partition("{file}")[0] for each in (opening, translate(opening))
        )

    def signed(self, author: str) -> bool:
        """Tell a comment of ours by its author."""
        return author in self._authors

    def may_list(self, name: str) -> bool:
        """Tell by its name a sheet that may be our list of findings."""
        return re.sub(r" \(\d+\)$", "", name).casefold() in self._names

    def lists(self, text: str) -> bool:
        """Tell our list of findings by its first words."""
        return text.startswith(self._openings)


def text_of(xml: bytes) -> str:
    """Give the text of a piece of XML, without its tags."""
    bare = re.sub(rb"<[^>]*>", b"", xml)
    return html.unescape(bare.decode("utf-8", "replace"))
