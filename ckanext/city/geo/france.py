"""Where France lies, and which systems of coordinates its parts are drawn in."""

from __future__ import annotations

from dataclasses import dataclass

#: West, south, east, north in degrees (WGS 84).
Box = tuple[float, float, float, float]

#: Mainland France and Corsica; no latitude of it is a longitude of it.
MAINLAND: Box = (-5.3, 41.2, 9.7, 51.2)
#: Mainland with Corsica, then overseas.
FRANCE: tuple[Box, ...] = (
    MAINLAND,
    (-61.9, 15.8, -60.9, 16.6),  # Guadeloupe
    (-61.3, 14.3, -60.7, 15.0),  # Martinique
    (-54.7, 2.1, -51.5, 5.9),  # Guyane
    (55.1, -21.5, 55.9, -20.8),  # La Réunion
    (44.9, -13.1, 45.4, -12.5),  # Mayotte
    (-56.5, 46.7, -56.1, 47.2),  # Saint-Pierre-et-Miquelon
    (-63.2, 17.8, -62.7, 18.2),  # Saint-Martin, Saint-Barthélemy
    (-178.3, -14.4, -176.0, -13.1),  # Wallis-et-Futuna
    (-154.8, -28.0, -134.4, -7.8),  # Polynésie française
    (158.1, -22.9, 172.1, -17.3),  # Nouvelle-Calédonie
)


@dataclass(frozen=True)
class System:
    """A system of coordinates in metres.

    Attributes:
        code: of EPSG.
        name: as French surveyors call it.
        metres: west, south, east, north of where it is used, in its own metres.
        degrees: the same in degrees.
    """

    code: int
    name: str
    metres: Box
    degrees: Box


def _conic_zone(number: int) -> System:
    north = (number - 41) * 1_000_000 + 200_000
    box = (1_100_000, north - 250_000, 2_300_000, north + 250_000)
    return System(3900 + number, f"RGF93 CC{number}", box, (-5.3, number - 1.3, 9.7, number + 1.3))


#: The systems of a commune's files, told apart by their numbers alone.
TODAY: tuple[System, ...] = (
    System(2154, "Lambert 93", (90_000, 6_020_000, 1_270_000, 7_140_000), MAINLAND),
    *(_conic_zone(number) for number in range(42, 51)),
)
#: With the former system of the mainland and those overseas, of which some numbers mean two places.
SYSTEMS: tuple[System, ...] = (
    *TODAY,
    System(27572, "Lambert II étendu", (40_000, 1_600_000, 1_220_000, 2_690_000), MAINLAND),
    System(5490, "UTM 20 Nord (Antilles)", (570_000, 1_570_000, 740_000, 2_020_000),
           (-63.2, 14.3, -60.7, 18.2)),
    System(2972, "UTM 22 Nord (Guyane)", (90_000, 230_000, 450_000, 660_000),
           (-54.7, 2.1, -51.5, 5.9)),
    System(2975, "UTM 40 Sud (La Réunion)", (310_000, 7_630_000, 385_000, 7_700_000),
           (55.1, -21.5, 55.9, -20.8)),
    System(4471, "UTM 38 Sud (Mayotte)", (495_000, 8_550_000, 540_000, 8_620_000),
           (44.9, -13.1, 45.4, -12.5)),
)  # fmt: skip


def in_box(box: Box, longitude: float, latitude: float) -> bool:
    """Tell whether a place lies in a box."""
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north


def in_france(longitude: float, latitude: float) -> bool:
    """Tell whether a place lies in the mainland, in Corsica or overseas, by their boxes."""
    return any(in_box(box, longitude, latitude) for box in FRANCE)
