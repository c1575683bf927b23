"""What can be measured of a file without knowing its subject: size, hash, format, rows."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from ckanext.city.tables.row_counters import (
    BROKEN_ZIP,
    CsvCounter,
    JsonCounter,
    UncountableError,
    count_sheet_rows,
    open_zip,
)

CHUNK_BYTES = 1 << 20
HEAD_BYTES = 1 << 16
MAX_CONTROL_SHARE = 0.05  # of a text's first bytes

DELIMITERS = ",;\t|"

MEDIA_TYPES = {
    "CSV": "text/csv",
    "TSV": "text/tab-separated-values",
    "TXT": "text/plain",
    "MD": "text/markdown",
    "TTL": "text/turtle",
    "ICS": "text/calendar",
    "HTML": "text/html",
    "JSON": "application/json",
    "GeoJSON": "application/geo+json",
    "NDJSON": "application/x-ndjson",
    "XML": "application/xml",
    "RDF": "application/rdf+xml",
    "KML": "application/vnd.google-earth.kml+xml",
    "GPX": "application/gpx+xml",
    "SVG": "image/svg+xml",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLS": "application/vnd.ms-excel",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ODT": "application/vnd.oasis.opendocument.text",
    "DOC": "application/msword",
    "Parquet": "application/vnd.apache.parquet",
    "GPKG": "application/geopackage+sqlite3",
    "ZIP": "application/zip",
    "GZ": "application/gzip",
    "PDF": "application/pdf",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
}
UNKNOWN_MEDIA_TYPE = "application/octet-stream"

#: First bytes that leave no doubt, whatever the file is called.
_SIGNATURES = (
    (b"PAR1", "Parquet"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZ"),
    (b"SQLite format 3\0", "GPKG"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MEMBERS = (("xl/workbook.xml", "XLSX"), ("word/document.xml", "DOCX"))
_ZIP_MIMETYPES = {MEDIA_TYPES[name]: name for name in ("ODS", "ODT")}

#: Text whose content does not say what it is: there the extension is believed.
_TEXT_EXTENSIONS = {"csv": "CSV", "tsv": "TSV", "md": "MD", "ttl": "TTL", "ics": "ICS"}
_XML_ROOTS = {"kml": "KML", "gpx": "GPX", "svg": "SVG", "rdf": "RDF"}

#: What a browser takes for a page (WHATWG MIME sniffing), after blanks and an XML declaration.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|script|iframe|"
    r"h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r"""\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]\d-]|true|false|null))""")
_XML_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!doctype[^>[]*(?:\[.*?\]\s*)?>\s*)*<(?:[\w.-]+:)?([\w.-]+)",
    re.IGNORECASE | re.DOTALL,
)
_XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']""")
#: Ids of `schemas/vocabularies/encodings.yaml`.
_ENCODINGS = ("UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "windows-1252")
_DECLARED_ENCODINGS = {each.casefold(): each for each in _ENCODINGS}

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_TEXT_BYTES = bytes(set(range(256)) - set(_CONTROL))


@dataclass(frozen=True)
class FileFacts:
    """What was measured of a file.

    Attributes:
        size: bytes.
        sha256: of the whole file, hexadecimal.
        encoding: IANA name of a text file's encoding, as the form offers it; None of others.
        rows: records without the header, features, items; None where it cannot be told.
        media_type: "text/csv"; "application/octet-stream" where unknown.
        format: "CSV"; the extension in capitals where the content says nothing, or empty.
    """

    size: int
    sha256: str
    encoding: str | None
    rows: int | None
    media_type: str
    format: str


@dataclass(frozen=True)
class _Look:
    """The first pass over a file."""

    size: int
    sha256: str
    head: bytes
    is_utf8: bool
    is_utf16: bool


def measure_file(source: Path | BinaryIO, *, name: str) -> FileFacts:
    """Measure a file in two passes and bounded memory; nothing in it is executed or expanded.

    Args:
        source: the file, or it opened for reading and able to seek.
        name: its name, believed only where the content does not say what the file is.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return measure_file(file, name=name)
    look = _look(source)
    kind = _recognize(look, source, PurePath(name.lower()).suffix.lstrip("."))
    kind, rows = _count(kind, look, source)
    return FileFacts(
        size=look.size,
        sha256=look.sha256,
        encoding=_encoding(look, kind),
        rows=rows,
        media_type=MEDIA_TYPES.get(kind, UNKNOWN_MEDIA_TYPE),
        format=kind,
    )


def recognize_file(file: BinaryIO, *, name: str) -> str:
    """Tell a file's format by its first bytes and, where they are silent, by its name.

    Gives a key of `MEDIA_TYPES`, another extension in capitals, or nothing; of JSON, only a
    whole reading shows whether it is GeoJSON.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    look = _Look(len(head), "", head, is_utf8=False, is_utf16=utf16_codec(head) is not None)
    return _recognize(look, file, PurePath(name.lower()).suffix.lstrip("."))


def _look(file: BinaryIO) -> _Look:
    digest, size, head, is_utf8 = hashlib.sha256(), 0, b"", True
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(file):
        digest.update(chunk)
        size += len(chunk)
        head += chunk[: HEAD_BYTES - len(head)]
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return _Look(size, digest.hexdigest(), head, is_utf8, utf16_codec(head) is not None)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def utf16_codec(head: bytes) -> str | None:
    """Tell UTF-16 by its mark, or by zeros in every other byte of mostly Latin text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = (head[start:4000:2] for start in (0, 1))
    even_zeros, odd_zeros = (half.count(0) / max(1, len(half)) for half in (even, odd))
    if control_share(head.replace(b"\0", b"")) > MAX_CONTROL_SHARE:
        return None
    if odd_zeros > 0.4 and even_zeros < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even_zeros > 0.4 and odd_zeros < 0.1 else None


def control_share(head: bytes) -> float:
    """Tell how much of a file's first bytes is no text, 0 to 1."""
    return len(head.translate(None, _TEXT_BYTES)) / max(1, len(head))


def _encoding(look: _Look, kind: str) -> str | None:
    media_type = MEDIA_TYPES.get(kind, "")
    if not look.size or not re.search(r"^text/|json|xml$", media_type):
        return None
    declared = _XML_ENCODING.match(look.head.removeprefix(codecs.BOM_UTF8))
    if declared and not look.is_utf16:
        return _DECLARED_ENCODINGS.get(declared[1].decode().casefold())
    if look.is_utf16:
        return "UTF-16"
    return "UTF-8" if look.is_utf8 else "windows-1252"


# What kind of file it is: sure signs first, then the text, then the name.


def _recognize(look: _Look, file: BinaryIO, extension: str) -> str:
    for signature, kind in _SIGNATURES:
        if look.head.startswith(signature):
            return kind
    if look.head.startswith(_ZIP):
        return _recognize_zip(file)
    if look.head.startswith(_OLE):
        return "DOC" if extension == "doc" else "XLS"
    if _is_binary(look):
        return extension.upper() if re.fullmatch(r"[a-z0-9]{1,8}", extension) else ""
    return _recognize_text(_text_head(look), extension)


def _is_binary(look: _Look) -> bool:
    return not look.is_utf16 and control_share(look.head) > MAX_CONTROL_SHARE


def _text_head(look: _Look) -> str:
    codec = utf16_codec(look.head) or "utf-8-sig"
    return look.head.decode(codec, "replace").removeprefix("\ufeff")


def _recognize_text(text: str, extension: str) -> str:
    start = text.lstrip()[:1]
    if start == "<" and _HTML.match(text):
        return "HTML"
    if start == "<" and (root := _XML_ROOT.match(text)):
        return _XML_ROOTS.get(root[1].casefold(), "XML")
    if _JSON.match(text):
        return "JSON"
    if extension in _TEXT_EXTENSIONS:
        return _TEXT_EXTENSIONS[extension]
    return "CSV" if _delimiter(text) else "TXT"


def _recognize_zip(file: BinaryIO) -> str:
    try:
        with open_zip(file) as archive:
            names = set(archive.namelist())
            by_member = next((kind for member, kind in _ZIP_MEMBERS if member in names), None)
            if by_member or "mimetype" not in names:
                return by_member or "ZIP"
            with archive.open("mimetype") as member:
                return _ZIP_MIMETYPES.get(member.read(200).decode("latin-1").strip(), "ZIP")
    except BROKEN_ZIP:
        return "ZIP"


def _delimiter(text: str) -> str | None:
    """Find the sign between cells: the one that cuts most rows into the same number of cells."""
    scores = {each: _evenness(text[:HEAD_BYTES], each) for each in DELIMITERS}
    best = max(scores, key=lambda each: scores[each])
    return best if scores[best] > 0.5 else None


def _evenness(text: str, delimiter: str) -> float:
    whole = text[: text.rfind("\n") + 1] or text
    try:
        rows = [len(row) for row in csv.reader(io.StringIO(whole), delimiter=delimiter) if row]
    except csv.Error:
        return 0
    widths = Counter(width for width in rows if width > 1)
    if not widths:
        return 0
    width, times = widths.most_common(1)[0]
    return times / len(rows) * (1 + width / 50)


# How many rows it has.


def _count(kind: str, look: _Look, file: BinaryIO) -> tuple[str, int | None]:
    """Count the rows; of JSON, only the count shows whether it is GeoJSON."""
    try:
        if kind in ("CSV", "TSV"):
            return kind, _count_csv(look, file)
        if kind == "JSON":
            return _count_json(look, file)
        if kind in ("XLSX", "ODS"):
            return kind, max(0, count_sheet_rows(file, ods=kind == "ODS") - 1)
    except UncountableError:
        return kind, None
    return kind, None


def _utf8_chunks(look: _Look, file: BinaryIO) -> Iterator[bytes]:
    """Give the file in pieces whose ASCII signs are single bytes, without a mark."""
    codec = utf16_codec(look.head)
    decoder = codecs.getincrementaldecoder(codec)("replace") if codec else None
    for number, chunk in enumerate(_chunks(file)):
        piece = decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk
        yield piece.removeprefix(codecs.BOM_UTF8) if number == 0 else piece


def _count_csv(look: _Look, file: BinaryIO) -> int:
    delimiter = _delimiter(_text_head(look)) or ","
    counter = CsvCounter(delimiter.encode())
    for chunk in _utf8_chunks(look, file):
        counter.feed(chunk)
    return max(0, counter.close() - 1)


def _count_json(look: _Look, file: BinaryIO) -> tuple[str, int | None]:
    counter = JsonCounter()
    for chunk in _utf8_chunks(look, file):
        counter.feed(chunk)
    return counter.close()
