"""Containers, bicycle stands and fountains, each by its own table schema."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ckanext.city.demo.commune import Address, Commune
from ckanext.city.demo.files import Cell
from ckanext.city.demo.places.facts import facts, pick
from ckanext.city.demo.places.sites import (
    Site,
    at_door,
    in_parks,
    on_pavement,
    spread_doors,
)

CONTAINERS = "city/dropoff-points@1.0.0"
BICYCLES = "etalab/schema-stationnement-cyclable@1.1.1"
FOUNTAINS = "datagouv/schema-fontaine-eau@0.1.0"
CONTAINER_HEADER = (
    *("id", "code_insee", "nom", "adresse", "code_postal", "lat", "long", "flux"),
    *("nb_conteneurs", "type", "accessible_pmr", "horaires", "gestionnaire", "date_maj"),
)
BICYCLE_HEADER = (
    *("id_local", "id_osm", "code_com", "coordonneesxy", "capacite", "capacite_cargo"),
    *("type_accroche", "mobilier", "acces", "gratuit", "protection", "couverture"),
    *("surveillance", "lumiere", "url_info", "d_service", "source", "proprietaire"),
    *("gestionnaire", "date_maj", "commentaires"),
)
FOUNTAIN_HEADER = (
    *("id", "type_fontaine", "modele", "gestionnaire", "siren_gestionnaire", "latitude"),
    *("longitude", "adresse", "code_commune_insee", "precision_geo", "conditions_acces"),
    *("date_installation", "indisponible", "accessible_pmr", "remplissage_contenant_possible"),
)
WHOLE_TOWN_LIT = 0.92
FOUNTAINS_IN_PARKS = 0.45
ACCESSIBLE = {"aérien": 0.45, "semi-enterré": 0.8, "enterré": 0.95}

Row = tuple[Site, dict[str, Cell]]


def containers(commune: Commune, random_numbers: random.Random, surveyed: date) -> Iterator[Row]:
    """Drop-off points: glass at most of them, other waste beside it or alone."""
    known = facts()["containers"]
    doors, flows = _container_doors(commune, random_numbers), _flows()
    for rank, (door, flow) in enumerate(zip(doors, flows, strict=True)):
        first = known["first"][rank] if rank < len(known["first"]) else {}
        kind = first.get("type") or pick(known["types"], random_numbers)
        accessible = first.get("accessible") or random_numbers.random() < ACCESSIBLE[kind]
        noisy = "verre" in flow
        site = on_pavement(door)
        yield (
            site,
            {
                "id": f"PAV-{rank + 1:03d}",
                "code_insee": commune.insee,
                "nom": f"Devant le {door.house}",
                "adresse": door.label,
                "code_postal": commune.postcode,
                "lat": site.latitude,
                "long": site.longitude,
                "flux": "|".join(flow),
                "nb_conteneurs": len(flow) + (random_numbers.random() < 0.2),
                "type": kind,
                "accessible_pmr": "oui" if accessible else "non",
                "horaires": known["hours"] if noisy and kind == "aérien" else "",
                "gestionnaire": known["manager"],
                "date_maj": (surveyed - timedelta(days=rank % 5)).isoformat(),
            },
        )


def bicycles(commune: Commune, random_numbers: random.Random, surveyed: date) -> Iterator[Row]:
    """Bicycle stands in the streets, and the closed shelters of the stations."""
    known = facts()["bicycles"]
    stands = {str(i): model["share"] for i, model in enumerate(known["models"])}
    shelters = list(known["shelters"])
    count = known["count"] - len(shelters)
    taken = [_door_of_station(commune, shelter["near"]) for shelter in shelters]
    for rank, (shelter, door) in enumerate(zip(shelters, taken, strict=True), start=1):
        yield _shelter(commune, rank, shelter, door, surveyed)
    doors = spread_doors(commune, count, random_numbers, taken=taken)
    for rank, door in enumerate(doors, start=len(shelters) + 1):
        model = known["models"][int(pick(stands, random_numbers))]
        least, most = model["capacity"]
        capacity = 2 * random_numbers.randint(least // 2, most // 2)
        lit = random_numbers.random() < WHOLE_TOWN_LIT
        site = on_pavement(door)
        yield (
            site,
            _bicycle_row(commune, rank, site, surveyed)
            | {
                "capacite": capacity,
                "capacite_cargo": capacity if model.get("cargo") else 0,
                "type_accroche": model["type_accroche"],
                "mobilier": model["mobilier"],
                "acces": "LIBRE ACCES",
                "gratuit": True,
                "protection": "STATIONNEMENT NON FERME",
                "couverture": False,
                "surveillance": False,
                "lumiere": lit,
                "d_service": random_numbers.randint(2006, surveyed.year - 1),
                "commentaires": f"Devant le {door.label}",
            },
        )


def fountains(commune: Commune, random_numbers: random.Random, surveyed: date) -> Iterator[Row]:
    """Drinking water in streets and parks, and in buildings of the city while they are open."""
    known = facts()["fountains"]
    in_green = round(known["street"] * FOUNTAINS_IN_PARKS)
    doors = spread_doors(commune, known["street"] - in_green, random_numbers)
    outdoors = [*in_parks(commune, in_green, random_numbers), *map(on_pavement, doors)]
    indoors = [
        (at_door(each.address), each.name)
        for each in commune.facilities
        if each.kind in known["indoors"]
    ]
    sites = [*((site, site.park) for site in outdoors), *indoors]
    for rank, (site, where) in enumerate(sites, start=1):
        yield (
            site,
            _fountain_row(commune, rank, site, where, indoors=rank > len(outdoors))
            | _fountain_state(random_numbers, surveyed, indoors=rank > len(outdoors)),
        )


def _container_doors(commune: Commune, random_numbers: random.Random) -> list[Address]:
    known = facts()["containers"]
    first = [
        commune.address(each["at"])
        if "at" in each
        else commune.on_street(commune.street(each["street"]))[0]
        for each in known["first"]
    ]
    count = len(_flows()) - len(first)
    return [*first, *spread_doors(commune, count, random_numbers, taken=first)]


def _flows() -> list[list[str]]:
    """What each point takes: the points of glass come first, some of them with packaging."""
    counts = facts()["containers"]["flows"]
    points = [["verre"] for _ in range(counts["verre"])]
    for rank in range(counts["emballages"]):
        if rank < counts["emballages"] // 2:
            points[2 * rank + 1].append("emballages")
        else:
            points.append(["emballages"])
    for flow in ("textile", "biodechets"):
        points += [[flow] for _ in range(counts[flow])]
    return points


def _bicycle_row(commune: Commune, rank: int, site: Site, surveyed: date) -> dict[str, Any]:
    city = facts()["collectivity"]["name"]
    return {
        "id_local": f"SASO-V-{rank:03d}",
        "code_com": commune.insee,
        "coordonneesxy": f"[{site.longitude}, {site.latitude}]",
        "source": city,
        "proprietaire": city,
        "gestionnaire": city,
        "date_maj": surveyed.isoformat(),
    }


def _door_of_station(commune: Commune, name: str) -> Address:
    [station] = [each for each in commune.stations if each.name == name]
    return commune.nearest_address((station.shape.x, station.shape.y))


def _shelter(
    commune: Commune, rank: int, shelter: dict[str, Any], door: Address, surveyed: date
) -> Row:
    site = on_pavement(door)
    return site, _bicycle_row(commune, rank, site, surveyed) | {
        "capacite": shelter["capacity"],
        "capacite_cargo": 4,
        "type_accroche": "CADRE ET ROUE",
        "mobilier": "RACK DOUBLE ETAGE",
        "acces": "ABONNEMENT OU INSCRIPTION PREALABLE",
        "gratuit": False,
        "protection": "CONSIGNE COLLECTIVE FERMEE",
        "couverture": True,
        "surveillance": True,
        "lumiere": True,
        "url_info": "https://www.saint-aubin-sur-orge.example/velo",
        "d_service": 2019,
        "commentaires": shelter["comment"],
    }


def _fountain_row(
    commune: Commune, rank: int, site: Site, where: str, *, indoors: bool
) -> dict[str, Cell]:
    city = facts()["collectivity"]
    return {
        "id": f"SASO-F-{rank:02d}",
        "gestionnaire": city["name"],
        "siren_gestionnaire": city["siren"],
        "latitude": site.latitude,
        "longitude": site.longitude,
        "adresse": site.address.label,
        "code_commune_insee": commune.insee,
        "precision_geo": where,
        "conditions_acces": "établissement soumis à horaires" if indoors else "aucune",
    }


def _fountain_state(
    random_numbers: random.Random, surveyed: date, *, indoors: bool
) -> dict[str, Cell]:
    known = facts()["fountains"]
    kind = "robinet" if indoors else pick(known["models"], random_numbers)
    year = random_numbers.randint(1998, surveyed.year - 1)
    broken = random_numbers.random() < known["out_of_order"]
    since = surveyed - timedelta(days=random_numbers.randint(3, 60))
    return {
        "type_fontaine": kind,
        "date_installation": f"{year}-01-01",
        "indisponible": since.isoformat() if broken else "",
        "accessible_pmr": random_numbers.random() < (0.9 if indoors else 0.7),
        "remplissage_contenant_possible": kind != "fontaine type Wallace"
        or random_numbers.random() < 0.5,
    }
