"""Index the datasets of an organisation anew when what they say of it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rq import Retry

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.types import Action, Context, DataDict

from ckanext.city.site import roles

MOST_SECONDS = 1800


@tk.chained_action
def organization_update(up: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Update an organisation; where its name, title or parent is new, index its datasets anew.

    Roles that come with it are recorded.
    """
    before = _indexed(data_dict["id"])
    result: dict[str, Any] = roles.record_roles(up, context, data_dict)
    group = model.Group.get(data_dict["id"])
    if group and _indexed(group.id) != before:
        tk.enqueue_job(
            index_organization,
            [group.id],
            title=f"Index the datasets of {group.name}",
            rq_kwargs={"timeout": MOST_SECONDS, "retry": Retry(max=2)},
        )
    return result


def index_organization(organization_id: str) -> None:
    """Index all datasets of an organisation and of those below it; harmless to repeat."""
    for package_id in _datasets_below(organization_id):
        search.rebuild(package_id, defer_commit=True)
    search.commit()


def _indexed(organization_id: str) -> tuple[str, ...]:
    """What a dataset's document says of its organisation."""
    group = model.Group.get(organization_id)
    if group is None:
        return ()
    above = group.get_parent_group_hierarchy(type="organization")
    return (group.name, group.title, *(each.id for each in above))


def _datasets_below(organization_id: str) -> Iterator[str]:
    group = model.Group.get(organization_id)
    if group is None:
        return
    below = [row[0] for row in group.get_children_group_hierarchy(type="organization")]
    packages = model.Session.query(model.Package.id).filter(
        model.Package.owner_org.in_([group.id, *below]), model.Package.state == "active"
    )
    yield from (row.id for row in packages)
