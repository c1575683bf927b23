"""Groups follow the field `theme`: a dataset stands in the group of each of its EU themes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.city.dataset_types.vocabularies import load_vocabulary


def follow_themes(dataset: Mapping[str, Any]) -> None:
    """Put a saved dataset into the groups of its themes and out of those of others.

    Works on the session, before its commit, without asking the editor's rights: an agent is no
    member of the groups. Groups that are no theme's are left alone.

    Args:
        dataset: what the plugin's hook is given after a save; of it the `id`.
    """
    package = model.Package.get(dataset["id"])
    if package is None:
        return
    groups = _theme_groups()
    wanted = {groups[uri].id: groups[uri] for uri in _themes(package) if uri in groups}
    members = model.Session.query(model.Member).filter(
        model.Member.table_name == "package",
        model.Member.table_id == package.id,
        model.Member.group_id.in_([group.id for group in groups.values()]),
    )
    present = {member.group_id: member for member in members}
    for group_id, member in present.items():
        member.state = "active" if group_id in wanted else "deleted"
    for group_id in wanted.keys() - present.keys():
        member = model.Member(group=wanted[group_id], table_id=package.id, table_name="package")
        model.Session.add(member)
    model.Session.flush()  # CKAN's session does not by itself, and reads the dataset for the index


def _themes(package: model.Package) -> list[str]:
    stored = package.extras.get("theme")
    return json.loads(stored) if stored else []


def _theme_groups() -> dict[str, model.Group]:
    names = {
        str(each.extra["group"]): str(each.extra["uri"]) for each in load_vocabulary("eu-themes")
    }
    found = model.Session.query(model.Group).filter(
        model.Group.name.in_(names), model.Group.state == "active", model.Group.type == "group"
    )
    return {names[group.name]: group for group in found}
