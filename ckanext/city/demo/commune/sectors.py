"""Sectors made of whole blocks: electoral, school or any other."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from shapely import STRtree
from shapely.geometry import Point as PointShape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from ckanext.city.demo.commune.frame import Point
from ckanext.city.demo.commune.model import Block, Commune

TOUCHING_METRES = 1.0
TOUCHING_PART = 0.2


def group_blocks(
    commune: Commune, centres: Sequence[Point], crowding: float = 1.5
) -> tuple[tuple[tuple[Block, ...], ...], tuple[BaseGeometry, ...]]:
    """Share the blocks among centres: near, contiguous, and about as many people each.

    Each sector grows from the block of its centre, the least peopled first, by the touching block
    nearest to its centre.

    Args:
        commune: whose blocks are shared; every one goes to one sector.
        centres: one a sector, Lambert 93 metres; two in one block are refused.
        crowding: how much a sector's people slow its growth; 0 takes distance alone.

    Returns:
        The blocks of each centre, and the shape of each sector; the shapes tile the commune.

    Raises:
        ValueError: two centres stand in one block.
    """
    owner = _grown(commune, centres, crowding)
    groups = tuple(
        tuple(block for block in commune.blocks if owner[block.id] == index)
        for index in range(len(centres))
    )
    shapes = tuple(unary_union([block.shape for block in group]) for group in groups)
    return groups, shapes


def _grown(commune: Commune, centres: Sequence[Point], crowding: float) -> dict[str, int]:
    touching = neighbours(commune)
    starts = [_start(commune, centre) for centre in centres]
    if len(set(starts)) < len(starts):
        raise ValueError("Two centres stand in one block.")
    positions = {block.id: i for i, block in enumerate(commune.blocks)}
    mean = commune.population / len(centres)
    people = [0.0] * len(centres)
    owner: dict[str, int] = {}
    waiting = [(0.0, block_id, index) for index, block_id in enumerate(starts)]
    heapq.heapify(waiting)
    while waiting:
        _, block_id, index = heapq.heappop(waiting)
        if block_id in owner:
            continue
        owner[block_id] = index
        people[index] += commune.blocks[positions[block_id]].residents
        for other in touching[block_id]:
            if other not in owner:
                inside = commune.blocks[positions[other]].shape.representative_point()
                distance = math.dist((inside.x, inside.y), centres[index])
                cost = distance * (1 + crowding * people[index] / mean)
                heapq.heappush(waiting, (round(cost, 2), other, index))
    return owner


def _start(commune: Commune, centre: Point) -> str:
    """The block in which a centre stands; the nearest where it stands outside of all."""
    shape = PointShape(centre)
    return min(
        commune.blocks, key=lambda block: (round(block.shape.distance(shape), 2), block.id)
    ).id


def neighbours(commune: Commune) -> dict[str, list[str]]:
    """The blocks that share a stretch of border, not a corner only."""
    tree = STRtree([block.shape for block in commune.blocks])
    found: dict[str, list[str]] = {}
    for block in commune.blocks:
        near = sorted(tree.query(block.shape, predicate="intersects"))
        found[block.id] = [
            commune.blocks[index].id
            for index in near
            if commune.blocks[index].id != block.id and _touch(block, commune.blocks[index])
        ]
    return found


def _touch(block: Block, other: Block) -> bool:
    """Whether two blocks share a metre, or, where one is a sliver, a good part of its border."""
    shared = block.shape.intersection(other.shape).length
    shortest = min(block.shape.length, other.shape.length)
    return bool(shared > min(TOUCHING_METRES, TOUCHING_PART * shortest))
