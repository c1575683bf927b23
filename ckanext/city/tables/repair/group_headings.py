"""What headings of groups say of the rows below them, as a subject reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.repair.changes import Change, added_column, is_added
from ckanext.city.tables.repair.known import HeadingRepair
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import NOWHERE
from ckanext.city.tables.table import ROW, Table


@dataclass(frozen=True)
class Headings:
    """Where headings stand, and where what they say is written.

    Attributes:
        table: as it was read.
        frame: its rows.
        no_records: record numbers of headings, totals and the like.
        letters: the columns of fields, by field name.
        claimed: fields that some column may be, whether that was accepted or not.
    """

    table: Table
    frame: pl.DataFrame
    no_records: Collection[int]
    letters: Mapping[str, str]
    claimed: Collection[str]

    def fill(self, repair: HeadingRepair) -> Iterator[Change]:
        """Propose to write what the headings say into the rows below them."""
        rows = {each.code: each.rows for each in self.table.findings}.get("table.headings", ())
        if not rows:
            return
        scopes = list(self._scopes(repair, frozenset(rows)))
        open_ = [f for f in repair.fields if f in self.letters or f not in self.claimed]
        cells = {name: dict(self._cells(name, scopes)) for name in open_}
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

    def _cells(
        self, name: str, scopes: Sequence[tuple[int, Mapping[str, str]]]
    ) -> Iterator[tuple[int, str]]:
        """Give what stands above each row that does not say a field itself."""
        letter = self.letters.get(name)
        own = self.frame[letter].fill_null("").to_list() if letter else [""] * len(self.frame)
        for place, scope in scopes:
            if name in scope and not own[place].strip(EDGES):
                yield place, scope[name]

    def _scopes(
        self, repair: HeadingRepair, rows: Collection[int]
    ) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Give what headings say of each row; one that is not understood ends what was said.

        A heading ends what was said of the fields after its own: another section, other chapters.
        One in a column that became rows is said of its own side only, and is not understood.
        """
        scope: Mapping[str, str] = {}
        columns = [c.letter for c in self.table.columns if not is_added(c.letter)]
        for place, (row, *cells) in enumerate(self.frame.select(ROW, *columns).iter_rows()):
            if row in rows:
                texts = (cell.strip(EDGES) for cell in cells if cell)
                said = repair.read(next(filter(None, texts), ""))
                first = min((repair.fields.index(name) for name in said), default=0)
                scope = {**{n: t for n, t in scope.items() if n in repair.fields[:first]}, **said}
            elif row not in self.no_records:
                yield place, scope
