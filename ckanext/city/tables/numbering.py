"""The numbers that INSEE gives to bodies and communes, and their keys; nothing here is slow."""

from __future__ import annotations

import re

BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_COMMUNE = re.compile(r"(?:[013-9][0-9]|2[AB1-9])[0-9]{3}")


def is_siret(text: str) -> bool:
    """Tell whether a text is a SIRET, blanks passed by, with its key and that of its SIREN."""
    digits = BLANKS.sub("", text)
    if not re.fullmatch("[0-9]{14}", digits) or not luhn(digits[:9]):
        return False
    if digits.startswith("356000000") and digits != "35600000000048":
        return sum(map(int, digits)) % 5 == 0
    return luhn(digits)


def luhn(digits: str) -> bool:
    """Tell whether the last digit is the key of the others (Luhn's formula)."""
    total = 0
    for at, digit in enumerate(map(int, reversed(digits))):
        weighed = digit * (1 + at % 2)
        total += weighed - 9 if weighed > 9 else weighed
    return total % 10 == 0


def is_siren(text: str) -> bool:
    """Tell whether a text is a SIREN, blanks passed by, with its key."""
    digits = BLANKS.sub("", text)
    return re.fullmatch("[0-9]{9}", digits) is not None and luhn(digits)


def is_commune(text: str) -> bool:
    """Tell whether a text has the form of the code of a commune: "92040", "2A004"."""
    return _COMMUNE.fullmatch(text) is not None
