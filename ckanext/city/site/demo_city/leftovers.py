"""What CKAN keeps of things that are no more: files, tables, histories, keywords."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

import ckan.plugins as p
from ckan import model
from ckan.lib import files, uploader

from ckanext.city.site.roles import ROLE_ACTIVITIES
from ckanext.city.store.datastore import drop_table


def remove_leftovers(resource_ids: Iterable[str]) -> None:
    """Remove the files and the tables of resources that are no more, or never were."""
    for each in resource_ids:
        drop_table(each)
        _remove_file(each)


def remove_history(of: str, *, roles: bool = False) -> None:
    """Remove from the histories what happened to a dataset, an organisation or a person.

    Args:
        of: its id.
        roles: also which roles the person got and lost, which organisations' histories tell.
    """
    if not p.plugin_loaded("activity"):
        return
    # Imported here: see `site.roles`.
    from ckanext.activity.model import Activity  # noqa: PLC0415

    model.Session.execute(sa.delete(Activity).where(Activity.object_id == of))
    if roles:
        lines = model.Session.query(Activity).filter(Activity.activity_type.in_(ROLE_ACTIVITIES))
        for line in [each for each in lines if (each.data or {}).get("user") == of]:
            model.Session.delete(line)
    model.Session.commit()


def remove_unused(tags: Iterable[str]) -> None:
    """Remove those of some keywords, by their ids, that no dataset has any more."""
    used = sa.select(model.PackageTag.tag_id)
    unused = sa.and_(model.Tag.id.in_(list(tags)), model.Tag.id.not_in(used))
    model.Session.execute(sa.delete(model.Tag).where(unused))
    model.Session.commit()


def _remove_file(resource_id: str) -> None:
    store = uploader.get_resource_uploader({"id": resource_id})
    place = store.get_path(resource_id)
    storage = getattr(store, "storage", None)
    if storage is not None:
        with suppress(files.exc.MissingFileError):
            storage.remove(files.FileData(files.Location(place)))
        return
    path = Path(place)
    for each in (path, path.with_name(f"{path.name}~")):  # as CKAN calls one that is half written
        each.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        with suppress(OSError):  # files of others are in it
            folder.rmdir()
