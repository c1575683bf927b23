"""The first rows of a file, as a resident can read them: of the DataStore, else kept by a job."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.city.interfaces import table_folders
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.words import city_date, city_moment, city_number
from ckanext.city.store.columns import columns_of
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema
from ckanext.city.views.files import is_table
from ckanext.city.views.rows.figures import are_figures, names_code
from ckanext.city.views.rows.jobs import first_rows

__all__ = [
    "city_csv_address",
    "city_is_web_address",
    "city_rows_are_awaited",
    "city_schema_columns",
    "city_table_glimpse",
    "city_table_preview",
    "city_table_shown",
]

log = logging.getLogger(__name__)

MOST_COLUMNS = 40
LONGEST_CELL = 140
GLIMPSE_ROWS = 5
#: Fewer columns than these say too little of a table.
FEWEST_COLUMNS = 3
#: Most decimals of a measure; a coordinate has seven.
MOST_DECIMALS = 7
_ROW_NUMBER = "_id"
_NUMBERS = frozenset({"numeric", "int4", "int8", "int", "float8"})
_WEB_ADDRESS = re.compile(r"https?://[^\s…]+")
_SHAPE = re.compile(r'\s*\{.*"(coordinates|geometries|features|geometry)"\s*:', re.DOTALL)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the file, what it is called, what it means, its kind."""

    name: str
    label: str
    notes: str
    kind: str
    is_number: bool


@dataclass(frozen=True)
class Preview:
    """The first rows of a table.

    Attributes:
        columns: all of them, for the dictionary.
        shown: those whose cells are in `rows`.
        rows: cells in the order of `shown`, as texts.
    """

    columns: tuple[Column, ...]
    shown: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def has_table(resource: Mapping[str, Any]) -> bool:
    """Tell whether a file stands in the DataStore."""
    return bool(resource.get("datastore_active")) and p.plugin_loaded("datastore")


def city_table_shown(dataset: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Choose the file of which a dataset's page shows some rows: one of the DataStore if it can."""
    files = dataset.get("resources") or ()
    return next(filter(has_table, files), None) or next(filter(is_table, files), None)


def city_rows_are_awaited(resource: Mapping[str, Any]) -> bool:
    """Tell whether a job is about to read a file's first rows."""
    return not has_table(resource) and first_rows(resource) is None


def city_table_preview(resource: Mapping[str, Any], rows: int = 20) -> Preview | None:
    """Read the first rows of a file's table, as far as the reader may.

    Returns:
        None where the file has no table, or the DataStore does not answer.
    """
    if not has_table(resource):
        return _kept_preview(resource, rows)
    asked = {"resource_id": resource["id"], "limit": rows, "include_total": False}
    try:
        found = tk.get_action("datastore_search")({}, asked)
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError, sa.exc.SQLAlchemyError):
        log.warning("No preview of resource %s: the DataStore gives none.", resource["id"])
        return None
    fields = [field for field in found["fields"] if field["id"] != _ROW_NUMBER]
    shown = fields[:MOST_COLUMNS]
    cells = [_cells(field, found["records"]) for field in shown]
    return Preview(
        tuple(_column(field) for field in fields),
        tuple(_column(field) for field in shown),
        tuple(zip(*cells, strict=True)),
    )


def _kept_preview(resource: Mapping[str, Any], rows: int) -> Preview | None:
    kept = first_rows(resource) or {}
    if not kept.get("columns") or not kept.get("rows"):
        return None
    known = {column.name: column for column in city_schema_columns(resource)}
    columns = tuple(
        known.get(name) or _guessed(name, [row[at] for row in kept["rows"]])
        for at, name in enumerate(kept["columns"])
    )
    cells = tuple(
        tuple(_cell("text", text) for text in row[:MOST_COLUMNS]) for row in kept["rows"][:rows]
    )
    return Preview(columns, columns[:MOST_COLUMNS], cells)


def _guessed(name: str, cells: Sequence[str]) -> Column:
    """A column that no table schema describes."""
    column = _column({"id": name, "type": "text"})
    return replace(column, is_number=not names_code(name) and are_figures(cells))


def city_table_glimpse(resource: Mapping[str, Any]) -> Preview | None:
    """Read a few rows, without the columns that hold the same in each of them.

    The town's name and its SIRET stand first in each row of most national formats.
    """
    preview = city_table_preview(resource, GLIMPSE_ROWS)
    if preview is None or len(preview.rows) < 2:
        return preview
    columns = list(zip(*preview.rows, strict=True))
    varied = [at for at, cells in enumerate(columns) if len(set(cells)) > 1]
    if len(varied) < FEWEST_COLUMNS:
        return preview
    return Preview(
        preview.columns,
        tuple(preview.shown[at] for at in varied),
        tuple(tuple(row[at] for at in varied) for row in preview.rows),
    )


def city_csv_address(resource: Mapping[str, Any]) -> str:
    """Where all rows of a file's table are had as CSV; empty where it has none."""
    if not has_table(resource):
        return ""
    return str(tk.h.url_for("datastore.dump", resource_id=resource["id"], bom=True))


def city_is_web_address(cell: str) -> bool:
    """Tell whether a cell is a whole web address, which a reader may follow."""
    return bool(_WEB_ADDRESS.fullmatch(cell))


def city_schema_columns(resource: Mapping[str, Any]) -> list[Column]:
    """List the columns of a file without a table, from the table schema that it follows."""
    try:
        schema = find_table_schema(str(resource.get("table_schema") or ""), table_folders())
    except UnknownTableSchema:
        return []
    fields = columns_of(schema.descriptor, [each["name"] for each in schema.descriptor["fields"]])
    return [_column({"id": each.id, "type": each.type, "info": each.info}) for each in fields]


def _column(field: Mapping[str, Any]) -> Column:
    info = field.get("info") or {}
    return Column(
        name=field["id"],
        label=_said(info, "label") or field["id"],
        notes=_said(info, "notes"),
        kind=_kind(field["type"]),
        is_number=field["type"] in _NUMBERS and not names_code(field["id"]),
    )


def _said(info: Mapping[str, Any], name: str) -> str:
    """What the data dictionary says, in the reader's language if it can."""
    text = info.get(f"{name}_{reader_language()[:2]}") or info.get(name) or ""
    return text if isinstance(text, str) else ""


def _kind(type_: str) -> str:
    if type_ in _NUMBERS:
        return tk._("number")
    kinds = {"bool": tk._("yes or no"), "date": tk._("date")}
    if type_.startswith("timestamp"):
        return tk._("date and time")
    return kinds.get(type_, tk._("text"))


def _cells(field: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> list[str]:
    values = [record.get(field["id"]) for record in records]
    if field["type"] in _NUMBERS:
        if names_code(field["id"]):
            return ["" if value is None else str(value) for value in values]
        decimals = max((_decimals(value) for value in values), default=0)
        return [city_number(value, decimals) for value in values]
    return [_cell(field["type"], value) for value in values]


def _decimals(value: Any) -> int:
    """As many as the column's finest value has, so that its figures stand below each other."""
    if not isinstance(value, int | float | Decimal):
        return 0
    exponent = Decimal(str(value)).as_tuple().exponent
    written = isinstance(exponent, int) and Decimal(str(value)) != int(value)
    return min(-exponent, MOST_DECIMALS) if written and isinstance(exponent, int) else 0


def _cell(type_: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return tk._("Yes") if value else tk._("No")
    if type_ == "date":
        return city_date(value)
    if type_.startswith("timestamp"):
        return city_moment(value)
    text = str(value)
    if _SHAPE.match(text):
        return tk._("(shape on the map)")
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL].rstrip()}…"
