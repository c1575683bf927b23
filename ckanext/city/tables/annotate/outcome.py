"""What is to be written into a copy of a department's file, and what was changed besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckanext.city.tables.annotate.marks import Mark, Marker, gather
from ckanext.city.tables.annotate.summary import Summary, summarise
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read.grid import Place


@dataclass(frozen=True)
class Outcome:
    """What an annotated copy has otherwise than the file, besides colours and comments.

    Attributes:
        formulas: cells whose formula became its value.
        links: links to other workbooks, macros and scripts that were left out.
        cut: cells whose text was too long for a workbook.
    """

    formulas: int = 0
    links: int = 0
    cut: int = 0

    def findings(self) -> Iterator[Finding]:
        """Say it."""
        counts = {
            "annotate.formulas": self.formulas,
            "annotate.links": self.links,
            "annotate.cut": self.cut,
        }
        for code, count in counts.items():
            if count:
                yield Finding(code, "note", count=count)


@dataclass(frozen=True)
class Annotated:
    """What is to be written.

    Attributes:
        schema: reference of the table schema.
        findings: the worst first.
        marker: that placed them.
    """

    schema: str
    findings: Sequence[Finding]
    marker: Marker

    @property
    def sheet(self) -> str | None:
        """Name of the sheet that holds the table."""
        return self.marker.table.sheet

    @property
    def marks(self) -> Mapping[Place, Mark]:
        """Cells to be coloured, by row and column from 0, as the table was read."""
        return self.marker.marks

    @property
    def marks_in_place(self) -> Mapping[Place, Mark]:
        """The same where the file has them: rows that stand whole in one cell are one mark each."""
        said = self.marker.table.findings
        if all(each.code != "table.one-column" for each in said):
            return self.marks
        return gather(self.marks, {place: (place[0], 0) for place in self.marks})

    def summary(self, outcome: Outcome) -> Summary:
        """Give the sheet that lists the findings, and what else the copy has otherwise."""
        return summarise(self.schema, (*self.findings, *outcome.findings()), self.marker)
