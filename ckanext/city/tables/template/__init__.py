"""A workbook that a department fills in, made from a table schema: filled in so, it is valid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ckanext.city.tables.atomic import whole_file
from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.findings import Translate
from ckanext.city.tables.template.book import make_book
from ckanext.city.tables.template.ods import write_ods
from ckanext.city.tables.template.xlsx import write_xlsx

WRITERS = {".xlsx": write_xlsx, ".ods": write_ods}


def write_template(
    out: Path, schema: TableSchema, lang: str, translate: Translate, constants: Mapping[str, str]
) -> None:
    """Write the template of a table schema.

    Args:
        out: its extension, one of `WRITERS`, says the format.
        schema: of the tables that will be made by it.
        lang: "fr" or "en".
        translate: of that language.
        constants: what every row says, by field.
    """
    book = make_book(schema, lang, translate, constants)
    with whole_file(out) as name:
        WRITERS[out.suffix.lower()](name, book)
