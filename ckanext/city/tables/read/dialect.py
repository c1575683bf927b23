"""How a text is cut into cells: the delimiter and the quote."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

#: In the order in which equals are preferred: a French desk's programs write semicolons.
DELIMITERS = (";", ",", "\t", "|")
QUOTES = ('"', "'")
#: Of a text, by which its dialect is told.
HEAD_CHARACTERS = 1 << 16
_MAX_LINES = 2_000  # looked at


@dataclass(frozen=True)
class Dialect:
    """How a text is cut.

    Attributes:
        delimiter: the sign between cells.
        quote: the sign around a cell.
        width: cells of most records, 1 where nothing is known.
        names_itself: the first line says it, "sep=;".
    """

    delimiter: str
    quote: str = '"'
    width: int = 1
    names_itself: bool = False


def find_dialect(head: str) -> Dialect:
    """Tell a text's dialect by its first lines: the one that makes rows most even."""
    named = re.match(r"\ufeff?sep=(.)\r?\n", head)
    if named:
        _score, width = _evenness(head[named.end() :], named[1], '"')
        return Dialect(named[1], '"', width, names_itself=True)
    quote = _find_quote(head)
    scores = {each: _evenness(head, each, quote) for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: scores[each][0])
    score, width = scores[best]
    if best == "," and _is_prose(head):
        return Dialect(";", quote)
    return Dialect(best, quote, width) if score else Dialect(",", quote)


def _is_prose(head: str) -> bool:
    """Tell commas within one column, of addresses: the header has none, and blanks follow them."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    return "," not in first and head.count(", ") > 0.9 * head.count(",")


def _find_quote(head: str) -> str:
    """Take the apostrophe only where cells stand between two and none between quotation marks."""
    lines = head.count("\n") + 1
    if '"' in head or head.count("'") < 4 * lines:  # too few for two such cells a line
        return '"'
    cells = len(re.findall(r"(?:^|[;,\t|])'[^'\n]*'(?=[;,\t|]|\r?$)", head, re.MULTILINE))
    return "'" if cells >= 2 * lines else '"'


def _evenness(head: str, delimiter: str, quote: str) -> tuple[float, int]:
    """Weigh a delimiter: share of rows of the commonest width, a little more for wide ones.

    Rows are cut whole first, then line by line: a quotation mark left open hides all lines that
    follow it, and a cell that goes over several lines makes uneven lines.
    """
    if delimiter not in head:
        return 0, 1
    lines = head.splitlines(keepends=True)[:_MAX_LINES]
    whole = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    if quote not in head:
        return _weigh(whole)
    alone = (next(csv.reader([line], delimiter=delimiter, quotechar=quote), []) for line in lines)
    return max(_weigh(whole), _weigh(alone))


def _weigh(rows: Iterable[list[str]]) -> tuple[float, int]:
    widths = Counter(map(len, rows))
    count = widths.total() - widths.pop(0, 0)
    del widths[1]
    if not widths:
        return 0, 1
    width, times = max(widths.items(), key=lambda each: each[1] * (1 + each[0] / 50))
    return times / count * (1 + width / 50), width
