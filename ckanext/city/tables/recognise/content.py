"""What a column holds, by its values: how well they fit a field, and what they look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.numbering import BLANKS, is_siret
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import normal, singular, words

_NUMBER = re.compile(r"[(+\-−–]?\s?\d[\d\s\u00a0\u202f\u2009'’]*(?:[.,]\d+)*\s?(?:€|%)?\)?-?")
_MONTHS = "janv|fevr|févr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec"
_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}.*|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}.*"
    rf"|.*\b(?:{_MONTHS})\w*\.?[\s./-]+\d{{2,4}}",
    re.IGNORECASE,
)
#: Words that deny what a field is called, by their stems.
_OPPOSITES = {"payant": "gratuit", "inaccessibl": "accessibl", "decouvert": "couvert"}
_YES_NO = frozenset(
    ["oui", "non", "o", "n", "vrai", "faux", "true", "false", "yes", "no", "x", "0", "1"]
)

#: What a column's values may be, in the order in which they are tried.
SHAPES: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "url": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "uai": re.compile(r"\d{7}[A-Za-z]"),
    "date": _DATE,
    "phone": re.compile(r"(?:\+33|0033|0)\s?(?:\(0\))?\s?[1-9](?:[\s.-]?\d{2}){4}"),
    "year": re.compile(r"(?:19|20)\d{2}"),
    "commune": re.compile(r"(?:[013-9]\d|2[AB1-9])\d{3}"),
    "code": re.compile(r"0\d+"),
    "integer": re.compile(r"[+-]?\d{1,3}(?:[\s\u00a0\u202f]?\d{3})*"),
    "number": _NUMBER,
}

_SHAPES_OF_TYPES = {
    "integer": _NUMBER,
    "number": _NUMBER,
    "date": _DATE,
    "datetime": _DATE,
    "year": SHAPES["year"],
}


_SERIAL = re.compile(r"(?:1[89]|[2-4]\d|5[0-4])\d{3}(?:[.,]0+)?")  # 1949 to 2049
_COUNT = re.compile(r"(?:env(?:iron|\.)|~|≈)?\s*\d[\d\s\u00a0\u202f.,]*\D{0,40}(?:\d+\D{0,20})?")
_FIGURE = re.compile(r"\d")
#: In a pattern, a fixed number of figures, or one before a point.
_FIGURES = re.compile(r"(?:\\d|\[0-9\])(?:\{[2-9]\d?\}|\\\.)")
_OF_FIGURES = re.compile(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")  # a pattern of nothing else
_LOOSE_SHAPES = {
    "integer": _COUNT,
    "number": _COUNT,
    "date": _SERIAL,
    "datetime": _SERIAL,
    "year": re.compile(r"\D{0,20}(?:19|20)\d{2}\D{0,20}"),
}


@dataclass(frozen=True)
class Sample:
    """Some distinct values of a column, trimmed, none of them empty."""

    values: tuple[str, ...]

    def share(self, shape: re.Pattern[str]) -> float:
        """Tell how many of the values have a shape, 0 to 1."""
        return sum(bool(shape.fullmatch(v)) for v in self.values) / max(1, len(self.values))


def likely_kind(sample: Sample) -> str:
    """Name what a column seems to hold: "siret", "date", "integer", "text"… or "empty"."""
    if not sample.values:
        return "empty"
    if sum(map(is_siret, sample.values)) >= 0.9 * len(sample.values):
        return "siret"
    if {value.lower() for value in sample.values} <= _YES_NO - {"0", "1"}:
        return "boolean"
    return next((name for name, shape in SHAPES.items() if sample.share(shape) >= 0.9), "text")


def fit(
    field: Field, judge: Judge, sample: Sample, *, named: bool = False, hinted: bool = False
) -> float | None:
    """Tell how many of a column's values may be meant for a field; None where all would be.

    A value counts where it is right, or where it is of the kind and written in another way. Where
    the column has the field's name, also what only this name explains: a spreadsheet's number of
    a day, "24 (dont 3 pouvoirs)"; where it hints at the name, also a code without its zeros.
    """
    shape = _shape_of(field, judge)
    if shape is None or not sample.values:
        return None
    shape.look(sample.values)
    loose = _LOOSE_SHAPES.get(field.type) if named else None
    loose = loose or (_short_code(field) if named or hinted else None)
    fitting = [shape(v) or bool(loose and loose.fullmatch(v)) for v in sample.values]
    return sum(fitting) / len(fitting)


def lacks_figures(field: Field, sample: Sample) -> bool:
    """Tell whether a field holds codes of several figures, and no value has any figure.

    "Bureau" heads the numbers of polling stations in one file, their names in another.
    """
    coded = _FIGURES.search(str(field.constraints.get("pattern", "")))
    return bool(coded and sample.values) and not any(map(_FIGURE.search, sample.values))


def _short_code(field: Field) -> re.Pattern[str] | None:
    """Give the shape of a code whose zeros in front are lost, of a field of figures alone."""
    found = _OF_FIGURES.fullmatch(str(field.constraints.get("pattern", "")))
    return re.compile(rf"(?:[1-9]\d{{0,{int(found[1]) - 1}}})(?:[.,]0+)?") if found else None


def says_truth(field: Field, text: str) -> bool | None:
    """Tell what the words of a yes-or-no field's own name say: "gratuit", "payant", "non couvert".

    None where the text says something else.
    """
    said = tuple(map(_stem, words(text)))
    named = {*map(_stem, words(f"{field.name} {field.options.get('title') or ''}"))}
    denied = said[:1] in (("non",), ("pas",))
    if said and not denied and len(said) == 1 and _OPPOSITES.get(said[0]) in named:
        return False
    body = said[1:] if denied else said
    told = {*body} <= named and not all(map(str.isdecimal, body))  # "2" is no "type 2"
    return not denied if told else None


def _stem(word: str) -> str:
    return singular(word).rstrip("e")


def is_strict(judge: Judge) -> bool:
    """Tell whether values that do not fit deny a column's name: dates, numbers, SIRETs.

    Of codes and choices, departments have their own short words, which repairs know.
    """
    field = judge.field
    typed = field.type in (*_SHAPES_OF_TYPES, "boolean") or field.format in ("email", "uri")
    return typed or "french-siret-value" in judge.official


def telling(field: Field, judge: Judge) -> bool:
    """Tell whether the values of a field are hardly those of another: SIRETs, choices, codes."""
    if judge.telling is None:
        judge.telling = _tells(field, judge)
    return judge.telling


def _tells(field: Field, judge: Judge) -> bool:
    if "french-siret-value" in judge.official or "nomenclature-actes-value" in judge.official:
        return True
    if len(field.constraints.get("enum", ())) > 1:
        return True
    pattern = str(field.constraints.get("pattern", ""))
    return bool(pattern) and not _loose(judge) and pattern not in (r"^\d{4}$", r"^\d{5}$")


def _loose(judge: Judge) -> bool:
    return judge.accepts("abcdef") or judge.accepts("Rue de la Paix") or judge.accepts("12")


class _Shape:
    """Tells whether a value may be meant for a field."""

    def __init__(self, judge: Judge, shape: re.Pattern[str] | None, words: frozenset[str]) -> None:
        self._judge, self._shape, self._words = judge, shape, words

    def look(self, values: Sequence[str]) -> None:
        """Have values judged at once, with what is asked of them: it is quicker than one by one."""
        bare = [BLANKS.sub("", value) for value in values] if self._shape is None else []
        self._judge.look([*values, *bare, *(text.replace(",", ".") for text in bare)])

    def __call__(self, value: str) -> bool:
        if self._judge.accepts(value) or normal(value) in self._words:
            return True
        bare = BLANKS.sub("", value)
        if self._judge.field.type == "boolean" and says_truth(self._judge.field, value) is not None:
            return True
        if self._shape is None:
            return self._judge.accepts(bare) or self._judge.accepts(bare.replace(",", "."))
        return bool(self._shape.fullmatch(value))


def _shape_of(field: Field, judge: Judge) -> _Shape | None:
    if field.type in _SHAPES_OF_TYPES:
        return _Shape(judge, _SHAPES_OF_TYPES[field.type], frozenset())
    if field.type == "boolean":
        return _Shape(judge, None, _YES_NO)
    if field.format in ("email", "uri"):
        shape = SHAPES["email" if field.format == "email" else "url"]
        return _Shape(judge, shape, frozenset())
    choices = field.constraints.get("enum")
    if judge.accepts("2024-12-31") and not _loose(judge):
        return _Shape(judge, _DATE, frozenset())
    if choices or "pattern" in field.constraints or judge.official:
        return _Shape(judge, None, frozenset(normal(str(each)) for each in choices or ()))
    return None


def sample_values(values: Sequence[str | None], size: int = 30) -> Sample:
    """Take the first distinct values of a column that say something."""
    found: dict[str, None] = {}
    for value in values:
        text = (value or "").strip()
        if text:
            found[text] = None
        if len(found) == size:
            break
    return Sample(tuple(found))
