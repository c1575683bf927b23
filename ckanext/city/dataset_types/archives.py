"""Look into archives, so that nothing is stored packed that would be cleaned unpacked.

Read so far: ZIP (and with it office files), gzip, bzip2, xz, tar, and one in the other. A member
that only a password opens is passed over, as its readers cannot open it either.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from ckanext.city.dataset_types.base import StripRefused

HEAD_BYTES = 1 << 16
XML_BYTES = 50_000_000  # of one file that looks like XML
MAX_BYTES = 1_000_000_000  # unpacked, of all members together
MAX_MEMBERS = 10_000
MAX_DEPTH = 3
SPOOL_BYTES = 1 << 20

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    NotImplementedError,  # a ZIP's compression that Python does not know
    RuntimeError,  # a ZIP member with a password
    ValueError,
    OSError,
)
#: What stands before the first sign of XML: marks of UTF-8 and UTF-16, and the latter's zeros.
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
_UNPACKERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "gzip": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file, mode="rb")),
    "bz2": lambda file: cast(IO[bytes], bz2.BZ2File(file)),
    "xz": lzma.LZMAFile,
}
Opener = Callable[[], IO[bytes]]


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


class ArchiveUncheckable(StripRefused):
    """An archive with more in it, or more deeply packed, than we are ready to look at."""

    code = "archive.uncheckable"
    sentence = _("This archive is too large or too deeply packed to be checked for personal data.")
    fix = _("Send the files themselves, or several smaller archives.")


@dataclass
class Limits:
    """What may still be unpacked."""

    bytes_left: int = MAX_BYTES
    members_left: int = MAX_MEMBERS

    def spend(self, size: int, members: int = 0) -> None:
        """Take off what was unpacked.

        Raises:
            ArchiveUncheckable: that was too much.
        """
        self.bytes_left -= size
        self.members_left -= members
        if self.bytes_left < 0 or self.members_left < 0:
            raise ArchiveUncheckable


def iter_contents(file: IO[bytes], limits: Limits | None = None) -> Iterator[bytes]:
    """Give what a file holds, then what each file packed in it holds.

    Args:
        file: opened for reading and able to seek; it is left at its beginning.
        limits: how much may be unpacked.

    Yields:
        Of XML all of it, up to 50 MB; of anything else the first 64 KB.

    Raises:
        ArchiveUncheckable: the archive cannot be looked through within our limits.
    """
    yield from _contents(file, limits or Limits(), depth=0)
    file.seek(0)


def _contents(file: IO[bytes], limits: Limits, depth: int) -> Iterator[bytes]:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    yield _sample(head, file, limits)
    kind = _kind(head)
    if kind is None:
        return
    if depth == MAX_DEPTH:
        raise ArchiveUncheckable
    file.seek(0)
    try:
        for open_member in _members(kind, file):
            limits.spend(0, members=1)
            yield from _opened(open_member, limits, depth + 1)
    except BROKEN:
        return  # what cannot be unpacked cannot be read by anyone


def _opened(open_member: Opener, limits: Limits, depth: int) -> Iterator[bytes]:
    try:
        with open_member() as member:
            yield from _packed(member, limits, depth)
    except BROKEN:
        return  # this member alone


def _packed(member: IO[bytes], limits: Limits, depth: int) -> Iterator[bytes]:
    head = member.read(HEAD_BYTES)
    limits.spend(len(head))
    if _kind(head) is None:
        yield _sample(head, member, limits)
        return
    with SpooledTemporaryFile(SPOOL_BYTES) as copy:
        copy.write(head)
        while chunk := member.read(HEAD_BYTES):
            limits.spend(len(chunk))
            copy.write(chunk)
        yield from _contents(copy, limits, depth)


def _sample(head: bytes, file: IO[bytes], limits: Limits) -> bytes:
    if not head.lstrip(_BEFORE_XML).startswith(b"<"):
        return head
    rest = file.read(XML_BYTES)
    limits.spend(len(rest))
    return head + rest


def _kind(head: bytes) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    packers = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}
    return next((kind for start, kind in packers.items() if head.startswith(start)), None)


def _members(kind: str, file: IO[bytes]) -> Iterator[Opener]:
    if kind == "zip":
        with zipfile.ZipFile(file) as archive:
            yield from (partial(archive.open, entry) for entry in archive.infolist())
    elif kind == "tar":
        with tarfile.open(fileobj=file, mode="r:") as archive:
            yield from (partial(_extract, archive, entry) for entry in archive if entry.isfile())
    else:
        yield partial(_UNPACKERS[kind], file)


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(entry) or BytesIO()
