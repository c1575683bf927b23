"""Values that may stand once only, and values that must stand in another table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ckanext.city.tables.check.cells import Cells, same
from ckanext.city.tables.check.descriptor import ForeignKey
from ckanext.city.tables.check.rows import Batch
from ckanext.city.tables.check.tally import Tally

SEPARATOR = " / "
Reread = Callable[[Sequence[str]], Iterator[Batch]]


@dataclass
class Once:
    """Watch that the values of some fields together stand in one row only.

    While a table is read for the first time only a hash of each row is kept (12 bytes); where two
    are the same, these rows are read again.

    Attributes:
        fields: whose values count together.
        tally: takes the second row and those after it.
        empty: takes the rows in which all are empty; None where such rows are no fault.
        hashes: of the rows seen so far.
    """

    fields: tuple[str, ...]
    tally: Tally
    empty: Tally | None = None
    hashes: list[pl.Series] = field(default_factory=list)

    def see(self, batch: Batch) -> None:
        """Take a batch into account."""
        keys = _keys(batch, self.fields)
        nothing = _nothing(keys)
        if self.empty is not None and nothing.any():
            self._tell_empty(batch, nothing)
        self.hashes.append(keys.filter(~(nothing | self._unread(batch))).hash_rows())

    def _tell_empty(self, batch: Batch, nothing: pl.Series) -> None:
        """Count empty keys, but where a cell of the key has a fault that says as much."""
        told = nothing & False
        for name in self.fields:
            told = told | batch.cells[name].at_fault()
        if self.empty is not None:
            self.empty.add_masked(nothing & ~told, batch.rows, None)

    def _unread(self, batch: Batch) -> pl.Series:
        """Tell the rows of which a part of the key is not of its type: nobody knows its value."""
        faults = [mask for name in self.fields for code, mask in batch.cells[name].faults.items()
                  if code.startswith("type.")]  # fmt: skip
        unread = same(False, len(batch.rows))
        for mask in faults:
            unread = unread | mask
        return unread

    def finish(self, reread: Reread) -> None:
        """Find what stands more than once."""
        hashes = pl.concat(self.hashes) if self.hashes else pl.Series(dtype=pl.UInt64)
        self.hashes.clear()
        if hashes.n_unique() == len(hashes):  # told in half the time
            return
        twice = hashes.filter(hashes.is_duplicated()).unique()
        found = [self._suspects(batch, twice) for batch in reread(self.fields)]
        suspects = pl.concat(found)
        keys = suspects.drop("row", "shown")
        again = suspects.filter(~keys.to_struct().is_first_distinct())
        self.tally.add(again["row"], again["shown"])

    def _suspects(self, batch: Batch, twice: pl.Series) -> pl.DataFrame:
        keys = _keys(batch, self.fields)
        chosen = keys.hash_rows().is_in(twice.implode()) & ~(_nothing(keys) | self._unread(batch))
        shown = _shown(batch, self.fields)
        return keys.with_columns(batch.rows.alias("row"), shown.alias("shown")).filter(chosen)


@dataclass
class Known:
    """Watch that the values of some fields stand in the fields of another table.

    Attributes:
        key: the foreign key.
        tally: takes the rows whose values are unknown.
    """

    key: ForeignKey
    tally: Tally

    def finish(self, mine: Iterator[Batch], theirs: Iterator[Batch]) -> None:
        """Compare the tables.

        Args:
            mine: the batches with the fields of the key.
            theirs: those of the other table.
        """
        known = _distinct(theirs, self.key.theirs)
        for batch in mine:
            keys = _keys(batch, self.key.fields)
            nothing = _nothing(keys)
            unknown = ~_stands_in(keys, known) & ~nothing
            self.tally.add_masked(unknown, batch.rows, _shown(batch, self.key.fields))


def _distinct(batches: Iterator[Batch], fields: Sequence[str]) -> pl.DataFrame | None:
    found: pl.DataFrame | None = None
    for batch in batches:
        keys = _keys(batch, fields)
        keys = keys.filter(~_nothing(keys)).unique()
        found = keys if found is None else pl.concat([found, keys]).unique()
    return found


def _stands_in(keys: pl.DataFrame, known: pl.DataFrame | None) -> pl.Series:
    """Tell which rows stand in a table; numbers of two types are compared, else the texts."""
    if known is None or known.is_empty():
        return same(False, len(keys))
    for mine, theirs in zip(keys.columns, known.columns, strict=True):
        types = keys[mine].dtype, known[theirs].dtype
        if types[0] != types[1]:
            common = pl.Float64 if all(each.is_numeric() for each in types) else pl.String
            keys = keys.with_columns(pl.col(mine).cast(common))
            known = known.with_columns(pl.col(theirs).cast(common))
    placed = keys.with_row_index("place")
    found = placed.join(known, on=keys.columns, how="semi", nulls_equal=True)
    return placed["place"].is_in(found["place"].implode())


def _keys(batch: Batch, fields: Sequence[str]) -> pl.DataFrame:
    """Give columns that are the same in two rows exactly where the fields' values are."""
    columns = [part for name in fields for part in _parts(batch.cells, name)]
    return pl.DataFrame([column.alias(str(at)) for at, column in enumerate(columns)])


def _parts(cells: Mapping[str, Cells], name: str) -> list[pl.Series]:
    return cells[name].key_columns()


def _nothing(keys: pl.DataFrame) -> pl.Series:
    return keys.select(pl.all_horizontal(pl.all().is_null()).alias("n"))["n"]


def _shown(batch: Batch, fields: Sequence[str]) -> pl.Series:
    texts = pl.DataFrame([batch.cells[name].text.alias(str(at)) for at, name in enumerate(fields)])
    shown = pl.concat_str(pl.all().fill_null(""), separator=SEPARATOR)
    return texts.select(shown.alias("s"))["s"]
