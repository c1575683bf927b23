"""Cells that say what stands above: idem, quotation marks below a word, groups said once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.repair.changes import is_added
from ckanext.city.tables.table import ROW, Table

_MARKS = '"“”″〃'
_DITTO = re.compile(
    rf"\s*(?:idem\.?|id\.|ibid(?:em)?\.?|ditto|[\s.-]*(?:[{_MARKS}]|''|’’|//)[\s.{_MARKS}'’-]*)\s*",
    re.IGNORECASE,
)

_LEAST_GROUPED = 0.25  # of the rows, that a column of groups leaves open


@dataclass(frozen=True)
class Filled:
    """What a proposal writes into the cells of one column, by record number."""

    proposal: Proposal
    letter: str
    cells: Mapping[int, str]


def find_dittos(
    frame: pl.DataFrame, letters: Mapping[str, str], no_records: frozenset[int]
) -> Iterator[Filled]:
    """Propose to write what signs of repetition stand for.

    Args:
        frame: the rows.
        letters: the columns of fields, by field name.
        no_records: record numbers of headings and totals: nothing is repeated beyond them.
    """
    for name, letter in letters.items():
        texts = frame[letter].drop_nulls().unique()
        if is_added(letter):
            continue  # of columns that became rows: the one above is that of another column
        if not any(map(_DITTO.fullmatch, texts)):
            continue
        cells = _fill(frame, letter, no_records)
        if cells:
            before = dict(frame.select(ROW, letter).iter_rows())
            examples = tuple(
                Example(row, before[row], cells[row]) for row in list(cells)[:MAX_EXAMPLES]
            )
            proposal = Proposal(
                f"cell.ditto:{name}", "cell.ditto", "cell.written", (name,), len(cells), True,
                examples,
            )  # fmt: skip
            yield Filled(proposal, letter, cells)


def find_groups(
    table: Table, frame: pl.DataFrame, letters: Mapping[str, str], no_records: frozenset[int]
) -> Iterator[Filled]:
    """Propose to repeat the names of groups that stand on the first of their rows only.

    Such columns are the first of a table: to their right stands one that every row fills.

    Args:
        table: as it was read.
        frame: its rows.
        letters: the columns of fields that every row must fill, by field name.
        no_records: record numbers of headings and totals: no group goes beyond them.
    """
    fields = {letter: name for name, letter in letters.items()}
    for column in table.columns:
        if is_added(column.letter):
            return
        filled = frame[column.letter].fill_null("").str.strip_chars() != ""
        if filled.all() or not len(filled) or not filled[0]:
            return
        cells = _fill_blanks(frame, column.letter, no_records)
        name = fields.get(column.letter)
        if name is not None and len(cells) >= max(2, _LEAST_GROUPED * len(frame)):
            first = list(cells)[:MAX_EXAMPLES]
            proposal = Proposal(
                f"cell.group:{name}", "cell.group", "constraint.required", (name,), len(cells),
                False, tuple(Example(row, "", cells[row]) for row in first),
            )  # fmt: skip
            yield Filled(proposal, column.letter, cells)


def _fill_blanks(frame: pl.DataFrame, letter: str, no_records: frozenset[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    above, before = "", 0
    for row, cell in frame.select(ROW, letter).iter_rows():
        if any(number in no_records for number in range(before + 1, row + 1)):
            above = ""
        before = row
        above = (cell or "").strip() or above
        if not (cell or "").strip() and above and row not in no_records:
            found[row] = above
    return found


def _fill(frame: pl.DataFrame, letter: str, no_records: frozenset[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    above, before = "", 0
    for row, cell in frame.select(ROW, letter).iter_rows():
        text = cell or ""
        if any(number in no_records for number in range(before + 1, row + 1)):
            above = ""
        before = row
        if row in no_records:
            continue
        if not _DITTO.fullmatch(text):
            above = text
        elif above.strip():
            found[row] = above
    return found
