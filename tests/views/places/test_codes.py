"""Residents read words where the national schemas have codes."""

from __future__ import annotations

from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.views.places.codes import WORDS, words_of_codes


def test_codes_in_capitals_or_with_underscores_have_words() -> None:
    for schema in list_table_schemas():
        for words in words_of_codes(schema.descriptor).values():
            for value, said in words.items():
                assert "_" not in said, value
                assert not said[:1].islower(), value


def test_the_racks_of_the_national_schema_all_have_words_of_their_own() -> None:
    descriptor = find_table_schema("etalab/schema-stationnement-cyclable").descriptor
    for field in descriptor["fields"]:
        for value in field.get("constraints", {}).get("enum", ()):
            assert value in WORDS
