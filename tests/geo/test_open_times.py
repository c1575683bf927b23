"""Opening hours become sentences, and minutes that a clock can be held against."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.city.geo.open_times import open_times

TUESDAY = dt.date(2026, 12, 1)
BASTILLE = dt.date(2026, 7, 14)


def said(text: str, today: dt.date = TUESDAY, language: str = "fr") -> list[str]:
    found = open_times(text, today, language)
    assert found
    return [each.replace("\u00a0", " ") for each in found.sentences]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Mo-Su 07:00-22:00", ["Tous les jours, de 7 h à 22 h."]),
        (
            "Mo-Fr 08:30-12:00,13:30-17:00; PH off",
            [
                "Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h.",
                "Fermé les jours fériés.",
            ],
        ),
        ("We 14:00-18:00", ["Le mercredi, de 14 h à 18 h."]),
        ("Sa,Su 10:00-12:00", ["Les samedi et dimanche, de 10 h à 12 h."]),
        ("Fr 20:00-02:00", ["Le vendredi, de 20 h à 2 h."]),
        ("24/7", ["Ouvert jour et nuit, tous les jours."]),
        ("off", ["Fermé."]),
        ("lundi au vendredi 9h-12h", ["Du lundi au vendredi, de 9 h à 12 h."]),
        (
            "Apr-Sep: Mo-Su 08:00-20:00; Oct-Mar: Mo-Su 08:00-17:30",
            ["Cette semaine : tous les jours, de 8 h à 17 h 30."],
        ),
    ],
)
def test_a_reader_finds_sentences(text: str, sentences: list[str]) -> None:
    assert said(text) == sentences


def test_english_too() -> None:
    assert said("Mo-Fr 09:00-12:00", language="en") == ["Monday to Friday, from 9 h to 12 h."]


def test_the_minutes_are_those_of_the_days_ahead() -> None:
    found = open_times("Tu,We 09:00-12:00", TUESDAY)
    assert found
    day = 24 * 60
    assert found.open == [(540, 720), (day + 540, day + 720), (7 * day + 540, 7 * day + 720)]


def test_what_passes_midnight_is_one_span() -> None:
    found = open_times("Tu 20:00-02:00", TUESDAY)
    assert found
    assert found.open[0] == (20 * 60, 26 * 60)


def test_a_holiday_is_closed_where_the_hours_say_so() -> None:
    assert open_times("Mo-Su 09:00-12:00; PH off", BASTILLE).open[0][0] > 24 * 60
    assert open_times("Mo-Su 09:00-12:00", BASTILLE).open[0] == (540, 720)


@pytest.mark.parametrize("text", ["sur rendez-vous", "Mo-Fr 9h-12h", "", "voir le site"])
def test_what_is_not_understood_is_left_to_the_reader(text: str) -> None:
    assert open_times(text, TUESDAY) is None
