"""The city's own base map, kept beside the uploaded files, which all workers share.

Two forms of the same layers: a drawing for the home page, and features for maps of places.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ckanext.city import config


def keep(drawing: str, features: Mapping[str, Any]) -> None:
    """Keep a plan in the place of the former one, compressed as browsers take it.

    Args:
        drawing: SVG.
        features: a GeoJSON FeatureCollection, its features with a `kind`.
    """
    text = json.dumps(features, ensure_ascii=False, separators=(",", ":"))
    for path, content in ((_path("svg"), drawing), (_path("json"), text)):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_bytes(gzip.compress(content.encode(), mtime=0))
        draft.replace(path)


def forget() -> bool:
    """Take the plan away; tells whether there was one."""
    existed = exists()
    for form in ("svg", "json"):
        _path(form).unlink(missing_ok=True)
    return existed


def exists() -> bool:
    """Tell whether the city has a plan."""
    return _path("svg").exists()


def drawing() -> bytes | None:
    """The drawing, SVG compressed by gzip; None where the city has none."""
    return _content("svg")


def features() -> bytes | None:
    """The features, GeoJSON compressed by gzip; None where the city has none."""
    return _content("json")


def boundary() -> dict[str, Any] | None:
    """The commune's boundary, GeoJSON geometry; None where the plan has none."""
    packed = features()
    if packed is None:
        return None
    found = json.loads(gzip.decompress(packed))["features"]
    parts = [each["geometry"] for each in found if each["properties"].get("kind") == "boundary"]
    return {"type": "GeometryCollection", "geometries": parts} if parts else None


def version(form: str = "json") -> str:
    """A hash of the plan's "svg" or "json"; "" where there is none."""
    try:
        state = _path(form).stat()
    except OSError:
        return ""
    return _version_of(str(_path(form)), state.st_mtime_ns, state.st_size)


def _content(form: str) -> bytes | None:
    try:
        return _path(form).read_bytes()
    except OSError:
        return None


def _path(form: str) -> Path:
    return Path(config.storage_path()) / "city" / f"plan.{form}.gz"


@lru_cache(maxsize=4)
def _version_of(path: str, _changed: int, _size: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]
