"""Take the demo city out again: exactly what was loaded, and nothing that others made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import files, search, uploader

from ckanext.city.site.demo_city.memory import forget, recall
from ckanext.city.site.demo_city.people import site_context


def clear() -> Iterator[str]:
    """Remove what loading made, most dependent first; yields the name of each thing removed.

    A department that has datasets of others, or a person who belongs elsewhere too, stays.
    """
    memory = recall()
    for dataset_id in reversed(list(memory.datasets)):
        yield from _remove_dataset(dataset_id)
        del memory.datasets[dataset_id]
        memory.keep()
    search.commit()
    for name in memory.users:
        yield from _remove_user(name)
    for name in reversed(memory.organizations):
        yield from _remove_organization(name)
    forget()


def _remove_dataset(dataset_id: str) -> Iterator[str]:
    package = model.Package.get(dataset_id)
    if package is None:
        return
    name, stored = package.name, [(each.id, each.url) for each in package.resources_all]
    if package.state != "deleted":
        tk.get_action("package_delete")(site_context(), {"id": dataset_id})
    tk.get_action("dataset_purge")(site_context(), {"id": dataset_id})
    for resource_id, url in stored:
        _remove_file(resource_id, url)
    yield name


def _remove_file(resource_id: str, url: str) -> None:
    store = uploader.get_resource_uploader({"id": resource_id, "url": url})
    place = store.get_path(resource_id)
    storage = getattr(store, "storage", None)
    if storage is not None:
        with suppress(files.exc.MissingFileError):
            storage.remove(files.FileData(files.Location(place)))
        return
    path = Path(place)
    path.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        with suppress(OSError):  # files of others are in it
            folder.rmdir()


def _remove_user(name: str) -> Iterator[str]:
    user = model.User.get(name)
    if user is None or user.sysadmin:
        return
    made = model.Session.query(model.Package).filter_by(creator_user_id=user.id, state="active")
    if made.count():
        return
    for membership in model.Session.query(model.Member).filter_by(
        table_name="user", table_id=user.id
    ):
        model.Session.delete(membership)
    model.Session.delete(user)
    model.Session.commit()
    yield name


def _remove_organization(name: str) -> Iterator[str]:
    organization = model.Group.get(name)
    if organization is None:
        return
    others = model.Session.query(model.Package).filter_by(owner_org=organization.id)
    if others.count():
        return
    tk.get_action("organization_purge")(site_context(), {"id": organization.id})
    yield name
