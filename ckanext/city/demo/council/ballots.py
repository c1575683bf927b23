"""The ballots that the demo city has held, and what the whole commune voted (ballots.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MUNICIPAL = "municipales"
_FILE = Path(__file__).with_name("ballots.yaml")


@dataclass(frozen=True)
class Contender:
    """A candidate, or a list and its head.

    Attributes:
        panel: the number of the billboard.
        sex: "F" or "M", of the candidate or the head of the list.
        first: first name.
        name: surname.
        nuance: the préfet's code; empty for the presidency.
        list: short name of the list; empty where people vote for persons.
        in_full: its name as printed on the ballot paper.
        id: of the list, within its ballot.
        follows: id of the list of the former municipal ballot that it comes from; or empty.
        votes: in the whole commune, one number for each round in which it stood.
        lean: how much each of a station's two traits draws its voters.
    """

    panel: int
    sex: str
    first: str
    name: str
    votes: tuple[int, ...]
    lean: tuple[float, float]
    nuance: str = ""
    list: str = ""
    in_full: str = ""
    id: str = ""
    follows: str = ""


@dataclass(frozen=True)
class Round:
    """One round: its day, and what the whole commune did; `number` is 1 or 2."""

    number: int
    day: date
    registered: int
    blank: int
    invalid: int
    contenders: tuple[Contender, ...]

    @property
    def votes(self) -> tuple[int, ...]:
        """Votes of each contender of the round."""
        return tuple(each.votes[self.number - 1] for each in self.contenders)

    @property
    def valid(self) -> int:
        """Votes for anyone."""
        return sum(self.votes)

    @property
    def voters(self) -> int:
        """All who put a paper into the box."""
        return self.valid + self.blank + self.invalid

    @property
    def turnout(self) -> float:
        """Voters among those registered, between 0 and 1."""
        return self.voters / self.registered


@dataclass(frozen=True)
class Ballot:
    """A ballot of one or two rounds.

    Attributes:
        id: with its year, « municipales-2026 ».
        scrutin: of the vocabulary `scrutins`.
        code: its short form in an `id_election`, "muni".
        territory: where people voted.
        seats: to fill there.
        rounds: in order.
    """

    id: str
    scrutin: str
    code: str
    territory: str
    seats: int
    rounds: tuple[Round, ...]

    @property
    def year(self) -> int:
        """The year of both rounds."""
        return self.rounds[0].day.year

    def election_id(self, round_: Round) -> str:
        """The identifier of a round: « 2026_muni_t1 »."""
        return f"{self.year}_{self.code}_t{round_.number}"


@cache
def ballots() -> tuple[Ballot, ...]:
    """List the ballots, the oldest first."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(_ballot(each) for each in content["ballots"])


def held_by(day: date) -> list[tuple[Ballot, Round]]:
    """List the rounds whose results are known on a day: those held before it."""
    return [(each, round_) for each in ballots() for round_ in each.rounds if round_.day < day]


def municipal_ballots() -> tuple[Ballot, ...]:
    """List those that elected the council."""
    return tuple(each for each in ballots() if each.scrutin == MUNICIPAL)


def _ballot(entry: Mapping[str, Any]) -> Ballot:
    contenders = [_contender(each) for each in entry["contenders"]]
    return Ballot(
        id=entry["id"],
        scrutin=entry["scrutin"],
        code=entry["code"],
        territory=entry["territory"],
        seats=entry["seats"],
        rounds=tuple(
            Round(
                number=number,
                day=each["date"],
                registered=each["registered"],
                blank=each["blank"],
                invalid=each["invalid"],
                contenders=tuple(one for one in contenders if len(one.votes) >= number),
            )
            for number, each in enumerate(entry["rounds"], start=1)
        ),
    )


def _contender(entry: Mapping[str, Any]) -> Contender:
    first, second = entry["lean"]
    return Contender(**{**entry, "votes": tuple(entry["votes"]), "lean": (first, second)})
