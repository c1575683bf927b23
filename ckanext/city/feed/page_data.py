"""What pages hold for search engines: the same for each reader, nothing where a page is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ckanext.city.feed import dicts, listing, parts, pieces, schema_org

__all__ = ["city_structured_catalog", "city_structured_dataset"]  # the helpers of this module


def city_structured_dataset(dataset_id: str) -> Markup | None:
    """Describe a dataset for its page; None where it is not published, or cannot be read now."""
    rows = listing.published(ids=[dataset_id])
    try:
        written = list(pieces.pieces(rows, "schema-org", _description))
    except (parts.Changed, dicts.Unreadable):
        return None
    return Markup(written[0].decode()) if written else None  # noqa: S704 - `as_script` wrote it


def city_structured_catalog() -> Markup:
    """Describe the catalogue for its home page."""
    return schema_org.as_script(schema_org.describe_catalog())


def _description(dataset: Mapping[str, Any]) -> bytes:
    return schema_org.as_script(schema_org.describe_dataset(dataset)).encode()
