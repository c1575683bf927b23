"""Where the map files of a resource are kept, and how far they are."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from ckanext.city import config
from ckanext.city.geo.compact import VERSION
from ckanext.city.store import plan
from ckanext.city.store.beside import Beside
from ckanext.city.store.cache import digest

#: A table that is in the DataStore alone is read anew after this time.
TABLE_SECONDS = 3600


class MapFile(Beside):
    """The map file of a view."""

    @property
    def path(self) -> Path:
        """The file itself: JSON, compressed by gzip."""
        return self.folder / f"{self.key}.json.gz"

    def is_without(self) -> bool:
        """Tell whether it is known that there is no map: refused, or none of the places found."""
        facts = self.facts()
        return facts is not None and not facts.get("count")


def map_file(resource: dict[str, Any], wanted: dict[str, str]) -> MapFile:
    """Give the map file of a resource under a view's choices.

    Args:
        resource: as `resource_show` gives it.
        wanted: names of columns by role.
    """
    stamp = resource.get("last_modified") or resource.get("created") or ""
    if resource.get("url_type") != "upload":
        stamp = str(int(time.time()) // TABLE_SECONDS)
    parts = (resource["id"], stamp, resource.get("url") or "", resource.get("table_schema") or "")
    choices = json.dumps(wanted, sort_keys=True)
    # places outside the commune's boundary are pointed out
    made_of = (str(VERSION), *parts, choices, plan.version())
    return MapFile(maps_folder(), resource["id"], digest(*made_of)[:24])


def maps_folder() -> Path:
    """Where all map files lie."""
    return Path(config.storage_path()) / "city" / "maps"
