"""A table after its repair, with what became of each of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as changed

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.repair.trail import ALWAYS, Step, Trail


@dataclass(frozen=True)
class Mended:
    """A table after its repair.

    Attributes:
        header: of the columns, official ones first, in the schema's order.
        frame: the rows: `ROW`, the record numbers in the file, then a column per header, named
            "0", "1"…
        proposals: all that was found, in the order in which it is applied.
        applied: ids of those that were, with whose yes, as a `Step` says it.
        refused: ids of those to which a no was said, with whose.
        letters: of the columns in the file; "" of one that it lacks.
        cells: what became of each cell: of a column "0" its histories, "0~", as numbers of
            `trail`, and "0<", the letters where its cells come from.
        trail: the histories, and what is left out.
        findings: what no honest repair can cure, and decisions that concern nothing here.
        descriptor: of the table schema.
        words: by field, what texts became by a yes, where the field holds words of a list or of
            its subject.
        closed: names of these fields.
        worded: ids of the proposals that `words` tells of.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    proposals: tuple[Proposal, ...]
    applied: Mapping[str, str]
    refused: Mapping[str, str]
    letters: tuple[str, ...]
    cells: pl.DataFrame
    trail: Trail
    findings: tuple[Finding, ...]
    descriptor: Descriptor
    words: Mapping[str, Mapping[str, str]]
    closed: frozenset[str]
    worded: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields of the table schema."""
        return frozenset(each.name for each in self.descriptor.fields)

    @property
    def typed(self) -> frozenset[str]:
        """Names of those that hold no text, but numbers, days..."""
        return frozenset(each.name for each in self.descriptor.fields if each.type != "string")

    def rewritten(self, proposal: Proposal, columns: Mapping[str, pl.Series]) -> Mended:
        """Give the table with columns written anew, as in every file that is written."""
        step = Step(proposal.id, ALWAYS)
        values = {name: pl.lit(value) for name, value in columns.items()}
        both = self.trail.write(pl.concat([self.frame, self.cells], how="horizontal"), values, step)
        return changed(
            self,
            frame=both.select(self.frame.columns),
            cells=both.drop(self.frame.columns),
            proposals=(*self.proposals, proposal),
            applied={**self.applied, step.repair: step.yes},
        )
