"""The doors by which another extension adds to the catalogue without a fork."""

from __future__ import annotations

import ckan.plugins as p

from ckanext.city.dataset_types.base import DatasetType


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
