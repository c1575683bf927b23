"""The fast road: a long text in UTF-8, even from its first line to its last, read by Polars.

What looks for a table on a sheet is loaded only where it is needed.
"""

from __future__ import annotations

import csv
import functools
import itertools
import mmap
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from ckanext.city.tables.findings import Finding
from ckanext.city.tables.formulas import FormulaTally
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read.choice import Fits
from ckanext.city.tables.read.dialect import HEAD_CHARACTERS, Dialect, find_dialect
from ckanext.city.tables.read.grid import BATCH_ROWS, Grid, columns_of, letter, tidy
from ckanext.city.tables.table import ROW, Table

EAGER_BYTES = 100_000_000  # of a file whose rows are held in memory
_TAIL_BYTES = 1 << 14
_HEAD_ROWS = 60
_SURE = 0.8  # how well the first line suits, for the lines below not to be looked at
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_BOM = b"\xef\xbb\xbf"


def read_clean(path: Path, limits: Limits, fits: Fits | None) -> Table | None:
    """Read a file of text if it is even; None where it must be read cell by cell."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        head = _head(content)
        dialect = find_dialect(head) if head else None
        if dialect is None or dialect.names_itself or not _ends_evenly(content, dialect):
            return None
        headers = _headers(head or "", dialect, limits, fits)
        if headers is None:
            return None
        begin = functools.partial(_batches, path, dialect, len(headers))
        # of rows that are to be held Polars reads on while all bytes are looked at
        begun = begin() if len(content) <= EAGER_BYTES else None
        if content.find(b"\0") >= 0 or _has_lone_return(content):
            return None
    try:
        return _read(path.name, headers, begin, begun)
    except pl.exceptions.PolarsError:
        return None


def _head(content: mmap.mmap) -> str | None:
    """Give the first whole lines; None where they are no UTF-8, or no text."""
    found = content[:HEAD_CHARACTERS].removeprefix(_BOM)
    if b"\0" in found or _LONE_RETURN.search(found[:-1]):
        return None
    try:
        return found[: found.rfind(b"\n") + 1].decode("utf-8") or None
    except UnicodeDecodeError:
        return None


def _has_lone_return(content: mmap.mmap) -> bool:
    return content.find(b"\r") >= 0 and _LONE_RETURN.search(content) is not None


def _ends_evenly(content: mmap.mmap, dialect: Dialect) -> bool:
    """Tell whether the last line is a record, not a blank one, a note or a total."""
    tail = content[-_TAIL_BYTES:]
    if _LONE_RETURN.search(tail):
        return False
    if tail.rstrip(b"\r\n") != tail.removesuffix(b"\n").removesuffix(b"\r"):
        return False
    last = tail.rstrip(b"\r\n").rpartition(b"\n")[2].decode("utf-8", "replace")
    cells = next(csv.reader([last], delimiter=dialect.delimiter), [])
    return sum(map(bool, cells)) > dialect.width / 2


def _headers(
    head: str, dialect: Dialect, limits: Limits, fits: Fits | None
) -> dict[int, str] | None:
    """Give the header of a text whose first line it is, and names every column."""
    lines = head.splitlines(keepends=True)
    rows = list(itertools.islice(csv.reader(lines, delimiter=dialect.delimiter), _HEAD_ROWS))
    if dialect.width < 2 or not rows:
        return None
    if fits is not None and fits(rows[0]) >= _SURE:
        names = {at: tidy(name) for at, name in enumerate(rows[0])}
    else:
        from ckanext.city.tables.read.layout import choose, find_layouts  # noqa: PLC0415 - as said

        layout = choose(find_layouts(Grid(rows), fits))
        if layout is None or layout.header.lines != (0,):
            return None
        names = layout.headers()
    even = len(rows[0]) == len(names) == dialect.width <= limits.columns
    one_line = not any("\n" in cell for cell in rows[0])
    return names if even and one_line and all(names.values()) else None


def _read(
    name: str,
    headers: dict[int, str],
    begin: Callable[[], Iterator[pl.DataFrame]],
    begun: Iterator[pl.DataFrame] | None,
) -> Table:
    """Read the rows once, and hold them if their reading has begun."""
    scan = begin
    if begun is not None:
        scan = functools.partial(iter, (pl.concat(begun, rechunk=False),))
    columns = columns_of(headers)
    formulas = FormulaTally({column.letter: column.header for column in columns})
    counted: list[int] = []
    again: list[int] = []
    told = _tell_header(_tell(scan(), formulas, counted), headers, again)
    totals = tuple(_say_totals(told, len(headers)))
    return Table(
        file=name,
        sheet=None,
        columns=columns,
        scan=scan,
        findings=(*totals, *_say_header(again, headers), *formulas.findings()),
        rows=sum(counted),
    )


def _tell(
    batches: Iterator[pl.DataFrame], formulas: FormulaTally, counted: list[int]
) -> Iterator[pl.DataFrame]:
    """Let formulas and rows be counted as the batches go by."""
    for batch in batches:
        counted.append(len(batch))
        formulas.take(batch)
        yield batch


def _tell_header(
    batches: Iterator[pl.DataFrame], headers: Mapping[int, str], again: list[int]
) -> Iterator[pl.DataFrame]:
    """Let the records that repeat the header be counted as the batches go by."""
    names = {letter(at): name for at, name in headers.items()}
    first, title = next(iter(names.items()))
    for batch in batches:
        like = batch.filter(pl.col(first) == title)
        if len(like):
            same = [pl.col(each).is_null() | (pl.col(each) == name) for each, name in names.items()]
            filled = pl.sum_horizontal(pl.exclude(ROW).is_not_null()) > 1
            again += like.filter(filled, *same)[ROW].to_list()
        yield batch


def _say_header(again: Sequence[int], headers: Mapping[int, str]) -> Iterator[Finding]:
    if again:
        values = (next(iter(headers.values())),)
        yield Finding("table.header-again", "error", None, tuple(again), len(again), values)


def _batches(path: Path, dialect: Dialect, width: int) -> Iterator[pl.DataFrame]:
    """Give the rows in their order, which Polars begins to read at once."""
    rows = pl.scan_csv(
        path,
        has_header=False,
        skip_rows=1,
        schema={letter(index): pl.String for index in range(width)},
        separator=dialect.delimiter,
        row_index_name=ROW,
        row_index_offset=2,
    )
    return iter(rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True))


def _say_totals(batches: Iterator[pl.DataFrame], width: int) -> Iterator[Finding]:
    """Say which rows add up others: of rows half empty, those that say so."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    for batch in batches:
        if 3 * sum(column.null_count() > 0 for column in batch) <= width:
            continue  # no row can be half empty where few columns have empty cells
        empty = pl.sum_horizontal(pl.exclude(ROW).is_null())
        sparse = batch.filter((empty * 3 > width) & (empty < width))
        worded = sparse.filter(pl.any_horizontal(pl.exclude(ROW).str.contains("(?i)tot(al|aux)")))
        rows += [[cell or "" for cell in row[1:]] for row in worded.iter_rows()]
        numbers += worded[ROW].to_list()
    if not rows:
        return
    from ckanext.city.tables.read.body import find_totals  # noqa: PLC0415 - as said
    from ckanext.city.tables.read.layout import rows_finding  # noqa: PLC0415

    grid = Grid(rows)
    found = find_totals(grid, range(width))
    if finding := rows_finding("table.totals", "warning", found, grid):
        yield Finding(
            finding.code,
            finding.severity,
            rows=tuple(numbers[row] for row in found),
            count=len(found),
            values=finding.values,
        )
