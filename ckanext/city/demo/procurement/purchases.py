"""What the city puts out to tender in a year: calls, each of one lot or of several."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.budget.chain import main_exercises
from ckanext.city.demo.budget.kitchen import kitchen_exercises
from ckanext.city.demo.budget.model import SPENDING
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.seed import stream

THOUSAND = 1000_00  # euros, in cents
# What a template may be about: kinds of buildings, ranks of streets.
BUILDINGS = {
    "school": {"école maternelle", "école élémentaire"},
    "sports": {"gymnase", "stade"},
    "nursery": {"crèche", "centre social"},
    "hall": {"salle municipale", "maison de quartier", "maison des associations", "conservatoire"},
}
BUILDINGS["building"] = BUILDINGS["hall"] | {
    *("gymnase", "médiathèque", "mairie", "service municipal", "école élémentaire")
}
STREETS = {"street": {2, 3, 4}, "road": {2, 3}}
ROUNDING = 1_000_00  # frameworks go up to a round sum

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Lot:
    """A part of a call that goes to one firm or one group; the amount in cents without taxes."""

    name: str
    amount: int
    cpv: str
    trade: str


@dataclass(frozen=True)
class Call:
    """A call for tenders; `entry` is what purchases.yaml says of it.

    `month` is the one in which the contracts are notified, `account` what pays for them.
    """

    subject: str
    year: int
    month: int
    months: int
    is_framework: bool
    account: str
    lots: tuple[Lot, ...]
    entry: Entry

    @property
    def amount(self) -> int:
        """Of all lots, in cents without taxes: what the procedure depends on."""
        return sum(lot.amount for lot in self.lots)


@cache
def read(name: str = "purchases") -> Mapping[str, Any]:
    """Read `purchases` or `firms`."""
    path = Path(__file__).with_name(f"{name}.yaml")
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def calls_of(seed: int, year: int) -> list[Call]:
    """List the calls whose contracts are notified in a year, the first one first."""
    found = [
        *_recurrent(seed, year),
        *_yearly(seed, year),
        *(_project(each) for each in read()["projects"] if _month(each["notified"])[0] == year),
    ]
    return sorted(found, key=lambda call: (call.month, call.subject))


@lru_cache(maxsize=32)
def paid_by_account(seed: int, year: int) -> Mapping[str, int]:
    """Add what each account spends in a year, in cents; the kitchen's are « kitchen/60623 »."""
    sums: dict[str, int] = {}
    main = next(each for each in main_exercises(seed, year) if each.year == year)
    kitchen = next(each for each in kitchen_exercises(seed, year) if each.year == year)
    for before, exercise in (("", main), ("kitchen/", kitchen)):
        for line, amount in exercise.done.items():
            if line.flow == SPENDING and not line.moves_no_money:
                account = f"{before}{line.account}"
                sums[account] = sums.get(account, 0) + amount
    return sums


def _recurrent(seed: int, year: int) -> Iterator[Call]:
    for entry in read()["recurrent"]:
        first, month = _month(entry["first"])
        if year < first or (year - first) % entry["years"]:
            continue
        whole = _without_taxes(seed, year, entry["account"]) * entry["part"] * entry["years"]
        lots = tuple(_lot(entry, each, whole) for each in entry.get("lots", [["", 1]]))
        yield Call(
            subject=entry["object"],
            year=year,
            month=month,
            months=12 * entry["years"],
            is_framework=True,
            account=entry["account"],
            lots=lots,
            entry=entry,
        )


def _lot(entry: Entry, written: list[Any], whole: float) -> Lot:
    name, part, *own = written
    usual = [entry["cpv"], entry["trade"]]
    cpv, trade = own + usual[len(own) :]
    return Lot(name, round(whole * part / ROUNDING) * ROUNDING, cpv, trade)


def _yearly(seed: int, year: int) -> Iterator[Call]:
    for entry in read()["yearly"]:
        chance = stream(seed, "purchases", str(year), entry["object"])
        whole = _without_taxes(seed, year, entry["account"]) * entry["part"]
        for subject, part in zip(
            _subjects(seed, year, entry), _parts(chance, entry["count"]), strict=True
        ):
            yield Call(
                subject=subject,
                year=year,
                month=chance.randint(*entry["months"]),
                months=chance.randint(2, 9) if entry["form"] == "works" else chance.randint(3, 12),
                is_framework=False,
                account=entry["account"],
                lots=(Lot("", round(whole * part), entry["cpv"], entry["trade"]),),
                entry=entry,
            )


def _project(entry: Entry) -> Call:
    year, month = _month(entry["notified"])
    return Call(
        subject=entry["object"],
        year=year,
        month=month,
        months=entry["months"],
        is_framework=False,
        account=entry["operation"],
        lots=tuple(
            Lot(name, thousands * THOUSAND, cpv, trade)
            for name, thousands, cpv, trade in entry["lots"]
        ),
        entry={**entry, "form": "works"},
    )


def _subjects(seed: int, year: int, entry: Entry) -> list[str]:
    """Write as many subjects as the template counts, about places whose turn it is."""
    template, count = entry["object"], entry["count"]
    for place, names in _places(seed).items():
        if f"{{{place}}}" in template:
            turns = stream(seed, "turns", template).sample(names, len(names))
            chosen = [turns[(year * count + at) % len(turns)] for at in range(count)]
            return [template.format(**{place: name, "year": year}) for name in chosen]
    return [template.format(year=year)] * count


@lru_cache(maxsize=4)
def _places(seed: int) -> Mapping[str, list[str]]:
    commune = build_commune(seed)
    named = {
        what: [each.name for each in commune.facilities if each.kind in kinds]
        for what, kinds in BUILDINGS.items()
    }
    return named | {
        what: [each.name for each in commune.streets if each.rank in ranks]
        for what, ranks in STREETS.items()
    }


def _parts(chance: random.Random, count: int) -> list[float]:
    weights = [chance.uniform(0.5, 1.6) for _ in range(count)]
    return [weight / sum(weights) for weight in weights]


def _without_taxes(seed: int, year: int, account: str) -> float:
    return paid_by_account(seed, year)[account] / (1 + float(read()["tax"]))


def _month(written: date | str) -> tuple[int, int]:
    year, month = str(written).split("-")[:2]
    return int(year), int(month)
