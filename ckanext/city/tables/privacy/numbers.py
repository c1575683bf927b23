"""Numbers that name or reach a person: social security numbers, bank accounts, mobile phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: What stands between groups of figures: blanks of all kinds, points, dashes.
_GAP = "[ .\u00a0\u202f\u2009-]"
_SPACE = r"[ .\x{a0}\x{202f}\x{2009}-]"  # the same for Polars
#: One number after the other, eight signs or more: all that is looked for here
#: has such a part, and few cells do.
MAYBE = r"[0-9][0-9 .\x{a0}\x{202f}\x{2009}-]{6,}[0-9]"

#: Sex, year, month (20 and more where it is unknown), department (with Corsica and overseas),
#: commune, order, and the key that some leave out.
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])[12378]{_GAP}?[0-9]{{2}}{_GAP}?(?:0[1-9]|1[0-2]|[2-9][0-9]){_GAP}?"
    rf"(?:[0-9]{{2}}|2[ABab]){_GAP}?[0-9]{{3}}{_GAP}?[0-9]{{3}}(?:{_GAP}?(?P<key>[0-9]{{2}}))?"
    r"(?![0-9A-Za-z])"
)
_IBAN = re.compile(
    rf"(?<![0-9A-Za-z])[A-Za-z]{{2}}[0-9]{{2}}(?:{_GAP}?[0-9A-Za-z]{{4}}){{2,7}}"
    rf"(?:{_GAP}?[0-9A-Za-z]{{1,3}})?(?![0-9A-Za-z])"
)
#: Mobile numbers only: landlines and 09 are those of town halls and clubs as well.
_MOBILE = re.compile(
    rf"(?<![0-9+.,A-Za-z_-])(?:(?:\+|00)33{_GAP}?(?:\(0\){_GAP}?|0)?|0)[67]"
    rf"(?:{_GAP}?[0-9]{{2}}){{4}}(?![.,]?[0-9])"
)
#: A mobile number whose first zero a spreadsheet took away.
_LOST_ZERO = re.compile(r"[67][0-9]{8}")


@dataclass(frozen=True)
class Hit:
    """A number that was found in a cell.

    Attributes:
        masked: how a report may show it.
        sure: its writing leaves no doubt; a bare row of figures may be a code of another kind.
    """

    masked: str
    sure: bool


def find_nir(text: str, *, named: bool = False) -> Hit | None:
    """Find a social security number (NIR) in a cell.

    Args:
        text: of the cell.
        named: the header says that the column holds such numbers; then the key may be absent.

    Source: INSEE; the key is checked by python-stdnum.
    """
    for found in _NIR.finditer(text):
        sure = named or _is_grouped(found[0])
        if sure if found["key"] is None else named or _has_its_key(found[0]):
            return Hit(_mask_nir(found[0]), sure=sure)
    if named and len(re.findall("[0-9]", text)) >= 10:  # mistyped, or rounded by a spreadsheet
        return Hit(text.strip()[:1] + " ** ** ** *** ***", sure=True)
    return None


def find_iban(text: str, *, named: bool = False) -> Hit | None:
    """Find an account number (IBAN) in a cell: of a known country, its key right (ISO 13616).

    Args:
        text: of the cell.
        named: the header says so; then a number with a wrong key, or in the former French
            writing (RIB), counts too.
    """
    from stdnum import iban  # noqa: PLC0415 - few files hold one

    for found in _IBAN.finditer(text):
        for bare in (_bare(found[0]), _bare(found[0].rpartition(" ")[0])):
            if iban.is_valid(bare):
                return Hit(f"{bare[:4]} **** **** ****", sure=True)
    if named and len(re.findall("[0-9]", text)) >= 10:
        return Hit("**** **** **** ****", sure=True)
    return None


def find_mobile(text: str, *, named: bool = False) -> Hit | None:
    """Find a French mobile number in a cell.

    Args:
        text: of the cell.
        named: the header says that the column holds phone numbers.
    """
    found = _MOBILE.search(text)
    if found:
        sure = named or not re.fullmatch("0[0-9]{9}", found[0])
        start = "+33 " if found[0].startswith(("+", "00")) else "0"
        digits = re.sub("[^0-9]", "", found[0])
        return Hit(f"{start}{digits[-9]} ** ** ** **", sure=sure)
    if named and _LOST_ZERO.fullmatch(text.strip()):
        return Hit(f"{text.strip()[0]} ** ** ** **", sure=True)
    return None


#: By kind, what finds it and the fewest characters of a cell that holds it.
FINDERS: dict[str, tuple[Callable[..., Hit | None], int]] = {
    "nir": (find_nir, 13),
    "iban": (find_iban, 14),
    "phone": (find_mobile, 10),
}
#: For each of them, expressions for Polars that all its cells fit, and few others.
NARROW = {
    "nir": (
        (
            rf"[12378]{_SPACE}?[0-9]{{2}}{_SPACE}?[0-9]{{2}}{_SPACE}?(?:[0-9]{{2}}|2[ABab])"
            rf"{_SPACE}?[0-9]{{3}}{_SPACE}?[0-9]{{3}}"
        ),
    ),
    "iban": (rf"[A-Za-z]{{2}}[0-9]{{2}}{_SPACE}?[0-9A-Za-z]{{4}}",),
    "phone": (
        "06|07|33|0[)]",
        (
            rf"(?:^|[^0-9])(?:(?:\+|00)33[^0-9]{{0,5}}0?[^0-9]{{0,2}}|0)[67]"
            rf"(?:{_SPACE}?[0-9]{{2}}){{4}}"
        ),
    ),
}

#: What bare figures of a kind look like, whether they are of it or not: where most are not, the
#: column holds codes.
RIVALS = {
    "nir": r"(?:^|[^0-9A-Za-z])[12378][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[ABab])"
    r"[0-9]{8}(?:$|[^0-9A-Za-z])",
    "phone": r"^(?:0[067][0-9]{8}|[1-9][0-9]{9})$",
}


def mask_numbers(text: str) -> str:
    """Write a text without the numbers in it that name a person or an account."""

    def masked_nir(found: re.Match[str]) -> str:
        hit = find_nir(found[0])
        return hit.masked if hit else found[0]

    text = _NIR.sub(masked_nir, text)
    if hit := find_iban(text):
        text = _IBAN.sub(hit.masked, text)
    return text


def _bare(text: str) -> str:
    return re.sub(_GAP, "", text).upper()


def _is_grouped(text: str) -> bool:
    """Tell whether a number is written in the groups of a NIR, its key apart or not there.

    One gap after the first figure alone is a decimal number's.
    """
    lengths = [len(part) for part in re.split(_GAP, text)]
    return len(lengths) > 2 or lengths == [13, 2]


def _has_its_key(text: str) -> bool:
    from stdnum.fr import nir  # noqa: PLC0415 - few files hold one

    return _is_written_as_one(text) and bool(nir.is_valid(_bare(text)))


def _is_written_as_one(text: str) -> bool:
    return _is_grouped(text) or not re.search(_GAP, text)


def _mask_nir(text: str) -> str:
    bare = _bare(text)
    return f"{bare[0]} {bare[1:3]} ** ** *** ***"
