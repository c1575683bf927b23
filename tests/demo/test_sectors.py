"""Sectors made of blocks are whole: contiguous, without gap or overlap."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from ckanext.city.demo.commune import (
    Block,
    Commune,
    Facility,
    apportion,
    build_commune,
    group_blocks,
)
from ckanext.city.demo.seed import SEED


@dataclass(frozen=True)
class Sectors:
    commune: Commune
    schools: list[Facility]
    groups: tuple[tuple[Block, ...], ...]
    shapes: tuple[Polygon, ...]


@pytest.fixture(scope="module")
def sectors() -> Sectors:
    """Those of the elementary schools."""
    commune = build_commune(SEED)
    schools = [each for each in commune.facilities if each.kind == "école élémentaire"]
    centres = [school.address.point for school in schools]
    return Sectors(commune, schools, *group_blocks(commune, centres))


def test_every_block_belongs_to_one_sector(sectors: Sectors) -> None:
    assert sorted(block.id for group in sectors.groups for block in group) == [
        block.id for block in sectors.commune.blocks
    ]


def test_sectors_tile_the_commune(sectors: Sectors) -> None:
    boundary = sectors.commune.boundary

    assert unary_union(sectors.shapes).symmetric_difference(boundary).area < 0.1
    assert sum(each.area for each in sectors.shapes) == pytest.approx(boundary.area)


def test_a_sector_is_of_one_piece_around_its_centre(sectors: Sectors) -> None:
    for school, area in zip(sectors.schools, sectors.shapes, strict=True):
        assert area.geom_type == "Polygon"
        assert area.contains(Point(school.address.point))


def test_polygon_and_ranges_of_numbers_agree(sectors: Sectors) -> None:
    sector_of = {block.id: i for i, group in enumerate(sectors.groups) for block in group}
    for address in sectors.commune.addresses[::13]:
        assert sectors.shapes[sector_of[address.block]].contains(Point(address.point))


def test_two_centres_in_one_block_are_refused(sectors: Sectors) -> None:
    centre = sectors.schools[0].address.point

    with pytest.raises(ValueError, match="one block"):
        group_blocks(sectors.commune, [centre, centre])


@pytest.mark.parametrize(
    ("total", "weights"), [(31_400, [0.3, 0.3, 0.4]), (7, [1, 1, 1]), (0, [2, 5]), (5, [0, 1])]
)
def test_shares_add_up_and_none_is_off_by_more_than_one(total: int, weights: list[float]) -> None:
    shares = apportion(total, weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1
