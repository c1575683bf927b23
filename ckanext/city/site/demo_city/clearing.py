"""Take the demo city out again: exactly what was loaded, and nothing that others made."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.site import index_commits, locks
from ckanext.city.site.demo_city import plan
from ckanext.city.site.demo_city.about import withdraw_about
from ckanext.city.site.demo_city.leftovers import (
    remove_history,
    remove_leftovers,
    remove_unused,
)
from ckanext.city.site.demo_city.memory import forget, recall
from ckanext.city.site.demo_city.people import site_context


def clear() -> Iterator[str]:
    """Remove what loading made, most dependent first; yields the name of each thing removed.

    A department that has datasets of others, or a person who belongs elsewhere too, stays.

    Raises:
        Taken: another process is loading the demo city or taking it out.
    """
    with locks.hold(locks.DEMO_CITY, wait=False), index_commits.at_the_end():
        memory = recall()
        plan.take_away(memory)
        for dataset_id in reversed(list(memory.datasets)):
            yield from _remove_dataset(dataset_id)
            remove_leftovers(memory.unfinished.pop(dataset_id, ()))
            del memory.datasets[dataset_id]
            memory.keep()
        for name in memory.users:
            yield from _remove_user(name)
        for name in reversed(memory.organizations):
            yield from _remove_organization(name)
        withdraw_about()
        forget()


def _remove_dataset(dataset_id: str) -> Iterator[str]:
    package = model.Package.get(dataset_id)
    if package is not None:
        name, resources = package.name, [each.id for each in package.resources_all]
        tags = [each.id for each in package.get_tags()]
        tk.get_action("dataset_purge")(site_context(), {"id": dataset_id})
        remove_leftovers(resources)
        remove_unused(tags)
        yield name
    remove_history(dataset_id)


def _remove_user(name: str) -> Iterator[str]:
    user = model.User.get(name)
    if user is None or user.sysadmin:
        return
    id_ = user.id
    made = model.Session.query(model.Package).filter_by(creator_user_id=id_, state="active")
    if made.count():
        return
    for membership in model.Session.query(model.Member).filter_by(table_name="user", table_id=id_):
        model.Session.delete(membership)
    model.Session.delete(user)
    remove_history(id_, roles=True)
    yield name


def _remove_organization(name: str) -> Iterator[str]:
    organization = model.Group.get(name)
    if organization is None:
        return
    id_ = organization.id
    if model.Session.query(model.Package).filter_by(owner_org=id_).count():
        return
    tk.get_action("organization_purge")(site_context(), {"id": id_})
    remove_history(id_)
    yield name
