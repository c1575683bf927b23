"""The list of what a published TOTEM file must not hold, read from `removals.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("removals.yaml")


@dataclass(frozen=True)
class Condition:
    """What a field of an element must say for the element to go."""

    fields: frozenset[str]
    matches: re.Pattern[str]
    or_missing: bool


@dataclass(frozen=True)
class Removal:
    """One kind of thing that is taken out; `removals.yaml` explains its keys.

    Names are in lower case, as they are compared. `elements`, `values` and `comments`
    exclude each other.
    """

    code: str
    reason: Mapping[str, str]
    says: Mapping[str, Mapping[str, str]]
    elements: re.Pattern[str] | None
    within: frozenset[str]
    keep: frozenset[str]
    where: Condition | None
    rows: frozenset[str]
    values: re.Pattern[str] | None
    comments: bool

    def say(self, count: int, lang: str) -> str:
        """Say how many of these were taken out, in "fr" or "en"."""
        # French counts "0 ligne" as one, English does not; zero is never said.
        return self.says[lang]["one" if count == 1 else "many"].format(count=count)


@cache
def list_removals() -> tuple[Removal, ...]:
    """List what is taken out of a TOTEM file, in the order in which it is tried."""
    return tuple(_removal(entry) for entry in yaml.safe_load(_FILE.read_text("utf-8")))


def _removal(entry: Mapping[str, Any]) -> Removal:
    elements = entry.get("elements")
    return Removal(
        code=entry["code"],
        reason=entry["reason"],
        says=entry["says"],
        elements=_any_name(elements) if elements else None,
        within=_names(entry.get("within", ())),
        keep=_names(entry.get("keep", ())),
        where=_condition(entry["where"]) if "where" in entry else None,
        rows=_names(entry.get("rows", ())),
        values=re.compile(entry["values"]) if "values" in entry else None,
        comments=entry.get("comments", False),
    )


def _any_name(globs: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(glob.casefold()) for glob in globs))


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(
        fields=_names(entry["fields"]),
        matches=re.compile(entry["matches"], re.IGNORECASE | re.DOTALL),
        or_missing=entry.get("or_missing", False),
    )
