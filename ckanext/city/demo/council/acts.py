"""The deliberations of the council, year by year: subject, matter, budget and vote."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from ckanext.city.demo.budget.model import (
    ACCOUNT,
    AMENDING,
    INITIAL,
    SINGLE_ACCOUNT,
    SUPPLEMENTARY,
)
from ckanext.city.demo.budget.sources import read as read_budget
from ckanext.city.demo.council.calendar import Sitting, sittings
from ckanext.city.demo.council.members import term_on
from ckanext.city.demo.council.voting import Attendance, Vote, attendance, cast
from ckanext.city.demo.council.wording import ORDER, Wording, read
from ckanext.city.demo.finances import (
    GRANT_NUMBERS,
    MAIN,
    Adoption,
    deliberation_number,
    every_adoption,
)
from ckanext.city.demo.grants import grants_of
from ckanext.city.demo.seed import stream

FIRST_YEAR = 2022
YEARS = 5
BY_BALLOT, NOTED = "secret", "noted"  # nobody counts voices, or there is no vote
MOST_OF_A_KIND = 2  # acts of one text at one session
MAIN_BUDGET = "Budget principal"
ADOPTED = {
    INITIAL: "Budget primitif {year} {of}",
    SUPPLEMENTARY: "Budget supplémentaire {year} {of}",
    AMENDING: "Décision modificative n° {number} du budget {year} {of}",
    ACCOUNT: "Compte administratif {year} {of}",
    SINGLE_ACCOUNT: "Compte financier unique {year} {of}",
}
BUDGET_DECISIONS, GRANTS, SEATS = "7.1", "7.5", "5.2"
# In which order an agenda takes the domains of ACTES.
DOMAINS = "574126389"
FEW_GRANTS = 2  # so many that the subject names them

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """A deliberation.

    Attributes:
        id: its number, « 2026-04-012 ».
        day: of the session.
        matter: code of ACTES.
        subject: what was decided.
        budget_year: that it bears on, or None.
        budget_name: empty with it.
        attending: who had a voice.
        vote: None where the ballot was secret, or the council took note of something.
        stir: what it stirs, a key of `voting.ODDS`, "secret" or "noted".
    """

    id: str
    day: date
    matter: str
    subject: str
    budget_year: int | None
    budget_name: str
    attending: Attendance
    vote: Vote | None
    stir: str


@dataclass(frozen=True)
class _Item:
    """An act before its number and its vote."""

    matter: str
    subject: str
    stir: str = "none"
    budget_year: int | None = None
    budget_name: str = ""
    number: int | None = None

    @property
    def order(self) -> tuple[int, str]:
        """Its place on the agenda."""
        return DOMAINS.index(self.matter[0]), ""


def published_years(today: date) -> range:
    """The years whose deliberations are in the catalogue on a day: five, the last one begun."""
    begun = sittings(0, today.year)[0].day <= today
    last = today.year if begun else today.year - 1
    return range(max(last - YEARS + 1, FIRST_YEAR), last + 1)


@lru_cache(maxsize=64)
def acts_of(seed: int, year: int) -> tuple[Act, ...]:
    """List the deliberations of a whole year, the first one first."""
    used = {act.subject for before in range(FIRST_YEAR, year) for act in acts_of(seed, before)}
    earlier = sittings(seed, year - 1)[-1].day
    found: list[Act] = []
    for sitting in sittings(seed, year):
        found.extend(_Session(seed, sitting, earlier, used).acts())
        earlier = sitting.day
    return tuple(found)


class _Session:
    """The agenda of one session.

    Args:
        seed: of the commune.
        sitting: when, and which numbers.
        earlier: the day of the session before.
        used: subjects of all years so far; it grows.
    """

    def __init__(self, seed: int, sitting: Sitting, earlier: date, used: set[str]) -> None:
        self.seed = seed
        self.sitting = sitting
        self.used = used
        self.year = sitting.day.year
        self.chance = stream(seed, "agenda", sitting.day.isoformat())
        self.wording = Wording(seed, sitting.day, earlier)

    def acts(self) -> Iterator[Act]:
        """Number the agenda and let the council vote on it."""
        items = list(self._due())
        fixed = {each.number: each for each in items if each.number is not None}
        free = [each for each in items if each.number is None]
        places = self.sitting.last - self.sitting.first + 1
        opening = free[: self._openings()]
        rest = [*free[len(opening) :], *self._drawn(places - len(items))]
        ordered = iter([*opening, *sorted(rest, key=lambda each: each.order)])
        attending = attendance(self.seed, self.sitting)
        for number in range(self.sitting.first, self.sitting.last + 1):
            yield self._act(number, fixed.get(number) or next(ordered), attending)

    def _is_installation(self) -> bool:
        return self.sitting.day == term_on(self.seed, self.sitting.day).installed

    def _openings(self) -> int:
        return 0 if self._is_installation() else len(read()["always"]) + len(self._arrivals())

    def _due(self) -> Iterator[_Item]:
        """What this session cannot leave out: the opening first."""
        if not self._is_installation():
            always = read()["always"]
            yield self._item(always[0])
            yield from self._arrivals()
            yield from (self._item(each) for each in always[1:])
        yield from _adopted(self.seed, self.sitting.day)
        yield from _granted(self.seed, self.sitting)
        month = f"{self.sitting.day:%Y-%m}"
        for entry in [
            *read()["yearly"].get(self.sitting.month, ()),
            *read()["events"].get(month, ()),
        ]:
            yield self._item(entry)

    def _arrivals(self) -> list[_Item]:
        changes = term_on(self.seed, self.sitting.day).changes(self.sitting.day)
        return [
            _Item(
                SEATS,
                f"Installation de {came.person.polite} au conseil municipal à la suite de la "
                f"démission de {left.person.polite}",
                NOTED,
            )
            for left, came in changes
        ]

    def _drawn(self, count: int) -> Iterator[_Item]:
        """Draw from the pool what fills the agenda, no subject twice."""
        month = self.sitting.month
        pool = [each for each in read()["pool"] if month in each.get("m", [month])]
        weights = [each.get("w", 1) for each in pool]
        drawn: dict[str, int] = {}
        while count > 0:
            entry = self.chance.choices(pool, weights)[0]
            item = self._numbered(self._item(entry))
            if item.subject in self.used or drawn.get(entry["t"], 0) >= MOST_OF_A_KIND:
                continue
            drawn[entry["t"]] = drawn.get(entry["t"], 0) + 1
            self.used.add(item.subject)
            count -= 1
            yield item

    def _numbered(self, item: _Item) -> _Item:
        """Write the number that comes next for what bears one: amendments of a contract."""
        subjects = (item.subject.replace(ORDER, str(number)) for number in itertools.count(1))
        if ORDER not in item.subject:
            return item
        return replace(item, subject=next(each for each in subjects if each not in self.used))

    def _item(self, entry: Entry) -> _Item:
        bears = "b" in entry
        return _Item(
            matter=entry["c"],
            subject=self.wording.write(entry["t"], self.chance),
            stir=entry.get("h", "none"),
            budget_year=self.year if bears else None,
            budget_name=MAIN_BUDGET if bears else "",
            number=entry.get("n"),
        )

    def _act(self, number: int, item: _Item, attending: Attendance) -> Act:
        act_id = deliberation_number(self.year, self.sitting.month, number)
        return Act(
            id=act_id,
            day=self.sitting.day,
            matter=item.matter,
            subject=item.subject,
            budget_year=item.budget_year,
            budget_name=item.budget_name,
            attending=attending,
            vote=_vote(stream(self.seed, "vote", act_id), act_id, item, attending),
            stir=item.stir,
        )


def _vote(chance: random.Random, act_id: str, item: _Item, attending: Attendance) -> Vote | None:
    if item.stir in {BY_BALLOT, NOTED}:
        return None
    if act_id in read()["known"]:
        return Vote(*read()["known"][act_id])
    # CGCT, article L2121-14: the mayor leaves while her account is voted.
    is_account = item.subject.startswith(("Compte administratif", "Compte financier unique 2"))
    return cast(chance, attending, item.stir, without_mayor=is_account)


def _adopted(seed: int, day: date) -> Iterator[_Item]:
    """The stages of the budgets that finances.py says were adopted on a day."""
    for adoption in every_adoption(seed, day):
        if adoption.adopted_on == day:
            yield _of_budget(adoption)


def _of_budget(adoption: Adoption) -> _Item:
    annexed = str(read_budget("annexe")["name"])
    is_main = adoption.budget == MAIN
    return _Item(
        matter=BUDGET_DECISIONS,
        subject=ADOPTED[adoption.stage].format(
            year=adoption.exercise.year,
            number=adoption.number,
            of="de la ville" if is_main else "de la restauration municipale",
        ),
        stir="account" if adoption.is_account else "budget",
        budget_year=adoption.exercise.year,
        budget_name=MAIN_BUDGET if is_main else f"Budget annexe de la {annexed.lower()}",
        number=int(adoption.deliberation.rsplit("-", 1)[-1]),
    )


def _granted(seed: int, sitting: Sitting) -> Iterator[_Item]:
    """The grants of a session, under the number to which the register of grants refers."""
    year = sitting.day.year
    grants = [each for each in grants_of(seed, year) if each.month == sitting.month]
    if not grants:
        return
    names = [each.name for each in grants]
    if len(names) == 1:
        subject = f"Subvention à l’association {names[0]}"
    elif len(names) <= FEW_GRANTS:
        subject = f"Subventions {year} aux associations {' et '.join(names)}"
    else:
        subject = f"Subventions aux associations pour l’année {year}"
    yield _Item(
        matter=GRANTS,
        subject=subject,
        budget_year=year,
        budget_name=MAIN_BUDGET,
        number=GRANT_NUMBERS[sitting.month],
    )
