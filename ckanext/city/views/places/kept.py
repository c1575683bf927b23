"""Where the map files of a resource are kept, and how far they are.

They lie beside the uploaded files, which all workers share. A file's name is a hash of what it was
made of, so that it never changes: a new upload, another choice of columns, another version of this
program is another file. Those of before are removed when the new one is there.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.city import config
from ckanext.city.geo.compact import VERSION
from ckanext.city.store import plan
from ckanext.city.store.cache import digest
from ckanext.city.store.waiting import claim

#: A table that is in the DataStore alone is read anew after this time.
TABLE_SECONDS = 3600


@dataclass(frozen=True)
class MapFile:
    """The map file of a view.

    Attributes:
        resource_id: of the file that it is made of.
        key: hash of all that it depends on.
    """

    resource_id: str
    key: str

    @property
    def folder(self) -> Path:
        """Where all map files of the resource lie."""
        return maps_folder() / self.resource_id[:3] / self.resource_id

    @property
    def path(self) -> Path:
        """The file itself: JSON, compressed by gzip."""
        return self.folder / f"{self.key}.json.gz"

    @property
    def _facts(self) -> Path:
        return self.folder / f"{self.key}.facts"

    @property
    def _waiting(self) -> Path:
        return self.folder / f"{self.key}.waiting"

    def facts(self) -> dict[str, Any] | None:
        """What is in it, or why there is none: `refused`; None while it is not made."""
        try:
            found: dict[str, Any] = json.loads(self._facts.read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def keep_facts(self, facts: dict[str, Any]) -> None:
        """Say that it is made, or why it cannot be; the resource's older files go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._facts.with_suffix(".new")
        draft.write_text(json.dumps(facts, ensure_ascii=False))
        draft.replace(self._facts)
        self._waiting.unlink(missing_ok=True)

    def ask(self) -> bool:
        """Say that a job is on its way; False where one is already."""
        return claim(self._waiting)

    def give_up(self) -> None:
        """Say that no job is on its way."""
        self._waiting.unlink(missing_ok=True)

    def forget_others(self, keys: set[str]) -> None:
        """Remove the resource's map files but those of these keys."""
        for path in self.folder.glob("*"):
            if path.name.partition(".")[0] not in keys:
                path.unlink(missing_ok=True)


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
    return MapFile(resource["id"], digest(*made_of)[:24])


def maps_folder() -> Path:
    """Where all map files lie."""
    return Path(config.storage_path()) / "city" / "maps"
