"""Open a workbook as the zip file that it is, without unpacking more than is safe."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.row_counters import BROKEN_ZIP, UNPACK_BYTES, UncountableError, open_zip

Attributes = Mapping[str, str]
Handler = Callable[[Any], None]

_MAX_RATIO = 200  # unpacked to packed; an honest sheet stays below 100
_SMALL_BYTES = 10_000_000  # below, any ratio is harmless
_IS_PROTECTED = 1  # a bit of a member's flags


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose members, unpacked, are within the limits.

    Raises:
        Refused: it is damaged, protected, or unpacks to more.
    """
    with path.open("rb") as file:
        try:
            archive = open_zip(file)
        except UncountableError:
            code = "limit.members" if zipfile.is_zipfile(file) else "file.damaged"
            details = {"limit": limits.members}
            raise Refused(Finding(code, "error", details=details)) from None
        except BROKEN_ZIP:
            raise Refused(Finding("file.damaged", "error")) from None
        with archive:
            _refuse_excess(archive, limits)
            yield archive


def _refuse_excess(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    if len(members) > limits.members:
        details = {"limit": limits.members}
        raise Refused(Finding("limit.members", "error", details=details))
    if any(member.flag_bits & _IS_PROTECTED for member in members):
        raise Refused(Finding("file.protected", "error"))
    bombs = [
        member
        for member in members
        if member.file_size > max(_SMALL_BYTES, member.compress_size * _MAX_RATIO)
    ]
    unpacked = sum(member.file_size for member in members)
    if bombs or unpacked > limits.unpacked_bytes:
        details = {"megabytes": unpacked // 1_000_000, "limit": limits.unpacked_bytes // 1_000_000}
        raise Refused(Finding("limit.unpacked", "error", details=details))


class _ByLocalName(dict[str, Handler | None]):
    """Handlers by an element's name, whatever prefix its author gave it."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        super().__init__()
        self._handlers = handlers

    def __missing__(self, name: str) -> Handler | None:
        handler = self._handlers.get(name) or self._handlers.get(name.rpartition(":")[2])
        self[name] = handler
        return handler


class Listener:
    """What listens to the XML of one member; elements without a handler are passed by.

    Attributes:
        starts: called with the attributes, by the element's name, with or without its prefix.
        ends: called with the name.
    """

    parser: Any

    def __init__(self) -> None:
        self.starts: dict[str, Handler] = {}
        self.ends: dict[str, Handler] = {}

    def listen(self, archive: zipfile.ZipFile, member: str) -> None:
        """Read a member as it unpacks.

        Raises:
            Refused: it is missing or damaged, or declares entities.
        """
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse_doctype
        starts, ends = _ByLocalName(self.starts), _ByLocalName(self.ends)

        def start(name: str, attributes: Attributes) -> None:
            if handler := starts[name]:
                handler(attributes)

        def end(name: str) -> None:
            if handler := ends[name]:
                handler(name)

        parser.StartElementHandler = start
        if self.ends:
            parser.EndElementHandler = end
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(UNPACK_BYTES):
                    parser.Parse(chunk)
                parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError, *BROKEN_ZIP):  # also unknown encodings
            raise Refused(Finding("file.damaged", "error")) from None


def refuse_doctype(*_declaration: object) -> None:
    """Refuse a document that declares entities."""
    raise Refused(Finding("file.doctype", "error"))
