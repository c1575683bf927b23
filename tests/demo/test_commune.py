"""The invented commune hangs together, whatever the seed."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, pairwise

import pytest
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from ckanext.city.demo.commune import Commune, build_commune, to_degrees, to_geojson, to_metres
from tests.demo.cities import SEEDS, for_every_seed

WEST, SOUTH, EAST, NORTH = 2.285, 48.590, 2.375, 48.650
MENTIONED = (
    "2 place de la Halle",
    "22 avenue de la Gare",
    "3 rue du Moulin",
    "5 rue du Moulin",
    "41 rue des Sablons",
    *(f"{number} rue des Tanneurs" for number in range(2, 40, 2)),
)
SQUARE_METRE = 1e-10


@pytest.fixture(params=SEEDS)
def commune(request: pytest.FixtureRequest) -> Commune:
    return build_commune(request.param)


def test_it_has_the_size_that_its_documents_say(commune: Commune) -> None:
    assert commune.population == 31_400
    assert sum(address.residents for address in commune.addresses) == 31_400
    assert len(commune.addresses) == 6000
    assert 240 <= len(commune.streets) <= 300
    assert len(commune.districts) == 5


def test_its_boundary_is_one_outline_in_its_corner_of_france(commune: Commune) -> None:
    boundary = shape(to_geojson(commune.boundary))

    assert boundary.is_valid
    assert 300 < len(boundary.exterior.coords) < 2000
    west, south, east, north = boundary.bounds
    assert (west > WEST, south > SOUTH, east < EAST, north < NORTH) == (True,) * 4


def test_districts_tile_it_in_degrees_too(commune: Commune) -> None:
    districts = [shape(to_geojson(each.shape)) for each in commune.districts]
    boundary = shape(to_geojson(commune.boundary))

    assert all(each.is_valid for each in districts)
    assert unary_union(districts).symmetric_difference(boundary).area < SQUARE_METRE
    for one, other in combinations(districts, 2):
        assert one.intersection(other).area < SQUARE_METRE


def test_blocks_tile_districts(commune: Commune) -> None:
    for district in commune.districts:
        own = [each for each in commune.blocks if each.district == district.code]
        assert sum(each.shape.area for each in own) == pytest.approx(district.shape.area)
        assert sum(each.residents for each in own) == district.population


def test_everything_drawn_lies_inside(commune: Commune) -> None:
    inside = commune.boundary.buffer(0.02)
    shapes = [
        *(street.axis for street in commune.streets),
        *(each.shape for each in (*commune.water, *commune.rail, *commune.green)),
        *(each.shape for each in commune.stations),
    ]

    assert all(inside.covers(each) for each in shapes)


def test_an_address_lies_in_one_district_and_one_block(commune: Commune) -> None:
    blocks = {block.id: block for block in commune.blocks}
    for address in commune.addresses:
        point = Point(address.point)
        homes = [each.code for each in commune.districts if each.shape.contains(point)]
        assert homes == [address.district]
        assert blocks[address.block].shape.contains(point)


def test_an_address_stands_by_its_own_street_on_the_side_of_its_number(commune: Commune) -> None:
    for address in commune.addresses:
        assert commune.nearest_street(address.point) is address.street
        assert address.street.distance_to(address.point) < 35
        assert address.street.side_of(address.point) == address.side
        if address.street.numbering != "around":
            assert address.side == ("left" if address.number % 2 else "right")


def test_numbers_are_unique_and_grow_along_each_side(commune: Commune) -> None:
    assert max(Counter(address.label for address in commune.addresses).values()) == 1
    assert max(Counter(address.id for address in commune.addresses).values()) == 1
    for street in commune.streets:
        for side in ("left", "right"):
            doors = [each for each in commune.on_street(street) if each.side == side]
            assert all(one.along < other.along for one, other in pairwise(doors))
            assert all(one.number <= other.number for one, other in pairwise(doors))


def test_a_suffix_follows_its_number(commune: Commune) -> None:
    labels = {address.label for address in commune.addresses}
    suffixed = [address for address in commune.addresses if address.suffix]

    assert len(suffixed) > 50
    for address in suffixed:
        before = {"bis": "", "ter": " bis"}[address.suffix]
        assert f"{address.number}{before} {address.street.in_sentence}" in labels


def test_a_field_track_is_numbered_by_metres(commune: Commune) -> None:
    tracks = [street for street in commune.streets if street.numbering == "metric"]
    doors = [address for street in tracks for address in commune.on_street(street)]

    assert len(doors) > 5
    assert all(abs(address.number - address.along) <= 4 for address in doors)


def test_nobody_lives_in_the_river_on_the_rails_or_in_a_park(commune: Commune) -> None:
    rails = [each.shape.buffer(10) for each in commune.rail if each.kind == "voie ferrée"]
    wild = unary_union([*(each.shape for each in (*commune.water, *commune.green)), *rails])

    assert not any(wild.contains(Point(address.point)) for address in commune.addresses)


def test_names_of_streets_are_unique_and_of_many_kinds(commune: Commune) -> None:
    names = [street.name for street in commune.streets]
    codes = [street.code for street in commune.streets]
    kinds = {street.kind for street in commune.streets}

    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes)
    wanted = {"Rue", "Avenue", "Allée", "Impasse", "Place", "Sente", "Chemin", "Quai", "Square"}
    assert wanted <= kinds


def test_addresses_that_other_documents_mention_exist(commune: Commune) -> None:
    for label in MENTIONED:
        assert commune.address(label).label == label


def test_a_facility_has_an_address_of_its_own(commune: Commune) -> None:
    labels = [facility.address.label for facility in commune.facilities]

    assert len(set(labels)) == len(labels)
    assert commune.facility("hotel-de-ville").address.label == "2 place de la Halle"
    school = commune.facility("ecole-maternelle-jacques-prevert")
    assert (school.kind, school.address.label) == ("école maternelle", "3 rue du Moulin")


def test_a_street_knows_where_its_doors_stand(commune: Commune) -> None:
    street = commune.street("Rue des Tanneurs")
    point = street.at(100, aside=8)

    assert street.along(point) == pytest.approx(100, abs=1)
    assert street.distance_to(point) == pytest.approx(8, abs=0.1)
    assert street.side_of(point) == "right"
    assert street.side_of(street.at(100, aside=-8)) == "left"


def test_look_ups_by_place_agree_with_the_addresses(commune: Commune) -> None:
    for address in commune.addresses[::97]:
        assert commune.nearest_address(address.point) is address
        assert commune.district_at(address.point) == commune.district(address.district)
        assert commune.block_at(address.point).id == address.block
        near = commune.addresses_near(address.point, 60)
        assert near[0] is address
        assert all(math.dist(each.point, address.point) <= 60 for each in near)


def test_a_place_outside_belongs_to_no_district(commune: Commune) -> None:
    outside = to_metres(2.2, 48.5)

    assert not commune.contains(outside)
    assert commune.district_at(outside) is None
    assert commune.block_at(outside) is None


def test_ranges_of_a_street_hold_all_its_doors_once(commune: Commune) -> None:
    for street in commune.streets:
        ranges = list(commune.ranges(street, lambda address: address.block))
        held = [
            address.id
            for each in ranges
            for address in commune.on_street(street)
            if address.parity == each.parity
            and each.first <= address.number <= each.last
            and address.block == each.value
        ]
        assert len(held) == len(commune.on_street(street))


@for_every_seed
def test_degrees_lead_back_to_the_same_metres(seed: int) -> None:
    for address in build_commune(seed).addresses[::211]:
        assert math.dist(to_metres(*to_degrees(address.point)), address.point) < 0.03


def test_another_seed_is_another_town_on_the_same_plan() -> None:
    one, other = (build_commune(seed) for seed in SEEDS[:2])

    assert one.streets != other.streets
    assert one.addresses != other.addresses
    assert one.street("Avenue de la Gare").points == other.street("Avenue de la Gare").points


def test_lambert_93_agrees_with_points_of_the_national_base() -> None:
    # The official example of the projection, and a point of the samples of the address schema.
    assert to_metres(3.0, 46.5) == (700_000, 6_600_000)
    assert to_metres(2.3291, 48.6196) == (650_550.27, 6_835_699.88)
