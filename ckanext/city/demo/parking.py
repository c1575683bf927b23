"""The city's car parks: what they are, the places left in them now, and over the last week."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from shapely.geometry import Point as PointShape

from ckanext.city.demo.commune import Address, Commune
from ckanext.city.demo.commune.naming import plain
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.days import is_public_holiday
from ckanext.city.demo.departments import ROADS
from ckanext.city.demo.files import Cell, geojson_bytes, records_bytes
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.places.facts import facts as place_facts
from ckanext.city.demo.places.sites import Site, on_pavement
from ckanext.city.demo.seed import stream

PARKS, LIVE = "etalab/schema-stationnement@0.1.5", "city/parking-live@1.0.0"
PARK_HEADER = (
    *("id", "nom", "insee", "adresse", "url", "type_usagers", "gratuit", "nb_places", "nb_pr"),
    *("nb_pmr", "nb_voitures_electriques", "nb_velo", "nb_2r_el", "nb_autopartage", "nb_2_rm"),
    *("nb_covoit", "hauteur_max", "num_siret", "Xlong", "Ylat", "tarif_pmr", "tarif_1h"),
    *("tarif_2h", "tarif_3h", "tarif_4h", "tarif_24h", "abo_resident", "abo_non_resident"),
    *("type_ouvrage", "info"),
)
LIVE_HEADER = ("parking_id", "horodatage", "places_libres", "places_totales", "etat")
PARIS = ZoneInfo("Europe/Paris")
# Nothing here looks at the clock: the demo city is loaded at this time of its day.
LOADED_AT = time(14, 32)
STEP = timedelta(minutes=5)
DAYS = 7
DAY_NAMES = {2: "wednesday", 5: "saturday", 6: "sunday"}
MARKET_HOURS = ((7.5, 0.0), (9.0, 1.0), (12.5, 1.0), (14.0, 0.0))
# No day is like another, nor an hour: shares of the cars, at most so many.
DAY_NOISE, STEP_NOISE, MEMORY, MOST_NOISE = 0.03, 0.006, 0.97, 0.06
# Towards a park's last reading chance fades, so that it is what parking.yaml says.
FADING_HOURS = 3.0
PROVENANCE = (
    "Inventaire de la régie municipale du stationnement et capteurs à l’entrée et à la sortie des "
    "huit parcs : un envoi par minute, un relevé conservé toutes les cinq minutes."
)


@dataclass(frozen=True)
class Park:
    """A car park; `facts` is its entry of parking.yaml, `site` its entrance."""

    id: str
    facts: dict[str, Any]
    site: Site

    @property
    def places(self) -> int:
        """Its capacity."""
        return int(self.facts["places"])

    def last_reading(self, now: datetime) -> datetime:
        """When its sensors were last heard."""
        if stuck := self.facts.get("stuck"):
            return datetime.combine(now.date(), time.fromisoformat(stuck), PARIS)
        return now - timedelta(minutes=self.facts["age"])

    def wanted(self, moment: datetime) -> float:
        """The cars that want a place, on a day like any other of its kind."""
        days = self.facts["taken"]
        hour = moment.hour + moment.minute / 60
        cars = _between(days.get(_kind_of_day(moment.date()), days["work"]), hour)
        if moment.weekday() in _facts()["market_days"]:
            cars += self.facts.get("market", 0) * _between(MARKET_HOURS, hour)
        return cars

    def is_closed(self, moment: datetime) -> bool:
        """Whether nobody can come in; hours of closing go over midnight."""
        closes, opens = self.facts.get("closed", (24, 0))
        hour = moment.hour + moment.minute / 60
        return bool(hour >= closes or hour < opens)


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the dataset of the car parks with their live values, and that of the last week."""
    parks = car_parks(commune)
    now = datetime.combine(today, LOADED_AT, PARIS)
    yield _parks_dataset(commune, parks, now)
    yield _history_dataset(commune, parks, seed, now)


def car_parks(commune: Commune) -> tuple[Park, ...]:
    """The eight car parks, each with its entrance on its street."""
    taken = {facility.address.label for facility in commune.facilities}
    return tuple(
        Park(f"{commune.insee}-P-{order:03d}", entry, on_pavement(_door(commune, entry, taken)))
        for order, entry in enumerate(_facts()["parks"], start=1)
    )


def live_rows(parks: Sequence[Park], now: datetime) -> Iterator[dict[str, Cell]]:
    """What the operator's feed says now; a stuck sensor's row is hours old."""
    for park in parks:
        moment = park.last_reading(now)
        yield _reading(park, moment, park.wanted(moment))


def history_rows(parks: Sequence[Park], seed: int, now: datetime) -> Iterator[dict[str, Cell]]:
    """Every park each five minutes, from the midnight a week ago on; a silent sensor is unknown."""
    readings = [_Readings(park, stream(seed, "parking", park.id), now) for park in parks]
    moment = datetime.combine(now.date() - timedelta(days=DAYS), time(), PARIS)
    while moment <= now:
        for each in readings:
            yield each.at(moment)
        # In UTC, where no hour is missing or comes twice.
        moment = (moment.astimezone(UTC) + STEP).astimezone(PARIS)


class _Readings:
    """What the sensors of a park say, one moment after the other."""

    def __init__(self, park: Park, random_numbers: random.Random, now: datetime) -> None:
        self.park = park
        self.random = random_numbers
        self.last = park.last_reading(now)
        self.days: dict[date, float] = {}
        self.drift = 0.0

    def at(self, moment: datetime) -> dict[str, Cell]:
        """The row of a moment."""
        if "stuck" in self.park.facts and moment > self.last:
            return _row(self.park, moment, None, "inconnu")
        return _reading(self.park, moment, self.park.wanted(moment) * self._chance(moment))

    def _chance(self, moment: datetime) -> float:
        day = moment.date()
        if day not in self.days:
            self.days[day] = self.random.gauss(0, DAY_NOISE)
        self.drift = MEMORY * self.drift + self.random.gauss(0, STEP_NOISE)
        noise = max(-MOST_NOISE, min(MOST_NOISE, self.days[day] + self.drift))
        hours_left = (self.last - moment).total_seconds() / 3600
        return 1 + noise * max(0.0, min(1.0, hours_left / FADING_HOURS))


def _reading(park: Park, moment: datetime, cars: float) -> dict[str, Cell]:
    if park.is_closed(moment):
        return _row(park, moment, None, "ferme")
    free = max(0, park.places - round(cars))
    return _row(park, moment, free, "ouvert" if free else "complet")


def _row(park: Park, moment: datetime, free: int | None, state: str) -> dict[str, Cell]:
    return {
        "parking_id": park.id,
        "horodatage": moment.isoformat(),
        "places_libres": free,
        "places_totales": park.places,
        "etat": state,
    }


def _park_row(commune: Commune, park: Park) -> dict[str, Cell]:
    address = park.site.address
    return {
        "id": park.id,
        "nom": plain(park.facts["name"]).upper(),
        "insee": commune.insee,
        "adresse": f"{address.label}, {commune.postcode}, {commune.name}",
        "url": f"https://www.saint-aubin-sur-orge.example/stationnement/{_slug(park)}",
        "type_usagers": "tous",
        "gratuit": bool(park.facts.get("free", False)),
        "nb_places": park.places,
        "nb_pr": 0,
        "hauteur_max": "N/A",
        "num_siret": place_facts()["collectivity"]["siret"],
        "Xlong": park.site.longitude,
        "Ylat": park.site.latitude,
        **park.facts["static"],
    }


def _parks_dataset(commune: Commune, parks: Sequence[Park], now: datetime) -> DemoDataset:
    description = Description(
        theme="TRAN",
        tags="stationnement, parking, parc relais, places libres, temps réel",
        frequency="UPDATE_CONT",
        start=_facts()["history_since"],
        provenance=PROVENANCE,
    )
    rows = [_park_row(commune, park) for park in parks]
    shapes = [PointShape(park.site.point) for park in parks]
    return DemoDataset(
        name="parcs-de-stationnement",
        type="parking",
        title="Parcs de stationnement et places libres",
        notes=(
            "Les huit parcs de stationnement de la ville : adresse, capacité, places réservées, "
            "hauteur et tarifs, avec le nombre de places libres. Une valeur de plus de quinze "
            "minutes n’est plus à croire : au Conservatoire, le capteur ne répond plus depuis "
            "11 h 26 et sa ligne garde la dernière valeur reçue."
        ),
        department=ROADS,
        fields=description.fields(commune, **_own_fields(now.date())),
        files=(
            DemoFile(
                name="parcs-de-stationnement.csv",
                content=records_bytes(PARK_HEADER, rows),
                title="Parcs de stationnement (CSV)",
                description="Une ligne par parc, au format national ; prix en euros.",
                format="CSV",
                table_schema=PARKS,
            ),
            DemoFile(
                name="parcs-de-stationnement.geojson",
                content=geojson_bytes(zip(shapes, rows, strict=True)),
                title="Parcs de stationnement (GeoJSON)",
                description="Les mêmes parcs, à l’entrée des voitures, prêts pour une carte.",
                format="GeoJSON",
            ),
            DemoFile(
                name="places-libres.csv",
                content=records_bytes(LIVE_HEADER, live_rows(parks, now)),
                title="Places libres en ce moment",
                description="Une ligne par parc : le dernier relevé de ses capteurs et son heure.",
                format="CSV",
                table_schema=LIVE,
            ),
        ),
    )


def _history_dataset(
    commune: Commune, parks: Sequence[Park], seed: int, now: datetime
) -> DemoDataset:
    description = Description(
        theme="TRAN",
        tags="stationnement, parking, places libres, historique, fréquentation",
        frequency="WEEKLY",
        start=now.date() - timedelta(days=DAYS),
        end=now.date(),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name="places-de-stationnement-libres-historique",
        type="parking",
        title="Places de stationnement libres, la semaine écoulée",
        notes=(
            "Le nombre de places libres dans les huit parcs de la ville depuis sept jours, toutes "
            "les cinq minutes. On y lit les matins de marché du jeudi et du samedi à la Halle, et "
            "le parc de la Gare, complet avant 8 h 30 les jours ouvrés. Un capteur muet donne un "
            "état inconnu et aucune valeur."
        ),
        department=ROADS,
        fields=description.fields(commune, **_own_fields(now.date())),
        files=(
            DemoFile(
                name="places-libres-sept-jours.csv",
                content=records_bytes(LIVE_HEADER, history_rows(parks, seed, now)),
                title="Places libres depuis sept jours",
                description="Une ligne par parc et par relevé, heure légale avec son décalage.",
                format="CSV",
                table_schema=LIVE,
            ),
        ),
    )


def _own_fields(today: date) -> dict[str, str | int]:
    facts = _facts()
    return {
        "operator": facts["operator"],
        "history_kept": max((today - facts["history_since"]).days, 0),
    }


def _door(commune: Commune, entry: dict[str, Any], taken: set[str]) -> Address:
    """The free door that lies so far along the street, by its part of the whole."""
    street = commune.street(entry["street"])
    doors = sorted(commune.on_street(street), key=lambda door: (door.along, door.label))
    free = [each for each in doors if each.label not in taken and not each.suffix]
    return free[int(entry["door"] * len(free))]


def _kind_of_day(day: date) -> str:
    if is_public_holiday(day):
        return "sunday"
    return DAY_NAMES.get(day.weekday(), "work")


def _between(line: Sequence[Sequence[float]], hour: float) -> float:
    """The height of a line of pairs (hour, value) at an hour; 0 before it begins and after it."""
    for (left, low), (right, high) in pairwise(line):
        if left <= hour <= right:
            return low + (high - low) * (hour - left) / (right - left)
    return 0.0


def _slug(park: Park) -> str:
    return "-".join(plain(park.facts["name"]).split())


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return facts
