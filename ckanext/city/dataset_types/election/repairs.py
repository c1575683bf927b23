"""What is known of polling stations when their cells are wrong: numbers beside words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.repair.known import RowRepair, SubjectRepair


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


def whole_commune(cells: Mapping[str, str]) -> str | None:
    """Give the code of a commune of which the Ministry's files say the last three figures."""
    department, commune = cells["code_departement"].strip(), cells["code_commune"].strip()
    short = re.fullmatch(r"\d{1,3}", commune)
    department = department.zfill(2)
    return f"{department}{commune:0>3}"[:5] if short and len(department) == 2 else None


def department_of(cells: Mapping[str, str]) -> str | None:
    """Give the department that a commune's code begins with."""
    commune = cells["code_commune"].strip()
    if not re.fullmatch(r"(?:\d{2}|2[AB])\d{3}", commune):
        return None
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


REPAIRS = (
    RowRepair(
        "commune.whole",
        Entry(
            _("In {field}, “{before}” gets the code of its department before it: {after}."),
            _("Accept if the commune is in this department."),
        ),
        "code_commune",
        ("code_commune", "code_departement"),
        whole_commune,
    ),
    RowRepair(
        "department.of-commune",
        Entry(
            _("{field} is filled with the department in the code of the commune: {after}."),
            _("Accept if the code of the commune is right."),
        ),
        "code_departement",
        ("code_commune",),
        department_of,
    ),
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
