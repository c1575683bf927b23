"""What the subjects know of the tables of one schema, gathered for the checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ckanext.city.dataset_types import list_dataset_types
from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.city import City

if TYPE_CHECKING:
    from ckanext.city.tables.repair.known import Repair
    from ckanext.city.tables.repair.wide import Layout, Sign


def knowledge_of(schema_id: str, extra: Iterable[DatasetType] = ()) -> Knowledge:
    """Gather rules and excuses of a table schema from every type that brings some.

    Args:
        schema_id: of a table schema, without its version.
        extra: the types that other extensions add.
    """
    brought = [each.rules() for each in list_dataset_types(extra)]
    known = Knowledge(
        rules=tuple(rule for each in brought for rule in each.rules),
        excuses=tuple(excuse for each in brought for excuse in each.excuses),
        lists={"actes": _domains_of_acts()},
    )
    return known.of_table(schema_id)


def with_city(knowledge: Knowledge, schema_id: str, city: City) -> Knowledge:
    """Add to what is known of a table schema what its rows must say of the city."""
    from ckanext.city.tables.check.city import city_rules  # noqa: PLC0415 - loads Polars

    rules = city_rules(schema_id, constants_of(schema_id), city)
    return replace(knowledge, rules=(*knowledge.rules, *rules))


def header_words_of(
    schema_id: str, extra: Iterable[DatasetType] = ()
) -> dict[str, tuple[str, ...]]:
    """Gather what departments call the columns of tables of a schema, by field name."""
    words: dict[str, tuple[str, ...]] = {}
    for each in _types_of(schema_id, extra):
        for key, names in each.header_words.items():
            schema, _colon, field = key.rpartition(":")
            if schema in ("", schema_id):
                words[field] = (*words.get(field, ()), *names)
    return words


def constants_of(schema_id: str, extra: Iterable[DatasetType] = ()) -> dict[str, str]:
    """Gather the fields of a table schema that say who the city is, with what of it they say."""
    found: dict[str, str] = {}
    for each in _types_of(schema_id, extra):
        found |= each.constants
    return found


def repairs_of(schema_id: str, extra: Iterable[DatasetType] = ()) -> tuple[Repair, ...]:
    """Gather the repairs that the subjects of a table schema bring."""
    return tuple(repair for each in _types_of(schema_id, extra) for repair in each.repairs())


def layouts_of(schema_id: str, extra: Iterable[DatasetType] = ()) -> tuple[Layout, ...]:
    """Gather what finds in sheets the columns that are rows of a table schema."""
    brought = [each.layouts() for each in _types_of(schema_id, extra)]
    return tuple(each[schema_id] for each in brought if schema_id in each)


def signs_of(schema_id: str, extra: Iterable[DatasetType] = ()) -> tuple[Sign, ...]:
    """Gather what tells that a sheet can only be one of a table schema."""
    brought = [each.signs() for each in _types_of(schema_id, extra)]
    return tuple(each[schema_id] for each in brought if schema_id in each)


def layouts_beside(schema_id: str, extra: Iterable[DatasetType] = ()) -> dict[str, Layout]:
    """Gather what finds in tables of a schema the columns that are rows of another, by its id."""
    found: dict[str, Layout] = {}
    for each in _types_of(schema_id, extra):
        found |= each.layouts()
    return {other: layout for other, layout in found.items() if other != schema_id}


def _types_of(schema_id: str, extra: Iterable[DatasetType]) -> list[DatasetType]:
    return [
        each
        for each in list_dataset_types(extra)
        if schema_id in {reference.partition("@")[0] for reference in each.table_schemas}
    ]


def _domains_of_acts() -> tuple[str, ...]:
    """The domains of the ACTES nomenclature, with which its subjects must start."""
    return tuple(dict.fromkeys(each.extra["domain"]["fr"] for each in load_vocabulary("actes")))
