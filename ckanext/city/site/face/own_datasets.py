"""The datasets that a person may edit, on the dashboard; asked of the database, drafts and all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib.pagination import Page

from ckanext.city.site import search
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.narrowing import city_page_url
from ckanext.city.site.face.results import Tag

__all__ = ["city_own_datasets", "city_own_departments"]

PER_PAGE = 20
ALIVE = ("active", "draft")
#: What the list can be narrowed to, by the value of `show` in the address.
DRAFTS, HIDDEN = "drafts", "hidden"


@dataclass(frozen=True)
class OwnDataset:
    """A row of the list: where it is read and edited, what it is, whose, how far; all is text."""

    title: str
    url: str
    edit_url: str
    kind: str
    department: str
    tag: Tag
    changed: str


@dataclass(frozen=True)
class Choice:
    """A way to narrow the list: its words with a number, its address, whether it is chosen."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class OwnDepartment:
    """A department of the reader: the role there in words, how many datasets it has."""

    name: str
    title: str
    url: str
    role: str
    count: int
    may_manage: bool


@dataclass(frozen=True)
class OwnDatasets:
    """A page of the list; `page` is CKAN's, `query` and `show` what it is narrowed to."""

    rows: tuple[OwnDataset, ...]
    choices: tuple[Choice, ...]
    page: Any
    query: str
    show: str
    total: int


def city_own_datasets() -> OwnDatasets:
    """List the datasets that the reader may edit, the last changed first.

    The address may hold `q`, words of the title, `show`, and `page`.
    """
    departments = _departments()
    mine = _mine(departments)
    counts = _counts(mine)
    query, show = tk.request.args.get("q", "").strip(), tk.request.args.get("show", "")
    narrowed = sa.and_(mine, *_narrowing(query, show))
    found = model.Session.scalar(_select(sa.func.count(), narrowed)) if query or show else None
    total = sum(counts.values())
    number = total if found is None else int(found)
    page = Page([], _page_number(), PER_PAGE, item_count=number, presliced_list=True)
    return OwnDatasets(
        rows=tuple(_rows(narrowed, departments, PER_PAGE * (page.page - 1))),
        choices=tuple(_choices(counts, show)),
        page=page,
        query=query,
        show=show,
        total=total,
    )


def city_own_departments() -> list[OwnDepartment]:
    """List the departments in which the reader has a role, by title."""
    roles = {role["value"]: role["text"] for role in _roles()}
    rows = _with_permission("read")
    counts = _counts_of([row["id"] for row in rows])
    return [
        OwnDepartment(
            name=row["name"],
            title=row["display_name"],
            url=str(tk.h.url_for(f"{row['type']}.read", id=row["name"])),
            role=roles.get(str(row.get("capacity")), ""),
            count=counts.get(row["id"], 0),
            may_manage=row.get("capacity") == "admin",
        )
        for row in sorted(rows, key=lambda row: search.plain_letters(str(row["display_name"])))
    ]


def _roles() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tk.get_action("member_roles_list")({}, {})
    return found


def _counts_of(organizations: list[str]) -> dict[str, int]:
    """How many datasets organisations have, drafts too, by id."""
    package = model.Package
    asked = (
        sa.select(package.owner_org, sa.func.count())
        .where(package.owner_org.in_(organizations), package.state.in_(ALIVE))
        .group_by(package.owner_org)
    )
    return {str(owner): int(count) for owner, count in model.Session.execute(asked)}


def _departments() -> dict[str, str]:
    """The organisations whose datasets the reader may edit: titles by id."""
    return {row["id"]: row["display_name"] for row in _with_permission("update_dataset")}


def _with_permission(permission: str) -> list[dict[str, Any]]:
    context: Any = {"user": tk.current_user.name}
    found: list[dict[str, Any]] = tk.get_action("organization_list_for_user")(
        context, {"permission": permission}
    )
    return found


def _mine(departments: Mapping[str, str]) -> Any:
    """What holds of the datasets that the reader may edit."""
    package = model.Package
    alive = package.state.in_(ALIVE)
    if tk.current_user.sysadmin:
        return alive
    ways = [package.owner_org.in_(list(departments))]
    if authz.check_config_permission("allow_dataset_collaborators"):
        shared = sa.select(model.PackageMember.package_id).where(
            model.PackageMember.user_id == tk.current_user.id,
            model.PackageMember.capacity.in_(("admin", "editor")),
        )
        ways.append(package.id.in_(shared))
    return sa.and_(alive, sa.or_(*ways))


def _narrowing(query: str, show: str) -> Iterator[Any]:
    package = model.Package
    if query:
        yield package.title.icontains(query, autoescape=True)
    if show == DRAFTS:
        yield package.state == "draft"
    elif show == HIDDEN:
        yield sa.and_(package.state == "active", package.private)


def _select(what: Any, condition: Any) -> Any:
    return sa.select(what).select_from(model.Package).where(condition)


def _counts(mine: Any) -> dict[tuple[str, bool], int]:
    """How many there are by state and by whether they are hidden."""
    kinds = (model.Package.state, model.Package.private)
    rows = model.Session.execute(sa.select(*kinds, sa.func.count()).where(mine).group_by(*kinds))
    return {(state, bool(private)): count for state, private, count in rows}


def _choices(counts: Mapping[tuple[str, bool], int], show: str) -> Iterator[Choice]:
    """All, drafts, hidden ones; those that there are none of are not offered."""
    number = tk.h.city_number
    drafts = sum(count for (state, _private), count in counts.items() if state == "draft")
    hidden = counts.get(("active", True), 0)
    offered = (
        ("", tk._("All ({number})"), sum(counts.values())),
        (DRAFTS, tk._("Drafts ({number})"), drafts),
        (HIDDEN, tk._("Not public ({number})"), hidden),
    )
    for value, label, count in offered:
        if count and (count < sum(counts.values()) or not value):
            url = city_page_url() + (f"?show={value}" if value else "")
            yield Choice(label.format(number=number(count)), url, value == show)


def _rows(narrowed: Any, departments: Mapping[str, str], offset: int) -> Iterator[OwnDataset]:
    package = model.Package
    columns = (
        package.name,
        package.title,
        package.type,
        package.state,
        package.private,
        package.owner_org,
        package.metadata_modified,
    )
    asked = (
        sa.select(*columns)
        .where(narrowed)
        .order_by(package.metadata_modified.desc(), package.id)
        .limit(PER_PAGE)
        .offset(offset)
    )
    kinds = search.labels(reader_language())["type"]
    for row in model.Session.execute(asked):
        yield _row(row, kinds, departments)


def _row(row: Any, kinds: Mapping[str, str], departments: Mapping[str, str]) -> OwnDataset:
    return OwnDataset(
        title=row.title or row.name,
        url=str(tk.h.url_for(f"{row.type}.read", id=row.name)),
        edit_url=str(tk.h.url_for(f"{row.type}.edit", id=row.name)),
        kind=kinds.get(row.type, "") if row.type != "dataset" else "",
        department=departments.get(row.owner_org, ""),
        tag=_tag(row),
        changed=row.metadata_modified.isoformat(),
    )


def _tag(row: Any) -> Tag:
    if row.state == "draft":
        return Tag("warn", "pencil", tk._("Draft"))
    if row.private:
        return Tag("", "lock", tk._("Not public"))
    return Tag("ok", "circle-check", tk._("Published"))


def _page_number() -> int:
    """The page that is asked for; the first, where what is asked is no number."""
    asked = tk.request.args.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
