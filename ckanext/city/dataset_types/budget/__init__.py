"""What the catalogue knows of local budgets: their regulatory file, TOTEM."""

from __future__ import annotations

from ckanext.city.dataset_types.base import Stripper
from ckanext.city.dataset_types.budget.strip import describe_removed, is_totem, strip_totem

TOTEM_STRIPPER = Stripper(
    name="totem", recognize=is_totem, strip=strip_totem, describe=describe_removed
)
