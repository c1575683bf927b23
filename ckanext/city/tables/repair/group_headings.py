"""What headings of groups say of the rows below them, as a subject reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.repair.changes import Change, added_column
from ckanext.city.tables.repair.known import HeadingRepair
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import NOWHERE
from ckanext.city.tables.table import ROW


@dataclass(frozen=True)
class Headings:
    """Where headings stand, and where what they say is written.

    Attributes:
        frame: the rows.
        columns: letters of those that may hold a heading; of columns that became rows, one is said
            of its own side only, and not understood here.
        rows: record numbers of the headings.
        others: record numbers of totals and the like, which are no records either.
        letters: the columns of fields, by field name.
        claimed: fields that some column may be, whether that was accepted or not.
    """

    frame: pl.DataFrame
    columns: Sequence[str]
    rows: Collection[int]
    others: Collection[int]
    letters: Mapping[str, str]
    claimed: Collection[str]

    def fill(self, repair: HeadingRepair) -> Iterator[Change]:
        """Propose to write what the headings say into the rows below them."""
        open_ = [f for f in repair.fields if f in self.letters or f not in self.claimed]
        cells = {name: dict(self._cells(name, repair)) for name in open_}
        cells = {name: said for name, said in cells.items() if said}
        if not cells:
            return
        written = {self.letters.get(name, added_column(name)): said for name, said in cells.items()}
        added = {name: added_column(name) for name in cells if name not in self.letters}
        places = sorted({place for said in cells.values() for place in said})
        examples = tuple(
            Example(int(self.frame[ROW][place]), "", ", ".join(
                f"{name} {said[place]}" for name, said in cells.items() if place in said
            ))
            for place in places[:MAX_EXAMPLES]
        )  # fmt: skip
        proposal = Proposal(
            f"{repair.kind}:{'+'.join(cells)}", repair.kind,
            "header.missing" if added else "constraint.required",
            tuple(cells), len(places), True, examples,
        )  # fmt: skip
        yield Change(proposal, written, dict.fromkeys(written, NOWHERE), added)

    def _cells(self, name: str, repair: HeadingRepair) -> Iterator[tuple[int, str]]:
        """Give what stands above each row that does not say a field itself."""
        letter = self.letters.get(name)
        own = self.frame[letter].fill_null("").to_list() if letter else [""] * len(self.frame)
        for place, scope in self._scopes(repair):
            if name in scope and not own[place].strip(EDGES):
                yield place, scope[name]

    def _scopes(self, repair: HeadingRepair) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Give what headings say of each row; one that is not understood ends what was said.

        A heading ends what was said of the fields after its own: another section, other chapters.
        """
        scope: Mapping[str, str] = {}
        texts = self.frame.select(ROW, *self.columns).iter_rows()
        for place, (row, *cells) in enumerate(texts):
            if row in self.rows:
                said = repair.read(
                    next((c.strip(EDGES) for c in cells if c and c.strip(EDGES)), "")
                )
                first = min((repair.fields.index(name) for name in said), default=0)
                scope = {**{n: t for n, t in scope.items() if n in repair.fields[:first]}, **said}
            elif row not in self.others:
                yield place, scope
