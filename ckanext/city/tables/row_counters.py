"""Count the rows of a file in bounded memory: CSV, JSON, the first sheet of a workbook."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import BinaryIO, Protocol
from xml.parsers import expat

MAX_CARRY_BYTES = 4 << 20  # a longer cell or line is counted, not understood
MAX_UNZIPPED_BYTES = 300_000_000  # of one sheet
MAX_DIRECTORY_BYTES = 4 << 20  # of a zip file's list of members
MAX_MEMBERS = 1000

UNPACK_BYTES = 1 << 16

#: What zipfile raises on a damaged, protected or exotic file.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,  # a member that is missing, an encoding that nobody knows
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
)


_BLANK_LINES = re.compile(rb"\n{2,}")


class UncountableError(ValueError):
    """A count that cannot go on: the file is too big, broken or not safe."""


class _Done(Exception):
    """The end of a count before the end of its file."""


class CsvCounter:
    """Count records as Python's csv does, blank lines left out, in pieces of any length."""

    def __init__(self, delimiter: bytes) -> None:
        opening = rb"(?<![^\n" + re.escape(delimiter) + rb'])"'
        self._quoted = re.compile(opening + rb'[^"]*+(?:""[^"]*+)*+"')
        self._opening = re.compile(opening)
        self._carry = b""
        self._records = 0
        self._in_line = False

    def feed(self, chunk: bytes) -> None:
        """Count the records that end in this piece; keep what has not ended."""
        text = self._carry + chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        whole, rest = self._split(text)
        self._add(whole)
        if len(rest) > MAX_CARRY_BYTES:  # a quote that never closes, or one endless line
            self._add(rest)
            rest = b""
        self._carry = rest

    def close(self) -> int:
        """Give the number of records, the last one without a line end included."""
        self._add(self._quoted.sub(b"x", self._carry))
        return self._records + self._in_line

    def _split(self, text: bytes) -> tuple[bytes, bytes]:
        """Cut after the last line that is surely ended, outside any quoted cell."""
        cut = text.rfind(b"\n") + 1
        if b'"' not in text:  # the pattern looks back, which is slow where nothing is quoted
            return text[:cut], text[cut:]
        plain = self._quoted.sub(b"x", text[:cut])
        unclosed = self._opening.search(plain) if b'"' in plain else None
        if unclosed is None:
            return plain, text[cut:]
        start = plain.rfind(b"\n", 0, unclosed.start()) + 1
        return plain[:start], plain[start:] + text[cut:]

    def _add(self, text: bytes) -> None:
        if not text:
            return
        lines = _BLANK_LINES.sub(b"\n", text)
        blank_start = lines.startswith(b"\n") and not self._in_line
        self._records += lines.count(b"\n") - blank_start
        self._in_line = not lines.endswith(b"\n")


class JsonCounter:
    """Count features or items by walking over brackets, commas and strings only."""

    _TOKEN = re.compile(
        rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # a string
        rb"|\[(?:\s*+\[[-+\d\s.,eE]*+\]\s*+,?+)++\s*+\]"  # a ring of points: one token is fast
        rb"|\[[-+\d\s.,eE]*+\]|\{\s*+\}"  # a point, or nothing
        rb'|[\[\]{},:]|"',
        re.DOTALL,
    )

    def __init__(self) -> None:
        self._carry = b""
        self._stack = bytearray()
        self._roots = 0
        self._root = b""
        self._last_string = self._key = self._type = b""
        self._items: int | None = None
        self._counted_depth = 0

    def feed(self, chunk: bytes) -> None:
        """Walk over this piece, up to its last bracket or comma."""
        text = self._carry + chunk
        cut = max(text.rfind(sign) for sign in (b"}", b"]", b",")) + 1
        end = self._walk(text[:cut])
        self._carry = text[end:]
        if len(self._carry) > MAX_CARRY_BYTES:
            raise UncountableError

    def close(self) -> tuple[str, int | None]:
        """Give the format and the number of items, None where there is no list to count."""
        if self._stack or not self._roots:
            return "JSON", None
        if self._roots > 1:
            return "NDJSON", self._roots
        if self._root == b"{":
            geo = {b'"FeatureCollection"': self._items, b'"Feature"': 1}
            return ("GeoJSON", geo[self._type]) if self._type in geo else ("JSON", None)
        return "JSON", self._items

    def _walk(self, text: bytes) -> int:
        for match in self._TOKEN.finditer(text):
            token = match[0]
            if token == b'"':  # a string that goes on in the next piece
                return match.start()
            self._take(token)
        return len(text)

    def _take(self, token: bytes) -> None:
        first = token[:1]
        if first == b'"':
            self._take_string(token)
        elif token in (b"{", b"["):
            self._open(token)
        elif token in (b"}", b"]"):
            self._shut(token)
        elif token == b":":
            self._key = self._last_string
        elif token == b",":
            self._key = b""
            if self._items is not None and len(self._stack) == self._counted_depth:
                self._items += 1
        else:
            self._take_whole(token)

    def _take_string(self, token: bytes) -> None:
        self._last_string = token if len(token) < 100 else b""
        if len(self._stack) == 1 and self._key == b'"type"':
            self._type = self._type or self._last_string
        if len(self._stack) == 1:
            self._key = b""

    def _take_whole(self, token: bytes) -> None:
        """Take a list of numbers, a list of such lists, or an empty object."""
        self._open(token[:1])
        if self._counted_depth == len(self._stack):
            inner, commas = token.count(b"[") - 1, token.count(b",")
            self._items = inner or (commas + 1 if token[1:-1].strip() else 0)
        self._shut(token[-1:])

    def _open(self, token: bytes) -> None:
        if not self._stack:
            self._roots, self._root = self._roots + 1, token
        counted = not self._stack or (len(self._stack) == 1 and self._key == b'"features"')
        self._stack += token
        if len(self._stack) > MAX_CARRY_BYTES:
            raise UncountableError
        if token == b"[" and counted:
            self._items, self._counted_depth = 1, len(self._stack)
        self._key = b""

    def _shut(self, token: bytes) -> None:
        if not self._stack or self._stack[-1:] != {b"}": b"{", b"]": b"["}[token]:
            raise UncountableError
        self._stack.pop()
        if len(self._stack) < self._counted_depth:
            self._counted_depth = -1  # counted to the end; no other list takes its place


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip file only if its list of members is short: zipfile reads it all.

    Raises:
        UncountableError: the list is too long, or there is none.
        zipfile.BadZipFile: the file is damaged.
    """
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - (1 << 16) - 22))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    directory_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    if end < 0 or b"PK\x06\x07" in tail or directory_bytes > MAX_DIRECTORY_BYTES:
        raise UncountableError
    archive = zipfile.ZipFile(file)
    if len(archive.infolist()) > MAX_MEMBERS:
        raise UncountableError
    return archive


def count_sheet_rows(file: BinaryIO, *, ods: bool) -> int:
    """Count the filled rows of an XLSX or ODS workbook's first sheet, its header included.

    Raises:
        UncountableError: the workbook is damaged, protected, or unpacks to more than a sheet.
    """
    try:
        with open_zip(file) as archive:
            counter: _XlsxCounter | _OdsCounter = _OdsCounter() if ods else _XlsxCounter()
            _parse_member(archive, "content.xml" if ods else _first_sheet(archive), counter)
    except (expat.ExpatError, *BROKEN_ZIP) as error:
        raise UncountableError from error
    return counter.rows


class _Handler(Protocol):
    """What listens to a member's XML; names come without namespace."""

    def start(self, name: str, _attributes: dict[str, str], /) -> None:
        """Take an opening tag."""

    def end(self, name: str, /) -> None:
        """Take a closing tag."""

    def text(self, data: str, /) -> None:
        """Take text."""


def _parse_member(archive: zipfile.ZipFile, member: str, handler: _Handler) -> None:
    """Read one member as it unpacks; a DTD ends it, and so does a size no sheet has."""
    if archive.getinfo(member).file_size > MAX_UNZIPPED_BYTES:
        raise UncountableError
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, found: handler.start(_local(name), found)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    left = MAX_UNZIPPED_BYTES
    with archive.open(member) as stream:
        try:
            while (chunk := stream.read(UNPACK_BYTES)) and left > 0:
                left -= len(chunk)
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except _Done:
            return


def _refuse_doctype(*_declaration: object) -> None:
    raise UncountableError


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _AttributeFinder:
    """Remember the attributes of the first element that fits."""

    def __init__(self, name: str, **wanted: str) -> None:
        self._name, self._wanted = name, wanted
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != self._name:
            return
        local = {_local(each): value for each, value in attributes.items()}
        # A sheet has `sheetId` and `r:id`: without its namespace the latter is `id`.
        if self._wanted.items() <= local.items():
            self.found = local
            raise _Done

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheet = _AttributeFinder("sheet")
    _parse_member(archive, "xl/workbook.xml", sheet)
    relation = _AttributeFinder("Relationship", Id=sheet.found["id"])
    _parse_member(archive, "xl/_rels/workbook.xml.rels", relation)
    target = relation.found["Target"]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _XlsxCounter:
    """Count rows in which a cell has a value."""

    def __init__(self) -> None:
        self.rows = 0
        self._in_value = self._filled = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "row":
            self._filled = False
        self._in_value = name in ("v", "t")

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "row":
            self.rows += self._filled
        elif name == "sheetData":
            raise _Done

    def text(self, data: str) -> None:
        self._filled = self._filled or (self._in_value and not data.isspace())


class _OdsCounter:
    """Count rows in which a cell has text; a repeated row counts as often as it is repeated."""

    MAX_REPEATED = 1 << 20  # the longest sheet

    def __init__(self) -> None:
        self.rows = 0
        self._repeated, self._filled, self._in_row = 1, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            local = {_local(each): value for each, value in attributes.items()}
            self._repeated = int(local.get("number-rows-repeated", 1))
            self._filled, self._in_row = False, True

    def end(self, name: str) -> None:
        if name == "table-row":
            self.rows += min(self._repeated, self.MAX_REPEATED) * self._filled
            self._in_row = False
        elif name == "table":
            raise _Done

    def text(self, data: str) -> None:
        self._filled = self._filled or (self._in_row and not data.isspace())
