"""The pages of all themes and of all departments read them at once.

CKAN reads each by statements of its own. Series are no datasets, and not counted as such.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib.dictization import model_dictize
from ckan.lib.plugins import get_permission_labels
from ckan.types import Action, Context, DataDict

from ckanext.city.dataset_types.names import SERIES

_DATASETS = f"entity_type:package -dataset_type:{SERIES}"


@tk.chained_action
@tk.side_effect_free
def group_list(up: Action, context: Context, data_dict: DataDict) -> Any:
    """List groups; those of a page with all that is shown of them, in two statements."""
    return _listed(up, context, data_dict, "group")


@tk.chained_action
@tk.side_effect_free
def organization_list(up: Action, context: Context, data_dict: DataDict) -> Any:
    """List organisations; those of a page with all that is shown of them, in two statements."""
    return _listed(up, context, data_dict, "organization")


def _listed(up: Action, context: Context, data_dict: DataDict, kind: str) -> Any:
    is_page = context.get("for_view") and tk.asbool(data_dict.get("all_fields"))
    if not is_page or data_dict.get("type", kind) != kind:
        return up(context, data_dict)
    names = up(context, {**data_dict, "all_fields": False})
    found = model.Session.scalars(
        sa.select(model.Group).where(model.Group.name.in_(names), model.Group.type == kind)
    )
    groups = {group.name: group for group in found}
    user = context.get("auth_user_obj")
    counted = Context({**context, "dataset_counts": _counts(user)})
    return [_shown(groups[name], counted) for name in names if name in groups]


def _counts(user: model.User | None) -> dict[str, dict[str, int]]:
    """Count the datasets that a reader may see: of groups by name, of organisations by id."""
    sees_all = user and authz.is_sysadmin(user.name)
    labels = None if sees_all else get_permission_labels().get_user_dataset_labels(user)
    found: dict[str, dict[str, int]] = model_dictize.get_group_dataset_counts(_DATASETS, labels)
    return found


def _shown(group: model.Group, context: Context) -> dict[str, Any]:
    # no look at rights: an active group is public, and CKAN asks for it once more to tell
    parts = {"include_groups": False, "include_users": False, "packages_field": "dataset_count"}
    shown: dict[str, Any] = model_dictize.group_dictize(group, context, **parts)
    own = {each["key"]: each["value"] for each in shown.pop("extras")}  # as our form has them
    return {**own, **shown}
