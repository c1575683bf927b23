"""Tells formulas of a workbook that reach outside it: to another workbook, or to a program."""

from __future__ import annotations

import re

from ckanext.city.tables.annotate.before import text_of

_TEXTS = re.compile(r'"[^"]*"')
_QUOTED = re.compile(r"'(?:[^']|'')*+'")
#: A workbook in brackets, and a sheet or a name of it: `[1]Feuil1!A1`, `'[1]Été 2024'!A1`; the
#: number 0 is the workbook itself. Behind a column of a table, `Tableau1[2023]`, stands no `!`.
_OF_WORKBOOK = re.compile(
    r"(?<![\w\]])\[(?!0\])[^\[\]]+\][\w.]*+!|'(?:[^'\[]|'')*+\[(?!0\])[^\]]+\](?:[^']|'')*+'!"
)
#: A property that names a macro, or the cell that a shape shows, of another workbook.
_PROPERTY = re.compile(
    rb"""(\s(?:macro|textlink)=)(?:"[^"]*\[(?!0\])[^"]*"|'[^']*\[(?!0\])[^']*')"""
)


#: Excel's formulas have 8,192 signs; what is longer is made to be looked at for hours.
_MAX_BYTES = 50_000


def reaches_outside(formula: bytes) -> bool:
    """Tell whether a formula, as it stands in XML, means another workbook or a program (DDE)."""
    if len(formula) > _MAX_BYTES:
        return True
    bare = _TEXTS.sub("", text_of(formula))
    return _OF_WORKBOOK.search(bare) is not None or "|" in _QUOTED.sub("", bare)


def without_links(drawing: bytes) -> bytes:
    """Take out of a drawing what its shapes would run or show of another workbook."""
    return _PROPERTY.sub(rb'\1""', drawing)
