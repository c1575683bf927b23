"""Change XML without writing it anew: every byte that is not meant to change stays as it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.read.archives import refuse_doctype

_CHUNK_BYTES = 1 << 20
_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
#: How a part in UTF-16 begins, with a mark or without.
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_ENCODING = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")


def as_ascii(xml: str) -> bytes:
    """Give XML that is right in any encoding that knows ASCII."""
    return xml.encode("ascii", "xmlcharrefreplace")


def quoted(text: str) -> str:
    """Write a text as it stands in XML, between tags or between quotation marks."""
    kept = "".join(sign if sign >= " " or sign in "\n\t" else " " for sign in text)
    kept = kept.encode("utf-8", "replace").decode()  # a lone half of a pair is no XML
    return escape(kept, {'"': "&quot;", "\n": "&#10;"})


def plain_bytes(data: bytes) -> bytes:
    """Give a part in an encoding that knows ASCII: UTF-16 becomes UTF-8.

    Raises:
        Refused: it is damaged, or in an encoding in which what acts could hide.
    """
    encoding = next((name for start, name in _UTF_16.items() if data.startswith(start)), None)
    if encoding:
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
            return _ENCODING.sub(r"\1", text, count=1).encode("utf-8")
        except UnicodeDecodeError:
            raise Refused(Finding("file.damaged", "error")) from None
    if data and not data.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<"):
        raise Refused(Finding("file.damaged", "error"))
    return data


def tag_end(data: bytes, at: int) -> int:
    """Give where the tag that begins at a place ends."""
    found = _TAG.match(data, at)
    return found.end() if found else data.index(b">", at) + 1


def is_closed(tag: bytes) -> bool:
    """Tell a tag that is a whole element."""
    return tag.endswith(b"/>")


def as_number(text: str | None, usual: int = 0) -> int:
    """Read a number of a part; what a damaged one says instead of it is passed by."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else usual


def tag_name(tag: bytes) -> str:
    """Give the name that a tag has, with its prefix."""
    return re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0].decode()


def opened(tag: bytes) -> bytes:
    """Give a tag that opens the element that it was."""
    return tag[:-2].rstrip() + b">" if is_closed(tag) else tag


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Give a tag whose attribute has another value; None takes it away."""
    found = re.search(rb"""\s""" + re.escape(name.encode()) + rb"""\s*=\s*("[^"]*"|'[^']*')""", tag)
    if found:
        tag = tag[: found.start()] + tag[found.end() :]
    if value is None:
        return tag
    end = len(tag) - (2 if is_closed(tag) else 1)
    return tag[:end].rstrip() + as_ascii(f' {name}="{quoted(value)}"') + tag[end:]


class Edits:
    """What is to change in some bytes; places are those of the bytes as they were."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []

    def __bool__(self) -> bool:
        return bool(self._edits)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put other bytes in the place of some."""
        self._edits.append((start, end, new))

    def insert(self, at: int, new: bytes) -> None:
        """Put bytes between others."""
        self._edits.append((at, at, new))

    def append_child(self, start: int, end: int, new: bytes) -> None:
        """Put bytes at the end of an element.

        Args:
            start: of its first tag.
            end: where its last tag begins; of an element of one tag, anything.
            new: what it is to hold besides.
        """
        stop = tag_end(self.data, start)
        tag = self.data[start:stop]
        if is_closed(tag):
            closing = f"</{tag_name(tag)}>".encode()
            self.replace(start, stop, opened(tag) + new + closing)
        else:
            self.insert(end, new)

    def result(self) -> bytes:
        """Give the bytes after all changes."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        at = 0
        for start, end, new in sorted(self._edits, key=lambda edit: (edit[0], edit[1])):
            yield self.data[at:start]
            yield new
            at = max(at, end)
        yield self.data[at:]


class Scanner:
    """Goes through XML and tells where each element stands; subclasses say what they do with it."""

    depth = 0

    def scan(self, data: bytes) -> None:
        """Go through a whole document.

        Raises:
            Refused: it is no XML, or declares entities.
        """
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse_doctype
        local: dict[str, str] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            bare = local.get(name) or local.setdefault(name, name.rpartition(":")[2])
            self.depth += 1
            self.start(bare, attributes, parser.CurrentByteIndex)

        def end(name: str) -> None:
            self.end(local[name], parser.CurrentByteIndex)
            self.depth -= 1

        parser.StartElementHandler, parser.EndElementHandler = start, end
        try:
            view = memoryview(data)
            for at in range(0, len(data), _CHUNK_BYTES):
                parser.Parse(view[at : at + _CHUNK_BYTES])
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):  # the last two of unknown encodings
            raise Refused(Finding("file.damaged", "error")) from None

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Take the beginning of an element: its name without prefix, and where its tag begins."""
        raise NotImplementedError

    def end(self, name: str, at: int) -> None:
        """Take the end of an element: where its last tag begins; after it, if it has but one."""
        raise NotImplementedError


def element_end(data: bytes, start: int, at: int) -> int:
    """Give where an element ends, from where it starts and what `Scanner.end` was told."""
    stop = tag_end(data, start)
    return stop if is_closed(data[start:stop]) else tag_end(data, at)


class Spans(Scanner):
    """Notes where some elements stand.

    Attributes:
        found: by name, where each begins, where its last tag begins, where it ends, its depth.
    """

    def __init__(self, data: bytes, *names: str) -> None:
        self.data = data
        self.found: dict[str, list[tuple[int, int, int, int]]] = {name: [] for name in names}
        self.attributes: dict[int, dict[str, str]] = {}
        self._open: list[tuple[str, int]] = []
        self.scan(data)

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Note the beginning of an element."""
        if name in self.found:
            self._open.append((name, at))
            self.attributes[at] = dict(attributes)

    def end(self, name: str, at: int) -> None:
        """Note the end of an element."""
        if name in self.found:
            _name, start = self._open.pop()
            stop = element_end(self.data, start, at)
            self.found[name].append((start, at, stop, self.depth))
