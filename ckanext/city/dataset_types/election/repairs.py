"""What is known of polling stations when their cells are wrong: numbers beside words."""

from __future__ import annotations

import re

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_STATION = re.compile(
    r"(?:(?:b\.?\s?v\.?|bureau(?:\s+de\s+vote)?)\s*(?:n°|no\.?|num[ée]ro)?|n°|no\.|num[ée]ro"
    r"|(?:[013-9]\d|2[AB1-9])\d{3}_(?=\d{4}$))\s*(\d{1,4})",
    re.IGNORECASE,
)


def read_station(text: str) -> str | None:
    """Read the number of a polling station: "Bureau n° 12" as 0012."""
    found = _STATION.fullmatch(text.strip())
    return f"{found[1]:0>4}" if found else None


REPAIRS = (
    SubjectRepair(
        "station.words",
        Entry(
            _("In {field}, “{before}” is the polling station {after}."),
            _("Accept if it is this station."),
        ),
        ("code_bv",),
        read_station,
    ),
)
