"""How the votes of the whole commune fell in each polling station."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ckanext.city.demo.council.ballots import Ballot, Round
from ckanext.city.demo.council.stations import Station, polling_stations, registered_at
from ckanext.city.demo.seed import stream

NOISE = 0.045  # of a contender's share from station to station, beside what its traits explain
TURNOUT_NOISE = 0.03
PAPER_NOISE = 0.25  # blank and invalid votes vary more, and follow nothing
TURNOUT_WEIGHT = 1.6
FITTING_TURNS = 60

Matrix = list[list[float]]


@dataclass(frozen=True)
class StationResult:
    """What one station counted in one round; `votes` in the order of the round's contenders."""

    station: Station
    registered: int
    abstentions: int
    blank: int
    invalid: int
    votes: tuple[int, ...]

    @property
    def valid(self) -> int:
        """Votes for anyone."""
        return sum(self.votes)

    @property
    def voters(self) -> int:
        """All who put a paper into the box."""
        return self.valid + self.blank + self.invalid


@lru_cache(maxsize=64)
def count_votes(seed: int, ballot: Ballot, round_: Round) -> tuple[StationResult, ...]:
    """Count a round in each station; the stations add up to what the commune voted, to the vote.

    What a station's voters like (its traits) stays from one ballot to the next, so that the same
    districts lean the same way, with a little chance on top.
    """
    stations = polling_stations(seed)
    rows = registered_at(stations, round_.registered)
    columns = [round_.registered - round_.voters, round_.blank, round_.invalid, *round_.votes]
    likely = [_likely(seed, ballot, round_, each) for each in stations]
    counted = _whole(_fitted(likely, rows, columns), rows, columns)
    return tuple(
        StationResult(station, registered, stayed, blank, invalid, tuple(votes))
        for station, registered, (stayed, blank, invalid, *votes) in zip(
            stations, rows, counted, strict=True
        )
    )


def _likely(seed: int, ballot: Ballot, round_: Round, station: Station) -> list[float]:
    """Weigh staying at home, a blank, an invalid paper and each contender for one station."""
    chance = stream(seed, "polling", ballot.election_id(round_), station.code)
    first, second, turnout = station.traits
    stays = math.exp(-TURNOUT_WEIGHT * turnout + chance.gauss(0, TURNOUT_NOISE))
    papers = [math.exp(chance.gauss(0, PAPER_NOISE)) for _ in range(2)]
    votes = [
        each.votes[round_.number - 1]
        * math.exp(each.lean[0] * first + each.lean[1] * second + chance.gauss(0, NOISE))
        for each in round_.contenders
    ]
    # Only the shares among those who vote follow the taste; how many vote does not.
    scale = round_.valid / sum(votes)
    return [
        stays * (round_.registered - round_.voters),
        papers[0] * round_.blank,
        papers[1] * round_.invalid,
        *(scale * each for each in votes),
    ]


def _fitted(likely: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
    """Scale rows and columns in turn until both add up (iterative proportional fitting)."""
    fitted = [list(row) for row in likely]
    for _turn in range(FITTING_TURNS):
        for row, wanted in zip(fitted, rows, strict=True):
            factor = wanted / sum(row)
            row[:] = [value * factor for value in row]
        for at, wanted in enumerate(columns):
            factor = wanted / sum(row[at] for row in fitted)
            for row in fitted:
                row[at] *= factor
    return fitted


def _whole(fitted: Matrix, rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Round down, then give the missing ones where the most was lost, both sums kept."""
    counted = [[int(value) for value in row] for row in fitted]
    row_lacks = [wanted - sum(row) for wanted, row in zip(rows, counted, strict=True)]
    column_lacks = [wanted - sum(row[at] for row in counted) for at, wanted in enumerate(columns)]
    by_loss = sorted(
        ((i, j) for i in range(len(rows)) for j in range(len(columns))),
        key=lambda cell: (int(fitted[cell[0]][cell[1]]) - fitted[cell[0]][cell[1]], cell),
    )
    while any(row_lacks):
        for i, j in by_loss:
            if row_lacks[i] > 0 and column_lacks[j] > 0:
                counted[i][j] += 1
                row_lacks[i] -= 1
                column_lacks[j] -= 1
    return counted
