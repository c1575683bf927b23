"""Build the commune of a seed from its plan."""

from __future__ import annotations

from functools import lru_cache

from shapely.geometry import Point as PointShape
from shapely.geometry import Polygon
from shapely.ops import unary_union

from ckanext.city.demo.commune.facilities import with_facilities
from ckanext.city.demo.commune.ground import Ground, draw_ground
from ckanext.city.demo.commune.model import Commune, Feature
from ckanext.city.demo.commune.naming import name_streets
from ckanext.city.demo.commune.network import lay_streets
from ckanext.city.demo.commune.numbering import number_doors
from ckanext.city.demo.commune.plan import Plan, read_plan
from ckanext.city.demo.commune.territory import draw_blocks, settle
from ckanext.city.demo.seed import stream


@lru_cache(maxsize=4)
def build_commune(seed: int) -> Commune:
    """Build the commune; the same seed gives the same commune, to the centimetre."""
    plan = read_plan()
    ground = draw_ground(plan, stream(seed, "ground"))
    network = lay_streets(plan, ground, stream(seed, "network"))
    streets = name_streets(plan, ground, network.ways, stream(seed, "naming"))
    numbers = stream(seed, "numbering")
    doors = number_doors(plan, ground, streets, network.stretches, numbers)
    blocks = draw_blocks(plan, ground, streets, network.tails)
    districts, blocks, addresses = settle(plan, blocks, doors, stream(seed, "residents"))
    outline = unary_union([district.shape for district in districts])
    commune = Commune(
        name=plan.name,
        insee=plan.insee,
        postcode=plan.postcode,
        boundary=Polygon(outline.exterior),
        districts=districts,
        blocks=blocks,
        streets=streets,
        addresses=addresses,
        water=tuple(Feature(line.name, line.kind, ground.water[line.name]) for line in plan.water),
        rail=tuple(Feature(line.name, line.kind, ground.axes[line.name]) for line in plan.rail),
        green=_green(plan, ground),
        stations=tuple(
            Feature(each.name, each.line, PointShape(each.point)) for each in plan.stations
        ),
    )
    return with_facilities(commune, plan.origin)


def _green(plan: Plan, ground: Ground) -> tuple[Feature, ...]:
    return tuple(Feature(each.name, each.kind, ground.green[each.name]) for each in plan.green)
