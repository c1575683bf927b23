"""The results of the demo city: sums that hold, and voters who behave as they do."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import pytest
from shapely.geometry import Point
from shapely.ops import unary_union

from ckanext.city.demo import elections
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.ballots import ballots
from ckanext.city.demo.council.polling import count_votes
from ckanext.city.demo.council.stations import polling_stations
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of

ROUNDS = [(ballot, round_) for ballot in ballots() for round_ in ballot.rounds]


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(elections.generate(build_commune(seed), seed, today))


def results(seed: int = SEED) -> list[DemoDataset]:
    return [each for each in made(seed) if each.type == "election"]


@for_every_seed
def test_every_table_conforms_to_its_schema(seed: int) -> None:
    for dataset in made(seed):
        for file in dataset.files:
            if file.table_schema:
                assert faults_of(file) == [], file.name


@for_every_seed
def test_votes_add_up_in_every_station(seed: int) -> None:
    for dataset in results(seed):
        votes, turnout = (rows_of(file) for file in dataset.files)
        by_station: dict[str, int] = defaultdict(int)
        for row in votes:
            by_station[row["code_bv"]] += int(row["voix"])
        assert len(turnout) == len(by_station) == 24
        for row in turnout:
            count = {name: int(row[name]) for name in row if row[name].isdigit()}
            assert count["inscrits"] == count["votants"] + count["abstentions"]
            assert count["votants"] == count["exprimes"] + count["blancs"] + count["nuls"]
            assert count["exprimes"] == by_station[row["code_bv"]]


@for_every_seed
def test_the_stations_add_up_to_what_the_commune_voted(seed: int) -> None:
    for ballot, round_ in ROUNDS:
        counted = count_votes(seed, ballot, round_)
        assert sum(each.registered for each in counted) == round_.registered
        assert sum(each.blank for each in counted) == round_.blank
        assert sum(each.invalid for each in counted) == round_.invalid
        assert tuple(map(sum, zip(*(each.votes for each in counted), strict=True))) == round_.votes


@for_every_seed
def test_the_grounds_of_the_stations_tile_the_commune(seed: int) -> None:
    commune = build_commune(seed)
    shapes = [station.shape for station in polling_stations(seed)]

    assert all(shape.geom_type == "Polygon" for shape in shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(commune.boundary.area)
    assert unary_union(shapes).symmetric_difference(commune.boundary).area < 1
    for address in commune.addresses[::37]:
        assert sum(shape.contains(Point(address.point)) for shape in shapes) == 1


@for_every_seed
def test_stations_have_about_as_many_voters_each(seed: int) -> None:
    ballot, round_ = ROUNDS[-1]
    registered = [each.registered for each in count_votes(seed, ballot, round_)]

    assert min(registered) > 500
    assert max(registered) < 1300


@for_every_seed
def test_people_vote_where_a_building_of_the_city_stands(seed: int) -> None:
    commune = build_commune(seed)
    labels = {facility.name: facility.address.label for facility in commune.facilities}
    [stations] = [each for each in made(seed) if each.name == "bureaux-de-vote"]
    rows = rows_of(stations.files[0])

    assert {row["code_bv"] for row in rows} == {f"{number:04d}" for number in range(1, 25)}
    assert all(labels[row["nom"]] == row["adresse"] for row in rows)


def test_the_same_stations_lean_the_same_way_from_one_ballot_to_the_next() -> None:
    shares = []
    for ballot in (ballots()[0], ballots()[-1]):
        round_ = ballot.rounds[-1]
        at = [each.id for each in round_.contenders].index("commun")
        shares.append([each.votes[at] / each.valid for each in count_votes(SEED, ballot, round_)])
    ranks = [sorted(range(24), key=each.__getitem__) for each in shares]

    assert len(set(ranks[0][:8]) & set(ranks[1][:8])) >= 6
    assert max(shares[1]) - min(shares[1]) > 0.15


def test_a_list_may_stand_in_the_second_round_only_if_a_tenth_chose_it() -> None:
    for ballot in ballots():
        first, second = ballot.rounds
        assert set(second.contenders) < set(first.contenders)
        if ballot.scrutin == "municipales":
            least = min(each.votes[0] for each in second.contenders)
            assert least >= first.valid / 10


def test_nobody_won_a_first_round_outright() -> None:
    for ballot in ballots():
        assert max(ballot.rounds[0].votes) * 2 <= ballot.rounds[0].valid


def test_results_appear_the_day_after_the_vote() -> None:
    eve = {each.name for each in made(today=date(2026, 3, 22))}
    day = {each.name for each in made(today=date(2026, 3, 23))}

    assert day - eve == {"municipales-2026-second-tour"}


def test_candidates_of_a_round_stand_in_every_station() -> None:
    for dataset in results():
        rows = rows_of(dataset.files[0])
        panels = {row["no_panneau"] for row in rows}
        assert len(rows) == 24 * len(panels)
        assert {row["code_bv"] for row in rows} <= {
            row["code_bv"] for row in rows_of(made()[0].files[0])
        }
