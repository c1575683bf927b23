"""A line that one walks along: points by distance from its start, and the way back from points."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from ckanext.city.demo.commune.frame import Point

TIE = 1e-6


class Path:
    """A line in metres, asked thousands of times: in plain Python, a call costs less so."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(points)
        steps = [math.dist(start, end) for start, end in pairwise(self.points)]
        self.marks = [0.0, *accumulate(steps)]

    @property
    def length(self) -> float:
        """Metres from end to end."""
        return self.marks[-1]

    def at(self, along: float, aside: float = 0.0) -> Point:
        """A point by its way along the line and aside of it, to the centimetre; left is < 0.

        Beyond the ends, the first and last stretch go straight on.
        """
        index = min(max(bisect_right(self.marks, along) - 1, 0), len(self.points) - 2)
        start, end = self.points[index], self.points[index + 1]
        length = self.marks[index + 1] - self.marks[index]
        east, north = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        on = along - self.marks[index]
        x = start[0] + on * east + aside * north
        y = start[1] + on * north - aside * east
        return round(x, 2), round(y, 2)

    def locate(self, point: Point) -> tuple[float, float]:
        """How far along the line and aside of it a point stands, in metres; left is < 0."""
        best = (0.0, math.inf)
        for index in range(len(self.points) - 1):
            found = self._on_stretch(index, point)
            if abs(found[1]) < abs(best[1]) - TIE:
                best = found
        return best

    def _on_stretch(self, index: int, point: Point) -> tuple[float, float]:
        (x, y), (x_end, y_end) = self.points[index], self.points[index + 1]
        east, north = x_end - x, y_end - y
        to_east, to_north = point[0] - x, point[1] - y
        length = self.marks[index + 1] - self.marks[index]
        share = (to_east * east + to_north * north) / (length * length)
        share = 0.0 if share < 0 else 1.0 if share > 1 else share
        distance = math.hypot(to_east - share * east, to_north - share * north)
        right = to_east * north - to_north * east
        return self.marks[index] + share * length, distance if right > 0 else -distance
