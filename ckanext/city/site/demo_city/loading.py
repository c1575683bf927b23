"""Load the demo city, dataset by dataset: what is there already is left as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ckan import model

from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from ckanext.city.site import index_commits, locks
from ckanext.city.site.demo_city import plan
from ckanext.city.site.demo_city.about import show_about
from ckanext.city.site.demo_city.memory import Memory, recall
from ckanext.city.site.demo_city.people import make_people
from ckanext.city.site.demo_city.writing import write


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
        Taken: another process is loading the demo city or taking it out.
    """
    with locks.hold(locks.DEMO_CITY, wait=False), index_commits.at_the_end():
        memory = recall()
        day = today or memory.day or date.today()  # noqa: DTZ011 - the day in the city
        datasets = list(_generate(day))
        foreign = _foreign([each.id for each in datasets] + list(memory.datasets))
        if foreign and not beside:
            raise ForeignDatasets(foreign)
        memory.today = day.isoformat()
        make_people(memory)
        plan.draw_once(datasets, memory)
        show_about(day)
        for at, dataset in enumerate(datasets, 1):
            fingerprint = _fingerprint(dataset)
            changed = memory.datasets.get(dataset.id) != fingerprint
            not_loaded = _load(dataset, fingerprint, memory) if changed else {}
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


def _load(dataset: DemoDataset, fingerprint: str, memory: Memory) -> dict[str, str]:
    memory.begin(dataset.id, [dataset.file_id(file) for file in dataset.files])
    not_loaded = write(dataset)
    memory.finish(dataset.id, fingerprint)
    return not_loaded
