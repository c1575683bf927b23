"""The deliberations of the demo city: votes that hold, and subjects that exist in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache

import pytest

from ckanext.city.demo import deliberations
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.acts import acts_of
from ckanext.city.demo.council.calendar import sittings
from ckanext.city.demo.council.members import term_on
from ckanext.city.demo.council.voting import ODDS, attendance
from ckanext.city.demo.council.wording import read
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.finances import adoptions
from ckanext.city.demo.grant_table import grant_rows
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of

YEARS = range(2022, 2027)
LEFT_UNFILLED = re.compile(r"[{}#]|\bde le\b|\bde les\b|\bà le\b|None")


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(deliberations.generate(build_commune(seed), seed, today))


@cache
def rows(seed: int = SEED) -> list[dict[str, str]]:
    return [row for each in made(seed)[1:] for row in rows_of(each.files[0])]


@for_every_seed
def test_every_year_conforms_to_the_national_schema(seed: int) -> None:
    for dataset in made(seed)[1:]:
        assert faults_of(dataset.files[0]) == []


def test_five_years_of_about_a_hundred_and_eighty_are_published() -> None:
    names = [each.name for each in made()]
    assert names == [deliberations.SERIES, *(f"deliberations-{year}" for year in YEARS)]
    assert all(170 <= len(acts_of(SEED, year)) <= 195 for year in YEARS)


@for_every_seed
def test_voices_add_up_to_members_present_and_represented(seed: int) -> None:
    for row in rows(seed):
        count = {name: int(row[name]) for name in row if name.startswith("VOTE_") and row[name]}
        assert len(count) in {0, 5}
        if count:
            counted = count["VOTE_POUR"] + count["VOTE_CONTRE"] + count["VOTE_ABSTENTION"]
            assert counted == count["VOTE_REEL"] <= count["VOTE_EFFECTIF"] <= 39
            assert count["VOTE_POUR"] * 2 > count["VOTE_REEL"]


@for_every_seed
def test_who_votes_is_who_was_elected(seed: int) -> None:
    for year in YEARS:
        for sitting in sittings(seed, year):
            attending = attendance(seed, sitting)
            members = term_on(seed, sitting.day).sitting(sitting.day)
            assert attending.seats == len(members)
            assert attending.voices == sum(attending.by_role.values())
            elected = Counter(each.role for each in members)
            assert all(voices <= elected[role] for role, voices in attending.by_role.items())
            # A quorum, and nobody bears more than one proxy: CGCT, L2121-17 and L2121-20.
            assert attending.present * 2 > attending.seats
            assert attending.proxies <= attending.present


@for_every_seed
def test_the_opposition_never_outnumbers_itself(seed: int) -> None:
    for act in acts_of(seed, 2025):
        if act.vote and not ODDS[act.stir]:
            smaller = act.vote.contra + act.vote.abstained
            roles = act.attending.by_role
            assert smaller <= max(roles["right"], roles["citizen"])


def test_seven_in_ten_votes_are_unanimous() -> None:
    counted = [row for row in rows() if row["VOTE_REEL"]]
    unanimous = sum(row["VOTE_POUR"] == row["VOTE_REEL"] for row in counted)

    assert 0.6 < unanimous / len(counted) < 0.8


def test_the_mayor_leaves_while_her_account_is_voted() -> None:
    for year in YEARS:
        for act in acts_of(SEED, year):
            is_account = act.subject.startswith(("Compte admin", "Compte financier unique 2"))
            if act.vote and (is_account or act.attending.voices != act.vote.voices):
                assert is_account
                assert act.vote.voices < act.attending.voices


@for_every_seed
def test_budgets_bear_the_number_and_the_day_of_their_vote(seed: int) -> None:
    by_id = {row["DELIB_ID"]: row for row in rows(seed)}
    adopted = [each for each in adoptions(seed, TODAY) if each.adopted_on.year >= YEARS[0]]

    assert len(adopted) > 20
    for each in adopted:
        row = by_id[each.deliberation]
        assert row["DELIB_DATE"] == each.adopted_on.isoformat()
        assert row["BUDGET_ANNEE"] == str(each.exercise.year)
        assert row["DELIB_MATIERE_CODE"] == "7.1"


@for_every_seed
def test_grants_refer_to_a_deliberation_that_grants(seed: int) -> None:
    by_id = {row["DELIB_ID"]: row for row in rows(seed)}
    for year in YEARS:
        for grant in grant_rows(seed, year, TODAY):
            row = by_id[grant["referenceDecision"]]
            assert row["DELIB_MATIERE_CODE"] == "7.5"
            assert row["DELIB_OBJET"].startswith("Subvention")
            assert row["DELIB_DATE"] == grant["dateConvention"]


@for_every_seed
def test_numbers_follow_each_other_through_the_year(seed: int) -> None:
    for dataset in made(seed)[1:]:
        numbers = [int(row["DELIB_ID"][-3:]) for row in rows_of(dataset.files[0])]
        assert numbers == list(range(1, len(numbers) + 1))


@for_every_seed
def test_sessions_are_on_wednesdays_and_thursdays_but_the_first_of_a_council(seed: int) -> None:
    days = {date.fromisoformat(row["DELIB_DATE"]) for row in rows(seed)}
    installed = {day for day in days if term_on(seed, day).installed == day}

    assert installed == {date(2026, 3, 28)}
    assert {day.weekday() for day in days - installed} <= {2, 3}


@for_every_seed
def test_subjects_are_varied_and_well_formed(seed: int) -> None:
    subjects = [row["DELIB_OBJET"] for row in rows(seed)]

    assert [each for each in subjects if LEFT_UNFILLED.search(each)] == []
    assert len(set(subjects)) == len(subjects)
    assert max(map(len, subjects)) < 180


@for_every_seed
def test_amendments_of_a_contract_are_numbered_one_after_the_other(seed: int) -> None:
    orders: dict[str, list[int]] = defaultdict(list)
    for row in rows(seed):
        if found := re.match(r"Avenant n° (\d) (.*)", row["DELIB_OBJET"]):
            orders[found[2]].append(int(found[1]))

    assert orders
    assert all(each == list(range(1, len(each) + 1)) for each in orders.values())


@for_every_seed
def test_streets_that_are_numbered_are_in_the_commune(seed: int) -> None:
    commune = build_commune(seed)
    known = {street.in_sentence for street in commune.streets}
    named = [
        row["DELIB_OBJET"].split("numérotage, ")[1]
        for row in rows(seed)
        if row["DELIB_OBJET"].startswith("Adressage : ")
    ]

    assert named
    assert set(named) <= known


def test_an_act_reaches_the_prefecture_after_its_session_and_before_today() -> None:
    last = max(row["DELIB_DATE"] for row in rows())
    for row in rows():
        if row["PREF_DATE"]:
            assert row["DELIB_DATE"] < row["PREF_DATE"] <= TODAY.isoformat()
        else:
            assert row["DELIB_DATE"] == last


@pytest.mark.parametrize("act_id", sorted(read()["known"]))
def test_votes_that_the_city_announced_are_those_of_the_table(act_id: str) -> None:
    [row] = [row for row in rows() if row["DELIB_ID"] == act_id]
    votes = [int(row[f"VOTE_{name}"]) for name in ("POUR", "CONTRE", "ABSTENTION")]

    assert votes == read()["known"][act_id]


def test_the_past_keeps_its_words_when_a_session_is_added() -> None:
    before = {each.name: each for each in made(today=date(2026, 11, 18))}
    for dataset in made():
        if dataset.name != "deliberations-2026":
            assert before[dataset.name] == dataset
    earlier, later = (
        rows_of(source["deliberations-2026"].files[0])
        for source in (before, {each.name: each for each in made()})
    )
    assert later[: len(earlier)] == earlier
    assert {row["DELIB_DATE"] for row in later[len(earlier) :]} == {"2026-11-19"}


def test_nothing_is_published_before_the_first_session_that_is_known() -> None:
    assert made(today=date(2021, 12, 31)) == ()
