"""What is known of deliberations when their cells are wrong: votes in words, subjects of acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from rapidfuzz import fuzz

from ckanext.city.dataset_types.deliberation.ballots import BALLOT
from ckanext.city.dataset_types.titles import session_of_titles
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.findings import Entry
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.known import RowRepair, SubjectRepair


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_VOTES = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
_FIGURES = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
)  # fmt: skip
_PEOPLE = r"(?:voix|votants?|membres?|élus?|présents?|conseill(?:ers?|ères?)(?:\s+municipaux)?)"
_OF_SESSION, _OF_SIDES = _VOTES[:2], _VOTES[2:]
_PRESENT = ("présent", "votant")
_WITH_PROXIES = re.compile(
    rf"(\d+)(?:\s*{_PEOPLE})?(?:\s*[(,]?\s*dont\s+(\d+|une?|{'|'.join(_FIGURES)})\s+"
    r"(?:par\s+)?(?:pouvoirs?|procurations?)\s*\)?)?",
    re.IGNORECASE,
)
_SUBJECT_CODE, _SUBJECT_NAME = "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM"
_COUNTED = ("VOTE_POUR", "VOTE_REEL", "VOTE_CONTRE", "VOTE_ABSTENTION")
_UNANIMITY = re.compile(
    r"(?:vot[ée]e?\s+|adopt[ée]e?\s+)?(?:à\s+)?l?['’]?\s*unanimit[ée](?:\s+des\s+\w+(?:\s+\w+)?)?\.?",
    re.IGNORECASE,
)
_WITH_NAMES = re.compile(r"(\d+)\s*(?:voix\s*)?[:(]\s*([^\d()]+?)\s*\)?")
_PROXIES_BESIDE = re.compile(
    r"(\d+)\s*\(\s*(\d+)\s+(?:pouvoirs?|procurations?)\s*\)", re.IGNORECASE
)
_CODE = re.compile(r"0?(\d)\s*[.,-]\s*0?(\d{1,2})(?![\d.,-]*\d)\.?")
_CODE_AND_LABEL = re.compile(rf"{_CODE.pattern}\s*[-–:.)]*\s*(\D.*)", re.DOTALL)
_LOOSE_CODE = re.compile(r"(\d)\s*[/ ]?\s*(\d{1,2})")
_DEEPER = re.compile(r"(\d\.\d{1,2})(?:\.\d{1,2})+")
_DAYS = (
    re.compile(r"\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/\d{4}"),
    re.compile(r"(?P<day>\d{1,2})[-. ](?P<name>[a-zéû]{3,5})\.?", re.IGNORECASE),
)
_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_LEAST_LIKE, _LEAST_MARGIN = 85, 6


def read_votes(text: str) -> str | None:
    """Read "24 (dont 3 pouvoirs)" and "24 voix" as 24; the proxies are among them."""
    found = _WITH_PROXIES.fullmatch(text.strip())
    if not found or (found[2] and _figure(found[2]) > int(found[1])):
        return None
    return str(int(found[1]))


def read_side(text: str) -> str | None:
    """Read the votes of one side; "27 présents" tells who was there, not how they voted."""
    return None if any(word in text.lower() for word in _PRESENT) else read_votes(text)


def _figure(text: str) -> int:
    word = text.lower().removesuffix("e") if text.lower() == "une" else text.lower()
    return int(word) if word.isdigit() else _FIGURES.index(word) + 1


def read_votes_with_names(text: str) -> str | None:
    """Read "3 (M. Petit, Mme Durand, M. Roy)" and "24 (3 pouvoirs)" as the number before."""
    found = _WITH_NAMES.fullmatch(text.strip()) or _PROXIES_BESIDE.fullmatch(text.strip())
    return str(int(found[1])) if found else None


def _said_for(word: str) -> Callable[[str], str | None]:
    """Make what reads votes beside the word that the column's name says: "24 pour"."""
    said = re.compile(
        rf"(?:{word}\s*:?\s*(\d+)(?:\s*voix)?|(\d+)\s*(?:voix\s*)?{word})", re.IGNORECASE
    )

    def read(text: str) -> str | None:
        found = said.fullmatch(text.strip())
        return str(int(found[1] or found[2])) if found else None

    return read


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


def read_doubtful_code(text: str) -> str | None:
    """Read a code that lost its point, or that a spreadsheet took for a day: "7-mai" is 7.5.

    Also a code beside words that are not its label, and words that are nearly a label.
    """
    if found := _LOOSE_CODE.fullmatch(text):
        return _known(found)
    for pattern in _DAYS:
        if found := pattern.fullmatch(text.strip()):
            return _code_of_day(found)
    with_label = _CODE_AND_LABEL.fullmatch(text)
    if with_label and _CODE.search(with_label[3]):
        return None  # of two subjects
    if with_label:
        code, meant = _known(with_label), _codes_by_label().get(normal(with_label[3]))
        return code if meant in (None, code) else None
    return _like_a_label(text)


def _code_of_day(found: re.Match[str]) -> str | None:
    name = found.groupdict().get("name")
    if name is None:
        month = int(found["month"])
    else:
        begun = [n for n, each in enumerate(_MONTHS, 1) if normal(name).startswith(each)]
        month = begun[0] if len(begun) == 1 else 0
    code = f"{int(found['day'])}.{month}"
    return code if code in _labels() else None


def _like_a_label(text: str) -> str | None:
    """Find the one subject whose label is nearly what the words say."""
    said = normal(text.rpartition("/")[2])
    if len(said) < 6:
        return None
    marks = sorted(
        ((fuzz.ratio(said, name), code) for name, code in _codes_by_label().items()), reverse=True
    )
    best, code = marks[0]
    rival = next((mark for mark, other in marks if other != code), 0)
    return code if best >= _LEAST_LIKE and best - rival >= _LEAST_MARGIN else None


def read_deeper_code(text: str) -> str | None:
    """Read the first two levels of a code that goes deeper than the national list."""
    found = _DEEPER.fullmatch(text)
    return found[1] if found and found[1] in _labels() else None


def read_subject_name(text: str) -> str | None:
    """Write the name of a subject as the standard wants it: "finances locales/subventions"."""
    if alone := _CODE.fullmatch(text):
        return name_of_subject(_known(alone))
    with_code = _CODE_AND_LABEL.fullmatch(text)
    code = _codes_by_label().get(normal(with_code[3] if with_code else text))
    if code is None or (with_code and _known(with_code) != code):
        return None
    return name_of_subject(code)


def read_doubtful_name(text: str) -> str | None:
    """Write the name of a subject of which the words are nearly those of the national list."""
    return name_of_subject(_like_a_label(text))


def name_of_subject(code: str | None) -> str | None:
    """Give the name of a subject as the standard wants it; None where there is no such code."""
    if code not in _labels():
        return None
    return "/".join(_labels()[code]).lower()


def name_from_code(cells: Mapping[str, str]) -> str | None:
    """Give the name of the subject whose code the row has."""
    return name_of_subject(cells[_SUBJECT_CODE].strip())


def code_from_name(cells: Mapping[str, str]) -> str | None:
    """Give the code of the subject that the row names as the national list does."""
    return read_subject_code(cells[_SUBJECT_NAME].strip())


def code_from_words(cells: Mapping[str, str]) -> str | None:
    """Give the code of the subject that the row names nearly as the national list does."""
    return read_doubtful_code(cells[_SUBJECT_NAME].strip())


def votes_of_unanimity(cells: Mapping[str, str]) -> str | None:
    """Give the voters less those who abstained, where a vote was unanimous and none was against."""
    said = {name: cells[name].strip() for name in _COUNTED}
    if not _UNANIMITY.fullmatch(said["VOTE_POUR"]) or not said["VOTE_REEL"].isdigit():
        return None
    if said["VOTE_CONTRE"] not in ("", "0") or not (said["VOTE_ABSTENTION"] or "0").isdigit():
        return None
    votes = int(said["VOTE_REEL"]) - int(said["VOTE_ABSTENTION"] or 0)
    return str(votes) if votes > 0 else None


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


_VOTES_ENTRY = Entry(
    _("In {field}, only the number of votes stays of “{before}”: {after}."),
    _("Accept if the proxies are counted in this number."),
)
_CODE_ENTRY = Entry(
    _("In {field}, “{before}” is the subject {after} of the national list of acts."),
    _("Accept if it is the subject that was meant."),
)

REPAIRS = (
    SubjectRepair("votes.words", _VOTES_ENTRY, _OF_SESSION, read_votes),
    SubjectRepair("votes.words", _VOTES_ENTRY, _OF_SIDES, read_side),
    SubjectRepair("votes.words", _VOTES_ENTRY, ("VOTE_POUR",), _said_for("pour")),
    SubjectRepair("votes.words", _VOTES_ENTRY, ("VOTE_CONTRE",), _said_for("contre")),
    SubjectRepair(
        "votes.words", _VOTES_ENTRY, ("VOTE_ABSTENTION",), _said_for(r"abst(?:entions?|\.)?")
    ),
    SubjectRepair(
        "votes.names",
        Entry(
            _("In {field}, only the number of votes stays of “{before}”: {after}."),
            _("Accept if the number counts those who are named beside it."),
        ),
        _VOTES,
        read_votes_with_names,
        safe=False,
    ),
    RowRepair(
        "votes.unanimity",
        Entry(
            _("In {field}, “{before}” becomes the number of voters, less those who abstained."),
            _("Accept if all of them voted in favour; compare some with the minutes."),
        ),
        "VOTE_POUR",
        _COUNTED,
        votes_of_unanimity,
        safe=False,
    ),
    SubjectRepair("actes.code", _CODE_ENTRY, (_SUBJECT_CODE,), read_subject_code, words=True),
    SubjectRepair(
        "actes.words", _CODE_ENTRY, (_SUBJECT_CODE,), read_doubtful_code, safe=False, words=True
    ),
    SubjectRepair(
        "actes.deeper",
        Entry(
            _("In {field}, “{before}” goes deeper than the national list: {after} stays of it."),
            _("Accept if the third level, which is your own, may be left out."),
        ),
        (_SUBJECT_CODE,),
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
        (_SUBJECT_NAME,),
        read_subject_name,
        words=True,
    ),
    SubjectRepair(
        "actes.name-words",
        Entry(
            _("In {field}, “{before}” may be “{after}” of the national list of acts."),
            _("Accept if it is the subject that was meant."),
        ),
        (_SUBJECT_NAME,),
        read_doubtful_name,
        safe=False,
        words=True,
    ),
    RowRepair(
        "actes.code-from-name",
        Entry(
            _("{field} is filled with the code of the subject that the row names: {after}."),
            _("Accept if it is the subject that was meant."),
        ),
        _SUBJECT_CODE,
        (_SUBJECT_NAME,),
        code_from_name,
    ),
    RowRepair(
        "actes.code-from-words",
        Entry(
            _("{field} may be the code of the subject that the row describes: {after}."),
            _("Accept if it is the subject that was meant."),
        ),
        _SUBJECT_CODE,
        (_SUBJECT_NAME,),
        code_from_words,
        safe=False,
    ),
    RowRepair(
        "actes.name-from-code",
        Entry(
            _("{field} is filled with the name of the subject whose code the row has: “{after}”."),
            _("Accept if the code is right."),
        ),
        _SUBJECT_NAME,
        (_SUBJECT_CODE,),
        name_from_code,
    ),
    BALLOT,
    session_of_titles("DELIB_DATE"),
)
