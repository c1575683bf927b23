"""How pages name a file that nobody has named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

__all__ = ["resource_display_name"]


@tk.chained_helper
def resource_display_name(up: Callable[..., str], resource_dict: dict[str, Any]) -> str:
    """Name a file: one without a name bears its dataset's title and its format, as in the feed.

    CKAN would call all of them « Unnamed resource », or by how their description begins.
    """
    if tk.h.get_translated(resource_dict, "name"):
        return up(resource_dict)
    dataset = model.Package.get(resource_dict.get("package_id"))
    if dataset is None or not dataset.title:
        return up(resource_dict)
    format_ = str(resource_dict.get("format") or "").strip()
    return f"{dataset.title} ({format_})" if format_ else str(dataset.title)
