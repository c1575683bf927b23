"""How many members come to a session, and how their groups vote."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.city.demo.council.calendar import Sitting
from ckanext.city.demo.council.members import Member, term_on
from ckanext.city.demo.seed import stream

ABSENT = 0.15  # of the members, on a usual evening
WITH_PROXY = 0.82  # of those absent
STRAYS = 0.06  # of a group that says no or nothing, who say something else
NOTICED = 0.04  # of the plainest acts, on which one group abstains
# Evenings that are known: members present, and proxies.
KNOWN = {"2026-09-24": (36, 2), "2026-11-19": (34, 4)}

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
MAJORITY, ALLY, RIGHT, CITIZEN = "majority", "ally", "right", "citizen"
Odds = Mapping[str, tuple[float, float, float]]
# By what an act stirs: how likely a group votes for, against or abstains. Who is not named is for.
ODDS: Mapping[str, Odds] = {
    "none": {},
    "budget": {RIGHT: (0, 0.85, 0.15), CITIZEN: (0.05, 0.4, 0.55)},
    "account": {RIGHT: (0.1, 0.3, 0.6), CITIZEN: (0.3, 0.1, 0.6)},
    "project": {RIGHT: (0.2, 0.45, 0.35), CITIZEN: (0.5, 0.15, 0.35)},
    "planning": {RIGHT: (0.35, 0.35, 0.3), CITIZEN: (0.2, 0.5, 0.3), ALLY: (0.85, 0, 0.15)},
    "security": {RIGHT: (1, 0, 0), CITIZEN: (0.15, 0.5, 0.35), ALLY: (0.5, 0.05, 0.45)},
    "social": {RIGHT: (0.4, 0.15, 0.45)},
    "tariff": {RIGHT: (0.2, 0.45, 0.35), CITIZEN: (0.45, 0.15, 0.4)},
    "staff": {RIGHT: (0.55, 0.05, 0.4)},
    "private": {ALLY: (0.4, 0.2, 0.4), CITIZEN: (0.2, 0.5, 0.3)},
    "climate": {RIGHT: (0.3, 0.1, 0.6), CITIZEN: (0.8, 0, 0.2)},
    "motion": {RIGHT: (0.2, 0.4, 0.4)},
}


@dataclass(frozen=True)
class Attendance:
    """Who has a voice at a session.

    Attributes:
        seats: members in office.
        present: in the room.
        proxies: absent members who have given their voice to one present.
        by_role: voices of each role.
        mayor_proxies: voices that the mayor bears beside hers.
    """

    seats: int
    present: int
    proxies: int
    by_role: Mapping[str, int]
    mayor_proxies: int

    @property
    def voices(self) -> int:
        """Those present and represented."""
        return self.present + self.proxies


@dataclass(frozen=True)
class Vote:
    """The voices for, against and abstaining."""

    pro: int
    contra: int
    abstained: int

    @property
    def voices(self) -> int:
        """All who took part."""
        return self.pro + self.contra + self.abstained


def attendance(seed: int, sitting: Sitting) -> Attendance:
    """Say who comes to a session, from the members in office on its day."""
    term = term_on(seed, sitting.day)
    members = term.sitting(sitting.day)
    chance = stream(seed, "attendance", sitting.day.isoformat())
    others = [each for each in members if each.duty != "Maire"]
    is_first = sitting.day == term.installed
    away = [each for each in others if chance.random() < (0.03 if is_first else ABSENT)]
    silent = [each for each in away if chance.random() > WITH_PROXY]
    if sitting.day.isoformat() in KNOWN:
        present, proxies = KNOWN[sitting.day.isoformat()]
        silent = chance.sample(_plain(others), len(members) - present - proxies)
    else:
        present, proxies = len(members) - len(away), len(away) - len(silent)
    by_role = Counter(each.role for each in members)
    by_role.subtract(each.role for each in silent)
    return Attendance(
        len(members), present, proxies, dict(by_role), int(proxies > 0 and chance.random() < 0.3)
    )


def cast(chance: random.Random, attending: Attendance, stir: str, *, without_mayor: bool) -> Vote:
    """Let the groups vote on one act.

    Args:
        chance: of this act.
        attending: who has a voice.
        stir: a key of `ODDS`, what the act stirs.
        without_mayor: she has left the room, as the law asks when her account is voted, and the
            proxy that she bears falls with her.
    """
    voices = Counter(attending.by_role)
    if without_mayor:
        voices[MAJORITY] -= 1 + attending.mayor_proxies
    votes: Counter[str] = Counter()
    odds = ODDS[stir] or _noticed(chance)
    for role, count in sorted(voices.items()):
        opinion = chance.choices((FOR, AGAINST, ABSTAIN), odds.get(role, (1, 0, 0)))[0]
        votes.update(_of_group(chance, count, opinion))
    return Vote(votes[FOR], votes[AGAINST], votes[ABSTAIN])


def _plain(members: list[Member]) -> list[Member]:
    """Those whose absence without a proxy changes no known vote: of the second group."""
    return [each for each in members if each.role == ALLY]


def _noticed(chance: random.Random) -> Odds:
    if chance.random() < NOTICED:
        return {chance.choice((RIGHT, CITIZEN)): (0, 0, 1)}
    return {}


def _of_group(chance: random.Random, count: int, opinion: str) -> list[str]:
    if opinion == FOR:
        return [FOR] * count
    return [
        (ABSTAIN if opinion == AGAINST else FOR) if chance.random() < STRAYS else opinion
        for _ in range(count)
    ]
