"""In which encoding a text was written: an ordered trial, UTF-8 first, French text in mind."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckanext.city.tables.facts import CHUNK_BYTES, utf16_codec

#: What old programs of a French desk wrote, the likeliest first.
LEGACY = ("cp1252", "mac_roman", "cp850", "iso8859_15")
_TITLES = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "mac_roman": "MacRoman",
    "cp850": "DOS (850)",
    "iso8859_15": "ISO-8859-15",
}
_MAX_SAMPLE = 1 << 20  # bytes of lines that are no UTF-8, looked at to tell which encoding it is

_SMALL = frozenset("éèàçêùâîôûëïüœ")
_CAPITALS = frozenset("ÉÈÀÇÊÔÎÂÙÛËÏŒæÆ")  # rarer, and what an "é" is in other encodings
_LETTERS = _SMALL | _CAPITALS
_SIGNS = frozenset("’‘“”«»–—…€°²³§£\u00a0\u202f\u2009ÿñáíóúäöÜÖÄÑ·•µ±×½¼º™®©")
_INSIDE = re.compile(r"[a-z][éèàçêùâîôûëï][a-z]|[a-z][éèùà]\b|\b[ÉÀ][a-z]")
_UNLIKELY = re.compile(r"[a-z][A-ZÀ-Þ‡ˆ™‚…•¢£¤][a-z]")
_PRICE = re.compile(r"\d\s?€")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True)
class Encoding:
    """How to decode a text.

    Bytes that `codec` cannot decode come as lone surrogates where there is a `legacy`.

    Attributes:
        codec: for Python's `codecs`.
        title: as a person knows it.
        legacy: the codec of these bytes; empty where there are none.
        second: of a text pasted together from two: the other encoding's title.
    """

    codec: str
    title: str
    legacy: str = ""
    second: str | None = None

    @property
    def errors(self) -> str:
        """What Python does with bytes that cannot be decoded."""
        return "surrogateescape" if self.legacy else "replace"

    @property
    def is_utf8(self) -> bool:
        """Tell whether every byte is what UTF-8 says."""
        return self.codec.startswith("utf-8") and self.second is None


def find_encoding(path: Path) -> Encoding:
    """Tell how a file of text is encoded, reading all of it in bounded memory."""
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
        marked = _by_mark(head)
        if marked:
            return marked
        file.seek(0)
        bad, good = _sort_lines(_lines(file))
    if not bad:
        return Encoding("utf-8-sig", "UTF-8")
    legacy = _likeliest(bad)
    if good:
        return Encoding("utf-8-sig", "UTF-8", legacy, _TITLES[legacy])
    return Encoding(legacy, _TITLES[legacy], "latin-1")


def _by_mark(head: bytes) -> Encoding | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return Encoding("utf-32", "UTF-32")
    if codec := utf16_codec(head):
        return Encoding(codec, "UTF-16")
    return None


def _lines(file: object) -> Iterator[bytes]:
    """Give a file in pieces that end at a line feed where there is one within 1 MB."""
    rest = b""
    while chunk := file.read(CHUNK_BYTES):  # type: ignore[attr-defined]
        rest += chunk
        cut = rest.rfind(b"\n") + 1 or (len(rest) if len(rest) > 4 * CHUNK_BYTES else 0)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def _sort_lines(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """Give a sample of the lines that are no UTF-8, and whether others surely are."""
    bad, has_good = bytearray(), False
    for piece in pieces:
        if piece.isascii():
            continue
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError:
            has_good = _sort_piece(piece, bad) or has_good
        else:
            has_good = has_good or _is_french(text)
    return bytes(bad), has_good


def _sort_piece(piece: bytes, bad: bytearray) -> bool:
    has_good = False
    for line in piece.splitlines(keepends=True):
        if line.isascii():
            continue
        found = _MULTIBYTE.findall(line)
        has_good = has_good or any(_is_french(each.decode("utf-8", "ignore")) for each in found)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            if len(bad) < _MAX_SAMPLE:
                bad += line
    return has_good


def _is_french(text: str) -> bool:
    """Tell whether what UTF-8 makes of a text are signs that French texts hold.

    Two bytes of an old encoding can be UTF-8 by chance ("É»"), but of another alphabet.
    """
    return not _LETTERS.isdisjoint(text) or not _SIGNS.isdisjoint(text)


def _likeliest(sample: bytes) -> str:
    return max(LEGACY, key=lambda codec: _score(sample, codec))


def _score(sample: bytes, codec: str) -> float:
    """Weigh how French a sample reads in an encoding."""
    high = Counter(byte for byte in sample if byte > 0x7F)
    text = sample[: _MAX_SAMPLE // 4].decode(codec, "replace")
    signs = sum(
        _weight(bytes([byte]).decode(codec, "replace")) * times for byte, times in high.items()
    )
    signs += 3 * len(_PRICE.findall(text))
    return signs + len(_INSIDE.findall(text)) - 2 * len(_UNLIKELY.findall(text))


def _weight(sign: str) -> int:
    if sign == "\ufffd":
        return -5
    if sign in _SMALL:
        return 3
    if sign in _CAPITALS:
        return 2
    return 1 if sign in _SIGNS else -2


def decode_escaped(surrogate: str, codec: str) -> str:
    """Decode a byte that came as a lone surrogate; as Latin-1 where the codec has no sign."""
    byte = bytes([ord(surrogate) - 0xDC00])
    try:
        return byte.decode(codec)
    except UnicodeDecodeError:
        return byte.decode("latin-1")
