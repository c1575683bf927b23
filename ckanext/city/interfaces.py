"""The doors by which another extension adds to the catalogue without a fork."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins as p

from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.tables.catalogue import SCHEMAS_ROOT


class ICityDatasetTypes(p.interfaces.Interface):
    """Add dataset types of one's own.

    A type comes with its form and, where it has them, with table schemas, controlled lists
    and knowledge of its own; `DatasetType` says what each of them is.
    """

    def get_dataset_types(self) -> list[DatasetType]:
        """Give the dataset types that this extension adds.

        Called once at start-up. A name that another type already bears stops the start with
        a sentence that says which one.

        Returns:
            For example `[DatasetType(name="tree", form="ckanext.other:form.yaml",
            table_schemas=("other/trees@1.0.0",), table_folders=(HERE / "tables",))]`.
        """
        return []


def added_dataset_types() -> list[DatasetType]:
    """List the dataset types that other extensions add."""
    doors = p.PluginImplementations(ICityDatasetTypes)
    return [each for door in doors for each in door.get_dataset_types()]


def table_folders() -> list[Path]:
    """List the folders of the known table schemas: ours, then those of other extensions."""
    added = added_dataset_types()
    return [SCHEMAS_ROOT, *(folder for each in added for folder in each.table_folders)]
