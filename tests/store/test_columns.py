"""The columns that a table schema asks of the DataStore."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.city.store.columns import UnusableColumn, columns_of
from ckanext.city.tables.catalogue import list_table_schemas


def descriptor(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": list(fields), **more}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("string", "text"),
        ("integer", "int8"),
        ("number", "numeric"),
        ("date", "date"),
        ("datetime", "timestamptz"),
        ("boolean", "bool"),
        ("year", "int8"),
        ("array", "text"),
        ("geopoint", "text"),
    ],
)
def test_a_column_has_the_type_that_its_schema_says(kind: str, expected: str) -> None:
    (column,) = columns_of(descriptor({"name": "a", "type": kind}), ["a"])
    assert column.type == expected


def test_a_column_without_a_type_stays_text() -> None:
    (column,) = columns_of(descriptor({"name": "code"}), ["code"])
    assert column.type == "text"


def test_a_column_that_only_the_file_has_is_kept_as_text() -> None:
    columns = columns_of(descriptor({"name": "a"}), ["remarque", "a"])
    assert [(each.id, each.type) for each in columns] == [("a", "text"), ("remarque", "text")]


def test_a_field_that_the_file_lacks_is_an_empty_column() -> None:
    columns = columns_of(descriptor({"name": "a"}, {"name": "b", "type": "number"}), ["a"])
    assert [each.id for each in columns] == ["a", "b"]
    assert columns[1].value == "NULL::numeric"


def test_the_dictionary_speaks_both_languages() -> None:
    field = {
        "name": "a",
        "title": "Année",
        "title_en": "Year",
        "description": "De l’exercice.",
        "description_en": "Of the budget.",
    }
    (column,) = columns_of(descriptor(field), ["a"])
    assert column.info == {
        "label": "Année",
        "label_fr": "Année",
        "label_en": "Year",
        "notes": "De l’exercice.",
        "notes_fr": "De l’exercice.",
        "notes_en": "Of the budget.",
    }


@pytest.mark.parametrize(
    "header",
    [["a", "a"], [""], ["_id"], ['a"b'], ["é" * 40]],
    ids=["twice", "empty", "CKAN's own", "quotation mark", "too long in bytes"],
)
def test_a_header_that_cannot_be_a_column_is_refused_with_what_to_do(header: list[str]) -> None:
    with pytest.raises(UnusableColumn, match=r"name|rename|shorten"):
        columns_of(descriptor({"name": "a"}), header)


@pytest.mark.parametrize("schema", list_table_schemas(), ids=lambda schema: schema.reference)
def test_each_table_schema_of_ours_can_be_loaded(schema: Any) -> None:
    fields = schema.descriptor["fields"]
    columns = columns_of(schema.descriptor, [field["name"] for field in fields])
    assert [each.id for each in columns] == [field["name"] for field in fields]
