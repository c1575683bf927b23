"""First rows are read in jobs, each in a child process: no web process reads a file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs

from ckanext.city import config
from ckanext.city.store.beside import Beside
from ckanext.city.store.cache import digest
from ckanext.city.store.files import stored_path
from ckanext.city.store.later import enqueue_after_commit
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.guard import run_guarded
from ckanext.city.tables.limits import Limits
from ckanext.city.views.files import is_table, schema_of

log = logging.getLogger(__name__)

TASK = "ckanext.city.views.rows.reading:read_first_rows"
#: Raised where files are read otherwise than before.
VERSION = 1
LIMITS = Limits()
TIMEOUT_SECONDS = 400


def first_rows(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the first rows of a stored table as they are kept; have them read if they are not.

    Args:
        resource: as `resource_show` gives it.

    Returns:
        `columns` and `rows`; `refused` with a code where the file holds no table; nothing where
        its format is none of a table, or no job can be had; None while a job is on its way.
    """
    if not is_table(resource):
        return {}
    file = _kept(resource)
    found = file.facts()
    return found if found is not None or _ask(resource["id"], file) else {}


def read_rows(resource_id: str) -> None:
    """Read and keep the first rows of a resource's file, if they are not kept; repeatable."""
    try:
        resource = tk.get_action("resource_show")({"ignore_auth": True}, {"id": resource_id})
    except tk.ObjectNotFound:
        return
    if not is_table(resource):
        return
    file = _kept(resource)
    if file.facts() is None:
        file.keep_facts(_read(resource))
    file.forget_others({file.key})


def read_rows_of(package_id: str) -> None:
    """Read and keep the first rows of the tables of a dataset; repeatable."""
    package = model.Package.get(package_id)
    for each in package.resources if package else ():
        if not each.extras.get("datastore_active"):
            read_rows(each.id)


def read_later(dataset: Mapping[str, Any]) -> None:
    """Have the first rows of a dataset's new files read, once the dataset is committed.

    Args:
        dataset: as the action that wrote it gives it to plugins; a file that is not measured yet
            is a new one.
    """
    if any(is_table(each) and not each.get("hash") for each in dataset.get("resources") or ()):
        enqueue_after_commit(
            read_rows_of,
            dataset["id"],
            f"Read the first rows of the files of {dataset['id']}",
            timeout=TIMEOUT_SECONDS,
        )


def _ask(resource_id: str, file: Beside) -> bool:
    """Have the rows read, unless a job is on its way; False without a job queue."""
    title = f"Read the first rows of the file {resource_id}"
    options = {"timeout": TIMEOUT_SECONDS}
    try:
        if file.ask():
            jobs.enqueue(read_rows, [resource_id], title=title, rq_kwargs=options)
    except (RedisError, OSError):
        file.give_up()
        log.exception("The first rows of the file %s are not read: no jobs queue", resource_id)
        return False
    return True


def _read(resource: Mapping[str, Any]) -> dict[str, Any]:
    schema = schema_of(resource)
    names = [each["name"] for each in schema.descriptor["fields"]] if schema else []
    with stored_path(resource["id"], resource["url"]) as path:
        if path is None:
            return {"refused": "file.absent"}
        try:
            found: dict[str, Any] = run_guarded(TASK, {"path": str(path), "names": names}, LIMITS)
        except Refused as refused:
            log.info("No first rows of the file %s: %s", resource["id"], refused.finding.code)
            return {"refused": refused.finding.code}
    return found


def _kept(resource: Mapping[str, Any]) -> Beside:
    stamp = resource.get("last_modified") or resource.get("created") or ""
    parts = (resource["id"], stamp, resource.get("url") or "", resource.get("table_schema") or "")
    return Beside(rows_folder(), resource["id"], digest(str(VERSION), *parts)[:24])


def rows_folder() -> Path:
    """Where all first rows lie."""
    return Path(config.storage_path()) / "city" / "rows"
