"""Where the districts of the city are kept: beside the uploaded files, which all workers share.

An index lists them, and says which dataset they are of; whether anybody may see that dataset is
asked of the database each time. Their outlines lie in a file a dataset, whose name is a hash of
what it was made of, so that it never changes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.city import config
from ckanext.city.geo.districts import District
from ckanext.city.store.waiting import claim

#: Raised where districts are read or written otherwise than before.
VERSION = 2
_KEY = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class DistrictSet:
    """The districts of one dataset.

    Attributes:
        dataset: its id.
        name: its name, as addresses have it.
        title: what it is called.
        key: names the file of the outlines.
        districts: pairs of id and name, in the order of the list.
    """

    dataset: str
    name: str
    title: str
    key: str
    districts: Sequence[tuple[str, str]]


def public_sets() -> list[DistrictSet] | None:
    """List the districts that anybody may see; None where they were not looked for yet.

    One statement where there are any, and none where there are none.
    """
    told = _read_index()
    if told is None:
        return None
    sets = [_set_of(each) for each in told["sets"] if each["districts"]]
    shown = _public({each.dataset for each in sets})
    return [each for each in sets if each.dataset in shown]


def district(of: DistrictSet, district_id: str) -> District | None:
    """Give a district with its outline; None where the dataset has none of that id."""
    return next((each for each in outlines(of) if each["id"] == district_id), None)


def outlines(of: DistrictSet) -> Sequence[District]:
    """List the districts of a dataset with their outlines; none where their file is lost."""
    try:
        return _outlines(str(_file(of.key))) if _KEY.fullmatch(of.key) else ()
    except (OSError, ValueError):
        return ()


def has_outlines(key: str) -> bool:
    """Tell whether the file of a dataset's outlines is there."""
    return _file(key).exists()


def told_sets() -> list[dict[str, Any]]:
    """List each dataset that was looked at: `name`, `title`, `districts`, and `problem` if any."""
    return list((_read_index() or {"sets": []})["sets"])


def keep(sets: Sequence[Mapping[str, Any]]) -> None:
    """Keep the index in the place of the former one, and forget outlines that it does not name."""
    told = {"version": VERSION, "wanted": config.district_datasets(), "sets": list(sets)}
    _write(_index(), told)
    keys = {each.get("key") for each in sets}
    for path in folder().glob("*.json"):
        if path != _index() and path.stem not in keys:
            path.unlink(missing_ok=True)
    _waiting().unlink(missing_ok=True)


def keep_outlines(key: str, districts: Sequence[District]) -> None:
    """Keep the outlines of a dataset's districts."""
    _write(_file(key), list(districts))


def ask() -> bool:
    """Say that a job is on its way; False where one is already."""
    return claim(_waiting())


def give_up() -> None:
    """Say that no job is on its way."""
    _waiting().unlink(missing_ok=True)


def folder() -> Path:
    """Where all of it lies."""
    return Path(config.storage_path()) / "city" / "districts"


def _file(key: str) -> Path:
    return folder() / f"{key}.json"


def _index() -> Path:
    return folder() / "index.json"


def _waiting() -> Path:
    return folder() / "waiting"


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    draft.replace(path)


def _read_index() -> dict[str, Any] | None:
    """Read the index, if it was made by this version and under the setting that holds now."""
    try:
        told: dict[str, Any] = json.loads(_index().read_bytes())
    except (OSError, ValueError):
        return None
    known = told.get("version") == VERSION and told.get("wanted") == config.district_datasets()
    return told if known else None


def _set_of(told: Mapping[str, Any]) -> DistrictSet:
    pairs = tuple((str(id_), str(name)) for id_, name in told["districts"])
    return DistrictSet(told["dataset"], told["name"], told["title"], told["key"], pairs)


def _public(ids: set[str]) -> set[str]:
    if not ids:
        return set()
    table = model.Package
    asked = sa.select(table.id).where(
        table.id.in_(ids), table.state == "active", sa.not_(table.private)
    )
    return set(model.Session.scalars(asked))


@lru_cache(maxsize=8)
def _outlines(path: str) -> Sequence[District]:
    """Read a file of outlines, which never changes under its name."""
    found: list[District] = json.loads(Path(path).read_bytes())
    return tuple(found)
