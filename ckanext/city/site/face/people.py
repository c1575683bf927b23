"""The people of the catalogue on the administrator's list, and what a department still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city import config

__all__ = ["city_is_site_itself", "city_roles_of", "city_size_of_department", "linked_user"]


@dataclass(frozen=True)
class Role:
    """What a person is in a department: both in words."""

    department: str
    role: str


def city_roles_of(user_ids: Sequence[str]) -> dict[str, list[Role]]:
    """List the roles of people in departments, by the person's id; one query for all of them."""
    words = tk.h.roles_translated()
    member, group = model.Member, model.Group
    asked = (
        sa.select(member.table_id, member.capacity, group.title)
        .join(group, group.id == member.group_id)
        .where(
            member.table_name == "user",
            member.table_id.in_(list(user_ids)),
            member.state == "active",
            group.is_organization,
            group.state == "active",
        )
        .order_by(group.title)
    )
    found: dict[str, list[Role]] = {}
    for user_id, capacity, title in model.Session.execute(asked):
        found.setdefault(user_id, []).append(Role(title, words.get(capacity, capacity)))
    return found


def city_size_of_department(organization_id: str) -> int:
    """How many datasets a department has that are not deleted, drafts and hidden ones too."""
    package = model.Package
    asked = sa.select(sa.func.count()).where(
        package.owner_org == organization_id, package.state != "deleted"
    )
    return int(model.Session.execute(asked).scalar() or 0)


def city_is_site_itself(name_or_id: str) -> bool:
    """Tell whether an account is the one by which the site itself acts: nobody logs in with it."""
    user = model.User.get(name_or_id)
    return user is not None and user.name == config.site_id()


@tk.chained_helper
def linked_user(up: Any, user: Any, maxlength: int = 0, avatar: int = 20) -> Any:  # noqa: ARG001 - CKAN's signature
    """Name a person with a link, whole: core's pages cut « Ambassadrice des don... »."""
    return up(user, 0, avatar)
