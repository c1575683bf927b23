"""Cut a text of any size into records, in bounded memory, mending quotation marks left open."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.city.tables.findings import MAX_ROWS, Finding, Refused, Severity
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.dialect import HEAD_CHARACTERS, Dialect, find_dialect
from ckanext.city.tables.read.encodings import Encoding, decode_escaped, find_encoding

Line = tuple[str, str]  # with its end, and the code of what is said of it, or ""

_MAX_QUOTED_LINES = 500  # of one cell
_ESCAPED = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile("[\x80-\x9f]")

#: What is said of records, by code.
SAID: dict[str, Severity] = {
    "text.nul": "warning",
    "text.quote": "warning",
    "text.encoding-second": "warning",
    "text.signs": "warning",
}


@dataclass(frozen=True)
class Text:
    """A file of text, and how it is read."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    limits: Limits

    def say(self) -> Iterator[Finding]:
        """Say how the file was read, where it is not as one would expect."""
        if self.encoding.title != "UTF-8":
            details = {"encoding": self.encoding.title}
            yield Finding("text.encoding", "note", details=details)


class Records:
    """The records of a text, blank ones as empty lists; iterated over once.

    Attributes:
        odd: record numbers, from 1, by the code of what is said of them; the first `MAX_ROWS`.
        counts: how many there are of each.
    """

    def __init__(self, text: Text) -> None:
        self.odd: dict[str, list[int]] = {}
        self.counts: dict[str, int] = {}
        self._text = text
        self._seen: set[str] = set()

    def __iter__(self) -> Iterator[list[str]]:
        """Give the records.

        Raises:
            Refused: a line or a cell is longer than the limit, a record has too many cells.
        """
        limits = self._text.limits
        csv.field_size_limit(max(csv.field_size_limit(), limits.line_characters))
        with self._text.path.open("rb") as file:
            lines = self._lines(file)
            start = 1
            if self._text.dialect.names_itself:
                yield [next(lines)[0].rstrip("\r\n")]
                start = 2
            for number, record in enumerate(self._cut(lines), start):
                if len(record) > limits.columns:
                    raise Refused(too_many_columns(len(record), limits))
                if self._seen:
                    self._note(number)
                yield record

    def findings(self) -> Iterator[Finding]:
        """Say what was found odd in the records that were given."""
        for code, numbers in self.odd.items():
            details = {"encoding": self._text.encoding.second or self._text.encoding.title}
            yield Finding(
                code, SAID[code], rows=tuple(numbers), count=self.counts[code], details=details
            )

    def _note(self, number: int) -> None:
        for code in self._seen:
            self.counts[code] = self.counts.get(code, 0) + 1
            numbers = self.odd.setdefault(code, [])
            if len(numbers) < MAX_ROWS:
                numbers.append(number)
        self._seen = set()

    def _cut(self, lines: Iterator[Line]) -> Iterator[list[str]]:
        dialect = self._text.dialect
        mended = self._watch(_Mender(dialect).mend(lines))
        reader = csv.reader(mended, delimiter=dialect.delimiter, quotechar=dialect.quote)
        try:
            yield from reader
        except csv.Error:
            raise Refused(self._endless(reader.line_num)) from None

    def _watch(self, lines: Iterator[Line]) -> Iterator[str]:
        for line, code in lines:
            if code:
                self._seen.add(code)
            yield line

    def _lines(self, file: io.BufferedReader) -> Iterator[Line]:
        encoding, limit = self._text.encoding, self._text.limits.line_characters
        text = io.TextIOWrapper(file, encoding=encoding.codec, errors=encoding.errors, newline="")
        for number in itertools.count(1):
            line = text.readline(limit + 1)
            if not line:
                return
            if len(line) > limit:
                raise Refused(self._endless(number))
            yield _clean(line, encoding) if "\0" in line or not line.isascii() else (line, "")

    def _endless(self, line: int) -> Finding:
        details = {"line": line, "limit": self._text.limits.line_characters}
        return Finding("limit.line", "error", details=details)


def _clean(line: str, encoding: Encoding) -> Line:
    """Take out what no text holds, and decode what the first encoding could not."""
    code = ""
    if "\0" in line:
        line, code = line.replace("\0", ""), "text.nul"
    if encoding.legacy and _ESCAPED.search(line):
        line = _ESCAPED.sub(lambda found: decode_escaped(found[0], encoding.legacy), line)
        code = "text.encoding-second" if encoding.second else code
    if not encoding.is_utf8 and _CONTROL.search(line):
        code = "text.signs"
    return line, code


class _Mender:
    """Close what a forgotten quotation mark leaves open: the rest of the file is no cell."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
        opening = rf"(?<![^\r\n{delimiter}]){quote}"
        inner = rf"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"
        self._quoted = re.compile(rf"{opening}{inner}{quote}")
        self._opening = re.compile(opening)

    def mend(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Give lines in which every cell that is opened is closed."""
        quote = self._dialect.quote
        ahead: list[Line] = []
        while True:
            line, code = ahead.pop() if ahead else next(lines, ("", "end"))
            if code == "end":
                return
            if line.count(quote) % 2 == 0 or not self._is_open(line):
                yield line, code
                continue
            chunk = self._collect((line, code), ahead, lines)
            if self._is_record(chunk):
                yield from chunk
            else:
                yield self._close(line), "text.quote"
                ahead += reversed(chunk[1:])

    def _is_open(self, text: str) -> bool:
        return self._opening.search(self._quoted.sub("x", text)) is not None

    def _collect(self, first: Line, ahead: list[Line], lines: Iterator[Line]) -> list[Line]:
        """Take further lines until the quotation closes, or too many have passed."""
        chunk, quotes = [first], first[0].count(self._dialect.quote)
        while quotes % 2 and len(chunk) < _MAX_QUOTED_LINES:
            following = ahead.pop() if ahead else next(lines, None)
            if following is None:
                break
            chunk.append(following)
            quotes += following[0].count(self._dialect.quote)
        return chunk

    def _is_record(self, chunk: list[Line]) -> bool:
        """Tell whether lines are one record with line breaks in it, rather than several."""
        text = "".join(line for line, _code in chunk)
        if text.count(self._dialect.quote) % 2:
            return False
        usual = self._dialect.width
        if self._width(text) == usual:
            return True
        if chunk[0][0].count(self._dialect.delimiter) + 1 == usual:
            return False
        return all(self._width(line) != usual for line, _code in chunk[1:])

    def _width(self, text: str) -> int:
        lines = io.StringIO(text, newline="")
        dialect = self._dialect
        reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
        return len(next(reader, []))

    def _close(self, line: str) -> str:
        """Write a line anew, its quotation marks taken as signs; the one left open goes."""
        content = line.rstrip("\r\n")
        end, quote = line[len(content) :], self._dialect.quote
        cells = []
        for cell in content.split(self._dialect.delimiter):
            stray = cell.startswith(quote) and cell.count(quote) == 1
            kept = cell[1:] if stray else cell
            cells.append(quote + kept.replace(quote, quote * 2) + quote if quote in kept else kept)
        return self._dialect.delimiter.join(cells) + end


def open_text(path: Path, limits: Limits) -> Text:
    """Tell how a file of text is read: encoding, then dialect."""
    encoding = find_encoding(path)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        head = file.read(HEAD_CHARACTERS)
    return Text(path, encoding, find_dialect(whole_lines(head)), limits)


def whole_lines(head: str) -> str:
    """Give the first characters of a text up to the last line that ends within."""
    if len(head) < HEAD_CHARACTERS:
        return head
    return head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head


def too_many_columns(count: int, limits: Limits) -> Finding:
    """Say that a table is wider than the limit."""
    details = {"columns": count, "limit": limits.columns}
    return Finding("limit.columns", "error", details=details)
