"""The plugin: one dataset type, its form and its table schema."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins as p

from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.interfaces import ICityDatasetTypes

HERE = Path(__file__).parent


class CityTreesPlugin(p.SingletonPlugin):
    """Surveys of a city's trees."""

    p.implements(ICityDatasetTypes)

    def get_dataset_types(self) -> list[DatasetType]:
        """Give the type of tree surveys."""
        return [
            DatasetType(
                name="tree_survey",
                form="city_trees:form.yaml",
                table_schemas=("city-trees/trees@1.0.0",),
                table_folders=(HERE / "tables",),
            )
        ]
