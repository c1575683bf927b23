"""Cells that are empty or wrong, and what says what they mean: the rest of the row, the column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.changes import Change, added_column, examples_of, mark_of
from ckanext.city.tables.repair.choices import are_ticks, word_for
from ckanext.city.tables.repair.known import RowRepair
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW

_SURE_TICKS = 2  # and as many empty cells, where a field may stay empty


@dataclass(frozen=True)
class Filler:
    """Fills cells from others of their row, as the subject knows.

    Attributes:
        judges: of all fields.
        letters: the columns of the fields that the file has.
        claimed: fields that some column may be.
    """

    judges: Mapping[str, Judge]
    letters: Mapping[str, str]
    claimed: frozenset[str]

    def fill(self, frame: pl.DataFrame, repairs: list[RowRepair]) -> Iterator[Change]:
        """Propose what cells should say, each cell in one proposal only."""
        done: set[tuple[str, int]] = set()
        for each in repairs:
            found = self._found(frame, each)
            for empty in (True, False):
                new = {
                    place: text
                    for place, (text, was_empty) in found.items()
                    if was_empty is empty and (each.field, place) not in done
                }
                if new:
                    done |= {(each.field, place) for place in new}
                    sure = empty or each.field in each.looks_at
                    yield self._change(frame, each, new, safe=each.safe and sure)

    def _found(self, frame: pl.DataFrame, repair: RowRepair) -> dict[int, tuple[str, bool]]:
        """Give, by place, the text for a cell, and whether the cell is empty."""
        if not self._is_wanted(repair):
            return {}
        judge = self.judges[repair.field]
        names = [name for name in (repair.field, *repair.looks_at) if name in self.letters]
        columns = [frame[self.letters[name]].fill_null("").to_list() for name in names]
        known: dict[tuple[str, ...], str | None] = {}
        found = {}
        for place, texts in enumerate(zip(*columns, strict=True)):
            if texts not in known:
                known[texts] = _proposed(repair, judge, dict(zip(names, texts, strict=True)))
            if (text := known[texts]) is not None:
                cell = texts[0] if names[0] == repair.field else ""
                found[place] = (text, not cell.strip(EDGES))
        return found

    def _is_wanted(self, repair: RowRepair) -> bool:
        """Tell whether a repair has something to look at, and a column to write into."""
        if repair.field not in self.judges:
            return False
        if not any(name in self.letters for name in repair.looks_at):
            return False
        if repair.field in self.letters:
            return True
        return repair.field not in self.claimed and self.judges[repair.field].field.required

    def _change(
        self, frame: pl.DataFrame, repair: RowRepair, new: dict[int, str], *, safe: bool
    ) -> Change:
        added = repair.field not in self.letters
        letter = added_column(repair.field) if added else self.letters[repair.field]
        others = [name for name in repair.looks_at if name in self.letters]
        name = f"{repair.kind}:{repair.field}" + ("" if safe else f":{mark_of(frame, [('', new)])}")
        code = "header.missing" if added else "constraint.required"
        proposal = Proposal(
            name, repair.kind, code, (repair.field,), len(new), safe,
            examples_of(frame, letter, new),
        )  # fmt: skip
        origins = {letter: " ".join(self.letters[name] for name in others)}
        return Change(proposal, {letter: new}, origins, {repair.field: letter} if added else {})


def _proposed(repair: RowRepair, judge: Judge, said: dict[str, str]) -> str | None:
    cell = said.get(repair.field, "").strip(EDGES)
    if cell and judge.accepts(cell):
        return None
    text = repair.propose({name: said.get(name, "") for name in repair.looks_at})
    return text if text and text != cell and judge.accepts(text) else None


def fill_unticked(frame: pl.DataFrame, letter: str, values: Values) -> Iterator[Change]:
    """Propose that an empty cell says no, in a column that holds nothing but ticks.

    Args:
        frame: the rows, before the ticks are written as yes.
        letter: of the column.
        values: of it.
    """
    word = word_for(values, truth=False) if values.field.type == "boolean" else ""
    if not word or not are_ticks(values.texts):
        return
    others = [name for name in frame.columns if name not in (ROW, letter) and name.isalpha()]
    said = [frame[name].fill_null("").str.strip_chars(EDGES) != "" for name in others]
    is_record = pl.Series(said[0]) if said else pl.repeat(False, len(frame), eager=True)
    for each in said[1:]:
        is_record |= each
    empty = (frame[letter].fill_null("").str.strip_chars(EDGES) == "") & is_record
    new = dict.fromkeys(empty.arg_true().to_list(), word)
    if not new:
        return
    ticks = len(frame) - len(new)
    safe = values.field.required or min(ticks, len(new)) >= _SURE_TICKS
    kind = "boolean.unticked"
    proposal = Proposal(
        f"{kind}:{values.field.name}", kind, "constraint.required", (values.field.name,),
        len(new), safe, examples_of(frame, letter, new),
    )  # fmt: skip
    yield Change(proposal, {letter: new})
