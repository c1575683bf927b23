"""Reads the table of a department's file that suits its table schema best; it loads Polars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ckanext.city.tables.catalogue import TableSchema, find_table_schema, list_table_schemas
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.table import Table

if TYPE_CHECKING:
    from ckanext.city.tables.recognise.rank import Ranked

_SOME = 3  # columns that are fields of a schema, for it to be named though it does not fit


class NotRecognised(Refused):
    """A table that follows none of the known schemas; `table` is what was read."""

    def __init__(self, finding: Finding, table: Table) -> None:
        super().__init__(finding)
        self.table = table


def read_with_schema(
    file: str, wanted: str | None, sheet: str | None, limits: Limits, at: str | None = None
) -> tuple[Table, TableSchema]:
    """Read the table of a file that suits a schema best; recognise the schema if none is asked for.

    Raises:
        Refused: the file cannot be read, or it follows none of the known schemas.
    """
    schemas = (find_table_schema(wanted),) if wanted else list_table_schemas()

    def fits(header: Sequence[str]) -> float:
        return max(_fit(header, each) for each in schemas)

    table = read_table(Path(file), sheet=sheet, at=at, limits=limits, fits=fits)
    return table, schemas[0] if wanted else fitting_schema(table, schemas)


def fitting_schema(table: Table, schemas: Sequence[TableSchema]) -> TableSchema:
    """Recognise the table schema that a table follows.

    Raises:
        NotRecognised: it follows none; the finding tells what the columns hold.
    """
    header = [column.header for column in table.columns]
    for each in schemas:
        if _share(header, each) == 1:
            return each
    # most files need no guess
    from ckanext.city.dataset_types.knowledge import header_words_of, knowledge_of  # noqa: PLC0415
    from ckanext.city.tables.recognise import rank  # noqa: PLC0415

    ranked = rank.rank_schemas(table, schemas, header_words_of, knowledge_of)
    if not ranked or not ranked[0].fits:
        if (told := _told_schema(table, schemas)) is not None:
            return told
        raise NotRecognised(_not_recognised(ranked[:1]), table)
    return ranked[0].schema


def _told_schema(table: Table, schemas: Sequence[TableSchema]) -> TableSchema | None:
    """Find the one schema that a sheet can only be of: its columns are rows, or signs tell it."""
    # for few files
    from ckanext.city.dataset_types.knowledge import layouts_of, signs_of  # noqa: PLC0415
    from ckanext.city.tables.repair.context import titles_of_columns  # noqa: PLC0415
    from ckanext.city.tables.repair.unfold import sheet_of  # noqa: PLC0415

    first = next(iter(table.scan()), None)
    if first is None:
        return None
    sheet = sheet_of(table.columns, first, titles_of_columns(table))
    told = [
        schema
        for schema in schemas
        if any(tells(sheet) for tells in signs_of(schema.id))
        or any(
            found.safe or found.tells
            for layout in layouts_of(schema.id)
            if (found := layout(sheet)) is not None
        )
    ]
    return told[0] if len({each.id for each in told}) == 1 else None


def _not_recognised(nearest: Sequence[Ranked]) -> Finding:
    """Say which table schema a strange table is nearest to, if some of its columns are."""
    if not nearest or not nearest[0].own or _alike(nearest[0]) < _SOME:
        return Finding("schema.not-recognised", "error")
    details = {"cause": "near", "schema": nearest[0].schema.id}
    return Finding("schema.not-recognised", "error", details=details)


def _alike(ranked: Ranked) -> float:
    """Count the columns that are fields of a schema; of two that only look like some, one."""
    return sum(0.5 if each.how == "like" else 1 for each in ranked.matches)


def _fit(header: Sequence[str], schema: TableSchema) -> float:
    share = _share(header, schema)
    if share == 1:
        return share
    # as above
    from ckanext.city.dataset_types.knowledge import header_words_of  # noqa: PLC0415
    from ckanext.city.tables.recognise.rank import header_fit  # noqa: PLC0415

    return header_fit(header, schema, header_words_of(schema.id))


def _share(header: Sequence[str], schema: TableSchema) -> float:
    names = {each["name"] for each in schema.descriptor["fields"]}
    return len(names.intersection(header)) / len(names)
