"""The live feed of car parks: that it speaks of car parks that exist, and of places they have."""

from __future__ import annotations

import polars as pl

from ckanext.city.tables.check.rules import Frames, Knowledge, Rule, strangers
from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.table import ROW

LIVE = "city/parking-live"
CAR_PARKS = "etalab/schema-stationnement"
_LEAST_HEIGHT = 100  # centimetres

UNKNOWN = Entry(
    _("The car park “{value}” is not in the table of car parks."),
    _("Write the identifier of that table, or add the car park to it."),
)
TOO_MANY_FREE = Entry(
    _("More places are free than there are: {value}."),
    _("Have the sensors counted anew, or correct the number of places."),
)

TOO_LOW = Entry(
    _("No car passes below “{value}”: heights are in centimetres."),
    _("Write 190 for 1.90 m, and N/A where there is no limit."),
)


def too_low(frames: Frames) -> pl.DataFrame:
    """Find heights that are those of no car, as 2 for two metres."""
    height = pl.col("hauteur_max")
    low = height.cast(pl.Int64, strict=False) < _LEAST_HEIGHT
    return frames[CAR_PARKS].filter(low).select(ROW, value=height)


def unknown_car_parks(frames: Frames) -> pl.DataFrame:
    """Find the readings of car parks that nobody described."""
    return strangers(frames, (LIVE, "parking_id"), (CAR_PARKS, "id"))


def too_many_free(frames: Frames) -> pl.DataFrame:
    """Find readings with more free places than places."""
    free, total = pl.col("places_libres"), pl.col("places_totales")
    return frames[LIVE].filter(free > total).select(ROW, value=pl.format("{} > {}", free, total))


KNOWLEDGE = Knowledge(
    rules=(
        Rule(
            "rule.car-park-unknown",
            "error",
            UNKNOWN,
            {LIVE: ("parking_id",), CAR_PARKS: ("id",)},
            unknown_car_parks,
            field="parking_id",
        ),
        Rule(
            "rule.height-too-low",
            "warning",
            TOO_LOW,
            {CAR_PARKS: ("hauteur_max",)},
            too_low,
            field="hauteur_max",
            row_by_row=True,
        ),
        Rule(
            "rule.too-many-free",
            "warning",
            TOO_MANY_FREE,
            {LIVE: ("places_libres", "places_totales")},
            too_many_free,
            field="places_libres",
            row_by_row=True,
        ),
    ),
)
