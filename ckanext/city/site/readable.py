"""Lists and counters of CKAN's that ask nobody's rights: only what their reader may know of.

`member_list` gives the ids of a department's datasets, the lists of keywords those of hidden
datasets, and the actions on followers tell whether a dataset exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib.plugins import get_permission_labels
from ckan.types import Action, Context, DataDict

#: Actions that look whether a dataset exists, and not who asks.
BLIND = ("am_following_dataset", "dataset_follower_count")


def readable_actions() -> dict[str, Action]:
    """List the actions that we go before or after, by name."""
    return {
        "follow_dataset": follow_dataset,
        "member_list": member_list,
        "tag_autocomplete": tag_autocomplete,
        "tag_list": tag_list,
        "tag_search": tag_search,
        "tag_show": tag_show,
        "unfollow_dataset": unfollow_dataset,
        **dict.fromkeys(BLIND, of_known_dataset),
    }


def known_ids(ids: Iterable[str], context: Context) -> set[str]:
    """Give those of some datasets' ids that a reader may know of; two queries for all of them."""
    packages = model.Session.scalars(
        sa.select(model.Package).where(model.Package.id.in_(sorted(set(ids))))
    ).all()
    if _knows_all(context) or not packages:
        return {package.id for package in packages}
    labels = get_permission_labels()
    own = set(labels.get_user_dataset_labels(_reader(context)))
    return {each.id for each in packages if own.intersection(labels.get_dataset_labels(each))}


@tk.chained_action
@tk.side_effect_free
def member_list(up: Action, context: Context, data_dict: DataDict) -> Any:
    """List the members of a group without the datasets that the reader may not know of."""
    rows = up(context, data_dict)
    datasets = {row[0] for row in rows if row[1] == "package"}
    known = known_ids(datasets, context) if datasets else set()
    return [row for row in rows if row[1] != "package" or row[0] in known]


@tk.chained_action
@tk.side_effect_free
def of_known_dataset(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Look at a dataset for who may know of it."""
    _check_known(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
def follow_dataset(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Follow a dataset that one may know of."""
    _check_known(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
def unfollow_dataset(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Stop following a dataset, one too that was hidden since."""
    package = model.Package.get(str(data_dict.get("id") or ""))
    user = model.User.get(context.get("user"))
    if not (package and user and model.UserFollowingDataset.get(user.id, package.id)):
        _check_known(context, data_dict)
    return up(context, data_dict)


@tk.chained_action
@tk.side_effect_free
def tag_list(up: Action, context: Context, data_dict: DataDict) -> Any:
    """List keywords of datasets that anyone may read."""
    return _published(up(context, data_dict), context, data_dict)


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Propose keywords of datasets that anyone may read."""
    return _published(up(context, data_dict), context, data_dict)


@tk.chained_action
@tk.side_effect_free
def tag_search(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Find keywords of datasets that anyone may read."""
    found = up(context, data_dict)
    rows = _published(found["results"], context, data_dict)
    hidden = len(found["results"]) - len(rows)
    return found | {"results": rows, "count": found["count"] - hidden}


@tk.chained_action
@tk.side_effect_free
def tag_show(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Show a keyword of datasets that anyone may read."""
    shown = up(context, data_dict)
    if not _published([shown], context, data_dict):
        raise tk.ObjectNotFound
    return shown


def _check_known(context: Context, data_dict: DataDict) -> None:
    package = model.Package.get(str(data_dict.get("id") or ""))
    if package is None or not known_ids([package.id], context):
        raise tk.ObjectNotFound


def _published(rows: list[Any], context: Context, data_dict: DataDict) -> list[Any]:
    """Leave out free keywords of hidden datasets alone; those of a vocabulary are a public list."""
    if data_dict.get("vocabulary_id") or _knows_all(context):
        return rows
    query = (
        sa.select(model.Tag.name)
        .join(model.PackageTag, model.PackageTag.tag_id == model.Tag.id)
        .join(model.Package, model.Package.id == model.PackageTag.package_id)
        .where(
            model.PackageTag.state == "active",
            model.Package.state == "active",
            model.Package.private.is_(False),
        )
    )
    known = set(model.Session.scalars(query.distinct()))
    return [row for row in rows if (row if isinstance(row, str) else row["name"]) in known]


def _knows_all(context: Context) -> bool:
    return bool(context.get("ignore_auth")) or authz.is_sysadmin(context.get("user"))


def _reader(context: Context) -> Any:
    return model.User.get(context.get("user")) or model.AnonymousUser()
