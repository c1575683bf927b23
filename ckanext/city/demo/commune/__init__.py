"""The invented commune, one for all subjects: `build_commune(seed)` and what it is made of.

Its plan (plan.yaml) is drawn by hand; the seed gives outlines their roughness, lays local streets,
names them, numbers 6,000 doors and lets 31,400 people live behind them. Everything is in Lambert 93
metres; `to_degrees`, `to_metres` and `to_geojson` go between metres and longitude and latitude.

- `Commune`: look-ups (`street`, `address`, `facility`, `district_at`, `block_at`,
  `nearest_address`, `addresses_near`, `nearest_street`, `ranges`).
- `District`, and `Block`, the ground between streets: sectors made of whole blocks run along
  streets, so that a sector's polygon and its ranges of house numbers agree (`group_blocks`).
- `Street` (`at`, `along`, `side_of`) and `Address` (`label`, `degrees`, `key`).
- `Facility`: schools, the town hall and others that several subjects mention.
"""

from __future__ import annotations

from ckanext.city.demo.commune.building import build_commune
from ckanext.city.demo.commune.frame import to_degrees, to_geojson, to_metres
from ckanext.city.demo.commune.model import (
    Address,
    Block,
    Commune,
    District,
    Facility,
    Feature,
    Street,
    StreetRange,
)
from ckanext.city.demo.commune.sectors import group_blocks
from ckanext.city.demo.commune.territory import apportion

__all__ = [
    "Address",
    "Block",
    "Commune",
    "District",
    "Facility",
    "Feature",
    "Street",
    "StreetRange",
    "apportion",
    "build_commune",
    "group_blocks",
    "to_degrees",
    "to_geojson",
    "to_metres",
]
