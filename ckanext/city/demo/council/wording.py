"""Words of the invented city for the subjects of deliberations: streets, schools, associations."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.city.demo.commune import Street, build_commune
from ckanext.city.demo.grants import grants_of
from ckanext.city.demo.words import NO_BREAK, day

# Kinds of buildings that the city works on, with how a sentence says « of the ».
OF = {
    "gymnase": "du",
    "stade": "du",
    "médiathèque": "de la",
    "conservatoire": "du",
    "salle municipale": "de la",
    "centre social": "du",
    "maison de quartier": "de la",
    "maison des associations": "de la",
    "crèche": "de la",
}
HALLS = frozenset(
    {
        "salle municipale",
        "maison de quartier",
        "maison des associations",
        "centre social",
    }
)
NAMED_SO = {"Foyer": "du"}
RANKS = (2, 3, 4)  # neither the national road nor tracks
RANKS_OF_ROADS = (2, 3)
RANKS_OF_LOCAL = (4,)
NEAR_RIVER = 150  # metres
ORDER = "#"  # stands for the number that comes next, which the agenda knows
VOWELS = "aeiouyàâéèêëîïôùûh"
FEMININE = frozenset(
    {
        "rue",
        "avenue",
        "place",
        "allée",
        "impasse",
        "route",
        "ruelle",
        "sente",
        "grande",
        "cour",
        "villa",
    }
)
_FILE = Path(__file__).with_name("agenda.yaml")


@cache
def read() -> Mapping[str, Any]:
    """Read what the council decides."""
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


class Wording:
    """Fills the places of a text, for one session.

    Args:
        seed: of the commune.
        when: the day of the session.
        previous: the day of the session before it.
    """

    def __init__(self, seed: int, when: date, previous: date) -> None:
        self.seed = seed
        self.year = when.year
        self.previous = previous

    def write(self, text: str, chance: random.Random) -> str:
        """Fill a text with words drawn by chance; the same place twice has the same word."""
        places = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return text.format(**{name: self._word(name, chance) for name in sorted(places)})

    def _word(self, place: str, chance: random.Random) -> str:
        if place in _NUMBERS:
            return f"{chance.randrange(*_NUMBERS[place]):,}".replace(",", NO_BREAK)
        if place in _PLACES:
            return _PLACES[place](self, chance)
        words = [each for each in read()["words"][place] if self._is_time_of(each)]
        word = chance.choice(words)
        return str(word["t"] if isinstance(word, dict) else word)

    def _is_time_of(self, word: str | Mapping[str, Any]) -> bool:
        if isinstance(word, str):
            return True
        first, last = word.get("from", self.year), word.get("until", self.year)
        return bool(first <= self.year <= last)

    def _association(self, chance: random.Random) -> str:
        return chance.choice([each.name for each in grants_of(self.seed, self.year)])

    def _partner(self, chance: random.Random) -> str:
        grants = [each for each in grants_of(self.seed, self.year) if each.has_agreement]
        return chance.choice(grants).name

    def _street(self, chance: random.Random) -> str:
        return _with_article(chance.choice(_streets(self.seed)))

    def _of_street(self, chance: random.Random) -> str:
        return _of(chance.choice(_streets(self.seed)))

    def _at_street(self, chance: random.Random) -> str:
        return chance.choice(_streets(self.seed)).in_sentence

    def _of_road(self, chance: random.Random) -> str:
        return _of(chance.choice(_streets(self.seed, RANKS_OF_ROADS)))

    def _of_local(self, chance: random.Random) -> str:
        return _of(chance.choice(_streets(self.seed, RANKS_OF_LOCAL)))

    def _of_river_street(self, chance: random.Random) -> str:
        return _of(chance.choice(_by_the_river(self.seed)))

    def _naming(self, chance: random.Random) -> str:
        found = [each for each in _streets(self.seed) if each.dead_end]
        return chance.choice(found).in_sentence

    def _works_lot(self, chance: random.Random) -> str:
        works = chance.choice([each for each in read()["words"]["works"] if self._is_time_of(each)])
        return f"{works['t']}, lot « {chance.choice(read()['words']['lots'][works['lots']])} »"

    def _of_post(self, chance: random.Random) -> str:
        post = str(chance.choice(read()["words"]["post"]))
        return f"d’{post}" if post[0] in VOWELS else f"de {post}"

    def _site(self, chance: random.Random) -> str:
        """An address where something larger may be built: on a street that others lead to."""
        commune = build_commune(self.seed)
        streets = [each for each in _streets(self.seed, RANKS_OF_ROADS) if commune.on_street(each)]
        return chance.choice(commune.on_street(chance.choice(streets))).label

    def _address(self, chance: random.Random) -> str:
        return chance.choice(build_commune(self.seed).addresses).label

    def _school(self, chance: random.Random) -> str:
        return self._facility(chance, {"école maternelle", "école élémentaire"})

    def _primary(self, chance: random.Random) -> str:
        return self._facility(chance, {"école élémentaire"})

    def _facility(self, chance: random.Random, kinds: Collection[str]) -> str:
        found = [each for each in build_commune(self.seed).facilities if each.kind in kinds]
        return _in_sentence(chance.choice(found).name)

    def _of_place(self, chance: random.Random) -> str:
        return self._of_facility(chance, OF)

    def _of_hall(self, chance: random.Random) -> str:
        return self._of_facility(chance, HALLS)

    def _of_facility(self, chance: random.Random, kinds: Collection[str]) -> str:
        found = [each for each in build_commune(self.seed).facilities if each.kind in kinds]
        place = chance.choice(found)
        article = NAMED_SO.get(place.name.split()[0], OF[place.kind])
        return f"{article} {_in_sentence(place.name)}"


_NUMBERS = {
    "some": (2, 7, 1),
    "m2": (120, 1800, 7),
    "strip": (8, 96, 1),
    "homes": (8, 46, 1),
}
_PLACES: Mapping[str, Callable[[Wording, random.Random], str]] = {
    "year": lambda self, _: str(self.year),
    "next": lambda self, _: str(self.year + 1),
    "before": lambda self, _: str(self.year - 1),
    "season": lambda self, _: f"{self.year}-{self.year + 1}",
    "previous": lambda self, _: day(self.previous),
    "association": Wording._association,
    "partner": Wording._partner,
    "order": lambda _, __: ORDER,
    "third": lambda self, _: str(self.year + 2),
    "street": Wording._street,
    "of_street": Wording._of_street,
    "at_street": Wording._at_street,
    "of_road": Wording._of_road,
    "of_local": Wording._of_local,
    "of_river_street": Wording._of_river_street,
    "works_lot": Wording._works_lot,
    "of_post": Wording._of_post,
    "site": Wording._site,
    "primary": Wording._primary,
    "of_hall": Wording._of_hall,
    "naming": Wording._naming,
    "address": Wording._address,
    "school": Wording._school,
    "of_place": Wording._of_place,
}


@lru_cache(maxsize=16)
def _streets(seed: int, ranks: tuple[int, ...] = RANKS) -> tuple[Street, ...]:
    return tuple(each for each in build_commune(seed).streets if each.rank in ranks)


@lru_cache(maxsize=4)
def _by_the_river(seed: int) -> tuple[Street, ...]:
    river = build_commune(seed).water[0].shape
    return tuple(each for each in _streets(seed) if each.axis.distance(river) < NEAR_RIVER)


def _with_article(street: Street) -> str:
    """« la rue des Tanneurs », « l’allée du Gamay », « le quai de l’Orge »."""
    name = street.in_sentence
    if name[0] in VOWELS:
        return f"l’{name}"
    return f"{'la' if name.split()[0].lower() in FEMININE else 'le'} {name}"


def _of(street: Street) -> str:
    return f"de {_with_article(street)}".replace("de le ", "du ")


def _in_sentence(name: str) -> str:
    return name[0].lower() + name[1:]
