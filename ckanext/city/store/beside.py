"""What jobs make of uploaded files, kept beside them, where all workers find it.

A file's name is a hash of what it was made of, so that it never changes: a new upload, another
choice of columns, another version of this program is another file. Those of before go when the new
one is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.city.store.waiting import claim


@dataclass(frozen=True)
class Beside:
    """What is kept of a resource under one key.

    Attributes:
        root: folder of all that is kept of this kind.
        resource_id: of the file that it is made of.
        key: hash of all that it depends on.
    """

    root: Path
    resource_id: str
    key: str

    @property
    def folder(self) -> Path:
        """Where all of this kind lies that is kept of the resource."""
        return self.root / self.resource_id[:3] / self.resource_id

    @property
    def _facts(self) -> Path:
        return self.folder / f"{self.key}.facts"

    @property
    def _waiting(self) -> Path:
        return self.folder / f"{self.key}.waiting"

    def facts(self) -> dict[str, Any] | None:
        """What was found, or why there is nothing: `refused`; None while it is not made."""
        try:
            found: dict[str, Any] = json.loads(self._facts.read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def keep_facts(self, facts: dict[str, Any]) -> None:
        """Say that it is made, or why it cannot be."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._facts.with_suffix(".new")
        draft.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._facts)
        self._waiting.unlink(missing_ok=True)

    def ask(self) -> bool:
        """Say that a job is on its way; False where one is already."""
        return claim(self._waiting)

    def give_up(self) -> None:
        """Say that no job is on its way."""
        self._waiting.unlink(missing_ok=True)

    def forget_others(self, keys: set[str]) -> None:
        """Remove what is kept of the resource but under these keys."""
        for path in self.folder.glob("*"):
            if path.name.partition(".")[0] not in keys:
                path.unlink(missing_ok=True)
