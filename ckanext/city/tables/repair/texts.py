"""What any text may have suffered: blanks around it, signs of another encoding, typed signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ckanext.city.tables.formulas import with_list_dashes
from ckanext.city.tables.repair.candidates import Candidate

#: All that looks like nothing at the ends of a cell.
EDGES = " \t\r\n\f\v\u00a0\u202f\u2009\u2007\u200b\ufeff"
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009\u2007\u200b\ufeff]+")
_SUSPICIOUS = re.compile("[ÃÂâÅ]")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "\u2011": "-"})


def clean(text: str) -> tuple[str, str, bool]:
    """Undo what happened to a cell whatever it holds.

    Gives the text, which kind of repair that was ("" where there was nothing to do), and whether
    it is safe.
    """
    mended, sure = mend_encoding(text)
    trimmed = mended.strip(EDGES)
    if mended != text:
        return trimmed, "text.mojibake", sure
    return trimmed, "text.blanks" if trimmed != text else "", True


def mend_encoding(text: str) -> tuple[str, bool]:
    """Undo that UTF-8 was read as another encoding; tell whether that explains every sign."""
    if not _SUSPICIOUS.search(text):
        return text, True
    from ftfy import fix_encoding  # noqa: PLC0415 - few files have such cells

    mended = fix_encoding(text)
    return mended, _explains(mended, text)


def _explains(mended: str, text: str) -> bool:
    for encoding in ("sloppy-windows-1252", "latin-1"):
        said = mended
        for _times in range(2):
            try:
                said = said.encode("utf-8").decode(encoding)
            except UnicodeDecodeError:
                break
            if said == text:
                return True
    return False


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
