"""The rows of a table, batch by batch, with their cells read; no records are put aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ckanext.city.tables.check.cells import Cells, Plan, is_missing, plan_field, read_cells, same
from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.check.header import match_header
from ckanext.city.tables.check.kinds import kind_of
from ckanext.city.tables.check.official import TEXT
from ckanext.city.tables.table import ROW, Table


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, none of them blank or the header again.

    Attributes:
        rows: their record numbers.
        frame: the rows as they were read.
        cells: by field name, those that the file has.
        blank: record numbers of the rows that were blank.
    """

    rows: pl.Series
    frame: pl.DataFrame
    cells: dict[str, Cells]
    blank: pl.Series


def plan_fields(descriptor: Descriptor, letters: dict[str, str]) -> tuple[Plan, ...]:
    """Compile the fields that the file has, in the order of the schema."""
    return tuple(
        plan_field(each, letters[each.name]) for each in descriptor.fields if each.name in letters
    )


def read_batches(
    table: Table, plans: Sequence[Plan], every: Sequence[Plan] | None = None
) -> Iterator[Batch]:
    """Read a table with these plans.

    Args:
        table: the table.
        plans: of the fields whose cells are wanted.
        every: of all fields, which tell whether a row is blank; `plans` if not given.
    """
    empty = _empty_cells(table, plans if every is None else every)
    blank_row = pl.all_horizontal(empty)
    headers = header_again(table)
    for every_row in table.scan():
        frame = every_row.filter(~pl.col(ROW).is_in(headers)) if headers else every_row
        # few rows have nothing in their first column: only these are looked at to their end
        blank = frame.filter(empty[0]).filter(blank_row)[ROW]
        left = frame if blank.is_empty() else frame.filter(~blank_row)
        cells = {each.plan.field.name: each for each in read_cells(left, plans)} if plans else {}
        yield Batch(left[ROW], left, cells, blank)


def header_again(table: Table) -> list[int]:
    """Give the record numbers where the header stands once more; the reader tells them, once."""
    return [
        row for each in table.findings if each.code == "table.header-again" for row in each.rows
    ]


def _empty_cells(table: Table, plans: Sequence[Plan]) -> list[pl.Expr]:
    """Give what tells the empty cells of each column; of a table without columns, that all are."""
    own = {plan.letter: plan.field.missing for plan in plans}
    empty = [is_missing(pl.col(c.letter), own.get(c.letter, ("",))) for c in table.columns]
    return empty or [pl.lit(value=True)]


def typed_batch(batch: Batch, descriptor: Descriptor, names: Sequence[str]) -> pl.DataFrame:
    """Give the values of fields with the rows' numbers, for rules.

    A value is null where its cell is empty or at fault, and where the file lacks its column.
    """
    columns = [batch.rows.alias(ROW)]
    for name in names:
        cells = batch.cells.get(name)
        if cells is None:
            columns.append(_absent(descriptor, name, len(batch.rows)))
        else:
            columns.append(_faultless(cells).alias(name))
    return pl.DataFrame(columns)


def beside(batch: Batch, descriptor: Descriptor, names: Sequence[str]) -> pl.DataFrame:
    """Give the values of fields and their texts, for official checks."""
    values = typed_batch(batch, descriptor, names)
    nothing = same(None, len(batch.rows))
    texts = [
        (batch.cells[name].text if name in batch.cells else nothing).alias(name + TEXT)
        for name in names
    ]
    return values.with_columns(texts)


def typed_frame(table: Table, descriptor: Descriptor, names: Sequence[str]) -> pl.DataFrame:
    """Read the values of some fields of a whole table, as `typed_batch` gives them."""
    letters = match_header(table, descriptor).letters
    wanted = {name: letters[name] for name in names if name in letters}
    plans, every = plan_fields(descriptor, wanted), plan_fields(descriptor, letters)
    batches = [typed_batch(each, descriptor, names) for each in read_batches(table, plans, every)]
    return pl.concat(batches) if batches else _empty(descriptor, names)


def _empty(descriptor: Descriptor, names: Sequence[str]) -> pl.DataFrame:
    columns = [pl.Series(ROW, [], dtype=pl.UInt32)]
    return pl.DataFrame([*columns, *(_absent(descriptor, name, 0) for name in names)])


def _absent(descriptor: Descriptor, name: str, length: int) -> pl.Series:
    known = descriptor.field(name)
    if known is None:
        raise LookupError(f"The table schema {descriptor.name!r} has no field {name!r}.")
    kind = kind_of(replace(known, constraints={}))
    dtype = pl.String() if kind.kept_as_text else kind.dtype
    return same(None, length, dtype).alias(name)


def _faultless(cells: Cells) -> pl.Series:
    values = cells.typed()
    return values.set(cells.at_fault(), None) if cells.faults else values
