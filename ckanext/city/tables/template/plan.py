"""How each column of a template is kept, shown and watched, from its table schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ckanext.city.tables.check.descriptor import Field, read_descriptor
from ckanext.city.tables.findings import Translate
from ckanext.city.tables.template import texts

Kept = Literal["text", "whole", "decimal", "date"]

_ISO_DATES = ("default", "any", "%Y-%m-%d")
_DIGITS = re.compile(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?")
_YEARS = (0, 9999)
_MAX_NOTE, _MAX_REFUSAL = 900, 225  # characters; Excel shows no more of the second


@dataclass(frozen=True)
class Column:
    """A column of a template.

    Attributes:
        name: of the field, as the header says it.
        kept: what its cells hold for the spreadsheet.
        required: whether each row must say something.
        choices: the only values, if the schema lists them.
        low, high: bounds of a number or a day, as texts; of a text, of its length.
        refusal: what is said of a cell that is refused; empty where none is.
        note: of the header.
        help: label, what to write, kind, rule and example, for the sheet of help.
        width: in characters.
    """

    name: str
    kept: Kept
    required: bool
    choices: tuple[str, ...]
    low: str
    high: str
    refusal: str
    note: str
    help: tuple[str, str, str, str, str]
    width: int


def plan_columns(
    descriptor: Mapping[str, Any], lang: str, translate: Translate
) -> tuple[Column, ...]:
    """Plan the columns of a table schema.

    Args:
        descriptor: what schema.json says.
        lang: "fr" or "en", of titles and descriptions.
        translate: of that language.
    """
    key = read_descriptor(descriptor).primary_key
    return tuple(
        _Planner(each, lang, translate, in_key=each.name in key).column()
        for each in read_descriptor(descriptor).fields
    )


class _Planner:
    def __init__(self, field: Field, lang: str, translate: Translate, *, in_key: bool) -> None:
        self._field, self._translate = field, translate
        self._suffix = "" if lang == "fr" else f"_{lang}"
        self._required = field.required or in_key
        self._choices = _choices(field)
        self._kept = _kept(field)
        self._low, self._high = _bounds(field, self._kept)

    def column(self) -> Column:
        field = self._field
        label, kind = self._said("title"), self._kind()
        example = _text(field.options.get("example", ""))
        told = (label, self._said("description"), kind, self._rule(), example)
        widest = max(len(field.name), len(example), *(len(each) for each in self._choices), 8)
        return Column(
            field.name,
            self._kept,
            self._required,
            self._choices,
            self._low,
            self._high,
            self._refusal(),
            self._note(told),
            told,
            min(widest, 40) + 3,
        )

    def _said(self, name: str) -> str:
        options = self._field.options
        return str(options.get(f"{name}{self._suffix}") or options.get(name) or "").strip()

    def _kind(self) -> str:
        if self._choices:
            return self._translate(texts.KINDS["choice"])
        field = self._field
        shown = texts.FORMATS.get(field.format) or texts.FORMATS.get(field.type)
        if self._kept == "text" and shown:
            return self._translate(shown)
        return self._translate(texts.KINDS[self._kept])

    def _rule(self) -> str:
        constraints = self._field.constraints
        rules = [
            self._translate(said).format(_text(constraints[name]))
            for name, said in texts.RULES.items()
            if name in constraints
        ]
        if "pattern" in constraints and not rules:
            rules = [self._translate(texts.NOTE_PATTERN)]
        return ", ".join(rules)

    def _note(self, told: tuple[str, str, str, str, str]) -> str:
        label, description, kind, rule, example = told
        need = self._translate(texts.REQUIRED if self._required else texts.OPTIONAL)
        head = self._translate(texts.NOTE).format(title=label, need=need, kind=kind)
        last = self._translate(texts.NOTE_EXAMPLE).format(example=example) if example else ""
        return "\n".join(filter(None, (head, description, rule, last)))[:_MAX_NOTE]

    def _refusal(self) -> str:
        kind: str = "choice" if self._choices else self._kept
        if kind == "text":
            kind = self._length()
        if not kind:
            return ""
        places = {
            "name": self._field.name,
            "bounds": self._between(),
            "lists": self._translate(texts.LISTS),
            "low": self._low,
            "high": self._high,
        }
        return self._translate(texts.REFUSALS[kind]).format(**places)[:_MAX_REFUSAL]

    def _length(self) -> str:
        low, high = self._low, self._high
        if low and high:
            return "exactly" if low == high else "within"
        return "longer" if low else "shorter" if high else ""

    def _between(self) -> str:
        low, high = self._low, self._high
        if low and high:
            return self._translate(texts.BETWEEN).format(low=low, high=high)
        if low:
            return self._translate(texts.AT_LEAST).format(low=low)
        return self._translate(texts.AT_MOST).format(high=high) if high else ""


def _kept(field: Field) -> Kept:
    """Tell how a spreadsheet keeps the cells of a field so that they read as the schema wants."""
    if field.type == "date" and field.format in _ISO_DATES:
        return "date"
    if field.type in ("integer", "year"):
        return "whole"
    if field.type == "number" and field.options.get("decimalChar", ".") == ".":
        return "decimal"
    return "text"


def _choices(field: Field) -> tuple[str, ...]:
    if field.type == "boolean":
        words = (field.options.get("trueValues"), field.options.get("falseValues"))
        return tuple(
            str((given or [usual])[0])
            for given, usual in zip(words, ("true", "false"), strict=True)
        )
    return tuple(_text(each) for each in field.constraints.get("enum", ()))


def _bounds(field: Field, kept: Kept) -> tuple[str, str]:
    said = field.constraints
    if kept in ("whole", "decimal"):
        usual = _YEARS if field.type == "year" else ("", "")
        low = said.get("minimum", said.get("exclusiveMinimum", usual[0]))
        high = said.get("maximum", said.get("exclusiveMaximum", usual[1]))
        return _text(low), _text(high)
    if kept == "date":
        return _day(said.get("minimum")), _day(said.get("maximum"))
    if field.type != "string":
        return "", ""
    digits = _DIGITS.fullmatch(str(said.get("pattern", "")))
    low = said.get("minLength", digits[1] if digits else "")
    return _text(low), _text(said.get("maxLength", digits[1] if digits else ""))


def _day(value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return ""
    return day.isoformat()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
