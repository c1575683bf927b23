"""What this catalogue has of its own when it reads another one's feed: its forms, its series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.dataset_types.names import SERIES


def form_of(type_: str) -> dict[str, Any] | None:
    """Give the form of a dataset type; None on a site that has none for it."""
    try:
        form: dict[str, Any] = tk.get_action("scheming_dataset_schema_show")({}, {"type": type_})
    except (KeyError, tk.ObjectNotFound):
        return None
    return form


def series_from(addresses: Sequence[str]) -> list[str]:
    """Find the series that were harvested from these addresses: ids in this catalogue.

    One that is harvested in the same run is not there yet: the next run finds it.
    """
    address = model.Package.extras["guid"].astext
    found = (
        model.Session.query(model.Package.id)
        .filter(address.in_(addresses), model.Package.state == "active")
        .filter(model.Package.type == SERIES)
    )
    return sorted(row.id for row in found)
