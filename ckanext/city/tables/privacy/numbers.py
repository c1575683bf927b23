"""Numbers that name or reach a person: social security numbers, bank accounts, mobile phones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: What stands between groups of figures: blanks of all kinds, points, dashes.
_GAP = "[ .\u00a0\u202f\u2009-]"
_SPACE = r"[ .\x{a0}\x{202f}\x{2009}-]"  # the same for Polars
#: One number after the other, eight signs or more: all that is looked for here
#: has such a part, and few cells do.
MAYBE = r"[0-9][0-9 .\x{a0}\x{202f}\x{2009}-]{6,}[0-9]"
#: A mobile number with other signs between its pairs, which is looked for where one may stand.
MAYBE_OF_SIGNS = r"0[67](?:[/_,][0-9]{2}){4}"

#: Between a NIR and its key.
_KEY = rf"(?:{_GAP}?|\s?/\s?|\s?\(?(?:cl[eé]|CL[EÉ]|Cl[eé])\s?:?\s?)"
#: Sex, year, month (20 and more where it is unknown), department (with Corsica and overseas),
#: commune, order, and the key that some leave out.
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])(?P<number>[12378]{_GAP}?[0-9]{{2}}{_GAP}?(?:0[1-9]|1[0-2]|[2-9][0-9]){_GAP}?"
    rf"(?:[0-9]{{2}}|2[ABab]){_GAP}?[0-9]{{3}}{_GAP}?[0-9]{{3}})"
    rf"(?:{_KEY}(?P<key>[0-9]{{2}}))?(?![0-9A-Za-z])"
)
#: What may be an account, found wherever it may begin, whatever its groups; and what is apart.
_IBAN = re.compile(
    rf"(?<![0-9A-Za-z])(?=([A-Za-z]{{2}}{_GAP}?[0-9]{{2}}(?:{_GAP}?[0-9A-Za-z]){{10,30}}))"
)
_LONGEST_IBAN, _SHORTEST_IBAN = 34, 15
#: Mobile numbers only: landlines and 09 are those of town halls and clubs as well.
_MOBILE = re.compile(
    rf"(?<![0-9+.,A-Za-z_-])(?:(?:(?:\+|00)33\)?{_GAP}?(?:\(0\){_GAP}?|0)?|0)[67]"
    rf"(?:(?:{_GAP}?[0-9]{{2}}){{4}}|[0-9]{{2}}(?:{_GAP}[0-9]{{3}}){{2}}"
    rf"|(?:{_GAP}[0-9]{{3}}){{2}}{_GAP}[0-9]{{2}})"
    rf"|(?:\+|00)(?:262|590|594|596)\)?{_GAP}?(?:\(0\){_GAP}?|0)?6[0-9]{{2}}"
    rf"(?:{_GAP}?[0-9]{{2}}){{3}})(?![.,]?[0-9]|[A-Za-z])"
)
#: The same with other signs between its pairs: not all of these are days or months.
_MOBILE_OF_SIGNS = re.compile(
    r"(?<![0-9/_,.-])0[67](?:([/_,])[0-9]{2})(?:\1[0-9]{2}){3}(?![/_,.]?[0-9])"
)
#: A mobile number whose first zero a spreadsheet took away, or one without the plus.
_LOST_ZERO = re.compile(rf"(?:33{_GAP}?)?[67](?:{_GAP}?[0-9]){{8}}")
#: A number of thirteen or fifteen figures that a spreadsheet rounded.
_ROUNDED = re.compile(r"[12378][.,][0-9]+E\+1[24]")


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
        sure = named or _is_grouped(found[0]) or _is_apart(found)
        if sure if found["key"] is None else named or _has_its_key(found):
            return Hit(_mask_nir(found[0]), sure=sure)
    is_long = len(re.findall("[0-9]", text)) >= 10  # mistyped
    if named and (is_long or _ROUNDED.fullmatch(text.strip())):
        return Hit(text.strip()[:1] + " ** ** ** *** ***", sure=True)
    return None


def find_iban(text: str, *, named: bool = False) -> Hit | None:
    """Find an account number (IBAN) in a cell: of a known country, its key right (ISO 13616).

    Args:
        text: of the cell.
        named: the header says so; then a number with a wrong key, or in the former French
            writing (RIB), counts too.
    """
    for _start, _end, masked in _accounts(text):
        return Hit(masked, sure=True)
    if named and len(re.findall("[0-9]", text)) >= 10:
        return Hit("**** **** **** ****", sure=True)
    return None


def find_mobile(text: str, *, named: bool = False) -> Hit | None:
    """Find a French mobile number in a cell.

    Args:
        text: of the cell.
        named: the header says that the column holds phone numbers.
    """
    found = _MOBILE.search(text) or _of_signs(text)
    if found:
        sure = named or not re.fullmatch("0[0-9]{9}", found[0])
        start = "+33 " if re.match(r"(?:\+|00)33", found[0]) else "0"
        digits = re.sub("[^0-9]", "", found[0])
        return Hit(f"{start}{digits[-9]} ** ** ** **", sure=sure)
    if named and _LOST_ZERO.fullmatch(text.strip()):
        return Hit(f"{text.strip()[0]} ** ** ** **", sure=True)
    return None


def _of_signs(text: str) -> re.Match[str] | None:
    """Find a mobile number between whose pairs other signs stand; lists of days are none."""
    for found in _MOBILE_OF_SIGNS.finditer(text):
        if any(int(pair) > 31 for pair in re.split("[/_,]", found[0])):
            return found
    return None


def _accounts(text: str) -> Iterator[tuple[int, int, str]]:
    """Give where each account number begins and ends, and how a report may show it."""
    from stdnum import iban  # noqa: PLC0415 - few files hold one

    after = 0
    for found in _IBAN.finditer(text):
        signs = [at for at, sign in enumerate(found[1]) if sign.isalnum()]
        for length in range(min(len(signs), _LONGEST_IBAN), _SHORTEST_IBAN - 1, -1):
            end = signs[length - 1] + 1
            bare, rest = _bare(found[1][:end]), found[1][end : end + 1]
            if found.start() >= after and not rest.isalnum() and iban.is_valid(bare):
                after = found.start() + end
                yield found.start(), after, f"{bare[:4]} **** **** ****"
                break


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
    "iban": (rf"[A-Za-z]{{2}}{_SPACE}?[0-9]{{2}}{_SPACE}?[0-9A-Za-z]{{4}}",),
    "phone": (
        "06|07|33|0[)]|262|59[046]",
        (
            rf"(?:^|[^0-9])(?:(?:\+|00)(?:33|262|59[046])[^0-9]{{0,5}}0?[^0-9]{{0,2}}|0)[67]"
            rf"(?:{_SPACE}?[0-9]){{8}}|0[67](?:[/_,][0-9]{{2}}){{4}}"
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
    for start, end, masked in reversed([*_accounts(text)]):
        text = text[:start] + masked + text[end:]
    return text


def _bare(text: str) -> str:
    return re.sub(_GAP, "", text).upper()


def _is_grouped(text: str) -> bool:
    """Tell whether a number is written in the groups of a NIR, its key apart or not there.

    One gap after the first figure alone is a decimal number's.
    """
    lengths = [len(part) for part in re.split(_GAP, text)]
    return len(lengths) > 2 or lengths == [13, 2]


def _is_apart(found: re.Match[str]) -> bool:
    """Tell whether a sign or a word stands between a NIR and its key."""
    between = found[0][len(found["number"]) : -2]
    return found["key"] is not None and re.search(f"[^\\s{_GAP[1:]}", between) is not None


def _has_its_key(found: re.Match[str]) -> bool:
    from stdnum.fr import nir  # noqa: PLC0415 - few files hold one

    as_one = _is_grouped(found[0]) or not re.search(_GAP, found["number"])
    return as_one and bool(nir.is_valid(_bare(found["number"]) + found["key"]))


def _mask_nir(text: str) -> str:
    bare = _bare(text)
    return f"{bare[0]} {bare[1:3]} ** ** *** ***"
