"""No table stays in the DataStore without its dataset."""

from __future__ import annotations

from collections.abc import Iterable

from ckan import model

from ckanext.city import config
from ckanext.city.store.datastore import drop_table


def drop_tables_of(package_id: str) -> None:
    """Remove the tables of a deleted dataset; made active again, its files can be loaded again."""
    for resource in _with_tables(package_id):
        drop_table(resource.id)
        resource.extras = {**resource.extras, "datastore_active": False}
    model.Session.flush()


def tables_of(package_id: str) -> list[str]:
    """Name the tables of a dataset: the ids of their resources."""
    return [each.id for each in _with_tables(package_id)]


def drop_tables(names: Iterable[str]) -> None:
    """Remove the tables of a dataset that was purged: nothing is left to say so on."""
    for name in names:
        drop_table(name)


def _with_tables(package_id: str) -> list[model.Resource]:
    if config.datastore_urls() is None:
        return []
    resources = model.Session.query(model.Resource).filter_by(package_id=package_id).all()
    return [each for each in resources if each.extras.get("datastore_active")]
