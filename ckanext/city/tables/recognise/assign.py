"""Pairs columns and fields so that all pairs together fit best: the Hungarian method."""

from __future__ import annotations

from collections.abc import Sequence

_FAR = float("inf")


def assign(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Give pairs of (row, column), each at most once, whose scores add up to the most.

    Args:
        scores: 0 or more, a list a row, all of one length; a pair of score 0 is not given.
    """
    if not scores or not scores[0]:
        return []
    turned = len(scores) > len(scores[0])
    rows = [list(each) for each in zip(*scores, strict=True)] if turned else scores
    pairs = [(row, column) for row, column in _cheapest(rows) if rows[row][column] > 0]
    return sorted((column, row) if turned else (row, column) for row, column in pairs)


def _cheapest(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pair each row of at most as many rows as columns; a cost is a score's opposite."""
    wide = len(scores[0])
    of_rows, of_columns = [0.0] * (len(scores) + 1), [0.0] * (wide + 1)
    taken_by = [0] * (wide + 1)  # row of each column, from 1; 0 where it is free
    for row in range(1, len(scores) + 1):
        way = _shortest(row, scores, of_rows, of_columns, taken_by)
        column = way[0]
        while column:
            taken_by[column] = taken_by[way[column]] if way[column] else row
            column = way[column]
    return [(taken_by[column] - 1, column - 1) for column in range(1, wide + 1) if taken_by[column]]


def _shortest(
    row: int,
    scores: Sequence[Sequence[float]],
    of_rows: list[float],
    of_columns: list[float],
    taken_by: list[int],
) -> list[int]:
    """Find how to seat one more row; the first item is the free column where the way ends."""
    wide = len(of_columns) - 1
    taken_by[0], column = row, 0
    least, way, done = [_FAR] * (wide + 1), [0] * (wide + 1), [False] * (wide + 1)
    while taken_by[column]:
        done[column] = True
        here, nearest, gap = taken_by[column], 0, _FAR
        for other in range(1, wide + 1):
            if done[other]:
                continue
            cost = -scores[here - 1][other - 1] - of_rows[here] - of_columns[other]
            if cost < least[other]:
                least[other], way[other] = cost, column
            if least[other] < gap:
                gap, nearest = least[other], other
        for other in range(wide + 1):
            if done[other]:
                of_rows[taken_by[other]] += gap
                of_columns[other] -= gap
            else:
                least[other] -= gap
        column = nearest
    way[0] = column
    return way
