"""The sheets of a template, whatever format they are written in."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.findings import Translate
from ckanext.city.tables.template import texts
from ckanext.city.tables.template.plan import Column, plan_columns

#: Rows of the sheet of examples.
MAX_EXAMPLES = 10
#: Rows of an ODS template that are watched: as many as LibreOffice takes of empty ones. XLSX
#: watches whole columns; formats are of whole columns in both.
PREPARED_ROWS = 1_000
HELP_WIDTHS = (26, 34, 14, 70, 34, 30, 34)


@dataclass(frozen=True)
class Line:
    """A row of the sheet of help: its cells, and how they look ("title", "line", "head", "row")."""

    cells: tuple[str, ...]
    look: str


@dataclass(frozen=True)
class Book:
    """A template.

    Attributes:
        names: of the sheets: data, example, help, lists.
        columns: of the sheet to be filled in.
        first_row: what stands in its first row already, by field.
        examples: valid rows, their cells as in a CSV file, in the order of the columns.
        help: the rows of the sheet of help.
        refused: title of the box that refuses a value.
    """

    names: tuple[str, str, str, str]
    columns: tuple[Column, ...]
    first_row: Mapping[str, str]
    examples: tuple[tuple[str, ...], ...]
    help: tuple[Line, ...]
    refused: str

    @property
    def lists(self) -> tuple[Column, ...]:
        """The columns that have a list, in the order in which these stand on their sheet."""
        return tuple(each for each in self.columns if each.choices)


def make_book(
    schema: TableSchema, lang: str, translate: Translate, constants: Mapping[str, str]
) -> Book:
    """Plan the template of a table schema.

    Args:
        schema: of the tables that will be made by it.
        lang: "fr" or "en".
        translate: of that language.
        constants: what every row says, by field: the first row has it.
    """
    columns = plan_columns(schema.descriptor, lang, translate)
    known = {column.name for column in columns}
    return Book(
        names=tuple(map(translate, (texts.DATA, texts.EXAMPLE, texts.HELP, texts.LISTS))),  # type: ignore[arg-type]
        columns=columns,
        first_row={name: value for name, value in constants.items() if name in known},
        examples=_examples(schema, columns),
        help=tuple(_help(schema, columns, lang, translate)),
        refused=translate(texts.REFUSED),
    )


def _examples(schema: TableSchema, columns: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    """Take the first rows of the valid sample that says most; else the schema's own examples."""
    rows = max(
        (_rows(path, columns) for path in sorted((schema.folder / "samples/valid").glob("*.csv"))),
        key=lambda found: sum(bool(cell) for row in found for cell in row),
        default=(),
    )
    return rows or (tuple(column.help[4] for column in columns),)


def _rows(path: Path, columns: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=max(";,", key=head.count))
        found = [record for record, _at in zip(reader, range(MAX_EXAMPLES), strict=False)]
    return tuple(tuple(record.get(column.name) or "" for column in columns) for record in found)


def _help(
    schema: TableSchema, columns: Sequence[Column], lang: str, translate: Translate
) -> Iterator[Line]:
    names = {"data": translate(texts.DATA), "example": translate(texts.EXAMPLE)}
    yield Line((translate(texts.HELP_TITLE).format(title=schema.title(lang)),), "title")
    for each in texts.HELP_LINES:
        yield Line((translate(each).format(**names),), "line")
    if key := _key(schema):
        yield Line((translate(texts.KEY).format(names=key),), "line")
    yield Line((translate(texts.SCHEMA).format(schema=schema.reference),), "line")
    yield Line((), "line")
    yield Line(tuple(map(translate, texts.HELP_HEAD)), "head")
    for column in columns:
        label, meaning, kind, rule, example = column.help
        need = translate(texts.YES if column.required else texts.NO)
        yield Line((column.name, label, need, meaning, kind, rule, example), "row")


def _key(schema: TableSchema) -> str:
    key = schema.descriptor.get("primaryKey") or []
    return ", ".join([key] if isinstance(key, str) else key)
