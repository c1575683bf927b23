"""What is told of a resource's file without reading it: where it is, what it may hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ckanext.city.interfaces import table_folders
from ckanext.city.tables.catalogue import TableSchema, UnknownTableSchema, find_table_schema

#: Formats of tables, as resources name them in small letters.
TABLES = frozenset({"csv", "tsv", "xlsx", "xls", "ods"})


def is_table(resource: Mapping[str, Any], formats: Collection[str] = TABLES) -> bool:
    """Tell whether a stored file is a table by its format, one of these."""
    known = str(resource.get("format") or "").lower() in formats
    return known and resource.get("url_type") == "upload"


def schema_of(resource: Mapping[str, Any]) -> TableSchema | None:
    """Find the table schema that a resource follows; None where it follows none that we know."""
    try:
        return find_table_schema(resource.get("table_schema") or "", table_folders())
    except UnknownTableSchema:
        return None
