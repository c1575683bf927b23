"""Lines of the tables that the catalogue makes of itself: RFC 4180, UTF-8, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ckanext.city.feed import facts

#: What a spreadsheet takes for the start of a formula. Source: OWASP, "CSV Injection".
FIRST_OF_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MEDIA_TYPE = "text/csv"


def line_of(values: Iterable[str]) -> bytes:
    """Write one line."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().encode()


def harmless(text: object) -> str:
    """Give a free text on one line, with an apostrophe before what would start a formula."""
    line = facts.one_line(text)
    return f"'{line}" if line.startswith(FIRST_OF_FORMULA) else line
