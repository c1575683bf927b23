"""Mends small tables that a test writes out, as `city-tables repair` does."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache

from ckanext.city.dataset_types.knowledge import (
    constants_of,
    header_words_of,
    knowledge_of,
    layouts_of,
    repairs_of,
)
from ckanext.city.tables.catalogue import TableSchema, find_table_schema
from ckanext.city.tables.repair.plan import Accept, Context, Mended, mend_table
from tests.tables.repair.damage import Rows

TODAY = date(2026, 11, 30)


@cache
def context_of(schema: TableSchema) -> Context:
    return Context(
        schema.descriptor,
        knowledge_of(schema.id),
        header_words_of(schema.id),
        repairs_of(schema.id),
        constants_of(schema.id),
        today=TODAY,
        layouts=layouts_of(schema.id),
    )


def mend(schema: TableSchema, rows: Rows, accept: Accept = "safe") -> Mended:
    return mend_table(rows.table(), context_of(schema), accept)


def mend_text(schema: str, text: str, accept: Accept = "safe") -> Mended:
    """Mend a table written with semicolons, a row a line."""
    header, *rows = csv.reader(text.strip().splitlines(), delimiter=";")
    table = Rows(tuple(header), tuple(map(tuple, rows)))
    mended = mend(find_table_schema(schema), table, accept)
    again = mend(find_table_schema(schema), rows_of(mended), accept)
    assert rows_of(again) == rows_of(mended), "doing it again changes something"
    return mended


def rows_of(mended: Mended) -> Rows:
    """Give what would be written."""
    cells = mended.frame.select(map(str, range(len(mended.header)))).iter_rows()
    return Rows(mended.header, tuple(tuple(cell or "" for cell in row) for row in cells))


def column(mended: Mended, name: str) -> list[str]:
    at = mended.header.index(name)
    return [row[at] for row in rows_of(mended).rows]


def asked(mended: Mended) -> set[str]:
    """Give the kinds of what was not applied."""
    return {each.kind for each in mended.proposals if each.id not in mended.applied}
