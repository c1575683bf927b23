"""How French writes days, sums and signs in a sentence."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)
NO_BREAK = "\u00a0"


def day(when: date) -> str:
    """Write a day: « 2 avril 2026 », « 1er juillet 2026 »."""
    first = "er" if when.day == 1 else ""
    return f"{when.day}{first} {MONTHS[when.month - 1]} {when.year}"


def millions(cents: int) -> str:
    """Write a sum in millions of euros: « 64,1 millions d’euros »."""
    figure = f"{cents / 1e8:.1f}".replace(".", ",")
    plural = "s" if cents >= 2e8 else ""
    return f"{figure}{NO_BREAK}million{plural} d’euros"


def typeset(text: str) -> str:
    """Keep together, as French printing does, what a line must not part: « : », « € », « % »..."""
    return re.sub(r" (?=[:;?!%€»])|(?<=«) ", NO_BREAK, text)
