"""Cut a sheet into blocks that may be tables: by empty columns, then by empty rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.read.shapes import TEXT, is_blank, profile_columns, shape

_SAMPLE = 100  # rows looked at


@dataclass(frozen=True)
class Block:
    """A part of a sheet; rows and columns from 0.

    Attributes:
        rows: those that are not blank, in their order.
        columns: those that hold something, in their order.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def find_blocks(grid: Grid) -> list[Block]:
    """Cut a sheet into blocks, from left to right and from top to bottom."""
    rows = [number for number, row in enumerate(grid.rows) if not is_blank(row)]
    groups = _split_columns(grid, rows, _used_columns(grid, rows))
    if len(groups) == 1:
        return _split_rows(grid, rows, groups[0])
    blocks = []
    for columns in groups:
        own = [row for row in rows if _fill(grid, row, columns)]
        blocks += _split_rows(grid, own, columns)
    return blocks


def _used_columns(grid: Grid, rows: Sequence[int]) -> list[int]:
    used: set[int] = set()
    width = grid.width
    for number in rows:
        if len(used) == width:
            break
        cells = enumerate(grid.rows[number])
        used.update(index for index, cell in cells if cell and not cell.isspace())
    return sorted(used)


def _fill(grid: Grid, row: int, columns: Sequence[int]) -> int:
    return sum(1 for column in columns if shape(grid.cell(row, column)))


def _split_columns(
    grid: Grid, rows: Sequence[int], columns: Sequence[int]
) -> list[tuple[int, ...]]:
    """Part columns at gaps whose sides do not fill the same rows: they are tables apart."""
    groups: list[list[int]] = []
    for column in columns:
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    joined = groups[:1]
    for group in groups[1:]:
        if _are_apart(grid, rows, joined[-1], group):
            joined.append(group)
        else:
            joined[-1] += group
    return [tuple(group) for group in joined]


def _are_apart(grid: Grid, rows: Sequence[int], left: list[int], right: list[int]) -> bool:
    sides = [_own_rows(grid, rows, side) for side in (left, right)]
    if not all(sides):
        return False
    if _have_titles(grid, rows, left, right) or _ends_before(sides, right[0] - left[-1]):
        return True
    slack = max(2, max(map(len, sides)) // 10)
    ends = abs(sides[0][-1] - sides[1][-1]) > slack
    share = min(map(len, sides)) / max(map(len, sides))
    if not ends and share > 0.5:
        return False
    return min(len(left), len(right)) > 1 or share < 0.5


def _own_rows(grid: Grid, rows: Sequence[int], side: Sequence[int]) -> list[int]:
    """Give the rows of one side of a gap; of several columns, without titles and notes."""
    fills = {row: _fill(grid, row, side) for row in rows}
    wide = [row for row, fill in fills.items() if fill > 1]
    return wide if len(wide) > 1 else [row for row, fill in fills.items() if fill]


def _have_titles(grid: Grid, rows: Sequence[int], left: list[int], right: list[int]) -> bool:
    """Tell whether both sides of a gap begin, in one row, with a title of their own."""
    if min(len(left), len(right)) < 2:
        return False
    first = [next((row for row in rows if _fill(grid, row, side)), -1) for side in (left, right)]
    return first[0] == first[1] and all(
        _fill(grid, first[0], side) == 1 and shape(grid.cell(first[0], side[0])) == TEXT
        for side in (left, right)
    )


def _ends_before(sides: Sequence[Sequence[int]], gap: int) -> bool:
    """Tell whether one of two sides, each without a hole and far apart, ends before the other."""
    if gap < 3 or min(map(len, sides)) < 3 or sides[0][-1] == sides[1][-1]:
        return False
    short, long = sorted(sides, key=len)
    return all(row in short for row in long if short[0] <= row <= short[-1])


def _split_rows(grid: Grid, rows: Sequence[int], columns: tuple[int, ...]) -> list[Block]:
    """Part rows where, after a blank row, another header begins."""
    segments: list[list[int]] = []
    for row in rows:
        if segments and row == segments[-1][-1] + 1:
            segments[-1].append(row)
        else:
            segments.append([row])
    if len(segments) > _SAMPLE * 10:  # every other row is blank: no sheet of several tables
        segments = [list(rows)]
    parts: list[list[int]] = []
    titles: list[int] = []
    for segment in segments:
        if not parts:
            parts.append(segment)
        elif _starts_table(grid, parts[-1], segment, columns):
            parts.append([*titles, *segment])
            titles = []
        elif len(segment) < 3 and all(_fill(grid, row, columns) <= 2 for row in segment):
            titles += segment  # of the next table, or notes below this one
        else:
            parts[-1] += [*titles, *segment]
            titles = []
    if parts:
        parts[-1] += titles
    return [_block(grid, part, columns) for part in parts]


def _block(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Block:
    used = [c for c in columns if any(shape(grid.cell(row, c)) for row in rows)]
    return Block(tuple(rows), tuple(used))


def _starts_table(
    grid: Grid, before: Sequence[int], segment: Sequence[int], columns: Sequence[int]
) -> bool:
    """Tell whether a segment's first wide row is a header that rows of the table before are not."""
    head = next((row for row in segment[:4] if _fill(grid, row, columns) >= 2), None)
    if head is None or head == segment[-1]:
        return False
    texts = [column for column in columns if shape(grid.cell(head, column)) == TEXT]
    if len(texts) < _fill(grid, head, columns):
        return False
    above = profile_columns(grid, before[-_SAMPLE:], columns)
    below = profile_columns(grid, [row for row in segment if row > head][:_SAMPLE], columns)
    stands_out = any(below[column].is_typed for column in texts)
    differs = any(above[column].is_typed for column in texts)
    same = all(above[column].shape in ("", below[column].shape) for column in columns)
    width = sum(each.filled > 0.5 for each in above.values())
    return (stands_out and (differs or not same)) or (len(texts) != width and not same)
