"""What the catalogue remembers of the demo city: its day, what was made, what was loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

from ckan import model
from ckan.model.system_info import delete_system_info, get_system_info

KEY = "ckanext.city.demo"


@dataclass
class Memory:
    """The demo city as it stands in this catalogue.

    Attributes:
        today: day of the first load, in ISO 8601; empty before it.
        organizations: names of those that loading made.
        users: names of those that loading made.
        datasets: by id, a hash of what was loaded; empty while a dataset is being loaded.
        unfinished: by id of a dataset that is being loaded, the ids of its files: an interrupted
            load may have left one in the storage or a table in the DataStore, and nothing else
            that tells of it.
        plan: whether the plan on the home page is the demo city's.
    """

    today: str = ""
    organizations: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    datasets: dict[str, str] = field(default_factory=dict)
    unfinished: dict[str, list[str]] = field(default_factory=dict)
    plan: bool = False

    @property
    def day(self) -> date | None:
        """Day of the first load."""
        return date.fromisoformat(self.today) if self.today else None

    def begin(self, dataset_id: str, files: Iterable[str]) -> None:
        """Note that a dataset is being loaded, whatever comes of it."""
        self.datasets[dataset_id] = ""
        before = self.unfinished.get(dataset_id, [])
        self.unfinished[dataset_id] = sorted({*before, *files})
        self.keep()

    def finish(self, dataset_id: str, fingerprint: str) -> None:
        """Note that a dataset is as it was meant."""
        self.datasets[dataset_id] = fingerprint
        del self.unfinished[dataset_id]
        self.keep()

    def keep(self) -> None:
        """Write it down, and all that the session holds with it."""
        model.set_system_info(KEY, json.dumps(asdict(self), sort_keys=True))
        model.Session.commit()


def recall() -> Memory:
    """Read what is remembered; an empty memory where no demo city was loaded."""
    return Memory(**json.loads(get_system_info(KEY) or "{}"))


def forget() -> None:
    """Remember nothing more."""
    delete_system_info(KEY)
