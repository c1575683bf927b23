"""What the activity stream calls the kinds of activity, in a reader's words."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

__all__ = ["city_activity_label"]


def city_activity_label(kind: str) -> str:
    """Name a kind of activity, « new package », in the reader's language; unknown: as it stands."""
    labels = {
        "new package": tk._("Datasets created"),
        "changed package": tk._("Datasets updated"),
        "deleted package": tk._("Datasets deleted"),
        "new resource": tk._("Files added"),
        "changed resource": tk._("Files updated"),
        "deleted resource": tk._("Files deleted"),
        "new resource view": tk._("Views created"),
        "changed resource view": tk._("Views updated"),
        "deleted resource view": tk._("Views deleted"),
        "new group": tk._("Themes created"),
        "changed group": tk._("Themes updated"),
        "deleted group": tk._("Themes deleted"),
        "new organization": tk._("Departments created"),
        "changed organization": tk._("Departments updated"),
        "deleted organization": tk._("Departments deleted"),
        "new user": tk._("Accounts created"),
        "changed user": tk._("Accounts updated"),
        "follow dataset": tk._("Datasets followed"),
        "follow group": tk._("Themes followed"),
        "follow user": tk._("People followed"),
        "added tag": tk._("Tags added"),
        "removed tag": tk._("Tags removed"),
    }
    return labels.get(kind, kind)
