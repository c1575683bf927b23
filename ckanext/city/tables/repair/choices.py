"""Cells that hold one of few words: yes and no, choices of a list, words for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from rapidfuzz import fuzz

from ckanext.city.tables.check.kinds import kind_of
from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values

_TRUE = frozenset(["oui", "vrai", "true", "yes", "o", "y", "1"])
_FALSE = frozenset(["non", "faux", "false", "no", "n", "0"])
_TICKS = frozenset(("x", "✓", "✔", "☑", "✗x"))
#: Single letters and figures say yes or no only in a column of their like.
_SHORT = frozenset(["o", "n", "y", "1", "0"])

#: Words that say that nothing is known, and those that may also say zero.
_UNKNOWN = frozenset(
    normal(word)
    for word in (
        "sans objet", "s.o.", "so", "n/a", "na", "nc", "n.c.", "nr", "n.r.", "non renseigné",
        "non renseignée", "non communiqué", "non communiquée", "non connu", "inconnu", "inconnue",
        "non applicable", "non concerné", "null", "none", "nan", "nd", "n.d.", "non disponible",
        "à compléter", "à renseigner", "#n/a", "#ref!", "#valeur!", "#value!",
    )
)  # fmt: skip
_NOTHING = frozenset(("neant", "aucun", "aucune", "vide", "rien"))
_LONGEST_NOTHING = max(map(len, _UNKNOWN)) + 8  # its signs and blanks counted
_LEAST_LIKE, _LEAST_MARGIN = 85, 8
_LEAST_BEGINNING = 4
_SEXES: Mapping[str, str] = MappingProxyType(
    {
        "masculin": "M", "homme": "M", "garcon": "M", "monsieur": "M", "male": "M",
        "feminin": "F", "femme": "F", "fille": "F", "madame": "F", "feminine": "F",
    }
)  # fmt: skip


def boolean_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of yes and no, which writes the words that the column uses."""
    said = {text.strip().lower() for text in values.texts}
    ticks = bool(said) and said <= _TICKS
    plain = said <= _TRUE | _FALSE
    writes = {truth: _word(values, truth=truth) for truth in (True, False)}
    return partial(_boolean, writes=writes, ticks=ticks, plain=plain)


def _word(values: Values, *, truth: bool) -> dict[str, str]:
    """Give the schema's words for yes or no, by `normal`; "" is the one to take without hint."""
    kind = kind_of(values.field)
    known = [word for word in kind.words if kind.read(word) is truth]
    used = [text for text in values.right if kind.read(text) is truth]
    usual = max(used, key=used.count) if used else (known or [""])[0]
    return {normal(word): word for word in reversed(known)} | {"": usual}


def _boolean(
    text: str, *, writes: Mapping[bool, Mapping[str, str]], ticks: bool, plain: bool
) -> Iterator[Candidate]:
    word = normal(text)
    for truth, words in ((True, _TRUE), (False, _FALSE)):
        if word in writes[truth] and word:
            yield Candidate(writes[truth][word], "boolean.written")
        elif word in words:
            yield Candidate(writes[truth][""], "boolean.words", plain or word not in _SHORT)
    if text.lower() in _TICKS:
        yield Candidate(writes[True][""], "boolean.tick", ticks)


def choice_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of choices from a list."""
    choices = [str(each) for each in values.field.constraints["enum"]]
    by_name: dict[str, list[str]] = {}
    for choice in choices:
        by_name.setdefault(normal(choice), []).append(choice)
    return partial(_choice, by_name=by_name)


def _choice(text: str, *, by_name: Mapping[str, list[str]]) -> Iterator[Candidate]:
    word = normal(text)
    if word in by_name:
        meant = by_name[word]
        yield Candidate(meant[0], "enum.written", len(meant) == 1)
        return
    if {"m", "f"} <= set(by_name) and word in _SEXES:
        yield Candidate(_SEXES[word], "enum.words")
        return
    if like := _most_like(word, by_name):
        yield Candidate(like, "enum.like", safe=False)


def _most_like(word: str, by_name: Mapping[str, list[str]]) -> str | None:
    if not word:
        return None
    begun = [
        name
        for name in by_name
        if name.startswith(word) or (word.startswith(name) and len(word) < 2 * len(name))
    ]
    if len(begun) == 1 and min(len(word), len(begun[0])) >= _LEAST_BEGINNING:
        return by_name[begun[0]][0]
    within = sorted((name for name in by_name if word in name), key=len)
    if within and len(word) > _LEAST_BEGINNING and all(within[0] in name for name in within):
        return by_name[within[0]][0]
    initials = [name for name in by_name if name[:1] == word]
    if len(initials) == 1 and len(word) == 1:
        return by_name[initials[0]][0]
    marks = sorted(((fuzz.ratio(word, name), name) for name in by_name), reverse=True)
    second = marks[1][0] if len(marks) > 1 else 0
    if marks[0][0] >= _LEAST_LIKE and marks[0][0] - second >= _LEAST_MARGIN:
        return by_name[marks[0][1]][0]
    return None


def nothing(text: str, values: Values) -> Iterator[Candidate]:
    """Leave a cell empty whose word says that there is nothing, where it may be empty."""
    if len(text) > _LONGEST_NOTHING or any(map(str.isdigit, text)):
        return
    word, lone = normal(text), not normal(text) and not any(sign.isalnum() for sign in text)
    counted = values.field.type in ("integer", "number")
    plain = values.judge.accepts(text)
    if word in _UNKNOWN:
        yield Candidate("", "cell.nothing", not plain)
    elif word in _NOTHING or (lone and set(text) <= set("-–—_./?* ")):
        yield Candidate("", "cell.nothing-or-zero" if counted else "cell.nothing",
                        not plain and not counted)  # fmt: skip
