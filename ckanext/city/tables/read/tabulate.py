"""Make a table of the sheet that fits best, and say what was read how."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from ckanext.city.tables.findings import Finding, Refused, Severity
from ckanext.city.tables.formulas import find_formulas
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.grid import Grid, columns_of, frames, letter
from ckanext.city.tables.read.layout import (
    Layout,
    choose,
    describe,
    find_layouts,
    longer_than_header,
    look,
    rows_finding,
    stands_aside,
)
from ckanext.city.tables.read.one_column import cut_one_column
from ckanext.city.tables.read.remarks import fill_merged, remarks
from ckanext.city.tables.read.shapes import is_blank
from ckanext.city.tables.table import Table


def tabulate(file: str, grids: Sequence[Grid], choice: Choice) -> Table:
    """Take the table that fits best of a file's sheets, or the one that has a cell.

    Raises:
        Refused: no sheet holds anything, or no table has the cell.
    """
    cut = [cut_one_column(grid) for grid in grids]
    layouts = [layout for grid, _said in cut for layout in find_layouts(grid, choice.fits)]
    chosen = choose(layouts, choice.at)
    if chosen is None:
        raise Refused(Finding("file.empty", "error"))
    others = [each for each in layouts if each.grid is chosen.grid and each is not chosen]
    others = [part for each in others for part in each.parts or (each,) if part is not chosen]
    alike = [each for each in layouts if each.grid is not chosen.grid and _is_alike(each, chosen)]
    said = (finding for grid, finding in cut if finding and grid is chosen.grid)
    sheets = (
        *_say_sheets([grid for grid, _said in cut], chosen.grid),
        *_say_alike(alike, chosen.grid),
    )
    return _table(file, chosen, others, (*sheets, *said))


def _table(
    file: str, layout: Layout, others: Sequence[Layout], sheets: tuple[Finding, ...]
) -> Table:
    grid, headers = layout.grid, layout.headers()
    if not headers:  # signs that nobody sees
        raise Refused(Finding("file.empty", "error"))
    body = look(layout, headers)
    last = body.last
    if grid.kinds is None and not body.notes and not others:
        last = max(last, _last_record(grid))
    rows = range(layout.header.body, last + 1)
    grid.marks = {**grid.marks, "cells.merged": fill_merged(grid, headers, rows)}
    give = functools.partial(frames, first=rows.start + 1, columns=tuple(headers))
    kinds = grid.kinds[rows.start : rows.stop] if grid.kinds is not None else None
    columns, scan = columns_of(headers), functools.partial(give, grid.rows[rows.start : rows.stop])
    return Table(
        file=file,
        sheet=grid.sheet,
        columns=columns,
        scan=scan,
        kinds=functools.partial(give, kinds, kinds=True) if kinds is not None else None,
        findings=(
            *sheets,
            *describe(layout, body, others),
            *_say_longer(layout, sorted(set(rows) - set(body.shifted))),
            *_say_gaps(headers),
            *remarks(grid, headers, rows),
            *find_formulas(columns, scan()),
        ),
        header_row=layout.header.lines[-1] + 1 if layout.header.lines else 0,
        rows=len(rows),
    )


def _last_record(grid: Grid) -> int:
    """Find a text's last row with a delimiter in it: blank records count, blank lines do not."""
    return max((number for number, row in enumerate(grid.rows) if len(row) > 1), default=-1)


def _say_longer(layout: Layout, rows: Sequence[int]) -> Iterator[Finding]:
    """Say which records of a text have more cells than its header, even empty ones."""
    if layout.grid.kinds is None:
        lengths = ((row, len(layout.grid.rows[row])) for row in rows)
        found = longer_than_header(layout, lengths)
        if finding := rows_finding("rows.longer", "error", found, layout.grid):
            yield finding


def _say_sheets(grids: Sequence[Grid], chosen: Grid) -> Iterator[Finding]:
    """Say which sheet was read, which others hold something, and which of these are hidden."""
    others = [each for each in grids if each is not chosen and not all(map(is_blank, each.rows))]
    names = tuple(each.sheet or "" for each in others)
    if others:
        details = {"sheet": chosen.sheet, "others": ", ".join(names)}
        yield Finding("sheets.chosen", "note", count=len(names), values=names[:20], details=details)
    hidden = tuple(each.sheet or "" for each in (chosen, *others) if not each.visible)
    if hidden:
        details = {"sheets": ", ".join(hidden)}
        severity: Severity = "note" if chosen.visible else "warning"
        yield Finding("sheets.hidden", severity, count=len(hidden), values=hidden, details=details)


def _is_alike(other: Layout, chosen: Layout) -> bool:
    """Tell whether a table on another sheet has the same columns: one sheet a year."""
    return (
        other.grid.visible
        and not stands_aside(other.grid.sheet)
        and bool(other.header.lines)
        and (set(other.headers().values()) == set(chosen.headers().values()))
    )


def _say_alike(alike: Sequence[Layout], chosen: Grid) -> Iterator[Finding]:
    names = tuple(dict.fromkeys(each.grid.sheet or "" for each in alike))
    if names:
        details = {"sheet": chosen.sheet, "others": ", ".join(names)}
        yield Finding("sheets.alike", "warning", count=len(names), values=names[:20],
                      details=details)  # fmt: skip


def _say_gaps(headers: dict[int, str]) -> Iterator[Finding]:
    """Say which columns between the table's are empty, and so left out."""
    gaps = [letter(c) for c in range(min(headers), max(headers)) if c not in headers]
    if gaps:
        details = {"letters": ", ".join(gaps[:20])}
        yield Finding("columns.empty", "note", count=len(gaps), details=details)
