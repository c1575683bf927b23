"""Schools, sports and playgrounds, as the standard table of facilities (SCDL equipements)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

from ckanext.city.demo.commune import Address, Commune, Facility
from ckanext.city.demo.files import Cell
from ckanext.city.demo.places.facts import facts
from ckanext.city.demo.places.sites import Site, at_door, in_parks, on_pavement, spread_doors

HEADER = (
    "COLL_NOM",
    "COLL_SIRET",
    "EQUIP_UID",
    "EQUIP_THEME",
    "EQUIP_CODE",
    "EQUIP_TYPE",
    "EQUIP_NOM",
    "ADR_NUMERO",
    "ADR_NOMVOIE",
    "ADR_CODEPOSTAL",
    "ADR_COMMUNE",
    "ADR_CLE_INTEROP",
    "ERP_ID",
    "ERP_TYPE",
    "ERP_CATEGORIE",
    "EQUIP_LAT",
    "EQUIP_LONG",
    "EQUIP_OUVERTURE",
    "EQUIP_TEL",
    "EQUIP_EMAIL",
    "EQUIP_WEB",
)
TABLE_SCHEMA = "scdl/equipements@0.1.5"
SPORT, TEACHING = "Equipement sportif et de loisirs", "Equipement d'enseignement"
IN_A_PARK = 0.4
# Kinds of public buildings, by law: R teaching, X indoor sports, PA outdoor sports.
SCHOOL_BUILDING, INDOOR, OUTDOOR = "R", "X", "PA"
# Numbers that the regulator keeps for invented people: 01 99 00 xx xx.
SCHOOL_PHONES, SPORT_PHONES = 199_004_300, 199_004_400

Row = tuple[Site, dict[str, Cell]]


def schools(commune: Commune, random_numbers: random.Random) -> Iterator[Row]:
    """The schools of every level."""
    table = Table(commune, SCHOOL_PHONES)
    for facility in commune.facilities:
        kind = facts()["schools"].get(facility.kind)
        if kind:
            category = random_numbers.choices("345", (2, 5, 3))[0]
            building = {"ERP_TYPE": SCHOOL_BUILDING, "ERP_CATEGORIE": category}
            yield table.facility(facility, TEACHING, kind, **building)


def sports(commune: Commune, random_numbers: random.Random) -> Iterator[Row]:
    """The city's sports buildings, then what stands outdoors all over the town."""
    table = Table(commune, SPORT_PHONES)
    for facility in commune.facilities:
        kind = facts()["sports"]["facilities"].get(facility.kind)
        if kind:
            building = OUTDOOR if facility.kind == "stade" else INDOOR
            yield table.facility(facility, SPORT, kind, ERP_TYPE=building, ERP_CATEGORIE="3")
    taken: list[Address] = []
    for kind in facts()["sports"]["spread"]:
        in_green = round(kind["count"] * kind.get("in_parks", IN_A_PARK))
        for site in _sites(commune, kind["count"], in_green, random_numbers, taken):
            yield table.row(site, SPORT, kind, f"{kind['type']}, {_where(site)}")


def playgrounds(commune: Commune, random_numbers: random.Random) -> Iterator[Row]:
    """The playgrounds; those outside of parks are often never closed."""
    kind = facts()["playgrounds"]
    table = Table(commune, SPORT_PHONES)
    in_green = round(kind["count"] * IN_A_PARK)
    for site in _sites(commune, kind["count"], in_green, random_numbers, []):
        is_open = not site.park and random_numbers.random() < kind["always_open"]
        hours = "24/7" if is_open else kind["hours"]
        yield table.row(site, SPORT, kind | {"hours": hours}, f"Aire de jeux, {_where(site)}")


def _sites(
    commune: Commune,
    how_many: int,
    in_green: int,
    random_numbers: random.Random,
    taken: list[Address],
) -> list[Site]:
    """Sites in parks and in streets; the doors chosen are added to those taken."""
    doors = spread_doors(commune, how_many - in_green, random_numbers, taken=taken)
    taken += doors
    return [*in_parks(commune, in_green, random_numbers), *map(on_pavement, doors)]


def _where(site: Site) -> str:
    """« parc du Château », « rue des Lilas »."""
    park = site.park[:1].lower() + site.park[1:]
    return park or site.address.street.in_sentence


class Table:
    """Writes rows; numbers those of one type one after the other."""

    def __init__(self, commune: Commune, first_phone: int) -> None:
        self.commune = commune
        self.numbers: dict[str, Iterator[int]] = {}
        self.names: dict[str, int] = {}
        self.phones = count(first_phone)

    def facility(self, facility: Facility, theme: str, kind: dict[str, str], **more: str) -> Row:
        """The row of a building of the city, which answers the telephone."""
        contact = {
            "EQUIP_TEL": f"+33 {next(self.phones)}",
            "EQUIP_WEB": f"https://www.saint-aubin-sur-orge.example/{facility.id}",
        }
        return self.row(at_door(facility.address), theme, kind, facility.name, **contact, **more)

    def row(self, site: Site, theme: str, kind: dict[str, str], name: str, **more: str) -> Row:
        """The row of a place."""
        code = kind["code"]
        number = next(self.numbers.setdefault(code, count(1)))
        city = facts()["collectivity"]
        row: dict[str, Cell] = {
            "COLL_NOM": city["name"],
            "COLL_SIRET": city["siret"],
            "EQUIP_UID": f"{self.commune.insee}-{code}-{number:03d}",
            "EQUIP_THEME": theme,
            "EQUIP_CODE": f"{code}-{number:03d}",
            "EQUIP_TYPE": kind["type"],
            "EQUIP_NOM": self._unique(name),
            "ADR_NUMERO": site.address.house,
            # The standard takes neither this apostrophe nor any other but the typewriter's.
            "ADR_NOMVOIE": site.address.street.name.replace("’", "'"),
            "ADR_CODEPOSTAL": self.commune.postcode,
            "ADR_COMMUNE": self.commune.name,
            "ADR_CLE_INTEROP": site.address.key(self.commune.insee),
            "EQUIP_LAT": site.latitude,
            "EQUIP_LONG": site.longitude,
            "EQUIP_OUVERTURE": kind["hours"],
        }
        return site, row | more

    def _unique(self, name: str) -> str:
        times = self.names[name] = self.names.get(name, 0) + 1
        return name if times == 1 else f"{name} (n° {times})"
