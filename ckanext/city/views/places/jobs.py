"""Map files are made in jobs, each in a child process with limits: no web process reads a file."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs

from ckanext.city.interfaces import table_folders
from ckanext.city.store import plan
from ckanext.city.store.files import stored_path
from ckanext.city.store.later import enqueue_after_commit
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema
from ckanext.city.tables.findings import Finding, Refused
from ckanext.city.tables.guard import pack, run_guarded
from ckanext.city.tables.limits import Limits
from ckanext.city.views.places.kept import MapFile, map_file
from ckanext.city.views.places.view import NAME, can_show, default_title, may_be_table, wanted_of

log = logging.getLogger(__name__)

TASK = "ckanext.city.views.places.build:build_map"
#: A map has one row a place, and few columns: more rows than the workbench reads, and less time.
LIMITS = replace(
    Limits(),
    json_bytes=200_000_000,
    cells=30_000_000,
    memory_bytes=3_000_000_000,
    cpu_seconds=240,
    seconds=300,
)
TIMEOUT_SECONDS = 400
PAGE = 10_000


def ask_for_map(view_id: str, file: MapFile) -> bool:
    """Have the map file of a view made, unless a job is on its way; False without a job queue."""
    if not file.ask():
        return True
    try:
        jobs.enqueue(
            make_map,
            [view_id],
            title=f"Map of the view {view_id}",
            rq_kwargs={"timeout": TIMEOUT_SECONDS},
        )
    except RedisError:
        file.give_up()
        log.exception("The map of the view %s is not made: no jobs queue", view_id)
        return False
    return True


def make_map(view_id: str) -> None:
    """Make the map file of a view, if it is not there; repeatable."""
    view = model.ResourceView.get(view_id)
    if view is None:
        return
    resource = _resource(view.resource_id)
    if resource is None:
        return
    wanted = wanted_of(view.config or {})
    file = map_file(resource, wanted)
    if file.facts() is None:
        _make(resource, wanted, file)
    file.forget_others(_keys_of(resource))


def look_for_places(package_id: str) -> None:
    """Give a map to each new table of a dataset in which places are found; repeatable.

    What can be told without reading a file has its view already, from CKAN.
    """
    package = model.Package.get(package_id)
    for each in package.resources if package else ():
        resource = _resource(each.id)
        if resource is None or not may_be_table(resource):
            continue
        if can_show(resource) or _views_of(each.id):
            continue
        file = map_file(resource, {})
        facts = file.facts() or _make(resource, {}, file)
        if facts.get("count"):
            _propose(each.id)


def _make(resource: Mapping[str, Any], wanted: Mapping[str, str], file: MapFile) -> dict[str, Any]:
    descriptor = _descriptor(resource)
    try:
        with _source(resource) as path:
            arguments = {
                "path": str(path),
                "descriptor": descriptor,
                "wanted": dict(wanted),
                "boundary": plan.boundary(),
                "out": str(file.path),
            }
            facts: dict[str, Any] = run_guarded(TASK, arguments, LIMITS)
    except Refused as refused:
        log.info("No map of the resource %s: %s", resource["id"], refused.finding.code)
        facts = {"refused": pack(refused.finding)}
    file.keep_facts(facts)
    return facts


def _resource(resource_id: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = tk.get_action("resource_show")(
            {"ignore_auth": True}, {"id": resource_id}
        )
    except tk.ObjectNotFound:
        return None
    return found


def _descriptor(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        reference = resource.get("table_schema") or ""
        return dict(find_table_schema(reference, table_folders()).descriptor)
    except UnknownTableSchema:
        return None


@contextmanager
def _source(resource: Mapping[str, Any]) -> Iterator[Path]:
    """Give the path of what a map is made of: the stored file, or the table of the DataStore.

    Raises:
        Refused: there is neither.
    """
    if resource.get("url_type") == "upload":
        with stored_path(resource["id"], resource["url"]) as path:
            if path is None:
                raise Refused(Finding("map.no-file", "error"))
            yield path
    elif resource.get("datastore_active"):
        with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as copy:
            _copy_table(resource["id"], copy)
            copy.flush()
            yield Path(copy.name)
    else:
        raise Refused(Finding("map.no-file", "error"))


def _copy_table(resource_id: str, copy: io.TextIOBase | Any) -> None:
    search, at = tk.get_action("datastore_search"), 0
    writer = csv.writer(copy)
    while True:
        asked = {"resource_id": resource_id, "limit": PAGE, "offset": at, "sort": "_id"}
        found = search({"ignore_auth": True}, {**asked, "records_format": "lists"})
        names = [each["id"] for each in found["fields"]]
        if not at:
            writer.writerow(names[1:])
        writer.writerows(
            ["" if value is None else value for value in record[1:]] for record in found["records"]
        )
        at += PAGE
        if len(found["records"]) < PAGE:
            return


def _views_of(resource_id: str) -> list[model.ResourceView]:
    views = model.Session.query(model.ResourceView).filter_by(resource_id=resource_id)
    return list(views.filter_by(view_type=NAME))


def _keys_of(resource: dict[str, Any]) -> set[str]:
    """List the keys of all map files that the resource's views show."""
    return {
        map_file(resource, wanted_of(view.config or {})).key for view in _views_of(resource["id"])
    }


def _propose(resource_id: str) -> None:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    tk.get_action("resource_view_create")(
        {"user": site_user["name"], "ignore_auth": True},
        {"resource_id": resource_id, "view_type": NAME, "title": default_title()},
    )


def look_later(dataset: Mapping[str, Any]) -> None:
    """Have new files of a dataset looked through for places, once the dataset is committed.

    Args:
        dataset: as the action that wrote it gives it to plugins; a file that is not measured yet
            is a new one.
    """
    files = dataset.get("resources") or ()
    new = [each for each in files if may_be_table(each) and not each.get("hash")]
    if any(not can_show(each) for each in new):
        enqueue_after_commit(
            look_for_places,
            dataset["id"],
            f"Look for places in the files of {dataset['id']}",
            timeout=TIMEOUT_SECONDS,
        )
