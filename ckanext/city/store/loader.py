"""A resource's file becomes a table of the DataStore, if it conforms to its table schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.city.store.conformity import Fault, faults_of
from ckanext.city.store.datastore import Loaded, LoadRefused, load_table
from ckanext.city.tables.findings import Translate


class NotConforming(LoadRefused):
    """A file that does not follow its table schema; `faults` says where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = faults[0]
        where = f" (row {first.row}, {first.field})" if first.field else ""
        super().__init__(f"The table does not follow its schema: {first.explain(str)}{where}")

    def explain(self, translate: Translate) -> str:
        """Say what is wrong and what to do, in the language of `translate`."""
        return " ".join(fault.explain(translate) for fault in self.faults)


def load_resource(
    context: Context,
    resource_id: str,
    path: Path,
    descriptor: Mapping[str, Any],
    indexes: Sequence[Sequence[str]] = (),
) -> Loaded:
    """Check a resource's file, put its table in place, and say on the resource that it has one.

    Args:
        context: of a user who may edit the resource.
        resource_id: id of the resource.
        path: its file: CSV in UTF-8 with a header.
        descriptor: the descriptor of its table schema.
        indexes: columns to index, besides the primary key.

    Raises:
        NotConforming: the file does not follow the descriptor; the former table stays.
        LoadRefused: the file cannot become a table; the former table stays.
        NotAuthorized: the user may not edit the resource.
    """
    tk.check_access("resource_update", context, {"id": resource_id})
    loaded = load_table_of(resource_id, path, descriptor, indexes)
    _say_that_it_has_a_table(context, resource_id)
    return loaded


def load_table_of(
    resource_id: str,
    path: Path,
    descriptor: Mapping[str, Any],
    indexes: Sequence[Sequence[str]] = (),
    *,
    ours: bool = False,
) -> Loaded:
    """Check a file and put its table in place, for a caller who says so on the resource himself.

    Arguments and errors are those of `load_resource`; with `ours`, we made the file.
    """
    faults = faults_of(path, descriptor, ours=ours)
    if faults:
        raise NotConforming(faults)
    return load_table(resource_id, path, descriptor, indexes)


def _say_that_it_has_a_table(context: Context, resource_id: str) -> None:
    resource = model.Resource.get(resource_id)
    if resource is None or resource.extras.get("datastore_active"):
        return
    tk.get_action("resource_patch")(
        Context(**{key: context[key] for key in ("user", "ignore_auth") if key in context}),
        {"id": resource_id, "datastore_active": True},
    )
