"""What is known of deliberations when their cells are wrong: votes in words, subjects of acts."""

from __future__ import annotations

import re
from functools import cache

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_VOTES = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
_WITH_PROXIES = re.compile(
    r"(\d+)(?:\s*(?:voix|votants?|membres?|élus?|présents?))?"
    r"(?:\s*[(,]?\s*dont\s+(\d+)\s+(?:pouvoirs?|procurations?)\s*\)?)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(\d)\s*[.,]\s*0?(\d{1,2})(?!\d)")
_CODE_AND_LABEL = re.compile(rf"{_CODE.pattern}\s*[-–:.)]*\s*(\D.*)", re.DOTALL)
_DEEPER = re.compile(r"(\d\.\d{1,2})(?:\.\d{1,2})+")


def read_votes(text: str) -> str | None:
    """Read "24 (dont 3 pouvoirs)" and "24 voix" as 24; the proxies are among them."""
    found = _WITH_PROXIES.fullmatch(text.strip())
    if not found or (found[2] and int(found[2]) > int(found[1])):
        return None
    return str(int(found[1]))


def read_subject_code(text: str) -> str | None:
    """Read the code of a subject of acts: written "7,5", or beside its label, or as its label."""
    found = _CODE.fullmatch(text)
    if found:
        return _known(found)
    with_label = _CODE_AND_LABEL.fullmatch(text)
    if with_label:
        code = _known(with_label)
        return code if code and _names(code, with_label[3]) else None
    return _codes_by_label().get(normal(text))


def read_deeper_code(text: str) -> str | None:
    """Read the first two levels of a code that goes deeper than the national list."""
    found = _DEEPER.fullmatch(text)
    return found[1] if found and found[1] in _labels() else None


def read_subject_name(text: str) -> str | None:
    """Write the name of a subject as the standard wants it: "finances locales/subventions"."""
    with_code = _CODE_AND_LABEL.fullmatch(text)
    code = _codes_by_label().get(normal(with_code[3] if with_code else text))
    if code is None or (with_code and _known(with_code) != code):
        return None
    domain, label = _labels()[code]
    return f"{domain}/{label}".lower()


def _known(found: re.Match[str]) -> str | None:
    code = f"{found[1]}.{int(found[2])}"
    return code if code in _labels() else None


def _names(code: str, text: str) -> bool:
    domain, label = _labels()[code]
    return normal(text) in {normal(label), normal(domain), normal(f"{domain} {label}")}


@cache
def _labels() -> dict[str, tuple[str, str]]:
    return {
        each.id: (each.extra["domain"]["fr"], each.label["fr"]) for each in load_vocabulary("actes")
    }


@cache
def _codes_by_label() -> dict[str, str]:
    """Codes by what they are called, label alone or after its domain; names of two are left out."""
    codes: dict[str, set[str]] = {}
    for code, (domain, label) in _labels().items():
        for name in (label, f"{domain} {label}"):
            codes.setdefault(normal(name), set()).add(code)
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}


REPAIRS = (
    SubjectRepair(
        "votes.words",
        Entry(
            _("In {field}, only the number of votes stays of “{before}”: {after}."),
            _("Accept if the proxies are counted in this number."),
        ),
        _VOTES,
        read_votes,
    ),
    SubjectRepair(
        "actes.code",
        Entry(
            _("In {field}, “{before}” is the subject {after} of the national list of acts."),
            _("Accept if it is the subject that was meant."),
        ),
        ("DELIB_MATIERE_CODE",),
        read_subject_code,
        words=True,
    ),
    SubjectRepair(
        "actes.deeper",
        Entry(
            _("In {field}, “{before}” goes deeper than the national list: {after} stays of it."),
            _("Accept if the third level, which is your own, may be left out."),
        ),
        ("DELIB_MATIERE_CODE",),
        read_deeper_code,
        safe=False,
        words=True,
    ),
    SubjectRepair(
        "actes.name",
        Entry(
            _("In {field}, “{before}” is written “{after}”, as in the national list of acts."),
            _("Accept if it is the subject that was meant."),
        ),
        ("DELIB_MATIERE_NOM",),
        read_subject_name,
        words=True,
    ),
)
