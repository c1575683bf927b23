"""Opening hours as French offices write them, in the syntax of OpenStreetMap."""

from __future__ import annotations

import opening_hours
import pytest

from ckanext.city.geo.opening_hours import Hours, hours_from_french, is_osm

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
    ("24h/24", "24/7"),
    ("du lundi au samedi de 9h à 19h sauf jours fériés", "Mo-Sa 09:00-19:00; PH off"),
    ("lundi au vendredi 9h-12h (hors vacances scolaires)", "Mo-Fr 09:00-12:00; SH off"),
    ("Tous les jours sauf le dimanche : 9h-18h", "Mo-Sa 09:00-18:00"),
    ("du lundi au vendredi (sauf mercredi) 9h-17h", "Mo-Tu,Th-Fr 09:00-17:00"),
    ("lundi au vendredi 9h-17h, sauf mercredi 9h-12h", "Mo-Fr 09:00-17:00; We 09:00-12:00"),
    ("De 9h à 12h et de 14h à 17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
    ("lundi au samedi 9h30/12h30 - 14h/19h", "Mo-Sa 09:30-12:30,14:00-19:00"),
    ("lundi au jeudi 8.30-17.30 - vendredi 8.30-16.30", "Mo-Th 08:30-17:30; Fr 08:30-16:30"),
    ("lundi, mercredi-jeudi-samedi : 9-12h", "Mo,We,Th,Sa 09:00-12:00"),
    ("Lu-Ve 9h à 17h", "Mo-Fr 09:00-17:00"),
    ("L, Ma, J, V : 9 h 30 – 17 h", "Mo,Tu,Th,Fr 09:30-17:00"),
    ("samedi matin 9h-12h ; dimanche et jours fériés : fermé", "Sa 09:00-12:00; Su,PH off"),
    ("lundi 9h-12h, mardi 9h-12h, lundi 14h-17h", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
    ("vendredi et samedi 22h-2h", "Fr,Sa 22:00-02:00"),
    ("Week-end 10h-18h sans interruption", "Sa,Su 10:00-18:00"),
    ("lundi au vendredi 9h-17h sur rdv", 'Mo-Fr 09:00-17:00 "sur rendez-vous"'),
    ("jeudi 9h-12h ou sur rendez-vous", 'Th 09:00-12:00 || "sur rendez-vous"'),
]


@pytest.mark.parametrize(("text", "written"), UNDERSTOOD)
def test_hours_that_say_their_days_are_understood(text: str, written: str) -> None:
    assert hours_from_french(text) == Hours(written)
    assert is_osm(written)
    assert opening_hours.validate(written)


def test_hours_without_days_are_taken_for_the_week_and_told() -> None:
    written = "Mo-Fr 08:30-12:00,13:30-17:00"
    assert hours_from_french("8h30-12h / 13h30-17h") == Hours(written, "days")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("fermé le mercredi", "We off"),  # and open when?
        ("en semaine 9h-17h", "Mo-Fr 09:00-17:00"),  # on Saturdays too?
        ("lundi 8h30 12h 13h30 17h", "Mo 08:30-12:00,13:30-17:00"),
    ],
)
def test_what_leaves_something_open_is_told(text: str, written: str) -> None:
    assert hours_from_french(text) == Hours(written, "open")
    assert opening_hours.validate(written)


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
        "lundi au vendredi 9h-17h sauf mercredi après-midi",
        "lundi au vendredi 9h-17h, mercredi 9h-12h",
        "lundi et mercredi 9h et 12h",
        "mercredi matin 9h-17h",
        "9h-12h lundi au vendredi 14h-17h",
        "M 9h-12h",
        "1er avril au 30 septembre : 8h-20h",
        "",
    ],
)
def test_one_word_that_is_not_understood_is_enough_to_refuse(text: str) -> None:
    assert hours_from_french(text) is None
