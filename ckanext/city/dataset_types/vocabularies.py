"""The controlled lists of `schemas/vocabularies/`: one YAML file each, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parents[1] / "schemas" / "vocabularies"
LANGUAGES = ("fr", "en")


class UnknownVocabularyError(LookupError):
    """No controlled list has that name."""


@dataclass(frozen=True)
class Entry:
    """One value of a list: what is stored, what a person reads, and the rest of its line."""

    id: str
    label: Mapping[str, str]
    extra: Mapping[str, Any]


def vocabulary_names() -> tuple[str, ...]:
    """Names of all lists, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load_vocabulary(name: str) -> tuple[Entry, ...]:
    """Read a list in the order of its file, which is the order of a form.

    Args:
        name: the file's name without its ending, `eu-themes`.

    Raises:
        UnknownVocabularyError: there is no such list; the message names those there are.
    """
    known = vocabulary_names()
    if name not in known:
        raise UnknownVocabularyError(f"No list is called {name!r}; known: {', '.join(known)}.")
    import yaml  # noqa: PLC0415 - most files need no list

    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker, where it was built
    return tuple(_entry(value) for value in yaml.load(text, quick)["values"])  # noqa: S506 - safe


def ids(name: str) -> tuple[str, ...]:
    """Ids of a list, in order."""
    return tuple(entry.id for entry in load_vocabulary(name))


def labels(name: str, lang: str) -> dict[str, str]:
    """Map each id to its label.

    Args:
        name: the list's name.
        lang: `fr` or `en`; a regional form (`fr_FR`, `en-GB`) is cut, and any other language
            reads French, the city's own.
    """
    short = lang.replace("_", "-").split("-")[0].lower()
    chosen = short if short in LANGUAGES else LANGUAGES[0]
    return {entry.id: entry.label[chosen] for entry in load_vocabulary(name)}


def _entry(value: Mapping[str, Any]) -> Entry:
    extra = {key: item for key, item in value.items() if key not in ("id", "label")}
    return Entry(value["id"], MappingProxyType(value["label"]), MappingProxyType(extra))
