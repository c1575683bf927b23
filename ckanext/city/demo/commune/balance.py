"""Even out sectors: blocks go over to a neighbour that weighs less."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.model import Block, Commune
from ckanext.city.demo.commune.sectors import neighbours

MOST_MOVES = 600
NEARNESS = 3  # how much the way to the centres counts beside the weights


def balance_groups(
    commune: Commune,
    groups: Sequence[Sequence[Block]],
    centres: Sequence[Point],
    weight_of: Callable[[Block], float],
    most: float = 0,
) -> tuple[tuple[Block, ...], ...]:
    """Move blocks between touching groups while that evens out their weights.

    Args:
        commune: whose blocks are shared.
        groups: of contiguous blocks, each block in one.
        centres: of the groups; a block goes rather where it is nearer.
        weight_of: a block's weight, such as its voters.
        most: groups up to this weight give nothing away; 0 evens out all as far as blocks allow.

    Returns:
        The groups, contiguous as before.
    """
    balance = _Balance(commune, groups, centres, weight_of, most)
    for _move in range(MOST_MOVES):
        move = balance.best_move()
        if move is None:
            break
        balance.move(*move)
    return tuple(
        tuple(block for block in commune.blocks if balance.owner[block.id] == index)
        for index in range(len(groups))
    )


class _Balance:
    def __init__(
        self,
        commune: Commune,
        groups: Sequence[Sequence[Block]],
        centres: Sequence[Point],
        weight_of: Callable[[Block], float],
        most: float,
    ) -> None:
        self.most = most
        self.touching: Mapping[str, list[str]] = neighbours(commune)
        self.weights = {block.id: weight_of(block) for block in commune.blocks}
        self.owner = {block.id: i for i, group in enumerate(groups) for block in group}
        self.sums = [sum(self.weights[block.id] for block in group) for group in groups]
        self.distances = {block.id: _distances(block, centres) for block in commune.blocks}

    def best_move(self) -> tuple[str, int] | None:
        """The block whose move evens out most, and its new group; None where none does."""
        for _, block_id, target in sorted(self._wanted(), reverse=True):
            if self._stays_whole(block_id, self.owner[block_id]):
                return block_id, target
        return None

    def move(self, block_id: str, target: int) -> None:
        """Give a block to another group."""
        source = self.owner[block_id]
        self.owner[block_id] = target
        self.sums[source] -= self.weights[block_id]
        self.sums[target] += self.weights[block_id]

    def _wanted(self) -> Iterator[tuple[float, str, int]]:
        for block_id, source in self.owner.items():
            if self.sums[source] <= self.most:
                continue
            for target in {self.owner[each] for each in self.touching[block_id]} - {source}:
                gain = self._gain(block_id, source, target)
                if gain > 0:
                    yield round(gain, 6), block_id, target

    def _gain(self, block_id: str, source: int, target: int) -> float:
        weight = self.weights[block_id]
        evened = weight * (self.sums[source] - self.sums[target] - weight)
        away, near = self.distances[block_id][source], self.distances[block_id][target]
        return evened * (away / near) ** NEARNESS

    def _stays_whole(self, block_id: str, source: int) -> bool:
        others = {each for each, owner in self.owner.items() if owner == source} - {block_id}
        if not others:
            return False
        waiting = [min(others)]
        seen = set(waiting)
        while waiting:
            found = [
                each for each in self.touching[waiting.pop()] if each in others and each not in seen
            ]
            seen.update(found)
            waiting.extend(found)
        return seen == others


def _distances(block: Block, centres: Sequence[Point]) -> list[float]:
    inside = block.shape.representative_point()
    return [math.dist((inside.x, inside.y), centre) + 1 for centre in centres]
