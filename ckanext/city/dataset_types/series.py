"""In which order the datasets of a series stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.city.dataset_types.vocabularies import load_vocabulary

LAST = "\uffff"  # sorts after any value: members without one close the series

Key = tuple[str, ...]


def order_key(member: Mapping[str, Any], field: str) -> Key:
    """Give what a member of a series is sorted by: never equal for two of them.

    Args:
        member: a dataset.
        field: the series' `series_order_field`.

    Returns:
        The field's value; of budgets the stage within the year too (BP, BS, DM 1, DM 2, CFU); then
        name, which no other dataset has.
    """
    value, number = str(member.get(field) or LAST), str(member.get("stage_number") or "")
    rank = _stage_ranks().get(str(member.get("stage")), LAST) if field == "exercice" else ""
    return (value, rank, number.zfill(3), str(member["name"]))


def _stage_ranks() -> dict[str, str]:
    return {entry.id: str(entry.extra["order"]) for entry in load_vocabulary("budget-stages")}
