"""Whether a CSV file conforms to its table schema, as the engine of `tables/` judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.city.tables.findings import Entry, Finding, Refused, Translate
from ckanext.city.tables.guard import ENTRIES, run_guarded, unpack
from ckanext.city.tables.limits import Limits

FIRST_FAULTS = 20
TASK = "ckanext.city.dataset_types.judging:judge"


@dataclass(frozen=True)
class Fault:
    """One cause for which a table does not conform.

    Attributes:
        finding: where it stands, and what.
        entry: how it is explained.
    """

    finding: Finding
    entry: Entry

    @property
    def row(self) -> int:
        """The first row, as a spreadsheet counts, the header being 1; 0 for the whole table."""
        return self.finding.rows[0] if self.finding.rows else 0

    @property
    def field(self) -> str:
        """Name of the column; empty where it is not of one."""
        return self.finding.field or ""

    def explain(self, translate: Translate) -> str:
        """Say what is wrong and what to do, in the language of `translate`."""
        return " ".join(self.finding.explain(self.entry, translate))


def faults_of(path: Path, descriptor: Mapping[str, Any], *, ours: bool = False) -> list[Fault]:
    """List the first faults of a table; none if it conforms.

    Args:
        path: a CSV file.
        descriptor: the Table Schema descriptor that it should follow.
        ours: we made the file, so it is read in this process; anybody else's is read in a child
            process with limits.
    """
    arguments = {"path": str(path), "descriptor": dict(descriptor)}
    try:
        told = _judge_here(arguments) if ours else run_guarded(TASK, arguments, Limits())
    except Refused as refused:
        return [_refused(refused.finding)]
    return [
        Fault(unpack(each["finding"]), Entry(each["message"], each["fix"]))
        for each in told[:FIRST_FAULTS]
    ]


def _judge_here(arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    # an import that loads Polars
    from ckanext.city.dataset_types.judging import judge  # noqa: PLC0415 - see above

    return judge(arguments, Limits())


def _refused(finding: Finding) -> Fault:
    if finding.code in ENTRIES:
        return Fault(finding, ENTRIES[finding.code])
    # an import that loads Polars, needed only for a file that is refused before it is read
    from ckanext.city.tables.read.entries import ENTRIES as READING  # noqa: PLC0415 - see above

    return Fault(finding, READING[finding.code])
