"""Who got the contracts of a year, and on which terms."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache

from ckanext.city.demo.days import is_public_holiday
from ckanext.city.demo.grants import luhn_digit, siret
from ckanext.city.demo.procurement.model import Change, Contract, Firm
from ckanext.city.demo.procurement.purchases import Call, Lot, calls_of, read
from ckanext.city.demo.seed import stream
from ckanext.city.demo.words import NO_BREAK

TERMS = {
    "works": "Travaux",
    "supplies": "Fournitures courantes et services",
    "services": "Fournitures courantes et services",
    "software": "Techniques de l'information et de la communication",
    "studies": "Prestations intellectuelles",
    "design": "Maitrise d'œuvre",
}
ADAPTED, OPEN = "Procédure adaptée", "Appel d'offres ouvert"
UNCALLED = "Marché passé sans publicité ni mise en concurrence préalable"
NO_SOCIAL, NO_GREEN = "Pas de considération sociale", "Pas de considération environnementale"
LARGE = 250_000_00  # cents: from there on, groups of firms and an advance are usual
ADVANCE_FROM = 50_000_00
SATURDAY = 5
CHANGED, SUBCONTRACTED = 0.09, 0.4  # of the contracts of works


@lru_cache(maxsize=16)
def contracts_of(seed: int, year: int) -> tuple[Contract, ...]:
    """List the contracts of at least 25,000 euros that are notified in a year, in their order."""
    awards = [_Award(seed, call) for call in calls_of(seed, year)]
    inside = sorted((each for each in awards if each.lots), key=lambda each: each.order)
    return tuple(
        contract for number, award in enumerate(inside, 1) for contract in award.contracts(number)
    )


@cache
def firms() -> Mapping[str, tuple[Firm, ...]]:
    """The firms of each trade."""
    numbers = iter(range(1, 1000))
    return {
        trade: tuple(_firm(name, next(numbers)) for name in names)
        for trade, names in read("firms").items()
    }


def _firm(name: str, order: int) -> Firm:
    number = f"99901{order:03d}"
    return Firm(name, siret(number + luhn_digit(number), 1))


class _Award:
    """The answer to a call: all lots are notified on one day."""

    def __init__(self, seed: int, call: Call) -> None:
        self.call = call
        self.lots = [lot for lot in call.lots if lot.amount >= read()["least"]]
        self.chance = stream(seed, "awards", str(call.year), call.subject)
        self.notified = _working_day(date(call.year, call.month, self.chance.randint(3, 27)))
        self.is_works = call.entry["form"] == "works"

    @property
    def order(self) -> tuple[date, str]:
        """Its place in the register."""
        return self.notified, self.call.subject

    def contracts(self, number: int) -> Iterator[Contract]:
        """Write the contracts, a lot each, under the number that the call bears in the year."""
        name = f"{self.call.year}-{number:03d}"
        for order, lot in enumerate(self.lots, 1):
            in_lots = len(self.call.lots) > 1
            yield self._contract(lot, f"{name}-{order:02d}" if in_lots else name, in_lots * order)

    def _contract(self, lot: Lot, name: str, order: int) -> Contract:
        call, chance = self.call, self.chance
        holders = self._holders(lot)
        amount = lot.amount if call.is_framework else lot.amount + chance.randint(0, 49999)
        return Contract(
            id=name,
            subject=self._subject(lot, order),
            cpv=lot.cpv,
            terms=TERMS[call.entry["form"]],
            is_framework=call.is_framework,
            procedure=self._procedure(),
            offers=1 if call.entry.get("alone") else chance.randint(1, 4) + chance.randint(0, 4),
            advance=self._advance(amount),
            subcontracted=self.is_works and chance.random() < SUBCONTRACTED,
            months=call.months,
            notified=self.notified,
            published=self.notified + timedelta(days=chance.randint(8, 30)),
            amount=amount,
            firms=holders,
            social=self._social(lot),
            green=self._green(),
            origins=_origins(chance) if call.entry.get("food") else None,
            change=self._change(amount, call.months),
            account=call.account,
        )

    def _subject(self, lot: Lot, order: int) -> str:
        if not order:
            return self.call.subject.replace(" : ", f"{NO_BREAK}: ")
        return f"{self.call.subject}, lot {order}{NO_BREAK}: {lot.name}"

    def _procedure(self) -> str:
        if self.call.entry.get("alone"):
            return UNCALLED
        known = read()["formal"]["works" if self.is_works else "others"]
        limit = known[max(year for year in known if year <= self.call.year or year == min(known))]
        return OPEN if self.call.amount >= limit else ADAPTED

    def _holders(self, lot: Lot) -> tuple[Firm, ...]:
        trade = firms()[lot.trade]
        grouped = lot.amount >= LARGE and self.is_works and self.chance.random() < 0.35
        return tuple(self.chance.sample(trade, 2 if grouped else 1))

    def _advance(self, amount: int) -> float:
        pays = amount >= ADVANCE_FROM and self.call.months > 2
        return self.chance.choice((0.05, 0.1, 0.1, 0.2)) if pays else 0

    def _social(self, lot: Lot) -> str:
        if self.call.entry.get("reserved"):
            return "Marché réservé"
        asked = self.call.entry.get("social") and lot.amount >= ADVANCE_FROM
        return "Clause sociale" if asked else NO_SOCIAL

    def _green(self) -> str:
        if not self.call.entry.get("green"):
            return NO_GREEN
        return self.chance.choice(("Clause environnementale", "Critère environnemental"))

    def _change(self, amount: int, months: int) -> Change | None:
        """Now and then works cost more than was agreed; the amendment comes in the same year."""
        chance = self.chance
        notified = _working_day(self.notified + timedelta(days=chance.randint(60, 150)))
        if not self.is_works or chance.random() > CHANGED or notified.year != self.call.year:
            return None
        return Change(
            notified=notified,
            published=notified + timedelta(days=chance.randint(8, 30)),
            amount=round(amount * chance.uniform(1.02, 1.1)),
            months=months + chance.randint(0, 2),
        )


def _origins(chance: random.Random) -> tuple[float, float]:
    """Shares made in the European Union, and in France, in twentieths."""
    european = chance.randint(14, 20)
    return european / 20, chance.randint(8, european) / 20


def _working_day(day: date) -> date:
    while day.weekday() >= SATURDAY or is_public_holiday(day):
        day += timedelta(days=1)
    return day
