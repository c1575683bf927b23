"""Rows that become several, since one of their cells says several things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.repair.changes import mark_of
from ckanext.city.tables.repair.known import RowCut
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW


@dataclass(frozen=True)
class RowsCut:
    """What a proposal cuts: by place in the frame, what the rows say that a row becomes."""

    proposal: Proposal
    parts: Mapping[int, tuple[str, ...]]

    def apply(self, frame: pl.DataFrame, letter: str) -> tuple[pl.DataFrame, pl.Series]:
        """Repeat the rows that are cut; give them, and what the column then says in each row."""
        texts = frame[letter].to_list()
        said = [self.parts.get(at, (text,)) for at, text in enumerate(texts)]
        places = [at for at, parts in enumerate(said) for _part in parts]
        column = pl.Series(letter, [part for parts in said for part in parts], dtype=pl.String)
        return frame[places], column


def find_parts(frame: pl.DataFrame, letter: str, cut: RowCut) -> RowsCut | None:
    """Propose to cut the rows of which a cell says several things.

    Args:
        frame: the rows.
        letter: of the column of the field.
        cut: how the subject reads it.
    """
    texts = [(text or "").strip(EDGES) for text in frame[letter].to_list()]
    parts = {at: read for at, text in enumerate(texts) if text and len(read := cut.read(text)) > 1}
    if not parts:
        return None
    examples = tuple(
        Example(int(frame[ROW][at]), texts[at], " | ".join(said))
        for at, said in list(parts.items())[:MAX_EXAMPLES]
    )
    shown = {letter: {at: " | ".join(said) for at, said in parts.items()}}
    mark = "" if cut.safe else f":{mark_of(frame, shown.items())}"
    proposal = Proposal(
        f"{cut.kind}:{cut.field}{mark}", cut.kind, "cell.written", (cut.field,), len(parts),
        cut.safe, examples,
    )  # fmt: skip
    return RowsCut(proposal, parts)
