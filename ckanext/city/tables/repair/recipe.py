"""What was decided about a department's file, to be kept as JSON and used on next month's file.

A recipe holds decisions and layout, never data: no cell of a column of free text, nothing of who
the city is. So one city can give it to another.

Its keys are described in `docs/table-repair.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ckanext.city.tables.findings import Misuse, _
from ckanext.city.tables.given import read_json
from ckanext.city.tables.repair.known import DATE_ORDERS, Answered, Decisions

FORMAT, VERSION = "city-tables recipe", 1
MAX_BYTES = 1_000_000
_MAX_CHARACTERS = 2_000  # of a text
_KEYS = ("format", "version", "schema", "accept", "layout", "columns", "date_order", "values",
         "accepted", "refused")  # fmt: skip
_LAYOUT = ("sheet", "header_row", "columns", "table")
_UNWRITABLE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True)
class Layout:
    """How a file stood when it was decided about it.

    Attributes:
        sheet: of a workbook, the sheet that was read.
        header_row: record number of the last header line; 0 where there is none.
        columns: headers, in their order.
        table: a cell of the table that was meant, where it was decided.
    """

    sheet: str | None = None
    header_row: int = 1
    columns: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True)
class Recipe:
    """Decisions about files of one kind.

    Attributes:
        schema: id and version of their table schema.
        accept: whether what is safe is done: "safe" or "nothing".
        layout: of the file about which it was decided.
        decisions: what was decided.
    """

    schema: str
    accept: str = "safe"
    layout: Layout = field(default_factory=Layout)
    decisions: Decisions = field(default_factory=Decisions)

    @property
    def schema_id(self) -> str:
        """The id of the table schema, without its version."""
        return self.schema.partition("@")[0]

    def as_json(self) -> dict[str, Any]:
        """Give what the file holds, the same for the same decisions."""
        decisions = self.decisions
        return {
            "format": FORMAT,
            "version": VERSION,
            "schema": self.schema,
            "accept": self.accept,
            "layout": {**vars(self.layout), "columns": list(self.layout.columns)},
            "columns": dict(decisions.columns),
            "date_order": decisions.date_order,
            "values": {name: dict(sorted(words.items()))
                       for name, words in sorted(decisions.values.items()) if words},
            "accepted": [each.as_json() for each in sorted(decisions.accepted)],
            "refused": [each.as_json() for each in sorted(decisions.refused)],
        }  # fmt: skip

    def text(self) -> str:
        """Write the file."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n"


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        Misuse: it is none that can be used, and why.
    """
    try:
        found = read_json(path, MAX_BYTES)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Misuse(
            _("{file} is no recipe of city-tables: give a file that --save-recipe wrote."),
            file=path.name,
        )
    return parse_recipe(found)


def parse_recipe(found: Mapping[str, Any]) -> Recipe:
    """Take a recipe from what its file holds.

    Raises:
        Misuse: it says something that no recipe says, or is of a later version.
    """
    version = found.get("version")
    if type(version) is int and version > VERSION:
        raise Misuse(
            _(
                "The recipe is of version {version}, and this program knows version {known} at "
                "most: bring the program up to date."
            ),
            version=version,
            known=VERSION,
        )
    _must(version == VERSION and type(version) is int, "version")
    _only(found, _KEYS, "")
    return Recipe(
        schema=_text(found, "schema"),
        accept=_one_of(found.get("accept", "safe"), ("safe", "nothing"), "accept"),
        layout=_layout(found.get("layout", {})),
        decisions=Decisions(
            date_order=_one_of(found.get("date_order"), (None, *DATE_ORDERS), "date_order"),
            columns=_texts(found.get("columns", {}), "columns"),
            values={
                name: _texts(words, f"values.{name}")
                for name, words in _mapping(found.get("values", {}), "values").items()
            },
            accepted=_answers(found, "accepted"),
            refused=_answers(found, "refused"),
        ),
    )


def _layout(found: Any) -> Layout:
    _only(_mapping(found, "layout"), _LAYOUT, "layout.")
    row = found.get("header_row", 1)
    for key in ("sheet", "table"):
        _must(found.get(key) is None or _is_text(found[key]), f"layout.{key}")
    _must(type(row) is int and 0 <= row < 1 << 31, "layout.header_row")
    columns = _list(found.get("columns", []), "layout.columns")
    _must(all(map(_is_text, columns)), "layout.columns")
    return Layout(found.get("sheet"), row, tuple(columns), found.get("table"))


def _answers(found: Mapping[str, Any], key: str) -> frozenset[Answered]:
    return frozenset(_answered(each, key) for each in _list(found.get(key, []), key))


def _answered(found: Any, key: str) -> Answered:
    _only(_mapping(found, key), ("repair", "fields", "mark"), f"{key}.")
    fields = _list(found.get("fields", []), f"{key}.fields")
    _must(all(map(_is_text, fields)), f"{key}.fields")
    mark = found.get("mark", "")
    _must(_is_text(mark), f"{key}.mark")
    return Answered(_text(found, "repair"), tuple(fields), mark)


def _must(right: bool, place: str) -> None:
    if not right:
        raise Misuse(
            _(
                "The recipe says something at “{place}” that no recipe says there: save it anew "
                "with --save-recipe, or correct it there."
            ),
            place=place,
        )


def _only(found: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in found:
        _must(key in known, f"{where}{key}"[:_MAX_CHARACTERS].encode(errors="replace").decode())


def _is_text(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= _MAX_CHARACTERS
        and _UNWRITABLE.search(value) is None
    )


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    _must(_is_text(value) and bool(value), key)
    return str(value)


def _one_of(value: Any, choices: tuple[Any, ...], place: str) -> Any:
    _must(value is None or isinstance(value, str), place)
    _must(value in choices, place)
    return value


def _mapping(value: Any, place: str) -> dict[str, Any]:
    _must(isinstance(value, dict) and all(map(_is_text, value)), place)
    return dict(value)


def _list(value: Any, place: str) -> list[Any]:
    _must(isinstance(value, list), place)
    return list(value)


def _texts(value: Any, place: str) -> dict[str, str]:
    found = _mapping(value, place)
    _must(all(map(_is_text, found.values())), place)
    return found
