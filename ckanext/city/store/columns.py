"""The columns of a DataStore table, from its table schema: types said, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 63  # bytes of an identifier in PostgreSQL

# A type of Table Schema to one of PostgreSQL. What is not here is kept as the text that it is:
# codes with a leading zero, lists, geometries.
TYPES = {
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamptz",
    "integer": "int8",
    "number": "numeric",
    "year": "int8",
}
TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")  # Table Schema's own
ISO = ("default", "any", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%SZ")
STRPTIME_TO_POSTGRESQL = {
    "%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "HH24", "%M": "MI", "%S": "SS", "%y": "YY",
}  # fmt: skip
BESIDE_LANGUAGES = (("fr", ""), ("en", "_en"))


class UnusableColumn(ValueError):
    """A header or a type that the DataStore cannot hold; the message says what to do."""


@dataclass(frozen=True)
class Column:
    """A column of the DataStore.

    Attributes:
        id: its name, that of the table schema's field.
        type: PostgreSQL's name of its type.
        info: what the data dictionary says of it, as `datastore_info` gives it back.
        value: SQL that makes the typed value of the text in the file; a constant NULL where the
            file lacks the column.
    """

    id: str
    type: str
    info: Mapping[str, str]
    value: str


def columns_of(descriptor: Mapping[str, Any], header: Sequence[str]) -> list[Column]:
    """Give the columns of a table: all of its schema's, then those that only the file has.

    A field that the file lacks becomes an empty column, so that a yearly table has the same columns
    each year.

    Args:
        descriptor: a Table Schema descriptor, with `title_en` and `description_en` of ours.
        header: the names in the file, in their order.

    Raises:
        UnusableColumn: the header cannot become columns.
    """
    _refuse_unusable(header)
    missing = tuple(descriptor.get("missingValues", [""]))
    named = {field["name"]: field for field in descriptor["fields"]}
    known = [_column(field, field["name"] in header, missing) for field in named.values()]
    further = [_column({"name": name}, True, missing) for name in header if name not in named]
    return known + further


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def _refuse_unusable(header: Sequence[str]) -> None:
    for name in header:
        if not name.strip() or name.startswith("_") or '"' in name:
            raise UnusableColumn(
                f"The column {name!r} cannot be loaded: give it a name, without a quotation mark "
                "and without an underscore in front."
            )
        if len(name.encode()) > LONGEST_NAME:
            raise UnusableColumn(f"The name of the column {name!r} is too long: shorten it.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UnusableColumn(f"Two columns have the same name, {twice[0]!r}: rename one of them.")


def _column(field: Mapping[str, Any], in_file: bool, missing: tuple[str, ...]) -> Column:
    kind = TYPES.get(field.get("type", "string"), "text")
    missing = tuple(field.get("missingValues", missing))
    value = _value(field, kind, missing) if in_file else f"NULL::{kind}"
    return Column(field["name"], kind, _info(field), value)


def _info(field: Mapping[str, Any]) -> dict[str, str]:
    """Label and notes, French first; each language beside, as CKAN 2.12's data dictionary asks."""
    info = {"label": field.get("title", ""), "notes": field.get("description", "")}
    for language, suffix in BESIDE_LANGUAGES:
        info[f"label_{language}"] = field.get(f"title{suffix}", "")
        info[f"notes_{language}"] = field.get(f"description{suffix}", "")
    return {key: value for key, value in info.items() if value}


def _value(field: Mapping[str, Any], kind: str, missing: tuple[str, ...]) -> str:
    name = identifier(field["name"])
    text = f"CASE WHEN {name} IN ({_list(('', *missing))}) THEN NULL ELSE {name} END"
    if kind == "text":
        return text
    return READERS.get(kind, _cast)(field, text, kind)


def _cast(_field: Mapping[str, Any], text: str, kind: str) -> str:
    return f"({text})::{kind}"


def _boolean(field: Mapping[str, Any], text: str, _kind: str) -> str:
    true = _list(field.get("trueValues", TRUE))
    false = _list(field.get("falseValues", FALSE))
    # a third value falls through to the cast, which fails and names it
    return (
        f"CASE WHEN ({text}) IN ({true}) THEN true WHEN ({text}) IN ({false}) THEN false"
        f" ELSE ({text})::bool END"
    )


def _number(field: Mapping[str, Any], text: str, kind: str) -> str:
    grouping, decimal = field.get("groupChar", ""), field.get("decimalChar", ".")
    if grouping:
        text = f"replace(({text}), {literal(grouping)}, '')"
    if decimal != ".":
        text = f"replace(({text}), {literal(decimal)}, '.')"
    return f"({text})::{kind}"


def _moment(field: Mapping[str, Any], text: str, kind: str) -> str:
    pattern = field.get("format", "default")
    if pattern in ISO:
        return f"({text})::{kind}"
    for code, name in STRPTIME_TO_POSTGRESQL.items():
        pattern = pattern.replace(code, name)
    if "%" in pattern:
        raise UnusableColumn(
            f"The date format of the field {field['name']!r} is not one that can be loaded."
        )
    return f"to_timestamp(({text}), {literal(pattern)})::{kind}"


def _list(values: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(literal(value) for value in values))


READERS = {
    "bool": _boolean,
    "date": _moment,
    "int8": _number,
    "numeric": _number,
    "timestamptz": _moment,
}
