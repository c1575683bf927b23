"""Who lives where: blocks between the streets, districts made of them, residents of each door."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shapely import STRtree
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as PointShape
from shapely.ops import unary_union

from ckanext.city.demo.commune.ground import Ground
from ckanext.city.demo.commune.model import Address, Block, District, Street
from ckanext.city.demo.commune.network import MANNERS, SLIVER, faces, prolonged
from ckanext.city.demo.commune.numbering import Door
from ckanext.city.demo.commune.plan import Plan
from ckanext.city.demo.seed import stable_id


def draw_blocks(
    plan: Plan, ground: Ground, streets: Sequence[Street], tails: Sequence[LineString]
) -> tuple[Block, ...]:
    """Draw the blocks, without residents yet; they tile the commune and follow district borders.

    Lines go on a little beyond their ends, so that those that meet are sure to cross; `tails` go on
    from dead ends, so that what lies around them is no single block.
    """
    borders = _districts_by_border(plan, ground)
    squares = {square.name for square in plan.squares}
    lines: list[LineString] = [
        ground.boundary.exterior,
        *(ground.axes[line.name] for line in (*plan.water, *plan.rail)),
        *(prolonged(street.axis) for street in streets if street.name not in squares),
        *map(prolonged, tails),
    ]
    coded = [(shape, _district_of(shape, borders)) for shape in faces(lines)]
    return tuple(
        Block(f"{rank:04d}", district, 0, shape)
        for rank, (shape, district) in enumerate(_without_slivers(coded), start=1)
    )


def settle(
    plan: Plan, blocks: tuple[Block, ...], doors: Sequence[Door], random_numbers: random.Random
) -> tuple[tuple[District, ...], tuple[Block, ...], tuple[Address, ...]]:
    """Let people live behind the doors, so many a district as the plan says."""
    placed = _placed(blocks, doors)
    residents = _residents(plan, placed, random_numbers)
    addresses = tuple(
        Address(
            id=stable_id("address", door.street.name, f"{door.number}{door.suffix}"),
            street=door.street,
            number=door.number,
            suffix=door.suffix,
            side=door.side,
            along=round(door.along, 2),
            point=door.point,
            district=block.district,
            block=block.id,
            residents=people,
        )
        for (door, block), people in zip(placed, residents, strict=True)
    )
    living = {block.id: 0 for block in blocks}
    for address in addresses:
        living[address.block] += address.residents
    settled = tuple(replace(block, residents=living[block.id]) for block in blocks)
    return _districts(plan, settled), settled, addresses


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Share a whole number by weights, to the unit (largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def _districts_by_border(plan: Plan, ground: Ground) -> list[tuple[Polygon, str]]:
    lines = [ground.boundary.exterior, *(ground.axes[name] for name in plan.borders)]
    marked = [
        (PointShape(point), district.kind)
        for district in plan.districts
        for point in district.points
    ]
    coded = [
        (face, next((code for point, code in marked if face.contains(point)), ""))
        for face in faces(lines)
    ]
    known = [(face, code) for face, code in coded if code]
    slivers = [face for face, code in coded if not code]
    return known + [(face, _nearest_code(face, known)) for face in slivers]


def _nearest_code(face: Polygon, known: list[tuple[Polygon, str]]) -> str:
    """A sliver between two lines that nearly meet goes with the longest border."""
    return max(known, key=lambda each: face.intersection(each[0]).length)[1]


def _district_of(shape: Polygon, borders: Iterable[tuple[Polygon, str]]) -> str:
    inside = shape.representative_point()
    return min(borders, key=lambda each: each[0].distance(inside))[1]


def _without_slivers(coded: list[tuple[Polygon, str]]) -> list[tuple[Polygon, str]]:
    """Give what is too small for a block, between lines that nearly meet, to a neighbour."""
    kept = [each for each in coded if each[0].area >= SLIVER]
    for sliver, district in (each for each in coded if each[0].area < SLIVER):
        touching = [i for i, each in enumerate(kept) if each[1] == district]
        host = max(touching, key=lambda i: kept[i][0].intersection(sliver).length)
        kept[host] = (unary_union([kept[host][0], sliver]), district)
    return kept


def _placed(blocks: Sequence[Block], doors: Sequence[Door]) -> list[tuple[Door, Block]]:
    tree = STRtree([block.shape for block in blocks])
    return [
        (door, blocks[int(min(tree.query(PointShape(door.point), predicate="intersects")))])
        for door in doors
    ]


def _residents(
    plan: Plan, placed: list[tuple[Door, Block]], random_numbers: random.Random
) -> list[int]:
    weights = [random_numbers.uniform(*MANNERS[door.manner].people) for door, _ in placed]
    residents = [0] * len(placed)
    for district in plan.districts:
        own = [i for i, (_, block) in enumerate(placed) if block.district == district.kind]
        shares = apportion(district.population, [weights[i] for i in own])
        for index, share in zip(own, shares, strict=True):
            residents[index] = share
    return residents


def _districts(plan: Plan, blocks: Sequence[Block]) -> tuple[District, ...]:
    return tuple(
        District(
            marker.kind,
            marker.name,
            marker.population,
            unary_union([block.shape for block in blocks if block.district == marker.kind]),
        )
        for marker in plan.districts
    )
