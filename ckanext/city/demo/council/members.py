"""The members of the municipal council: who was elected, and who has replaced whom."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.council.ballots import Ballot, Contender, municipal_ballots
from ckanext.city.demo.council.calendar import session_day
from ckanext.city.demo.council.seats import allot
from ckanext.city.demo.seed import stream

KEPT = 0.55  # of those elected before, who stand again
SUBSTITUTES = 4
EVERY_ALLY = 4  # the rank of the list that sits in the second group
_FILE = Path(__file__).with_name("council.yaml")
_OTHER = {"F": "M", "M": "F"}
_DUTIES = {"F": "Conseillère municipale", "M": "Conseiller municipal"}


@dataclass(frozen=True)
class Person:
    """Someone on a list; `sex` is "F" or "M"."""

    first: str
    name: str
    sex: str

    @property
    def polite(self) -> str:
        """As minutes write it: « Mme Anne BAILLY »."""
        return f"{'Mme' if self.sex == 'F' else 'M.'} {self.first} {self.name.upper()}"


@dataclass(frozen=True)
class Member:
    """A seat of the council held by someone.

    Attributes:
        person: who holds it.
        rank: on the list, from 1.
        list: name of the list.
        list_id: its id in the ballot.
        group: name of the group in which the person sits.
        role: how the group votes: "majority", "ally", "right" or "citizen".
        duty: « Maire », « Adjointe au maire », « Conseiller municipal »...
        portfolio: what a deputy answers for; or empty.
        since: first day.
        until: last day; None while the term runs.
        resigned: whether the person left before the end of the term.
    """

    person: Person
    rank: int
    list: str
    list_id: str
    group: str
    role: str
    duty: str
    portfolio: str
    since: date
    until: date | None
    resigned: bool = False


@dataclass(frozen=True)
class Term:
    """A council from its first session to the next one's; `members` holds all who ever sat."""

    ballot: Ballot
    installed: date
    until: date | None
    seats: int
    members: tuple[Member, ...]

    def sitting(self, day: date) -> tuple[Member, ...]:
        """Those who hold a seat on a day."""
        return tuple(
            each
            for each in self.members
            if each.since <= day and (each.until is None or day <= each.until)
        )

    def changes(self, day: date) -> list[tuple[Member, Member]]:
        """Who left, and who came, at the session of a day."""
        came = [each for each in self.members if each.since == day > self.installed]
        left = [each for each in self.members if each.resigned and each.until and each.until < day]
        return [
            (max((one for one in left if one.list_id == each.list_id), key=_end), each)
            for each in came
        ]


@lru_cache(maxsize=8)
def terms(seed: int) -> tuple[Term, ...]:
    """List the councils, the oldest first."""
    drawn = read()["terms"]
    installed = [each["installed"] for each in drawn]
    found: list[Term] = []
    lists: dict[str, list[Person]] = {}
    for entry, following in zip(drawn, [*installed[1:], None], strict=True):
        ballot = next(each for each in municipal_ballots() if each.id == entry["ballot"])
        last = ballot.rounds[-1]
        shares = allot(ballot.seats, last.votes)
        won = {each.id: share for each, share in zip(last.contenders, shares, strict=True)}
        lists = _lists(seed, ballot, won, lists)
        until = following - timedelta(days=1) if following else None
        seated = list(_seated(entry, ballot, won, lists, until))
        members = tuple(_with_departures(seed, entry, seated, lists))
        found.append(Term(ballot, entry["installed"], until, ballot.seats, members))
    return tuple(found)


def term_on(seed: int, day: date) -> Term:
    """Give the council that sits on a day."""
    return next(each for each in reversed(terms(seed)) if each.installed <= day)


@cache
def read() -> Mapping[str, Any]:
    """Read what is fixed of the councils."""
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def _end(member: Member) -> date:
    return member.until or date.max


def _lists(
    seed: int, ballot: Ballot, won: Mapping[str, int], before: Mapping[str, list[Person]]
) -> dict[str, list[Person]]:
    """Fill the lists that won seats, women and men in turn, some of them known from before."""
    chance = stream(seed, "council", ballot.id)
    taken = {person.name for people in before.values() for person in people}
    taken |= {each.name for each in ballot.rounds[0].contenders}
    fresh = [name for name in read()["surnames"] if name not in taken]
    chance.shuffle(fresh)
    return {
        contender.id: list(
            _list(
                chance,
                contender,
                won[contender.id] + SUBSTITUTES,
                before.get(contender.follows, []),
                fresh,
            )
        )
        for contender in ballot.rounds[-1].contenders
    }


def _list(
    chance: random.Random, contender: Contender, length: int, old: list[Person], fresh: list[str]
) -> Iterator[Person]:
    head = Person(contender.first, contender.name, contender.sex)
    yield head
    kept = [each for each in old if each.name != head.name and chance.random() < KEPT]
    sex = head.sex
    for _place in range(length - 1):
        sex = _OTHER[sex]
        known = next((each for each in kept if each.sex == sex), None)
        if known:
            kept.remove(known)
            yield known
        else:
            yield Person(chance.choice(read()["first_names"][sex]), fresh.pop(), sex)


def _seated(
    entry: Mapping[str, Any],
    ballot: Ballot,
    won: Mapping[str, int],
    lists: Mapping[str, list[Person]],
    until: date | None,
) -> Iterator[Member]:
    ahead = max(won, key=lambda each: won[each])
    for contender in ballot.rounds[-1].contenders:
        for rank, person in enumerate(lists[contender.id][: won[contender.id]], start=1):
            group = _group(entry["groups"][contender.id], rank)
            duty, portfolio = _duty(rank, person) if contender.id == ahead else ("", "")
            yield Member(
                person=person,
                rank=rank,
                list=contender.list,
                list_id=contender.id,
                group=group["name"],
                role=group["role"],
                duty=duty or _DUTIES[person.sex],
                portfolio=portfolio,
                since=entry["installed"],
                until=until,
            )


def _group(groups: list[dict[str, str]], rank: int) -> dict[str, str]:
    return groups[-1] if rank % EVERY_ALLY == 0 else groups[0]


def _duty(rank: int, person: Person) -> tuple[str, str]:
    """What someone of the list ahead does, and answers for."""
    deputies, delegates = int(read()["deputies"]), int(read()["delegates"])
    feminine = person.sex == "F"
    if rank == 1:
        return "Maire", ""
    if rank <= deputies + 1:
        return ("Adjointe" if feminine else "Adjoint") + " au maire", read()["portfolios"][rank - 2]
    if rank <= deputies + delegates + 1:
        return _DUTIES[person.sex] + (" déléguée" if feminine else " délégué"), ""
    return _DUTIES[person.sex], ""


def _with_departures(
    seed: int,
    entry: Mapping[str, Any],
    seated: list[Member],
    lists: Mapping[str, list[Person]],
) -> list[Member]:
    """Let the next on a list take the seat of a plain member who leaves."""
    members = list(seated)
    for month, list_id in entry["departures"]:
        day = session_day(*map(int, month.split("-")))
        chance = stream(seed, "departures", month)
        plain = [
            each
            for each in members
            if each.list_id == list_id
            and each.duty in _DUTIES.values()
            and each.rank > 1
            and each.since < day
            and not each.resigned
        ]
        leaving = chance.choice(plain)
        sat = [each for each in members if each.list_id == list_id]
        coming = lists[list_id][len(sat)]
        members[members.index(leaving)] = replace(
            leaving, until=day - timedelta(days=chance.randint(9, 40)), resigned=True
        )
        members.append(
            replace(
                leaving,
                person=coming,
                rank=len(sat) + 1,
                duty=_DUTIES[coming.sex],
                since=day,
            )
        )
    return members
