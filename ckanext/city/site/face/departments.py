"""Who publishes, as a tree of the city and its departments; what themes are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.site import search
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.results import one_sentence

__all__ = [
    "city_department_tree",
    "city_published_count",
    "city_theme_sentence",
    "city_theme_title",
    "city_themes_in_order",
]

_ABOVE = sa.text(
    "SELECT group_id, table_id FROM member"
    " WHERE table_name = 'group' AND state = 'active' AND group_id IN :ids"
).bindparams(sa.bindparam("ids", expanding=True))

Organization = Mapping[str, Any]


@dataclass(frozen=True)
class Department:
    """An organisation in the tree; `below` are those that are part of it, by title."""

    url: str
    title: str
    sentence: str
    email: str
    count: int
    below: tuple[Department, ...]


def city_department_tree(organizations: Sequence[Organization]) -> list[Department]:
    """Arrange organisations, as `organization_list` gives them, by who is part of whom.

    One whose parent is not among them stands at the top; so does one that is above itself.
    """
    if not organizations:
        return []
    known = {str(each["id"]): each for each in organizations}
    rows = model.Session.execute(_ABOVE, {"ids": list(known)})
    above = {str(below): str(up) for below, up in rows if str(up) in known}
    tops = [key for key in known if not _has_top_above(key, above)]
    return _by_title(_department(known, above, key) for key in tops)


def city_published_count(group: Mapping[str, Any]) -> int:
    """Count the published datasets of a department or a theme; CKAN counts series among them."""
    key, value = ("owner_org", "id") if group["is_organization"] else ("groups", "name")
    query = {"fq": f'+{key}:"{group[value]}" -dataset_type:{SERIES}', "rows": 0}
    return int(tk.get_action("package_search")({}, query)["count"])


def city_theme_title(group: Mapping[str, Any]) -> str:
    """What a theme is called in the reader's language; another group, as it calls itself."""
    code = _theme_codes().get(str(group["name"]))
    titles = search.labels(reader_language())["theme"]
    return titles[code] if code else str(group.get("display_name") or group["name"])


def city_theme_sentence(group: Mapping[str, Any]) -> str:
    """The first sentence of what a group says of itself."""
    return one_sentence(str(group.get("description") or ""))


def _theme_codes() -> dict[str, str]:
    return {str(each.extra["group"]): each.id for each in load_vocabulary("eu-themes")}


def _has_top_above(key: str, above: Mapping[str, str]) -> bool:
    """Tell whether an organisation stands below another in the end, and in no circle."""
    seen = {key}
    up = above.get(key)
    found = up is not None
    while up is not None:
        if up in seen:
            return False
        seen.add(up)
        up = above.get(up)
    return found


def _department(
    known: Mapping[str, Organization], above: Mapping[str, str], key: str
) -> Department:
    organization = known[key]
    children = (each for each, up in above.items() if up == key and _has_top_above(each, above))
    return Department(
        url=str(tk.h.url_for(f"{organization['type']}.read", id=organization["name"])),
        title=str(organization.get("display_name") or organization["name"]),
        sentence=one_sentence(str(organization.get("description") or "")),
        email=str(organization.get("contact_email") or ""),
        count=int(organization.get("package_count") or 0),
        below=tuple(_by_title(_department(known, above, each) for each in children)),
    )


def city_themes_in_order(groups: Iterable[Organization]) -> list[Organization]:
    """Sort themes, as `group_list` gives them: most datasets first, then by title."""

    def rank(group: Organization) -> tuple[int, str]:
        return (
            -int(group.get("package_count") or 0),
            search.plain_letters(str(group["display_name"])),
        )

    return sorted(groups, key=rank)


def _by_title(departments: Iterable[Department]) -> list[Department]:
    return sorted(departments, key=lambda each: search.plain_letters(each.title))
