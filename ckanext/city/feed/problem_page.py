"""Pages of what the feed cannot give: the administrator's, and an ambassador's of her own datasets.

They show a report that a job makes, and look again only at the datasets of the page shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import redis
import sqlalchemy as sa
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.helpers import Page

from ckanext.city.feed import dicts, field_labels, listing, parts, problem_report
from ckanext.city.feed.listing import Row
from ckanext.city.feed.problems import Problem, explain, shown

__all__ = ["city_may_correct"]  # the helpers of this module

PER_PAGE = 20
#: A dataset may have thousands; the first ones show what is the matter.
PROBLEMS_SHOWN = 25

city_feed_problems = Blueprint("city_feed_problems", __name__)


@city_feed_problems.get("/ckan-admin/city-feed")
def of_catalogue() -> str:
    """Show all datasets whose metadata the feed cannot give as they are."""
    _check_administrator()
    return tk.render("city_dcat/problems_admin.html", _shown("of_catalogue", None))


@city_feed_problems.post("/ckan-admin/city-feed")
def check_catalogue() -> Response:
    """Have the feed checked."""
    _check_administrator()
    return _check("of_catalogue")


@city_feed_problems.get("/dashboard/city-feed")
def of_person() -> str:
    """Show those datasets that the person may correct."""
    return tk.render("city_dcat/problems_dashboard.html", _shown("of_person", _check_editor()))


@city_feed_problems.post("/dashboard/city-feed")
def check_for_person() -> Response:
    """Have the feed checked."""
    _check_editor()
    return _check("of_person")


def city_may_correct() -> bool:
    """Tell whether the person may correct datasets of an organisation: then a tab leads here."""
    return bool(_organizations())


def _check_administrator() -> None:
    try:
        tk.check_access("sysadmin", {"user": tk.current_user.name})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Need to be system administrator to administer"))


def _check_editor() -> set[str]:
    organizations = _organizations()
    if not organizations:
        tk.abort(403, tk._("This page is for those who may edit datasets."))
    return organizations


def _organizations() -> set[str]:
    """Organisations whose datasets the person may edit, the departments below the city too."""
    if tk.current_user.is_anonymous:
        return set()
    mine = tk.get_action("organization_list_for_user")
    found = mine({"user": tk.current_user.name}, {"permission": "update_dataset"})
    return {each["id"] for each in found}


def _check(view: str) -> Response:
    try:
        asked = problem_report.ask()
    except redis.RedisError:
        tk.h.flash_error(tk._("Redis does not answer: the check cannot be made now."))
    else:
        if not asked:
            tk.h.flash_notice(tk._("A check is under way already."))
    return tk.redirect_to(f"city_feed_problems.{view}")


def _shown(view: str, organizations: Collection[str] | None) -> dict[str, Any]:
    """What a page shows: all datasets, or those of organisations."""
    report = problem_report.read()
    mine = [
        id_
        for id_, owner in (report.concerned if report else ())
        if organizations is None or owner in organizations
    ]
    pager = _pager(mine, view)
    datasets, is_readable = _datasets(list(pager.items), organizations)
    return {
        "report": report,
        "asked": problem_report.asked(),
        "count": len(mine),
        "datasets": datasets,
        "pager": pager,
        "corrected": len(pager.items) - len(datasets) if is_readable else 0,
        "is_readable": is_readable,
        "address": tk.url_for(f"city_feed_problems.{view}"),
        "of_catalogue": organizations is None,
    }


def _pager(ids: Sequence[str], view: str) -> Page:
    number = tk.h.get_page_number(tk.request.args)

    def address(page: int, **_more: Any) -> str:
        return str(tk.url_for(f"city_feed_problems.{view}", page=page))

    return Page(collection=ids, page=number, items_per_page=PER_PAGE, url=address)


def _datasets(
    ids: Sequence[str], organizations: Collection[str] | None
) -> tuple[list[dict[str, Any]], bool]:
    """Look again at the datasets of a page; and whether they could be read."""
    rows = listing.published(ids=ids) if ids else []
    rows = [row for row in rows if organizations is None or row.owner_org in organizations]
    try:
        problems = parts.problems_of(rows)
    except (dicts.Unreadable, sa.exc.SQLAlchemyError):
        return [], False
    concerned = [row for row in rows if problems.get(row.id)]
    titles = _titles([row.id for row in concerned])
    files = _files([row.id for row in concerned])
    return [_dataset(row, titles[row.id], problems[row.id], files) for row in concerned], True


def _dataset(
    row: Row, title: str, problems: Sequence[Problem], files: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "title": shown(title) or row.name,
        "address": tk.url_for(f"{row.type}.read", id=row.name),
        "edit": tk.url_for(f"{row.type}.edit", id=row.name),
        "problems": [_problem(row, each, files) for each in problems[:PROBLEMS_SHOWN]],
        "more": max(0, len(problems) - PROBLEMS_SHOWN),
    }


def _problem(row: Row, problem: Problem, files: Mapping[str, str]) -> dict[str, Any]:
    wrong, remedy = explain(problem, tk._)
    return {
        "field": field_labels.label(row.type, problem.field, files.get(problem.resource, "")),
        "value": problem.value,
        "wrong": wrong,
        "remedy": remedy,
        "dropped": problem.dropped,
        "code": problem.code,
    }


def _titles(ids: Sequence[str]) -> dict[str, str]:
    query = sa.select(model.Package.id, model.Package.title).where(model.Package.id.in_(ids))
    return {id_: title or "" for id_, title in model.Session.execute(query)}


def _files(ids: Sequence[str]) -> dict[str, str]:
    query = sa.select(model.Resource.id, model.Resource.name)
    found = model.Session.execute(query.where(model.Resource.package_id.in_(ids)))
    return {id_: name or "" for id_, name in found}
