"""What every part of the feed depends on besides its dataset: code, forms, lists, settings."""

from __future__ import annotations

import functools
import hashlib
from importlib.metadata import version
from pathlib import Path

from ckanext.city import config
from ckanext.city.store import cache

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("ckanext-city", "ckanext-dcat", "ckanext-scheming", "pyoxigraph", "rdflib")
CODE = ("feed/**/*.py", "site/derive.py", "site/datasets.py", "dataset_types/**/*.py", "config.py")
DATA = ("**/*.yaml", "**/*.json", "**/*.csv")


def feed() -> str:
    """Give what changes with our version, the feed's code, forms, lists, and settings."""
    settings = (f"{name}={value!r}" for name, value in sorted(config.of_the_feed().items()))
    return cache.digest(_files(tuple(config.form_folders())), *settings)


@functools.cache
def _files(form_folders: tuple[str, ...]) -> str:
    hashed = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    folders = [(ROOT / "schemas", DATA), *((Path(each), DATA) for each in form_folders)]
    for folder, patterns in [(ROOT, CODE), *folders]:
        for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
            hashed.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return hashed.hexdigest()
