"""The known table schemas: found in their folders, asked for by reference."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ckanext.city.tables.findings import Misuse, _

SCHEMAS_ROOT = Path(__file__).parents[1] / "schemas" / "tables"


class UnknownTableSchema(Misuse):
    """No table schema answers to a reference; `nearest` holds those that look like it."""

    def __init__(self, reference: str, nearest: tuple[str, ...]) -> None:
        self.reference = reference
        self.nearest = nearest
        sentence = (
            _("There is no table schema “{reference}”. Write one of: {nearest}.")
            if nearest
            else _(
                "There is no table schema “{reference}”, and no other is installed: "
                "check the folder of the table schemas."
            )
        )
        super().__init__(sentence, reference=reference, nearest=", ".join(nearest))


@dataclass(frozen=True)
class TableSchema:
    """One version of a table schema; what it holds is read from its folder when asked for.

    Attributes:
        id: owner and name, for example "scdl/budget".
        version: for example "0.8.3".
        folder: where schema.json and about.yaml stand.
    """

    id: str
    version: str
    folder: Path

    @property
    def reference(self) -> str:
        """The id and the version, for example "scdl/budget@0.8.3"."""
        return f"{self.id}@{self.version}"

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The Table Schema descriptor; shared by all who ask, so not to be changed."""
        content: dict[str, Any] = json.loads(
            (self.folder / "schema.json").read_text(encoding="utf-8")
        )
        return content

    @cached_property
    def about(self) -> dict[str, Any]:
        """What about.yaml says: title and summary by language, source, licence."""
        import yaml  # noqa: PLC0415 - who checks a file needs it for nothing else

        content: dict[str, Any] = yaml.safe_load(
            (self.folder / "about.yaml").read_text(encoding="utf-8")
        )
        return content

    @property
    def address(self) -> str | None:
        """The schema's address in the national index; None for one that France does not have."""
        address: str | None = self.about.get("index_url")
        return address

    def title(self, lang: str) -> str:
        """The title in a language ("fr", "en", also "fr_FR"), in French where it has no other."""
        titles: dict[str, str] = self.about["title"]
        return titles.get(lang.replace("-", "_").split("_")[0]) or titles["fr"]


def list_table_schemas(roots: Sequence[Path] | None = None) -> tuple[TableSchema, ...]:
    """List the table schemas, by id, the newest version of each first.

    Args:
        roots: folders that hold <owner>/<name>/<version>/schema.json; ours if not given. Where
            two hold the same version of a schema, the first one's is taken.
    """
    return _list(tuple(roots) if roots is not None else (SCHEMAS_ROOT,))


def find_table_schema(reference: str, roots: Sequence[Path] | None = None) -> TableSchema:
    """Find a table schema by "id" (its newest version) or by "id@version".

    Raises:
        UnknownTableSchema: none is known by that reference.
    """
    schemas = list_table_schemas(roots)
    for schema in schemas:
        if reference in (schema.id, schema.reference):
            return schema
    raise UnknownTableSchema(reference, _nearest(reference, schemas))


def newer_version(schema: TableSchema, roots: Sequence[Path] | None = None) -> TableSchema | None:
    """Give the newest known version of a table schema, None where this one is it."""
    newest = next((each for each in list_table_schemas(roots) if each.id == schema.id), schema)
    newer = _version_key(newest.version) > _version_key(schema.version)
    return newest if newer else None


@lru_cache(maxsize=32)
def _list(roots: tuple[Path, ...]) -> tuple[TableSchema, ...]:
    found: dict[str, TableSchema] = {}
    for root in roots:
        for path in root.glob("*/*/*/schema.json"):
            owner, name, version = path.parent.parts[-3:]
            schema = TableSchema(f"{owner}/{name}", version, path.parent)
            found.setdefault(schema.reference, schema)
    newest_first = sorted(found.values(), key=lambda s: _version_key(s.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda schema: schema.id))


def _version_key(version: str) -> tuple[list[int], bool, list[tuple[bool, int, str]]]:
    """The order of semver.org: numbers as numbers, a pre-release before its release."""
    release, _, pre_release = version.partition("+")[0].partition("-")
    parts = pre_release.split(".") if pre_release else []
    return (
        [int(part) if part.isdecimal() else 0 for part in release.split(".")],
        not parts,
        [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts],
    )


def _nearest(reference: str, schemas: tuple[TableSchema, ...]) -> tuple[str, ...]:
    wanted_id = reference.partition("@")[0]
    versions = [schema.reference for schema in schemas if schema.id == wanted_id]
    ids = sorted({schema.id for schema in schemas})
    return tuple(versions or get_close_matches(wanted_id, ids, n=3, cutoff=0.5) or ids)
