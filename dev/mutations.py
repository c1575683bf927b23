"""Damaged copies of the files that departments send: their bytes, cells, members, values.

Everything is drawn from one `random.Random`, so that a number makes the same file again.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

#: What stands where a number, a place or a date is expected.
NASTY = (
    "", "-1", "0", "00", "1048577", "99999999999999999999", "1e400", "-1e-400", "NaN", "INF",
    "A0", "A1:XFD1048576", "XFD1048576", "ZZZZZZ9", "1,5", "=1+1", "@x", "2024-02-30", "0x10",
    "9" * 400, "é" * 40, "\u202e", "\ufeff", "true", "{}", "[", '"', "'", ";", "\t", "\r",
    "2147483648", "-2147483649", "1970-01-01T25:61:61", "PT99999999H", "&#0;", "\U0001f600",
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_TAG = re.compile(rb"<[^<>]+>")
#: Members of a workbook that tell most of what is read.
_TELLING = re.compile(
    r"sheet\d*\.xml|content\.xml|workbook\.xml|sharedStrings|styles|rels|mimetype"
)


def damage(content: bytes, suffix: str, chance: random.Random) -> bytes:
    """Damage a file once or a few times, as its kind allows."""
    own = _BY_SUFFIX.get(suffix, ())
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        # rather in its own way: plain bytes are seldom read beyond the first damaged one
        change = chance.choice((*own * (20 // len(own) if own else 0), *_ANY))
        content = change(content, chance)
    return content


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _take_out(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randint(1, 400) :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice((1, 7, 300, 5_000))]
    return content[:start] + piece * chance.choice((2, 3, 200)) + content[start:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    strange = chance.choice(
        (b"\0", b"\xff\xfe", b"\x1a", b"\xef\xbb\xbf", b"\xc3", b"\x00" * 5_000)
    )
    return content[:start] + strange + content[start:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    """Shuffle, drop, repeat, blank or lengthen lines of text."""
    lines = content.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    what = chance.randrange(7)
    if what == 0:
        chance.shuffle(lines)
    elif what == 1:
        del lines[at]
    elif what == 2:
        lines.insert(
            at, chance.choice((b"\n", b";;;;\n", b",,,\r", b'"', b"TOTAL;1;2\n", b"\r\r\n"))
        )
    elif what == 3:
        lines[at] *= chance.choice((2, 50))
    elif what == 4:
        lines[at] = lines[at].rstrip(b"\r\n") + chance.choice((b";" * 300, b"," * 3, b'"')) + b"\n"
    elif what == 5:
        lines = lines[at:] + lines[:at]
    else:
        lines[0], lines[at] = lines[at], lines[0]
    return b"".join(lines)


def _cells(content: bytes, chance: random.Random) -> bytes:
    """Write something else into some cells, wherever the delimiter is."""
    sign = chance.choice((b";", b",", b"\t"))
    cells = content.split(sign)
    for _ in range(chance.randint(1, 6)):
        cells[chance.randrange(len(cells))] = chance.choice(NASTY).encode()
    return sign.join(cells)


def _writing(content: bytes, chance: random.Random) -> bytes:
    """Write a text, or its second half, in another encoding, with other delimiters and quotes."""
    text = content.decode("utf-8", "replace")
    what = chance.randrange(4)
    if what == 0:
        return text.encode(chance.choice(("utf-16", "utf-16-be", "cp1252", "mac_roman", "cp850",
                                          "utf-8-sig", "utf-7")), "replace")  # fmt: skip
    if what == 1:
        half = len(text) // 2
        return text[:half].encode() + text[half:].encode("cp1252", "replace")
    if what == 2:
        return text.replace(chance.choice(",;\t"), chance.choice(",;\t|:")).encode()
    return text.replace("\n", chance.choice(("\r", "\r\n", "\n\n", "\x0b", "\u2028"))).encode()


def _member(content: bytes, chance: random.Random) -> bytes:
    """Change a member of a workbook: its XML, its name, whether it is there at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(each.filename, archive.read(each)) for each in archive.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError,
            struct.error, zlib.error):  # fmt: skip
        return _flip(content, chance)
    telling = [at for at, (name, _data) in enumerate(members) if _TELLING.search(name)]
    if not telling:
        return _flip(content, chance)
    at = chance.choice(telling)
    name, data = members[at]
    what = chance.randrange(12)
    if what == 0:
        del members[at]
    elif what == 1:
        members.append((name, data[: len(data) // 2]))
    elif what == 2:
        members[at] = (name.upper() if chance.random() < 0.5 else f"../{name}", data)
    else:
        members[at] = (name, _xml(data, chance))
    return _zip(members)


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            # no name that the zip format cannot hold
            archive.writestr(zipfile.ZipInfo(name or "x"), data)
    return written.getvalue()


def _xml(data: bytes, chance: random.Random) -> bytes:
    found = list(chance.choice((_ATTRIBUTE, _TEXT, _TAG)).finditer(data))
    if not found:
        return _flip(data, chance)
    for each in sorted(chance.sample(found, min(len(found), chance.randint(1, 3))),
                       key=lambda match: -match.start()):  # fmt: skip
        group = 1 if each.re is not _TAG else 0
        start, end = each.span(group)
        if group:
            new = chance.choice(NASTY).encode()
            if chance.random() < 0.7:  # mostly well-formed: the reader gets further
                new = new.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        else:
            new = chance.choice((b"", each[0] * 2, b"<x>", each[0] * 300, b"</x>"))
        data = data[:start] + new + data[end:]
    return data


def _json(content: bytes, chance: random.Random) -> bytes:
    """Put something else in place of a value anywhere in a JSON text."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return _flip(content, chance)
    holders: list[Any] = []
    _gather(value, holders)
    for _ in range(chance.randint(1, 4)):
        if not holders:
            break
        holder = chance.choice(holders)
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = chance.choice(keys)
        if chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = chance.choice(_VALUES)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")


_VALUES: tuple[Any, ...] = (
    None, True, 1e308, -1e308, 10**400, [], {}, [[]], {"type": "Point"}, [1], ["a", None],
    [[[[]]]], float("nan"), float("inf"), "Point", {"a": {"b": [1]}}, *NASTY[:12],
)  # fmt: skip


def _gather(value: Any, holders: list[Any]) -> None:
    if isinstance(value, (dict, list)):
        holders.append(value)
        for each in value.values() if isinstance(value, dict) else value:
            _gather(each, holders)


Change = Callable[[bytes, random.Random], bytes]
_ANY: tuple[Change, ...] = (_flip, _cut, _take_out, _repeat, _insert)
_BY_SUFFIX: dict[str, tuple[Change, ...]] = {
    ".csv": (_lines, _cells, _writing),
    ".geojson": (_json,),
    ".xlsx": (_member,),
    ".ods": (_member,),
}
