"""Headings among the rows that say a field of all rows below: "ÉQUIPEMENTS SPORTIFS"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import polars as pl

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.recognise.ticked import choices_of
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.cells import find_changes
from ckanext.city.tables.repair.changes import Change, added_column, examples_of, mark_of
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW, Table


def find_headed(
    table: Table,
    frame: pl.DataFrame,
    fields: Sequence[Field],
    no_records: frozenset[int],
    values_of: Callable[[str, Sequence[str]], Values],
) -> Iterator[Change]:
    """Propose to say on each row what the heading above it says, where that is one field's choice.

    The heading itself is left out later, as no record. Where rows stand above the first heading,
    or there is one heading only, that needs a yes.

    Args:
        table: as it was read.
        frame: its rows.
        fields: those that no column is.
        no_records: record numbers of headings and totals.
        values_of: gives texts as those of a field.
    """
    headings = _headings(table, frame)
    texts = list(dict.fromkeys(text for text, _letter in headings.values()))
    found = [
        each for each in fields if choices_of(each)[0] and _are_choices(each, texts, values_of)
    ]
    if not texts or len(found) != 1:
        return
    below = _below(frame, headings, no_records)
    first = min(headings)
    safe = len(texts) > 1 and not any(
        row < first for row in frame[ROW].to_list() if row not in no_records
    )
    name, column = found[0].name, added_column(found[0].name)
    kind, letter = "rows.headed", next(iter(headings.values()))[1]
    mark = "" if safe else f":{mark_of(frame, [(column, below)])}"
    proposal = Proposal(
        f"{kind}:{name}{mark}", kind, "header.missing", (name,), len(below), safe,
        examples_of(frame, column, below),
    )  # fmt: skip
    yield Change(proposal, {column: below}, {column: letter}, {name: column})


def _headings(table: Table, frame: pl.DataFrame) -> dict[int, tuple[str, str]]:
    """Give the text of each heading, and the letter of its column, by record number."""
    told = {row for each in table.findings if each.code == "table.headings" for row in each.rows}
    letters = [column.letter for column in table.columns if column.letter in frame.columns]
    rows = frame.filter(pl.col(ROW).is_in(list(told))).select(ROW, *letters).iter_rows()
    found = {}
    for row, *cells in rows:
        said = [(cell.strip(EDGES), x) for cell, x in zip(cells, letters, strict=True) if cell]
        if said and said[0][0]:
            found[row] = said[0]
    return found


def _are_choices(
    field: Field, texts: Sequence[str], values_of: Callable[[str, Sequence[str]], Values]
) -> bool:
    """Tell whether each text is a choice of a field, or becomes one without a question."""
    values = values_of(field.name, texts)
    changes = find_changes(values)
    return all(
        values.judge.accepts(text) or (text in changes and changes[text].safe and
                                       changes[text].after)
        for text in texts
    )  # fmt: skip


def _below(
    frame: pl.DataFrame, headings: Mapping[int, tuple[str, str]], no_records: frozenset[int]
) -> dict[int, str]:
    """Give by place what the heading above each record says."""
    found: dict[int, str] = {}
    said = ""
    for place, row in enumerate(frame[ROW].to_list()):
        said = headings[row][0] if row in headings else said
        if said and row not in no_records:
            found[place] = said
    return found
