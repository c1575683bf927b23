"""What the engine says of a file: findings, and the sentences that explain them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from itertools import groupby
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

#: Rows and values that a finding lists; `count` always tells how many there are.
MAX_ROWS = 10_000
MAX_VALUES = 20

Translate = Callable[[str], str]


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


@dataclass(frozen=True)
class Entry:
    """How a code is explained: English messages marked for translation, with `{name}` places.

    Attributes:
        message: what is wrong, one sentence.
        fix: what the person can do about it, one sentence.
    """

    message: str
    fix: str


@dataclass(frozen=True)
class Finding:
    """One cause, with every place where it stands in one column, or in the file.

    Attributes:
        code: stable and dotted, "type.date"; has its `Entry`.
        severity: "error" refuses the file, "warning" asks for a look, "note" informs.
        field: of the table schema, or the header as written where none is meant; None where
            the finding is not of one column.
        rows: record numbers as a spreadsheet shows them (header included, blank lines counted),
            in their order; the first `MAX_ROWS` are told. Of rows that are no records, all are
            here: what checks and repairs must pass them by.
        count: how many rows, or how many times where it is not about rows.
        values: the first distinct ones, as written, at most `MAX_VALUES`.
        details: what stands in the places of the sentences, besides those that `explain` knows.
    """

    code: str
    severity: Severity
    field: str | None = None
    rows: tuple[int, ...] = ()
    count: int = 1
    values: tuple[str, ...] = ()
    details: Mapping[str, Any] = default(default_factory=lambda: MappingProxyType({}))

    def explain(self, entry: Entry, translate: Translate) -> tuple[str, str]:
        """Say what is wrong and what to do, in the language of `translate`."""
        places = {
            "field": self.field or "",
            "count": self.count,
            "row": self.rows[0] if self.rows else "",
            "value": self.values[0] if self.values else "",
            **self.details,
        }
        return translate(entry.message).format(**places), translate(entry.fix).format(**places)

    def as_json(self, entry: Entry, translate: Translate) -> dict[str, Any]:
        """Give the finding as the report and the workbench hold it."""
        message, fix = self.explain(entry, translate)
        return {
            "code": self.code,
            "severity": self.severity,
            "field": self.field,
            "rows": list(self.rows[:MAX_ROWS]),
            "count": self.count,
            "values": list(self.values),
            "message": message,
            "fix": fix,
        }


def plain_name(path: str | PurePath) -> str:
    """Give the name of a file as it can be told and written, whatever bytes its folder has."""
    return PurePath(path).name.encode("utf-8", "replace").decode()


def row_ranges(rows: Sequence[int]) -> list[str]:
    """Write record numbers in order, those that follow each other as one range: "4-7"."""
    written = []
    for _key, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _place, row in group]
        written.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return written


class Misuse(ValueError):
    """What cannot be done as it is asked: not the file is at fault, but the question.

    Attributes:
        sentence: for who asked, marked for translation, with `{name}` places.
        places: what stands there.
    """

    def __init__(self, sentence: str, **places: object) -> None:
        super().__init__(sentence.format(**places))
        self.sentence, self.places = sentence, places

    def explain(self, translate: Translate) -> str:
        """Say it in the language of `translate`."""
        return translate(self.sentence).format(**self.places)


class Refused(Exception):
    """A file that is not read at all; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding
