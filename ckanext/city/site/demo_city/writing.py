"""Write one dataset of the demo city with its files and tables: by one action, whole or not at all.

Each `resource_create` writes, shows and indexes its whole dataset anew. Here the files are stored
first, by CKAN's own uploader and so through everything that a person's upload passes, and the
dataset is written once, with all that was measured of them.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import uploader

from ckanext.city.demo.dataset import DemoDataset, DemoFile, dataset_id
from ckanext.city.demo.departments import DEPARTMENTS
from ckanext.city.interfaces import table_folders
from ckanext.city.site import resource_facts
from ckanext.city.site.demo_city.leftovers import remove_leftovers
from ckanext.city.store.datastore import LoadRefused, has_table
from ckanext.city.store.loader import load_table_of
from ckanext.city.tables.catalogue import find_table_schema

AGENTS = {department.name: department.agent for department in DEPARTMENTS}
UPDATED_AT = time(9)


def write(dataset: DemoDataset) -> dict[str, str]:
    """Write a dataset as it is meant, whatever there is of it.

    Returns:
        Why a file is no table in the DataStore, by file name; only of files that follow a schema.

    Raises:
        NotAuthorized: the department's agent may not write it.
    """
    context = _agent_of(dataset)
    refusals = {file.name: why for file in dataset.files if (why := _load_table(dataset, file))}
    values = _values(dataset) | {"resources": [_stored(dataset, each) for each in dataset.files]}
    with resource_facts.measured_by_caller():
        if model.Package.get(dataset.id) is None:
            tk.get_action("package_create")(context, values)
        else:
            _update(context, values)
    return refusals


def _agent_of(dataset: DemoDataset) -> dict[str, Any]:
    """The department's agent, in whose name the dataset is written, under its lasting id."""
    user = AGENTS[dataset.department]
    tk.check_access("package_create", {"user": user}, {"owner_org": dataset.department})
    # ids are an administrator’s to choose
    return {"user": user, "ignore_auth": True}


def _values(dataset: DemoDataset) -> dict[str, Any]:
    values = {
        **dataset.fields,
        "id": dataset.id,
        "name": dataset.name,
        "type": dataset.type,
        "title": dataset.title,
        "notes": dataset.notes,
        "owner_org": dataset.department,
        "state": "draft" if "draft" in dataset.imperfect else "active",
    }
    return values | ({"in_series": [dataset_id(dataset.series)]} if dataset.series else {})


def _update(context: dict[str, Any], values: dict[str, Any]) -> None:
    """Write over a dataset that is there; files that it no longer has leave nothing behind."""
    before = set(_resources_of(values["id"]))
    written = tk.get_action("package_update")(dict(context), values)
    for resource in written["resources"]:
        if resource["id"] not in before:
            what = {"resource": resource, "package": written}
            tk.get_action("resource_create_default_resource_views")(dict(context), what)
    remove_leftovers(before - {each["id"] for each in values["resources"]})


def _resources_of(id_: str) -> Iterator[str]:
    for each in model.Session.query(model.Resource).filter_by(package_id=id_, state="active"):
        yield each.id


def _stored(dataset: DemoDataset, file: DemoFile) -> dict[str, Any]:
    """Store a file, and give its resource with all that is known of it."""
    id_ = dataset.file_id(file)
    resource: dict[str, Any] = {
        "id": id_,
        "name": file.title,
        "description": file.description,
        "format": file.format,
        "table_schema": file.table_schema,
        "encoding": file.encoding,
        "datastore_active": bool(file.table_schema) and has_table(id_),
        "upload": FileStorage(io.BytesIO(file.content), filename=file.name),
    }
    upload = uploader.get_resource_uploader(resource)  # cleans the file, and names the resource's
    upload.upload(id_, uploader.get_max_resource_size())
    if dataset.updated:
        resource["last_modified"] = min(_moment(dataset.updated), resource["last_modified"])
    return resource_facts.measure_stored(resource)


def _moment(day: date) -> datetime:
    """A moment of a day, as CKAN keeps it: in UTC, and without saying so."""
    return datetime.combine(day, UPDATED_AT)


def _load_table(dataset: DemoDataset, file: DemoFile) -> str:
    """Load a file's table; gives why it is none, or nothing."""
    if not file.table_schema:
        return ""
    descriptor = find_table_schema(file.table_schema, table_folders()).descriptor
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        try:
            load_table_of(dataset.file_id(file), path, descriptor, ours=True)
        except LoadRefused as refusal:
            return str(refusal)
    return ""
