"""A file that would be cleaned by itself is found in whatever archive it comes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from ckanext.city.dataset_types.archives import ArchiveUncheckable, Limits, iter_contents

SECRET = b"<?xml version='1.0'?><secret>" + b"x" * 100_000 + b"</secret>"


def zipped(content: bytes = SECRET, name: str = "budget.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.txt", "Un budget.")
        archive.writestr(name, content)
    return packed.getvalue()


def tarred(content: bytes = SECRET) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("budget.xml")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def contents(packed: bytes) -> list[bytes]:
    return list(iter_contents(io.BytesIO(packed)))


PACKED = {
    "plain": SECRET,
    "zip": zipped(),
    "tar": tarred(),
    "gzip": gzip.compress(SECRET),
    "bzip2": bz2.compress(SECRET),
    "xz": lzma.compress(SECRET),
    "tar-gz": gzip.compress(tarred()),
    "zip-in-zip": zipped(zipped()),
    "gzip-in-zip": zipped(gzip.compress(SECRET)),
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED.keys())
def test_a_file_is_found_however_it_is_packed(packed: bytes) -> None:
    assert SECRET in contents(packed)


def test_a_broken_member_does_not_hide_the_others() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "broken by the test")
        archive.writestr("budget.xml", SECRET)
    broken = packed.getvalue().replace(b"broken by the test", b"BROKEN by the test", 1)

    assert SECRET in contents(broken)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 no archive", b"\x1f\x8b no archive", b"a;b\n1;2\n", b"BZh9"],
    ids=["empty", "zip-sign-only", "gzip-sign-only", "csv", "bzip2-sign-only"],
)
def test_a_file_that_is_no_archive_is_given_as_it_is(content: bytes) -> None:
    assert contents(content)[0] == content


def nested(times: int) -> bytes:
    packed = SECRET
    for _each in range(times):
        packed = zipped(packed)
    return packed


def flood(times: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"{number}.xml", b"<" + b"0" * 1_000_000)
    return packed.getvalue()


#: What to pack, and how many bytes and members may be unpacked.
REFUSED = {
    "too-deep": (nested(5), 1_000_000_000, 1000),
    "too-much-unpacked": (flood(5), 4_000_000, 1000),
    "too-many-members": (zipped(), 1_000_000_000, 1),
}


@pytest.mark.parametrize(("packed", "size", "members"), REFUSED.values(), ids=REFUSED.keys())
def test_an_archive_that_cannot_be_looked_through_is_refused(
    packed: bytes, size: int, members: int
) -> None:
    with pytest.raises(ArchiveUncheckable):
        list(iter_contents(io.BytesIO(packed), Limits(size, members)))
