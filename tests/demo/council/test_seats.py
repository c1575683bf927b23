"""Seats of a council by the code électoral."""

from __future__ import annotations

import pytest

from ckanext.city.demo.council.ballots import municipal_ballots
from ckanext.city.demo.council.seats import allot


@pytest.mark.parametrize(
    ("seats", "votes", "expected"),
    [
        # Towns of 30,000 to 39,999 inhabitants have 39 seats: 20 go to the list ahead.
        pytest.param(39, [4566, 3994, 2060], [28, 7, 4], id="three lists"),
        pytest.param(39, [5000, 4600, 400], [30, 9, 0], id="a list under five per cent has none"),
        pytest.param(39, [600, 400], [32, 7], id="two lists"),
        pytest.param(35, [40, 35, 25], [25, 6, 4], id="half of an odd number is rounded up"),
        pytest.param(9, [10], [9], id="a single list takes all"),
    ],
)
def test_half_goes_to_the_list_ahead_and_the_rest_by_highest_average(
    seats: int, votes: list[int], expected: list[int]
) -> None:
    assert allot(seats, votes) == expected


def test_the_councils_of_the_city_have_all_their_seats() -> None:
    for ballot in municipal_ballots():
        assert sum(allot(ballot.seats, ballot.rounds[-1].votes)) == ballot.seats == 39


def test_the_list_ahead_of_2026_has_the_seats_that_its_page_announces() -> None:
    votes = municipal_ballots()[-1].rounds[-1].votes
    assert allot(39, votes) == [28, 7, 4]
