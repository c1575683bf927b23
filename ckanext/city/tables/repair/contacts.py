"""Phone numbers, e-mail and web addresses as a field wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values
from ckanext.city.tables.repair.texts import BLANKS, EDGES

_PHONE = re.compile(
    r"(?:(?:\+|00)33\s?(?:\(0\)|0)?|\(\+33\)\s?(?:\(0\)|0)?|0)\s?([1-9])((?:[\s./-]*\d{2}){4})"
)
_COUNTRY = re.compile(r"\+33|0033|\(\+33\)")
_PHONE_LABEL = re.compile(r"^t[ée]l(?:[ée]phone)?\.?\s*(?:n°\s*)?:?\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^)\d]*\)$")
_LOST = re.compile(r"[1-9]\d{8}")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_AROUND = EDGES + ".,;:<>()[]\"'"
_EMAIL_LABEL = re.compile(
    r"^(?:mailto|e-?mail|courriel|m[ée]l|adresse\s+(?:e-?mail|mail))\s*:\s*", re.IGNORECASE
)
_DOT = re.compile(r"\s*(?:\[(?:dot|point)\]|\((?:dot|point)\)|\s(?:dot|point)\s)\s*", re.IGNORECASE)
_AT = re.compile(r"\s*(?:\[at\]|\(at\)|\(arobase\)|\[arobase\]|\s+at\s+)\s*", re.IGNORECASE)


def is_phone(values: Values) -> bool:
    """Tell whether a field holds phone numbers, by its name or its official check."""
    said = {*words(values.field.name)}
    return bool({"tel", "telephone", "phone"} & said) or (
        "phone-number-value" in values.judge.official
    )


def phone_repairer(values: Values) -> Repairer:
    """Make the repairer of phone numbers: they are written as the column's others are."""
    return partial(_phone, writings=_writings(values), sure=_all_lost_a_zero(values))


def lost_zero_repairer(values: Values) -> Repairer | None:
    """Make the repairer of numbers that lost their zero, where the schema lets them pass."""
    if not is_phone(values) or not any(map(_LOST.fullmatch, values.texts)):
        return None
    repair = phone_repairer(values)

    def repair_lost(text: str) -> Iterator[Candidate]:
        return iter(repair(text) if _LOST.fullmatch(text) else ())

    return repair_lost


def _all_lost_a_zero(values: Values) -> bool:
    """Tell whether numbers of nine digits lost their zero: a spreadsheet takes it from each.

    One such number among whole ones may lack any other digit.
    """
    digits = [text for text in values.texts if any(map(str.isdigit, text))]
    lost = [text for text in digits if _LOST.fullmatch(text)]
    return len(lost) > 1 or len(lost) == len(digits)


def _writings(values: Values) -> Sequence[str]:
    """Give the shapes of the column's right numbers, of the schema's example, then plain ones."""
    example = str(values.field.options.get("example") or "")
    right = [text for text in values.right if _PHONE.fullmatch(text)]
    shapes = [_shape_of(text) for text in (*right, example) if _PHONE.fullmatch(text)]
    return tuple(dict.fromkeys((*shapes, "0000000000", "+33 000000000", "+33000000000")))


def _shape_of(text: str) -> str:
    """Give how a number is written, with zeros for its digits but those of the country."""
    country = _country_of(text)
    return country + re.sub(r"\d", "0", text[len(country) :])


def _country_of(text: str) -> str:
    found = _COUNTRY.match(text)
    return found[0] if found else ""


def _phone(text: str, *, writings: Sequence[str], sure: bool) -> Iterator[Candidate]:
    plain = BLANKS.sub(" ", text)
    labelled = _PHONE_LABEL.sub("", plain)
    bare = _REMARK.sub("", labelled)
    found = _PHONE.fullmatch(bare)
    kind = "phone.written" if bare == labelled else "phone.remark"
    if found:
        number, safe = found[1] + re.sub(r"\D", "", found[2]), bare == labelled
    elif _LOST.fullmatch(plain):
        number, safe = plain, sure
    else:
        return
    for shape in writings:
        yield Candidate(_fill(shape, number), kind, safe)


def _fill(shape: str, number: str) -> str:
    """Write a number in a shape: "+33 000000000", "00 00 00 00 00"."""
    country = _country_of(shape)
    rest = shape[len(country) :]
    digits = iter(number.rjust(rest.count("0"), "0"))
    return country + "".join(next(digits) if sign == "0" else sign for sign in rest)


def email_repairer(_values: Values) -> Repairer:
    """Make the repairer of e-mail addresses."""
    return _email


def _email(text: str) -> Iterator[Candidate]:
    bare = _EMAIL_LABEL.sub("", text.strip(_AROUND)).strip(_AROUND)
    if _EMAIL.fullmatch(bare):
        yield Candidate(bare, "email.around")
    found = _EMAIL.findall(text)
    if len(found) == 1 and found[0] != bare and re.search(r"<[^>]+@[^>]+>", text):
        yield Candidate(found[0], "email.around")
    elif len(found) == 1 and _REMARK.sub("", bare + ")").strip(_AROUND) == found[0]:
        yield Candidate(found[0], "email.at", safe=False)
    spelled = _DOT.sub(".", _AT.sub("@", bare))
    if re.search(r"@[\w-]+,\w+$", spelled):
        spelled = spelled.replace(",", ".")
    if spelled != bare and spelled.count("@") == 1:
        yield Candidate(spelled, "email.at", safe=False)
    close = BLANKS.sub("", bare)
    if close != bare and close.count("@") == 1:
        yield Candidate(close, "email.blanks", safe=False)


def address_repairer(_values: Values) -> Repairer:
    """Make the repairer of web addresses."""
    return _address


def _address(text: str) -> Iterator[Candidate]:
    found = re.fullmatch(
        r"(?:(?:site|web|url|lien)\s*:\s*)?(https?)\s*:?\s*[/\\]{1,3}\s*([\w.-]+\.\w{2,}\S*)",
        text,
        re.IGNORECASE,
    )
    if found:
        yield Candidate(f"{found[1].lower()}://{found[2]}", "url.slashes")
    elif re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", text, re.IGNORECASE):
        yield Candidate(f"https://{text}", "url.scheme", safe=False)
