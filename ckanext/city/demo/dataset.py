"""What a subject's generator hands over: datasets, their metadata and the bytes of their files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from ckanext.city.demo.seed import stable_id

# What a dataset lacks on purpose, so that the board, the preflight and the workbench have work.
Imperfection = Literal["late", "no-license", "invalid-file", "messy-workbook", "draft"]

#: What it costs a dataset in the national portal's score, in udata's names of its nine criteria.
#: "Not specified" is a licence to udata, and whether a table follows its schema it does not look.
COSTS: Mapping[Imperfection, str] = MappingProxyType(
    {"late": "update_fulfilled_in_time", "messy-workbook": "has_open_format"}
)
CRITERIA = 9


@dataclass(frozen=True)
class DemoFile:
    """A file as its department would upload it.

    Attributes:
        name: of the file, « adresses-91999.csv »; unique in its dataset.
        content: its bytes.
        title: what the page calls it.
        description: in a sentence.
        format: as CKAN shows it, « CSV ».
        table_schema: `id@version` of the table schema that it follows; empty where none.
        encoding: an id of the vocabulary of encodings; empty for binary files.
    """

    name: str
    content: bytes
    title: str
    description: str
    format: str
    table_schema: str = ""
    encoding: str = "UTF-8"

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """The hash of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class DemoDataset:
    """A dataset, or a series if its type is `dataset_series`.

    Attributes:
        name: the address of its page, unique.
        type: a dataset type.
        title: in French.
        notes: in French, over 100 characters.
        department: the name of its organization, one of `departments.DEPARTMENTS`.
        fields: the others of its form, ready for `package_create`.
        files: none for a series.
        series: the name of the series that it belongs to, which comes before it; or empty.
        imperfect: what is wrong with it on purpose.
        updated: day on which its data last changed; None for a series, and until `dates` says it.
    """

    name: str
    type: str
    title: str
    notes: str
    department: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[DemoFile, ...] = ()
    series: str = ""
    imperfect: frozenset[Imperfection] = frozenset()
    updated: date | None = None

    @property
    def id(self) -> str:
        """The UUID of the dataset; the same whatever the seed and the day."""
        return dataset_id(self.name)

    @property
    def costs(self) -> frozenset[str]:
        """The criteria of udata's score that it misses on purpose."""
        return frozenset(COSTS[each] for each in self.imperfect if each in COSTS)

    @property
    def expected_score(self) -> float:
        """What the national portal gives it, from 0 to 1."""
        return (CRITERIA - len(self.costs)) / CRITERIA

    def file_id(self, file: DemoFile) -> str:
        """The UUID of the resource of a file; the same whatever the seed and the day."""
        return stable_id("resource", self.name, file.name)


def dataset_id(name: str) -> str:
    """The UUID of the dataset or the series of a name."""
    return stable_id("dataset", name)
