"""Days and sums as French writes them in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.city.demo.words import day, millions, typeset


@pytest.mark.parametrize(
    ("when", "written"),
    [(date(2026, 4, 2), "2 avril 2026"), (date(2025, 7, 1), "1er juillet 2025")],
    ids=["a day", "the first of a month"],
)
def test_a_day_is_written_as_in_a_sentence(when: date, written: str) -> None:
    assert day(when) == written


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (6_410_000_000, "64,1\u00a0millions d’euros"),
        (190_000_000, "1,9\u00a0million d’euros"),
        (200_000_000, "2,0\u00a0millions d’euros"),
    ],
    ids=["many", "less than two", "two"],
)
def test_a_sum_is_plural_from_two_on(cents: int, written: str) -> None:
    assert millions(cents) == written


def test_signs_stay_with_their_word() -> None:
    written = "Budget annexe : « le fonds » ; 52 % de 10 € ? Non."
    kept = typeset(written)

    assert kept.replace("\u00a0", " ") == written
    assert kept.count("\u00a0") == 7
    assert "Budget annexe\u00a0: «\u00a0le fonds\u00a0»\u00a0; 52\u00a0%" in kept
