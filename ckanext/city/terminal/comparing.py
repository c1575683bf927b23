"""What a new version of a table schema changes, as JSON and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.findings import Misuse, Translate, _
from ckanext.city.tables.given import read_json
from ckanext.city.tables.versions import EFFECTS, Change, compare_versions, worst_effect
from ckanext.city.terminal.report import one_line
from ckanext.city.terminal.words import translator

_MAX_BYTES = 10_000_000  # of a table schema; the national ones have a hundredth

_HEADS = {
    "must": _("A file may have to be changed"),
    "may": _("A file may stay as it is"),
    "none": _("Nothing changes for a file"),
}
_MEANINGS = {
    "must": _("A file that follows the first may not follow the second: check it against it."),
    "may": _("A file that follows the first follows the second too."),
    "none": _("Both ask for the same: a file that follows one follows the other."),
}


def compare(old: str, new: str, lang: str) -> dict[str, Any]:
    """Tell what changes from one table schema to another.

    Args:
        old, new: each a reference ("scdl/budget@0.8.3") or the path of a schema.json.
        lang: "fr" or "en".

    Raises:
        UnknownTableSchema: no table schema is known by a reference.
        Misuse: a file is none.
    """
    translate = translator(lang)
    (first, before), (second, after) = map(_take, (old, new))
    try:
        changes = compare_versions(before, after)
        told = [_tell(each, translate, lang) for each in changes]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Misuse(
            _("One of both is not written as the standard Table Schema asks; nothing is told.")
        ) from error
    worst = worst_effect(changes)
    return {
        "old": first,
        "new": second,
        "still_valid": worst != "must",
        "meaning": translate(_MEANINGS[worst]),
        "changes": sorted(told, key=lambda each: EFFECTS.index(each["effect"])),
    }


def _tell(change: Change, translate: Translate, lang: str) -> dict[str, Any]:
    return {
        "code": change.code,
        "field": change.field,
        "effect": change.effect,
        "sentence": change.explain(translate, lang),
    }


def report_comparison(told: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """Give the lines of a comparison from its JSON."""
    old, new = (" ".join(filter(None, told[at].values())) for at in ("old", "new"))
    yield one_line(translate(_("From {old} to {new}:")).format(old=old, new=new))
    for effect in EFFECTS:
        changes = [each for each in told["changes"] if each["effect"] == effect]
        if changes:
            yield ""
            yield translate(_HEADS[effect])
            yield from (f"  • {one_line(each['sentence'])}" for each in changes)
    yield ""
    yield told["meaning"]


def _take(given: str) -> tuple[dict[str, str | None], dict[str, Any]]:
    """Give the id and version of a table schema, and its descriptor."""
    path = Path(given)
    path = path / "schema.json" if path.is_dir() else path
    if not path.exists():
        known = find_table_schema(given)
        return {"id": known.id, "version": known.version}, known.descriptor
    descriptor = _read(path)
    if descriptor is None:
        raise Misuse(
            _("“{file}” holds no table schema (a JSON object with “fields”): download it again."),
            file=given,
        )
    version = descriptor.get("version")
    name = str(descriptor.get("name") or path.name)
    return {"id": name, "version": None if version is None else str(version)}, descriptor


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = read_json(path, _MAX_BYTES)
    except ValueError:
        return None
    fields = content.get("fields") if isinstance(content, dict) else None
    named = isinstance(fields, list) and all(
        isinstance(each, dict) and isinstance(each.get("name"), str) for each in fields
    )
    return content if named and fields else None
