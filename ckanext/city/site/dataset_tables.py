"""No table stays in the DataStore without its dataset."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context, DataDict

from ckanext.city import config
from ckanext.city.store.datastore import drop_table


def drop_tables_of(package_id: str) -> None:
    """Remove the tables of a deleted dataset; made active again, its files can be loaded again."""
    for resource in _with_tables(package_id):
        drop_table(resource.id)
        resource.extras = {**resource.extras, "datastore_active": False}
    model.Session.flush()


@tk.chained_action
def dataset_purge(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Remove the tables too: purging does not go through deleting."""
    package = model.Package.get(tk.get_or_bust(data_dict, "id"))
    tables = [each.id for each in _with_tables(package.id)] if package else []
    answer = up(context, data_dict)
    for resource_id in tables:
        drop_table(resource_id)
    return answer


def _with_tables(package_id: str) -> list[model.Resource]:
    if config.datastore_urls() is None:
        return []
    resources = model.Session.query(model.Resource).filter_by(package_id=package_id).all()
    return [each for each in resources if each.extras.get("datastore_active")]
