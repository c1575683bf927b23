"""Who may read a dataset.

`access_level` leads, and the form's own validators make `private` follow it (`derive.decide_access`
says how). Here stands what CKAN does with it: the labels by which search, pages, files, DataStore
and activity streams know a reader, and a last look at what is written by ways that pass no form
of ours.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.lib.plugins import DefaultPermissionLabels
from ckan.types import Action, Context, DataDict

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import ids
from ckanext.city.site import dataset_tables, streams
from ckanext.city.site.derive import DEPARTMENT, PUBLIC, access_of

#: DataStore's own list of its tables.
TABLE_LIST = "_table_metadata"
#: The label of what every agent of the city and its departments reads.
STAFF = "city-staff"


class CityPermissionLabels(DefaultPermissionLabels):
    """CKAN's labels, and one more for what the whole city's staff may read.

    Only an active dataset bears it: a draft is its department's, whatever its level.
    """

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        """List who may read a dataset; one label in common with a person's is enough."""
        labels: list[str] = super().get_dataset_labels(dataset_obj)
        if dataset_obj.private and dataset_obj.state == "active" and _level(dataset_obj) == "staff":
            labels.append(STAFF)
        return labels

    def get_user_dataset_labels(self, user_obj: model.User) -> list[str]:
        """List what a person may read; `user_obj` may be anonymous."""
        labels: list[str] = super().get_user_dataset_labels(user_obj)
        if user_obj and not user_obj.is_anonymous and is_staff(user_obj.id):
            labels.append(STAFF)
        return labels


def is_staff(user_id: str) -> bool:
    """Tell whether a person has a role, whichever, in the city or one of its departments."""
    roles = sa.select(model.Member.group_id).where(
        model.Member.table_name == "user",
        model.Member.table_id == user_id,
        model.Member.state == "active",
        model.Member.group_id.in_(organization_ids()),
    )
    return model.Session.execute(roles.limit(1)).first() is not None


def organization_ids() -> list[str]:
    """List the ids of the city's organisation and of all below it; none before `ckan city init`."""
    city = model.Group.get(config.organization())
    if city is None or city.state != "active":
        return []
    below = city.get_children_group_hierarchy(type="organization")
    return [city.id, *(row[0] for row in below)]


def hide_what_must_be(package: model.Package) -> None:
    """Make `private` follow the level of a dataset that was saved, whatever saved it.

    Our forms' validators have done so already. Left are another extension's dataset types, or a
    program that brings a schema of its own: there a level that hides is obeyed too.
    """
    level = _level(package)
    if level in ids("access-levels") and access_of(level).private and not package.private:
        package.private = True


def follow_in_history(package: model.Package) -> None:
    """Let a dataset's past be known to those alone who may read it now."""
    labels: list[str] = CityPermissionLabels().get_dataset_labels(package)
    streams.hide_history(package.id, labels)


def allow_draft(context: Context, data_dict: DataDict) -> None:
    """Let an editor's new dataset be the draft that she asked for; core makes it public at once."""
    if data_dict.get("state") == "draft":
        context["allow_state_change"] = True


def access_actions() -> dict[str, Action]:
    """List the actions that we go before or after, by name."""
    actions: dict[str, Action] = {
        "dataset_purge": dataset_purge,
        "package_delete": package_delete,
        "package_owner_org_update": package_owner_org_update,
    }
    if p.plugin_loaded("datastore"):
        actions["datastore_search"] = datastore_search
    return actions


@tk.chained_action
def package_owner_org_update(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Move a dataset; core leaves it in the index as its former department's."""
    result = up(context, data_dict)
    if not context.get("defer_commit"):
        package = model.Package.get(data_dict["id"])
        follow_in_history(package)
        model.repo.commit()
        search.rebuild(package.id)
    return result


@tk.chained_action
def package_delete(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Delete a dataset; core leaves its past to be read by everybody."""
    package = model.Package.get(data_dict.get("id"))
    result = up(context, data_dict)
    follow_in_history(package)
    model.repo.commit()
    return result


@tk.chained_action
def dataset_purge(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Purge a dataset with its tables; what its history says of it is left to administrators."""
    package = model.Package.get(data_dict.get("id"))
    package_id = package.id if package else ""  # core says what is wrong
    if package_id:
        tk.check_access("dataset_purge", context, data_dict)
        # Whoever else writes a dataset, as the jobs, takes this lock before its files. Core would
        # delete the files first: each would wait for the other.
        model.Package.get(package_id, for_update=True)
    tables = dataset_tables.tables_of(package_id)
    result = up(context, data_dict)
    dataset_tables.drop_tables(tables)
    streams.hide_history(package_id, [])
    model.repo.commit()
    return result


@tk.chained_action
@tk.side_effect_free
def datastore_search(up: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Search a table; the list of all tables, hidden ones too, is the administrator's."""
    if data_dict.get("resource_id") == TABLE_LIST:
        tk.check_access("sysadmin", context)
    result: dict[str, Any] = up(context, data_dict)
    return result


def _level(package: model.Package) -> str:
    level = package.extras.get("access_level")
    return str(level or (DEPARTMENT if package.private else PUBLIC))
