"""What is known of polling stations when their cells are wrong: numbers beside words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.repair.known import RowRepair, SubjectRepair, TitleRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_STATION = re.compile(
    r"(?:(?:b\.?\s?v\.?|bureau(?:\s+de\s+vote)?)\s*(?:n°|no\.?|num[ée]ro)?|n°|no\.|num[ée]ro"
    r"|(?:[013-9]\d|2[AB1-9])\d{3}_(?=\d{4}$))\s*(\d{1,4})",
    re.IGNORECASE,
)
_CENTRAL = re.compile(r"\s*[(–-]\s*(?:bureau\s+)?centralis\w+\s*\)?$", re.IGNORECASE)
_WITH_NAME = re.compile(r"(?:bureau\s*)?(?:n°\s*)?(\d{1,4})\s*[-–:.]\s*[^\W\d_]\D*", re.IGNORECASE)


#: Kinds of elections as data.gouv.fr abbreviates them.
_ELECTIONS = {
    "presidentielle": "pres", "legislative": "legi", "municipale": "muni", "europeenne": "euro",
    "regionale": "regi", "departementale": "dpmt", "cantonale": "cant", "referendum": "refe",
    "senatoriale": "sena", "consultation": "cons",
}  # fmt: skip
_ROUND = re.compile(r"\b(?:t|tour ?)([12])\b|\b(premier|1er|second|2nd|2e|2eme|deuxieme) tour\b")


def read_station(text: str) -> str | None:
    """Read the number of a polling station: "Bureau n° 12 (centralisateur)", "12 - Mairie"."""
    plain = _CENTRAL.sub("", text.strip())
    found = _STATION.fullmatch(plain) or _WITH_NAME.fullmatch(plain)
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


def read_election(titles: Sequence[str]) -> str | None:
    """Read year, kind and round of an election, where titles say one of each: "2024_legi_t1"."""
    said = " ".join(unicodedata.normalize("NFKD", text.casefold()) for text in titles)
    plain = re.sub(r"[_\W]+", " ", "".join(s for s in said if not unicodedata.combining(s)))
    years = set(re.findall(r"\b((?:19|20)\d{2})\b", plain))
    kinds = {
        code for word, code in _ELECTIONS.items() if re.search(rf"\b(?:{word}|{code}\b)", plain)
    }
    rounds = {
        figure or ("1" if word in ("premier", "1er") else "2")
        for figure, word in _ROUND.findall(plain)
    }
    if kinds == {"euro"}:  # which have one round
        rounds = rounds or {"1"}
    if len(years) != 1 or len(kinds) != 1 or len(rounds) != 1:
        return None
    return f"{years.pop()}_{kinds.pop()}_t{rounds.pop()}"


def abstaining(cells: Mapping[str, str]) -> str | None:
    """Give who did not vote: those registered but for those who voted."""
    registered, voted = cells["inscrits"].strip(), cells["votants"].strip()
    if not (registered.isdecimal() and voted.isdecimal() and int(voted) <= int(registered)):
        return None
    return str(int(registered) - int(voted))


REPAIRS = (
    RowRepair(
        "election.abstaining",
        Entry(
            _("{field} is what is left of those registered without those who voted: {after}."),
            _("Accept if both numbers are right."),
        ),
        "abstentions",
        ("inscrits", "votants"),
        abstaining,
    ),
    TitleRepair(
        "election.title",
        Entry(
            _("{field} may be {after}: that is the election that the titles name."),
            _("Accept if all rows are of this election and of this round."),
        ),
        "id_election",
        read_election,
    ),
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
