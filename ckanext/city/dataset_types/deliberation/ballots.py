"""Votes that one column says together: "24 pour, 3 contre, 2 abstentions"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.repair.known import CutRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_SIDE = r"(?P<side>pour|contre|abstentions?|abst\b\.?|abstenus?)"
_FIGURES_FIRST = re.compile(rf"(?P<number>\d{{1,3}})\s*(?:voix\s+)?{_SIDE}", re.IGNORECASE)
_WORDS_FIRST = re.compile(
    rf"(?:voix\s+)?{_SIDE}\s*[:=]?\s*(?P<number>\d{{1,3}})(?:\s*voix)?", re.IGNORECASE
)
#: What stands around and between the sides, and says no number.
_AROUND = re.compile(
    r"(?:(?:adopt|approuv|vot)[ée]e?s?|à|par|la|l['’]|majorité|unanimité|vote|et|[\s,;:/.()–-])*",
    re.IGNORECASE,
)
_FIELDS = {"p": "VOTE_POUR", "c": "VOTE_CONTRE", "a": "VOTE_ABSTENTION"}
_OUTCOME = re.compile(
    r"(?:(?:adopt|approuv|vot)[ée]e?s?\s+)?(?:à\s+)?(?:l['’]\s*)?(?:la\s+)?"
    r"(?:unanimité|majorité|prend acte|dont acte|sans vote|pas de vote|ajourn[ée]e?|retir[ée]e?)"
    r"\.?",
    re.IGNORECASE,
)


def read_ballot(text: str) -> Mapping[str, str] | None:
    """Read the votes for, against and neither, by field; None where words are left unread.

    A side that the text does not name has no number: it is not said to be none.
    """
    for pattern in (_FIGURES_FIRST, _WORDS_FIRST):
        found = {_FIELDS[each["side"][0].lower()]: each for each in pattern.finditer(text)}
        left = pattern.sub(" ", text)
        count = sum(1 for _each in pattern.finditer(text))
        if found and count == len(found) and _AROUND.fullmatch(left):
            return {field: str(int(each["number"])) for field, each in found.items()}
    return None


def says_outcome(text: str) -> bool:
    """Tell whether a text says how a vote ended, without numbers: "Unanimité", "Prend acte"."""
    return _OUTCOME.fullmatch(text.strip()) is not None


BALLOT = CutRepair(
    "votes.ballot",
    Entry(
        _("The column {letter}, “{header}”, says the votes of each side: they fill {field}."),
        _("Accept if the numbers are right: {after}."),
    ),
    tuple(_FIELDS.values()),
    read_ballot,
    says_outcome,
)
