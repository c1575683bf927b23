"""What the feed could not say as it was stored: kept beside a dataset's part, shown to people."""

from __future__ import annotations

import re
import reprlib
from dataclasses import dataclass

LONGEST_VALUE = 200

#: Control characters, and those of Unicode that hide or turn what stands around them.
_UNSEEN = re.compile(
    r"[^\x20-\x7e\xa0-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufffd"
    r"\U00010000-\U0010ffff]"
)
_short = reprlib.Repr()
_short.maxstring = _short.maxother = LONGEST_VALUE


@dataclass(frozen=True)
class Problem:
    """A value that a dataset's metadata hold and that the feed leaves out or mends.

    Attributes:
        code: what is wrong, stable and dotted: "address.no-domain", "text.control-character".
        field: where it stands: "title", "resources[0].url", "contact[1].email".
        value: the value as text, cut after LONGEST_VALUE characters.
        resource: id of the resource that it stands in; empty for the dataset's own.
        dropped: whether the value is left out; else it is mended.
    """

    code: str
    field: str
    value: str = ""
    resource: str = ""
    dropped: bool = True


def shown(value: object) -> str:
    """Write a value for a person: short, what cannot be seen as its code, never an error."""
    written = value[:LONGEST_VALUE] if isinstance(value, str) else _represented(value)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)[:LONGEST_VALUE]


def _represented(value: object) -> str:
    try:
        return _short.repr(value)
    except Exception:  # noqa: BLE001 - a value of any type, whose repr may do anything
        return f"({type(value).__name__})"
