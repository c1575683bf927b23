"""The council of the demo city is the one that was elected, seat by seat."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta

from ckanext.city.demo.council.ballots import municipal_ballots
from ckanext.city.demo.council.members import term_on, terms
from ckanext.city.demo.council.seats import allot
from ckanext.city.demo.seed import SEED
from tests.demo.cities import for_every_seed

DAYS = [date(2020, 7, 4), date(2023, 10, 1), date(2026, 3, 27), date(2026, 3, 28)]


@for_every_seed
def test_each_list_holds_the_seats_that_it_won(seed: int) -> None:
    for term, ballot in zip(terms(seed), municipal_ballots(), strict=True):
        last = ballot.rounds[-1]
        seats = allot(ballot.seats, last.votes)
        won = {each.id: share for each, share in zip(last.contenders, seats, strict=True)}
        assert Counter(each.list_id for each in term.sitting(term.installed)) == won


@for_every_seed
def test_the_head_of_the_list_ahead_is_mayor_with_eleven_deputies(seed: int) -> None:
    for term in terms(seed):
        last = term.ballot.rounds[-1]
        ahead = last.contenders[last.votes.index(max(last.votes))]
        duties = Counter(each.duty for each in term.sitting(term.installed))
        [mayor] = [each for each in term.members if each.duty == "Maire"]
        assert mayor.person.name == ahead.name
        # At most 30 % of the seats: CGCT, article L2122-2.
        assert duties["Adjoint au maire"] + duties["Adjointe au maire"] == 11


@for_every_seed
def test_women_and_men_take_turns_on_a_list(seed: int) -> None:
    for term in terms(seed):
        first = term.sitting(term.installed)
        for one, other in itertools.pairwise(first):
            if one.list_id == other.list_id:
                assert one.person.sex != other.person.sex


@for_every_seed
def test_nobody_sits_twice_and_no_seat_is_doubled(seed: int) -> None:
    for term in terms(seed):
        for day in (term.installed, term.installed + timedelta(days=800), date(2026, 3, 27)):
            names = [each.person for each in term.sitting(day)]
            assert len(set(names)) == len(names) <= term.seats


@for_every_seed
def test_who_leaves_is_followed_by_the_next_on_the_list(seed: int) -> None:
    term = terms(seed)[0]
    day = date(2023, 9, 28)
    [(left, came)] = term.changes(day)

    assert left.list_id == came.list_id
    assert left.until is not None
    assert left.until < came.since == day
    assert came.rank == max(
        each.rank for each in term.members if each.list_id == came.list_id and each.since <= day
    )


def test_the_council_changes_with_the_election() -> None:
    assert [term_on(SEED, day).ballot.id for day in DAYS] == [
        *["municipales-2020"] * 3,
        "municipales-2026",
    ]


def test_many_of_the_new_council_sat_in_the_old_one() -> None:
    old, new = ({each.person for each in term.members} for term in terms(SEED))
    assert len(old & new) > 10
    assert len(new - old) > 10
