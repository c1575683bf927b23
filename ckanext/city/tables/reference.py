"""The reference table of a table schema's fields, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

HEADS = {
    "fr": ("Champ", "Libellé", "Type", "Obligatoire", "Ce qu’on y écrit", "Règle", "Exemple"),
    "en": ("Field", "Label", "Type", "Required", "What to write", "Rule", "Example"),
}
TYPES = {
    "fr": {
        "any": "toute valeur",
        "array": "liste JSON",
        "boolean": "oui ou non",
        "date": "date",
        "datetime": "date et heure",
        "duration": "durée",
        "geojson": "géométrie GeoJSON",
        "geopoint": "point",
        "integer": "nombre entier",
        "number": "nombre",
        "object": "objet JSON",
        "string": "texte",
        "time": "heure",
        "year": "année",
        "yearmonth": "année et mois",
    },
    "en": {
        "any": "any value",
        "array": "JSON list",
        "boolean": "yes or no",
        "date": "date",
        "datetime": "date and time",
        "duration": "duration",
        "geojson": "GeoJSON geometry",
        "geopoint": "point",
        "integer": "whole number",
        "number": "number",
        "object": "JSON object",
        "string": "text",
        "time": "time",
        "year": "year",
        "yearmonth": "year and month",
    },
}
REQUIRED = {"fr": ("oui", "non"), "en": ("yes", "no")}
RULES = {
    "fr": {
        "enum": "une de ces valeurs : {}",
        "pattern": "de la forme {}",
        "minimum": "au moins {}",
        "maximum": "au plus {}",
        "minLength": "caractères : au moins {}",
        "maxLength": "caractères : au plus {}",
        "unique": "jamais deux fois la même valeur",
    },
    "en": {
        "enum": "one of: {}",
        "pattern": "in the form {}",
        "minimum": "at least {}",
        "maximum": "at most {}",
        "minLength": "characters: at least {}",
        "maxLength": "characters: at most {}",
        "unique": "never the same value twice",
    },
}
RULE_SEPARATOR = {"fr": " ; ", "en": "; "}
KEYS = {"fr": "Une ligne est identifiée par : {}.", "en": "A row is identified by: {}."}
FIELDS_PART = re.compile(r"(<!-- fields (fr|en) -->\n).*?(<!-- /fields -->)", re.DOTALL)


def fields_table(descriptor: Mapping[str, Any], lang: str) -> str:
    """Write the fields of a Table Schema descriptor as a Markdown table, its primary key below.

    Args:
        descriptor: with `title_en` and `description_en` beside the standard properties in French.
        lang: "fr" or "en".
    """
    head = HEADS[lang]
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line(_cells(field, lang)) for field in descriptor["fields"]]
    key = descriptor.get("primaryKey") or []
    names = [key] if isinstance(key, str) else key
    if names:
        lines += ["", KEYS[lang].format(", ".join(f"`{name}`" for name in names))]
    return "\n".join(lines) + "\n"


def refresh_page(page: str, descriptor: Mapping[str, Any]) -> str:
    """Put today's tables of fields between a reference page's markers.

    A table stands between `<!-- fields fr -->` (or `en`) and `<!-- /fields -->`, each on a line of
    its own; all else stays as it is.
    """
    return FIELDS_PART.sub(
        lambda part: f"{part[1]}{fields_table(descriptor, part[2])}{part[3]}", page
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(field: Mapping[str, Any], lang: str) -> list[str]:
    suffix = "" if lang == "fr" else f"_{lang}"
    constraints = field.get("constraints", {})
    kind = field.get("type", "string")
    return [
        f"`{field['name']}`",
        _plain(field.get(f"title{suffix}", "")),
        TYPES[lang].get(kind, kind),
        REQUIRED[lang][0 if constraints.get("required") else 1],
        _plain(field.get(f"description{suffix}", "")),
        RULE_SEPARATOR[lang].join(_rules(constraints, lang)),
        _code(field["example"]) if "example" in field else "",
    ]


def _rules(constraints: Mapping[str, Any], lang: str) -> list[str]:
    return [
        sentence.format(_value(constraints[name]))
        for name, sentence in RULES[lang].items()
        if name in constraints and constraints[name] is not False
    ]


def _value(value: object) -> str:
    return ", ".join(_code(item) for item in value) if isinstance(value, list) else _code(value)


def _code(value: object) -> str:
    return f"`{_plain(str(value))}`"


def _plain(text: str) -> str:
    """One line, its bars escaped: a bar would open a new cell, in a code span too."""
    return " ".join(text.split()).replace("|", "\\|")
