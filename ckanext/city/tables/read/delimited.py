"""Read a text of any size, cell by cell, in bounded memory."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.dialect import Dialect, find_dialect
from ckanext.city.tables.read.encodings import Encoding, find_encoding

HEAD_CHARACTERS = 1 << 16


@dataclass(frozen=True)
class Text:
    """A file of text, and how it is read."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    limits: Limits

    def records(self) -> Iterator[list[str]]:
        """Give all records, blank ones as empty lists.

        Raises:
            Refused: a line or a cell is longer than the limit, a record has too many cells.
        """
        csv.field_size_limit(max(csv.field_size_limit(), self.limits.line_characters))
        with self.path.open("rb") as file:
            lines = self._lines(file)
            if self.dialect.names_itself:
                yield [next(lines).rstrip("\r\n")]
            yield from self._cut(lines)

    def _cut(self, lines: Iterator[str]) -> Iterator[list[str]]:
        signs = {"delimiter": self.dialect.delimiter, "quotechar": self.dialect.quote}
        reader = csv.reader(lines, **signs)  # type: ignore[arg-type]
        try:
            for record in reader:
                if len(record) > self.limits.columns:
                    raise Refused(too_many_columns(len(record), self.limits))
                yield record
        except csv.Error:
            raise Refused(self._endless(reader.line_num)) from None

    def _lines(self, file: io.BufferedReader) -> Iterator[str]:
        text = io.TextIOWrapper(
            file, encoding=self.encoding.codec, errors=self.encoding.errors, newline=""
        )
        limit = self.limits.line_characters
        for number in itertools.count(1):
            line = text.readline(limit + 1)
            if not line:
                return
            if len(line) > limit:
                raise Refused(self._endless(number))
            yield line.replace("\0", "") if "\0" in line else line

    def _endless(self, line: int) -> Finding:
        details = {"line": line, "limit": self.limits.line_characters}
        return Finding("limit.line", "error", details=details)


def open_text(path: Path, limits: Limits) -> Text:
    """Tell how a file of text is read: encoding, then dialect."""
    encoding = find_encoding(path)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
        head = file.read(HEAD_CHARACTERS)
    whole = head if len(head) < HEAD_CHARACTERS else head[: head.rfind("\n") + 1] or head
    return Text(path, encoding, find_dialect(whole), limits)


def too_many_columns(count: int, limits: Limits) -> Finding:
    """Say that a table is wider than the limit."""
    details = {"columns": count, "limit": limits.columns}
    return Finding("limit.columns", "error", details=details)
