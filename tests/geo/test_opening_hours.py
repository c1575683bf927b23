"""Opening hours as French offices write them, in the syntax of OpenStreetMap."""

from __future__ import annotations

import opening_hours
import pytest

from ckanext.city.geo.opening_hours import hours_from_french, is_osm

UNDERSTOOD = [
    ("Lundi à vendredi 9h-17h30", "Mo-Fr 09:00-17:30"),
    (
        "Du lundi au vendredi de 8h30 à 12h et de 13h30 à 17h, samedi 9h-12h",
        "Mo-Fr 08:30-12:00,13:30-17:00; Sa 09:00-12:00",
    ),
    ("lundi, mardi et jeudi : 9h - 12h ; 14h - 18h", "Mo,Tu,Th 09:00-12:00,14:00-18:00"),
    ("Tous les jours 10h-19h", "Mo-Su 10:00-19:00"),
    ("24h/24 7j/7", "24/7"),
    ("Lun-Ven 9:00-17:30 ; fermé le dimanche", "Mo-Fr 09:00-17:30; Su off"),
    (
        "mardi à vendredi 14h-19h samedi 10h-18h fermé les jours fériés",
        "Tu-Fr 14:00-19:00; Sa 10:00-18:00; PH off",
    ),
    ("jeudi 18h-minuit", "Th 18:00-24:00"),
    ("mar. 9h-midi", "Tu 09:00-12:00"),
]


@pytest.mark.parametrize(("text", "written"), UNDERSTOOD)
def test_hours_that_say_their_days_are_understood(text: str, written: str) -> None:
    assert hours_from_french(text) == (written, True)
    assert is_osm(written)
    assert opening_hours.validate(written)


def test_hours_without_days_are_taken_for_the_week_and_told() -> None:
    assert hours_from_french("8h30-12h / 13h30-17h") == ("Mo-Fr 08:30-12:00,13:30-17:00", False)


@pytest.mark.parametrize(
    "text",
    [
        "sur rendez-vous",
        "lundi 9h-12h sauf vacances",
        "fermé",
        "9h",
        "lundi 12h-9h",
        "vendredi au lundi 9h-12h",
        "lundi au vendredi : 8h30 - 12h (vendredi 16h30)",
        "fermé le lundi et mardi matin",
        "",
    ],
)
def test_one_word_that_is_not_understood_is_enough_to_refuse(text: str) -> None:
    assert hours_from_french(text) is None
