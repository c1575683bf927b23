"""Load the demo city, dataset by dataset: what is there already is left as it is."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.demo.dataset import DemoDataset, DemoFile, dataset_id
from ckanext.city.demo.departments import DEPARTMENTS
from ckanext.city.demo.seed import SEED
from ckanext.city.site import resource_facts
from ckanext.city.site.choices import table_folders
from ckanext.city.site.demo_city.memory import Memory, recall
from ckanext.city.site.demo_city.people import make_people, site_context
from ckanext.city.store.datastore import LoadRefused
from ckanext.city.store.loader import load_table_of
from ckanext.city.tables.catalogue import find_table_schema

AGENTS = {department.name: department.agent for department in DEPARTMENTS}


class ForeignDatasets(Exception):
    """The catalogue has datasets of its own; `count` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True)
class Step:
    """One dataset done.

    Attributes:
        at: how many are done.
        of: how many there are.
        name: of the dataset.
        changed: False where it was there already.
        not_loaded: why a file is no table in the DataStore, by file name; only of files that have
            a table schema.
    """

    at: int
    of: int
    name: str
    changed: bool
    not_loaded: dict[str, str]


def load(today: date | None = None, *, beside: bool = False) -> Iterator[Step]:
    """Load what is missing or has changed.

    Args:
        today: the day that the city's data end with; by default that of the first load, and for
            the first one today.
        beside: whether to load although the catalogue has other datasets.

    Raises:
        ForeignDatasets: the catalogue has other datasets.
    """
    memory = recall()
    day = today or memory.day or date.today()  # noqa: DTZ011 - the day in the city
    datasets = list(_generate(day))
    foreign = _foreign([each.id for each in datasets] + list(memory.datasets))
    if foreign and not beside:
        raise ForeignDatasets(foreign)
    memory.today = day.isoformat()
    make_people(memory)
    for at, dataset in enumerate(datasets, 1):
        not_loaded: dict[str, str] = {}
        changed = memory.datasets.get(dataset.id) != _fingerprint(dataset)
        if changed:
            not_loaded = _load(dataset, memory)
        yield Step(at, len(datasets), dataset.name, changed, not_loaded)


def write_files(folder: Path, today: date | None = None) -> Iterator[Path]:
    """Write the files alone, a folder a dataset; the catalogue is not touched."""
    for dataset in _generate(today or recall().day or date.today()):  # noqa: DTZ011 - as above
        for file in dataset.files:
            path = folder / dataset.name / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            yield path


def _generate(day: date) -> Iterator[DemoDataset]:
    # the generator takes half a second to import, which no worker of the site should
    from ckanext.city.demo.generation import generate  # noqa: PLC0415 - see above

    return generate(SEED, day)


def _foreign(ours: Sequence[str]) -> int:
    active = model.Session.query(model.Package).filter(model.Package.state == "active")
    return int(active.filter(model.Package.id.notin_(ours)).count())


def _fingerprint(dataset: DemoDataset) -> str:
    said = repr((dataset, [file.sha256 for file in dataset.files]))
    return hashlib.sha256(said.encode()).hexdigest()


def _load(dataset: DemoDataset, memory: Memory) -> dict[str, str]:
    memory.datasets[dataset.id] = ""
    memory.keep()
    with resource_facts.measured_by_caller():
        not_loaded = _write(dataset)
        # now, rather than in a job a moment later
        resource_facts.measure_dataset(dataset.id)
    memory.datasets[dataset.id] = _fingerprint(dataset)
    memory.keep()
    return not_loaded


def _write(dataset: DemoDataset) -> dict[str, str]:
    context = _agent_of(dataset)
    kept = _write_dataset(context, dataset)
    refusals = {
        file.name: _write_file(context, dataset, file, is_new=dataset.file_id(file) not in kept)
        for file in dataset.files
    }
    return {name: why for name, why in refusals.items() if why}


def _agent_of(dataset: DemoDataset) -> dict[str, Any]:
    """The department's agent, in whose name the dataset is written, under its lasting id.

    Raises:
        NotAuthorized: the agent may not write it.
    """
    user = AGENTS[dataset.department]
    tk.check_access("package_create", {"user": user}, {"owner_org": dataset.department})
    # ids are an administrator’s to choose
    return {"user": user, "ignore_auth": True}


def _write_dataset(context: dict[str, Any], dataset: DemoDataset) -> set[str]:
    """Create or update the dataset; gives the ids of the resources that it keeps."""
    values = {
        **dataset.fields,
        "id": dataset.id,
        "name": dataset.name,
        "type": dataset.type,
        "title": dataset.title,
        "notes": dataset.notes,
        "owner_org": dataset.department,
        "state": "draft" if "draft" in dataset.imperfect else "active",
    }
    if dataset.series:
        values["in_series"] = [dataset_id(dataset.series)]
    package = model.Package.get(dataset.id)
    if package is None:
        tk.get_action("package_create")(dict(context), values)
        return set()
    wanted = {dataset.file_id(file) for file in dataset.files}
    shown = tk.get_action("package_show")(site_context(for_update=True), {"id": dataset.id})
    resources = [each for each in shown["resources"] if each["id"] in wanted]
    tk.get_action("package_update")(dict(context), values | {"resources": resources})
    return {each["id"] for each in resources}


def _write_file(
    context: dict[str, Any], dataset: DemoDataset, file: DemoFile, *, is_new: bool
) -> str:
    """Store a file and load its table; gives why it is no table, or nothing."""
    id_ = dataset.file_id(file)
    refusal = _load_table(id_, file) if file.table_schema else ""
    values = {
        "id": id_,
        "package_id": dataset.id,
        "name": file.title,
        "description": file.description,
        "format": file.format,
        "table_schema": file.table_schema,
        "encoding": file.encoding,
        "url": file.name,
        "datastore_active": bool(file.table_schema) and not refusal,
        "upload": FileStorage(io.BytesIO(file.content), filename=file.name),
    }
    action = "resource_create" if is_new else "resource_update"
    tk.get_action(action)(dict(context), values)
    return refusal


def _load_table(resource_id: str, file: DemoFile) -> str:
    descriptor = find_table_schema(file.table_schema, table_folders()).descriptor
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        try:
            load_table_of(resource_id, path, descriptor)
        except LoadRefused as refusal:
            return str(refusal)
    return ""
