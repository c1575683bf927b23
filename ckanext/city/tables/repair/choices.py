"""Cells that hold one of few words: yes and no, choices of a list, words for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from rapidfuzz import fuzz

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.check.kinds import kind_of
from ckanext.city.tables.recognise.content import says_truth
from ckanext.city.tables.recognise.names import normal, singular, telling, words
from ckanext.city.tables.recognise.ticked import choices_of
from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values

_TRUE = frozenset(["oui", "vrai", "true", "yes", "o", "y", "1"])
_FALSE = frozenset(["non", "faux", "false", "no", "n", "0"])
_TICKS = frozenset(("x", "✓", "✔", "☑", "☒"))
#: Single letters and figures say yes or no only in a column of their like.
_SHORT = frozenset(["o", "n", "y", "1", "0"])
_WORDS = (_TRUE | _FALSE) - _SHORT
#: What a column holds of which short ones say yes and no for sure.
_PAIRS = (_WORDS | {"o", "n"}, _WORDS | {"y", "n"}, frozenset(("1", "0")))

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
_DASHES = frozenset("-–—")
_LONGEST_NOTHING = max(map(len, _UNKNOWN)) + 8  # its signs and blanks counted
_LEAST_LIKE, _LEAST_MARGIN = 85, 8
_LEAST_BEGINNING = 4
_LEAST_INFLECTED = 5
_ENDINGS = ("e", "s", "es", "le", "ne", "les", "nes")
#: Words that turn what is said into its contrary, or into something else.
_DENYING = frozenset(
    ("non", "sans", "pas", "hors", "ni", "aucun", "aucune", "autre", "semi", "sauf")
)
_SEXES: Mapping[str, str] = MappingProxyType(
    {
        "masculin": "M", "homme": "M", "garcon": "M", "monsieur": "M", "male": "M",
        "feminin": "F", "femme": "F", "fille": "F", "madame": "F", "feminine": "F",
        "hommes": "M", "garcons": "M", "femmes": "F", "filles": "F", "h": "M", "g": "M",
    }
)  # fmt: skip


def boolean_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of yes and no, which writes the words that the column uses."""
    said = {text.strip().lower() for text in values.texts}
    ticks = are_ticks(values.texts)
    plain = any(said <= pair for pair in _PAIRS)
    writes = {truth: _word(values, truth=truth) for truth in (True, False)}
    return partial(_boolean, field=values.field, writes=writes, ticks=ticks, plain=plain)


def are_ticks(texts: Iterable[str]) -> bool:
    """Tell whether texts are ticks and nothing else."""
    said = {text.strip().lower() for text in texts} - {""}
    return bool(said) and said <= _TICKS


def word_for(values: Values, *, truth: bool) -> str:
    """Give the word for yes or no that the column uses, or else the schema's first."""
    return _word(values, truth=truth)[""]


def _word(values: Values, *, truth: bool) -> dict[str, str]:
    """Give the schema's words for yes or no, by `normal`; "" is the one to take without hint."""
    kind = kind_of(values.field)
    known = [word for word in kind.words if kind.read(word) is truth]
    used = [text for text in values.right if kind.read(text) is truth]
    usual = max(used, key=used.count) if used else _like_example(values, known)
    return {normal(word): word for word in reversed(known)} | {"": usual}


def _like_example(values: Values, known: Sequence[str]) -> str:
    """Take the word that says yes or no as the schema's example does: 0 where that is 1."""
    kind, example = kind_of(values.field), str(values.field.options.get("example") or "")
    alike = [word for word in kind.words if kind.read(word) is kind.read(example)]
    at = alike.index(example) if example in alike else 0
    return known[min(at, len(known) - 1)] if known else ""


def _boolean(
    text: str, *, field: Field, writes: Mapping[bool, Mapping[str, str]], ticks: bool, plain: bool
) -> Iterator[Candidate]:
    word = normal(text)
    for truth, usual in ((True, _TRUE), (False, _FALSE)):
        if word in writes[truth] and word:
            yield Candidate(writes[truth][word], "boolean.written")
        elif word in usual:
            yield Candidate(writes[truth][""], "boolean.words", plain or word not in _SHORT)
    if text.lower() in _TICKS:
        yield Candidate(writes[True][""], "boolean.tick", ticks)
    truth_said = says_truth(field, text)
    if truth_said is not None:
        yield Candidate(writes[truth_said][""], "boolean.words")


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
    if inflected := _inflected(word, by_name):
        yield Candidate(inflected, "enum.written")
        return
    if {"m", "f"} <= set(by_name) and word in _SEXES:
        yield Candidate(_SEXES[word], "enum.words")
        return
    choices = [choice for meant in by_name.values() for choice in meant]
    if same := _of_same_words(text, choices):
        yield Candidate(same, "enum.like")
        return
    if like := _most_like(word, " ".join(words(text)), by_name):
        yield Candidate(like, "enum.like", _is_only_reading(text, like, choices))


def _inflected(word: str, by_name: Mapping[str, list[str]]) -> str | None:
    """Find the one choice that is a word in another gender or number: "annuel" of "annuelle"."""
    if len(word) < _LEAST_INFLECTED:
        return None
    forms = {word + end for end in _ENDINGS} | {word.removesuffix(end) for end in _ENDINGS}
    meant = [choice for form in forms if len(form) > _LEAST_BEGINNING
             for choice in by_name.get(form, ())]  # fmt: skip
    return meant[0] if len(meant) == 1 else None


def _of_same_words(text: str, choices: Sequence[str]) -> str | None:
    """Find the choice that has the same words and no other, in this order if there are several.

    « aide en nature et numéraire » is « aide en nature;aide en numéraire ».
    """
    said, denied = _words_of(text), _DENYING & {*words(text)}
    found = [each for each in choices if _words_of(each) == said
             and _DENYING & {*words(each)} == denied]  # fmt: skip
    order = _in_order(text)
    return (
        min(found, key=lambda each: _in_order(each) != order) if len(said) > 1 and found else None
    )


def _in_order(text: str) -> list[str]:
    return list(dict.fromkeys(map(singular, telling(text))))


def _is_only_reading(text: str, choice: str, choices: Sequence[str]) -> bool:
    """Tell whether a text is a choice but for words that the choice has besides.

    « numéraire » is « aide en numéraire »: its words are most of that choice's, and what else has
    them, « aide en numéraire;aide en nature », has all of that choice's words too. A choice that
    says no differs by more than a word: « contact » is not « sans contact ».
    """
    said, meant = _words_of(text), _words_of(choice)
    denied = _DENYING & (set(words(choice)) - set(words(text)))
    if not said or not said <= meant or 2 * len(said) < len(meant) or denied:
        return False
    return all(meant <= _words_of(each) for each in choices if said <= _words_of(each))


def _words_of(text: str) -> set[str]:
    return {singular(word) for word in telling(text)}


def _most_like(word: str, said: str, by_name: Mapping[str, list[str]]) -> str | None:
    """Find the one choice that begins as the text does, holds it, is held by it, or is like it."""
    if not word:
        return None
    for find in (_begun, _within, _named, _initial, _nearest):
        if name := find(word, said, by_name):
            return by_name[name][0]
    return None


def _begun(word: str, _said: str, by_name: Mapping[str, list[str]]) -> str | None:
    begun = [
        name
        for name in by_name
        if name.startswith(word) or (word.startswith(name) and len(word) < 2 * len(name))
    ]
    return (
        begun[0] if len(begun) == 1 and min(len(word), len(begun[0])) >= _LEAST_BEGINNING else None
    )


def _within(word: str, _said: str, by_name: Mapping[str, list[str]]) -> str | None:
    within = sorted((name for name in by_name if word in name), key=len)
    sure = len(word) > _LEAST_BEGINNING and all(within[0] in name for name in within)
    return within[0] if within and sure else None


def _named(_word: str, said: str, by_name: Mapping[str, list[str]]) -> str | None:
    text = f" {' '.join(map(singular, said.split()))} "
    named = [
        name
        for name, choice in by_name.items()
        if len(name) >= _LEAST_BEGINNING
        and f" {' '.join(map(singular, words(choice[0])))} " in text
    ]
    return named[0] if len(named) == 1 else None


def _initial(word: str, _said: str, by_name: Mapping[str, list[str]]) -> str | None:
    initials = [name for name in by_name if name[:1] == word]
    return initials[0] if len(initials) == 1 and len(word) == 1 else None


def _nearest(word: str, _said: str, by_name: Mapping[str, list[str]]) -> str | None:
    marks = sorted(((fuzz.ratio(word, name), name) for name in by_name), reverse=True)
    second = marks[1][0] if len(marks) > 1 else 0
    if marks[0][0] >= _LEAST_LIKE and marks[0][0] - second >= _LEAST_MARGIN:
        return marks[0][1]
    return None


_SEPARATORS = re.compile(r"\s*(?:[,;/|+&]|\bet\b)\s*", re.IGNORECASE)


def list_repairer(values: Values) -> Repairer | None:
    """Make the repairer of lists whose pattern says the choices and what separates them."""
    listed, mark = choices_of(values.field)
    if not mark:
        return None
    choices = {normal(choice): choice for choice in listed}
    return partial(_list, choices=choices, mark=mark)


def _list(text: str, *, choices: Mapping[str, str], mark: str) -> Iterator[Candidate]:
    parts = [normal(part) for part in _SEPARATORS.split(text.strip()) if part]
    meant = [choices.get(part) or choices.get(part.removesuffix("s")) for part in parts]
    if all(meant):
        yield Candidate(mark.join(dict.fromkeys(filter(None, meant))), "enum.written")


def says_nothing(text: str) -> bool:
    """Tell whether a text is a word, or a sign, for that there is nothing."""
    return normal(text) in _UNKNOWN | _NOTHING or not any(sign.isalnum() for sign in text)


def nothing(text: str, values: Values) -> Iterator[Candidate]:
    """Leave a cell empty whose word says that there is nothing, where it may be empty."""
    if len(text) > _LONGEST_NOTHING or any(map(str.isdigit, text)):
        return
    word, lone = normal(text), not normal(text) and not any(sign.isalnum() for sign in text)
    counted = values.field.type in ("integer", "number")
    plain = values.judge.accepts(text)
    if lone and set(text) <= _DASHES and not counted:
        yield Candidate("", "cell.nothing")
    elif word in _UNKNOWN:
        unclear = word == "nc" and values.field.type == "boolean"  # or: that it does not conform
        yield Candidate("", "cell.nothing", not plain and not unclear)
    elif word in _NOTHING or (lone and set(text) <= set("-–—_./?* ")):
        yield Candidate("", "cell.nothing-or-zero" if counted else "cell.nothing",
                        not plain and not counted)  # fmt: skip
