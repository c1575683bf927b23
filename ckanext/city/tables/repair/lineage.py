"""Where each cell of a repaired table comes from, as a table of its own: one record per cell.

`SCHEMA` has its columns; `docs/table-repair.md` says what each means.

A cell that is made of several has a record for each of them. A row that is left out has one record
with `row` alone, a column that is left out one with `column` alone; what they say is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from ckanext.city.tables.read.grid import letter
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.trail import HEADER, HISTORY, ORIGIN, Step
from ckanext.city.tables.table import ROW, Table

WORD = pl.Categorical()
SCHEMA = pl.Schema(
    {
        "output_row": pl.UInt32(),
        "output_column": WORD,
        "field": WORD,
        "file": WORD,
        "sheet": WORD,
        "row": pl.UInt32(),
        "column": WORD,
        "header": WORD,
        "before": pl.String(),
        "after": pl.String(),
        "repairs": pl.List(WORD),
        "yes": pl.List(WORD),
    }
)
_FIRST_ROW = 2  # of what is written; the header is 1


def write_lineage(path: Path, table: Table, mended: Mended, header: Sequence[str]) -> None:
    """Write the lineage of a table as a Parquet file, a column at a time, in bounded memory.

    Args:
        path: to be written.
        table: as it was read.
        mended: what became of it.
        header: as it was written.
    """
    lineage = _Lineage(table, mended, tuple(header))
    parts: list[Callable[[], pl.DataFrame]] = [
        *(partial(lineage.of_column, at) for at in range(len(header))),
        lineage.of_left_out,
    ]
    frames = [pl.defer(part, schema=SCHEMA) for part in parts]
    pl.concat(frames).sink_parquet(path, compression="zstd", row_group_size=1 << 18)


class _Lineage:
    def __init__(self, table: Table, mended: Mended, header: tuple[str, ...]) -> None:
        self._table, self._mended, self._header = table, mended, header
        self._headers = {each.letter: each.header for each in table.columns}
        self._original = table.frame()
        self._places = self._original[ROW].search_sorted(mended.frame[ROW])
        self._histories = _histories(mended.trail.histories)

    def of_column(self, at: int) -> pl.DataFrame:
        """Give the records of one column that is written."""
        name, cells = str(at), self._mended.cells
        rows = self._mended.frame.select(
            pl.int_range(_FIRST_ROW, pl.len() + _FIRST_ROW, dtype=pl.UInt32).alias("output_row"),
            pl.col(ROW).alias("row"),
            self._places.alias("place"),
            cells[name + ORIGIN].str.split(" ").alias("column"),
            pl.col(name).alias("after"),
            cells[name + HISTORY].alias("history"),
        ).explode("column")
        there = self._table.header_row or None
        in_header = pl.col("column").str.starts_with(HEADER)
        known = rows.with_columns(
            pl.when(in_header).then(pl.lit(there, pl.UInt32)).otherwise("row").alias("row"),
            pl.col("column").str.strip_prefix(HEADER).replace("", None),
            before=self._before(rows),
        ).with_columns(
            row=pl.when(pl.col("column").is_not_null()).then("row"),
            header=pl.col("column").replace_strict(self._headers, default=None),
        )
        said = self._histories[known["history"]]
        frame = pl.concat([known.drop("history", "place"), said], how="horizontal")
        return self._finish(pl.concat([self._of_header(at), frame], how="diagonal_relaxed"), at)

    def _before(self, rows: pl.DataFrame) -> pl.Series:
        """Look up what the file says where each cell comes from."""
        before = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        for each in rows["column"].unique():
            if each.startswith(HEADER):
                said = self._headers[each.removeprefix(HEADER)]
                there = pl.repeat(said, len(rows), dtype=pl.String, eager=True)
            elif each:
                there = self._original[each].gather(rows["place"])
            else:
                continue
            before = there.zip_with(rows["column"] == each, before)
        return before

    def _of_header(self, at: int) -> pl.DataFrame:
        origin = self._mended.letters[at]
        steps = list(self._naming(at, origin))
        said = self._headers.get(origin)
        there = self._table.header_row if said and self._table.header_row else None
        record = {
            "output_row": [1], "row": [there], "column": [origin or None], "header": [said],
            "before": [said or None], "after": [self._header[at]],
        }  # fmt: skip
        types = {name: pl.String if SCHEMA[name] == WORD else SCHEMA[name] for name in record}
        frame = pl.DataFrame(record, schema=types)
        return pl.concat([frame, _histories([tuple(steps)])], how="horizontal")

    def _naming(self, at: int, origin: str) -> Iterator[Step]:
        """Give what named a column; of one that the file lacks, what made it."""
        applied = self._mended.applied
        for each in self._mended.proposals:
            if each.id not in applied:
                continue
            if not origin and self._mended.header[at] in each.fields:
                yield Step(each.id, applied[each.id])
                return
            if each.kind.startswith("header.") and each.details.get("letter") == origin:
                yield Step(each.id, applied[each.id])

    def of_left_out(self) -> pl.DataFrame:
        """Give the records of rows and columns that are not written."""
        frames = []
        for each in self._mended.trail.left_out:
            places = [(row, None) for row in each.rows] + [(None, name) for name in each.letters]
            frame = pl.DataFrame(
                places, schema={"row": pl.UInt32, "column": pl.String}, orient="row"
            )
            said = _histories([(each.step,)] * len(frame))
            header = pl.col("column").replace_strict(self._headers, default=None)
            frames.append(pl.concat([frame.with_columns(header=header), said], how="horizontal"))
        return self._finish(pl.concat(frames) if frames else pl.DataFrame(), None)

    def _finish(self, frame: pl.DataFrame, at: int | None) -> pl.DataFrame:
        """Say of which file and of which column the records are, in the order of `SCHEMA`."""
        same = {
            "file": self._table.file,
            "sheet": self._table.sheet,
            "output_column": letter(at) if at is not None else None,
            "field": self._header[at] if at is not None else None,
        }
        filled = frame.with_columns(
            pl.lit(value, pl.String).alias(name) for name, value in same.items()
        )
        absent = [name for name in SCHEMA if name not in filled.columns]
        return filled.with_columns(pl.lit(None).alias(name) for name in absent).select(
            pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()
        )


def _histories(histories: Sequence[Sequence[Step]]) -> pl.DataFrame:
    """Give histories as two lists each, null where nothing happened."""
    return pl.DataFrame(
        {
            "repairs": [[step.repair for step in steps] or None for steps in histories],
            "yes": [[step.yes for step in steps] or None for steps in histories],
        },
        schema={"repairs": pl.List(pl.String), "yes": pl.List(pl.String)},
    )
