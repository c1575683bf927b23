"""What the subjects know of the tables of one schema, gathered for the checks."""

from __future__ import annotations

from collections.abc import Iterable

from ckanext.city.dataset_types import list_dataset_types
from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.check.rules import Knowledge


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


def _domains_of_acts() -> tuple[str, ...]:
    """The domains of the ACTES nomenclature, with which its subjects must start."""
    return tuple(dict.fromkeys(each.extra["domain"]["fr"] for each in load_vocabulary("actes")))
