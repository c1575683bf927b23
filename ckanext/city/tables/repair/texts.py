"""What any text may have suffered: blanks around it, signs of another encoding, typed signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ckanext.city.tables.formulas import with_list_dashes
from ckanext.city.tables.repair.candidates import Candidate

#: All that looks like nothing at the ends of a cell.
EDGES = " \t\r\n\f\v\u00a0\u202f\u2009\u2007\u200b\ufeff"
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009\u2007\u200b\ufeff]+")
_AS_FORMULA = re.compile(r'="([^"=]*)"')
_APOSTROPHE = re.compile(r"'(\d+)")
_ENTITY = re.compile(r"&(?:[A-Za-z]+|#\d+|#x[\dA-Fa-f]+);")
_SUSPICIOUS = re.compile("[ÃÂâÅ]")
#: Two or three bytes of UTF-8, each read as a sign of Windows-1252 or of Latin-1.
_AFTER = "[\x80-\xbf" + re.escape(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")) + "]"
_GROUP = re.compile(rf"[Â-ß]{_AFTER}|[à-ï]{_AFTER}{{2}}")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "\u2011": "-"})


def clean(text: str) -> tuple[str, str, bool]:
    """Undo what happened to a cell whatever it holds.

    Gives the text, which kind of repair that was ("" where there was nothing to do), and whether
    it is safe.
    """
    bare = _bare(text)
    mended, sure = mend_encoding(bare)
    trimmed = mended.strip(EDGES)
    if mended != bare:
        return trimmed, "text.mojibake", sure
    if bare != text:
        return trimmed, "text.wrapped", True
    return trimmed, "text.blanks" if trimmed != text else "", True


def _bare(text: str) -> str:
    """Take away what programs wrap around a text so that a spreadsheet keeps it as it is."""
    wrapped = _AS_FORMULA.fullmatch(text) or _APOSTROPHE.fullmatch(text)
    bare = wrapped[1] if wrapped else text
    return _ENTITY.sub(lambda found: unescape(found[0]), bare) if "&" in bare else bare


def mend_encoding(text: str) -> tuple[str, bool]:
    """Undo that UTF-8 was read as another encoding; tell whether that explains every sign."""
    if not _SUSPICIOUS.search(text):
        return text, True
    from ftfy import fix_encoding  # noqa: PLC0415 - few files have such cells

    mended = fix_encoding(text)
    return mended, _explains(mended, text)


def _explains(mended: str, text: str) -> bool:
    """Tell whether what was mended is nothing but groups of signs that are one sign of UTF-8."""
    for _times in range(2):
        text = _GROUP.sub(_decoded, text)
        if text == mended:
            return True
    return False


def _decoded(found: re.Match[str]) -> str:
    for encoding in ("sloppy-windows-1252", "latin-1"):
        try:
            return found[0].encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return found[0]


def plainer_signs(text: str) -> Iterator[Candidate]:
    """Write typographic signs as those of a keyboard, and one blank between words."""
    plain = re.sub(r"\s+", " ", BLANKS.sub(" ", text.translate(_SIGNS)))
    if plain != text:
        yield Candidate(plain, "text.signs")


def list_dash(text: str) -> Iterator[Candidate]:
    """Write the dash of a list as the sign that it is: a spreadsheet takes a hyphen for a minus."""
    dashed = with_list_dashes(text)
    if dashed != text:
        yield Candidate(dashed, "text.dash")


def other_case(text: str) -> Iterator[Candidate]:
    """Write a code in capitals, in small letters, or a name with a capital at each word."""
    yield Candidate(text.upper(), "text.case")
    yield Candidate(text.lower(), "text.case")
    yield Candidate(text.title(), "text.capitals", safe=False)
