"""What a file is, by its content: the extension is only believed where the content is silent."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import BinaryIO

from ckanext.city.tables.facts import HEAD_BYTES, control_share, recognize_file
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.archives import open_archive

#: How a format is read, for each that is.
ROADS = {
    "CSV": "delimited",
    "TSV": "delimited",
    "TXT": "delimited",
    "XLSX": "xlsx",
    "XLS": "xls",
    "ODS": "ods",
    "JSON": "geojson",
}
#: Extensions that agree with what a content was recognised as.
_EXTENSIONS = {
    "delimited": ("csv", "tsv", "txt", "tab", "dat", ""),
    "xlsx": ("xlsx", "xlsm", "xltx", "xltm"),
    "xls": ("xls", "xlt"),
    "ods": ("ods", "ots"),
    "geojson": ("geojson", "json"),
}
_NAMES = {"delimited": "CSV", "geojson": "GeoJSON"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
#: Workbooks that are zip files too, by a member that only they have.
_OTHER_WORKBOOKS = {"xl/workbook.bin": "XLSB", "Index/Document.iwa": "Numbers"}
_EXCEL_2003_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_MAX_NOISE = 0.05  # control characters in a text's first bytes


def recognize(path: Path, limits: Limits) -> str:
    """Tell by which road a file is read, a value of `ROADS`.

    Raises:
        Refused: it is empty, too big, protected, or of no format that is read.
    """
    size = path.stat().st_size
    if not size:
        raise Refused(Finding("file.empty", "error"))
    if size > limits.file_bytes:
        details = {"megabytes": size // 1_000_000, "limit": limits.file_bytes // 1_000_000}
        raise Refused(Finding("limit.file", "error", details=details))
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        _refuse_protected(file, head)
        kind = recognize_file(file, name=path.name)
    if kind not in ROADS or _is_noise(head, kind):
        raise Refused(_not_a_table(kind, head, path, limits))
    return ROADS[kind]


def note_extension(path: Path, road: str) -> tuple[Finding, ...]:
    """Say where a file's extension promises something else than its content."""
    extension = PurePath(path.name.lower()).suffix.lstrip(".")
    if extension in _EXTENSIONS[road]:
        return ()
    details = {"extension": extension, "format": _NAMES.get(road, road.upper())}
    return (Finding("file.extension", "note", details=details),)


def _is_noise(head: bytes, kind: str) -> bool:
    """Tell a binary file that only its extension calls a text."""
    if ROADS[kind] != "delimited" or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = head.replace(b"\0", b"")
    return control_share(text) > _MAX_NOISE or len(text) < len(head) / 2


def _refuse_protected(file: BinaryIO, head: bytes) -> None:
    """Refuse what asks for a password; of other OLE files, what is no workbook."""
    if head.startswith(_OLE):
        content = head + file.read(64 << 20)  # the directory may stand anywhere
        if _PROTECTED in content:
            raise Refused(Finding("file.protected", "error"))
        if not any(name in content for name in _WORKBOOKS):
            raise Refused(Finding("file.format", "error", details={"format": "DOC"}))


def _not_a_table(kind: str, head: bytes, path: Path, limits: Limits) -> Finding:
    if kind == "HTML":
        return Finding("file.web-page", "error")
    if kind == "XML" and _EXCEL_2003_XML in head:
        return Finding("file.excel-2003", "error")
    if kind in ROADS:
        return Finding("file.binary", "error")
    if kind == "ZIP":
        return _not_a_workbook(path, limits)
    details = {"format": kind or path.suffix.lstrip(".").upper() or "?"}
    return Finding("file.format", "error", details=details)


def _not_a_workbook(path: Path, limits: Limits) -> Finding:
    """Tell why a zip file was not recognised: it is damaged, too full, or something else."""
    try:
        with open_archive(path, limits) as archive:
            names = archive.namelist()
            known = (name for member, name in _OTHER_WORKBOOKS.items() if member in names)
            return Finding("file.format", "error", details={"format": next(known, "ZIP")})
    except Refused as refused:
        return refused.finding
