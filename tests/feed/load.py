"""The tests' catalogue: ten rich datasets and some twenty ordinary ones, of every type, with files.

They stand in `datasets/`, one file per type. `load` writes them through the API, each by the
person of its department, into a running site or into this process.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dev.layout import CITY
from tests.shared import SHARED

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "datasets"
MEASURED_WITHIN_SECONDS = 120

#: A department that gives no contact: the city's stands in. The others come with the site.
EDUCATION = {"name": "direction-de-l-education", "title": "Direction de l’éducation"}
EDITORS = {"direction-de-la-voirie": "agent-voirie"}
AMBASSADOR = "ambassadrice"

#: What the form of a new dataset says at first; a dataset of the files says it only to differ.
_WEST, _SOUTH, _EAST, _NORTH = (float(each) for each in CITY["CITY_EXTENT"].split())
_CORNERS = [[_WEST, _SOUTH], [_EAST, _SOUTH], [_EAST, _NORTH], [_WEST, _NORTH], [_WEST, _SOUTH]]
PREFILLED = {
    "language": ["http://publications.europa.eu/resource/authority/language/FRA"],
    "spatial_coverage": [
        {
            "text": CITY["CITY_NAME"],
            "uri": f"http://id.insee.fr/geo/commune/{CITY['CITY_INSEE']}",
            "geom": json.dumps({"type": "Polygon", "coordinates": [_CORNERS]}),
        }
    ],
    "license_id": "lov2",
    "access_level": "public",
}
SERIES = "dataset_series"
NOT_OF_A_SERIES = ("language", "license_id")


@dataclass(frozen=True)
class File:
    """A file of a dataset, or a link to one elsewhere, with what its form says of it."""

    resource: Mapping[str, Any]
    name: str = ""
    content: bytes = b""
    link: str = ""
    datastore: bool = False


@dataclass(frozen=True)
class Spec:
    """A dataset as its department would publish it."""

    name: str
    organization: str
    rich: bool
    dataset: Mapping[str, Any]
    files: tuple[File, ...]

    @property
    def editor(self) -> str:
        """The login that publishes it."""
        return EDITORS.get(self.organization, AMBASSADOR)


@dataclass(frozen=True)
class Loaded:
    """A dataset in a catalogue: how it was meant, and how the catalogue shows it."""

    spec: Spec
    shown: dict[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        """The id that the catalogue gave it."""
        return str(self.shown["id"])

    @property
    def resources(self) -> list[dict[str, Any]]:
        """Its files as the catalogue shows them, in the order of `spec.files`."""
        return list(self.shown["resources"])


@cache
def specs() -> tuple[Spec, ...]:
    """Read all datasets, series first, since the others name them."""
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem != SERIES)
    return tuple(_spec(row) for path in paths for row in yaml.safe_load(path.read_bytes()))


def load(
    api: Callable[[str], Any],
    names: tuple[str, ...] = (),
    measure: Callable[[str], object] | None = None,
) -> dict[str, Loaded]:
    """Write datasets into a catalogue, and wait until the catalogue has measured their files.

    Args:
        api: gives a ckanapi client for a login; `RunningSite.api`, or one of this process.
        names: those to write; all where it is empty. Series that they name come with them.
        measure: measures a dataset's files, where no jobs worker does.

    Returns:
        Datasets by name. One that the catalogue has already is left as it is.
    """
    _make_education(api)
    chosen = [spec for spec in specs() if not names or spec.name in _with_series(names)]
    ids: dict[str, str] = {}
    for spec in chosen:
        ids[spec.name] = _stored_id(api, spec) or _write(api, spec, ids)
        if measure:
            measure(ids[spec.name])
    return {spec.name: Loaded(spec, _measured(api, ids[spec.name])) for spec in chosen}


def load_in_process(names: tuple[str, ...] = ()) -> dict[str, Loaded]:
    """Write datasets into the catalogue of this process (fixture `city`), as its administrator."""
    from ckanapi import LocalCKAN

    from ckanext.city.site import resource_facts

    return load(lambda _user: LocalCKAN(), names, resource_facts.measure_dataset)


def _spec(row: Mapping[str, Any]) -> Spec:
    spread = {"notes": row["dataset"]["notes"].strip()}
    prefilled = PREFILLED
    if row["dataset"]["type"] == SERIES:
        prefilled = {key: PREFILLED[key] for key in PREFILLED if key not in NOT_OF_A_SERIES}
    return Spec(
        name=row["name"],
        organization=row["organization"],
        rich=row.get("rich", False),
        dataset=prefilled | row["dataset"] | spread,
        files=tuple(_file(each) for each in row.get("files", ())),
    )


def _file(row: Mapping[str, Any]) -> File:
    resource = row.get("resource", {})
    if "link" in row:
        return File(resource=resource, link=row["link"])
    name, content = _name_and_content(row)
    if "encode" in row:
        content = content.decode().replace("\u2212", "-").encode(row["encode"])
    return File(resource, row.get("as", name), content, datastore=row.get("datastore", False))


def _name_and_content(row: Mapping[str, Any]) -> tuple[str, bytes]:
    real = SHARED / "samples" / row["shared"] if "shared" in row else None
    if real is not None and real.exists():
        return real.name, real.read_bytes()
    if "own" in row:
        return Path(row["own"]).name, (ROOT / row["own"]).read_bytes()
    return row["as"], row["content"].encode()


def _with_series(names: tuple[str, ...]) -> set[str]:
    wanted = [spec for spec in specs() if spec.name in names]
    return set(names) | {each for spec in wanted for each in spec.dataset.get("in_series", ())}


def _make_education(api: Callable[[str], Any]) -> None:
    admin = api("admin").action
    if EDUCATION["name"] not in admin.organization_list():
        groups = [{"name": CITY["CITY_ORGANIZATION"]}]
        admin.organization_create(**EDUCATION, groups=groups)


def _stored_id(api: Callable[[str], Any], spec: Spec) -> str | None:
    from ckanapi import NotFound

    try:
        return str(api("admin").action.package_show(id=spec.name)["id"])
    except NotFound:
        return None


def _write(api: Callable[[str], Any], spec: Spec, ids: Mapping[str, str]) -> str:
    action = api(spec.editor).action
    made = action.package_create(**_for_the_api(spec, ids))
    for file in spec.files:
        if file.link:
            action.resource_create(package_id=made["id"], url=file.link, **file.resource)
            continue
        upload = io.BytesIO(file.content)
        stored = action.resource_create(
            package_id=made["id"], upload=(file.name, upload), **file.resource
        )
        if file.datastore:
            action.datastore_create(resource_id=stored["id"], force=True, **_table(file.content))
    return str(made["id"])


def _for_the_api(spec: Spec, ids: Mapping[str, str]) -> dict[str, Any]:
    said = dict(spec.dataset)
    tags = [{"name": each} for each in said.pop("tags", ())]
    series = [ids[each] for each in said.pop("in_series", ())]
    own = {"name": spec.name, "owner_org": spec.organization, "tags": tags}
    return said | own | ({"in_series": series} if series else {})


def _table(content: bytes) -> dict[str, Any]:
    """Give a CSV file as the DataStore takes it, all columns as text."""
    text = content.decode("utf-8-sig")
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    return {"fields": [{"id": name, "type": "text"} for name in rows[0]], "records": rows}


def _measured(api: Callable[[str], Any], dataset_id: str) -> dict[str, Any]:
    end = time.monotonic() + MEASURED_WITHIN_SECONDS
    while True:
        shown: dict[str, Any] = api("admin").action.package_show(id=dataset_id)
        stored = [each for each in shown["resources"] if each.get("url_type") == "upload"]
        if all(each.get("hash") for each in stored):
            return shown
        if time.monotonic() > end:
            raise TimeoutError(f"No job measured the files of {shown['name']}.")
        time.sleep(0.5)
