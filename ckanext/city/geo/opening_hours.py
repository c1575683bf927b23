"""Opening hours as French offices write them, in the syntax of OpenStreetMap."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY = (
    r"(?P<day>(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
    r"|(?:lun|mar|mer|jeu|ven|sam|dim)\b\.?)"
)
_HOUR = r"(?P<hour>(?:[01]?\d|2[0-4])\s?(?:h(?:eures?)?|:)\s?(?:[0-5]\d)?(?!\d)|midi|minuit)"
_TOKEN = re.compile(
    rf"(?P<always>24\s?h?\s?[/x]\s?24(?:\s?h)?(?:\s*,?\s*(?:et\s+)?7\s?j?(?:ours)?\s?(?:/|sur)\s?7)?)"
    rf"|(?P<daily>tous les jours|7\s?j(?:ours)?\s?(?:/|sur)\s?7)"
    rf"|(?P<holidays>(?:les\s+)?jours?\s+feries?)"
    rf"|{_DAY}|{_HOUR}"
    r"|(?P<closed>ferme(?:e|ture)?s?)"
    r"|(?P<filler>(?:du|le|les|de|des|ouvert(?:e|ure)?s?|horaires?)\b|:)"
    r"|(?P<to>au\b|a\b|jusqu'a\b|-|–|>)"
    r"|(?P<and>et\b|puis\b|[,/&+])"
    r"|(?P<end>[;|.])"
    r"|(?P<blank>\s+)"
)
_IS_OSM = re.compile(r"24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[\s,-].*")


@dataclass
class _Rule:
    days: list[str] = field(default_factory=list)
    hours: list[str] = field(default_factory=list)
    closed: bool = False


def is_osm(text: str) -> bool:
    """Tell whether hours seem to be in the syntax of OpenStreetMap already."""
    return bool(_IS_OSM.match(text))


def hours_from_french(text: str) -> tuple[str, bool] | None:
    """Write French opening hours as OpenStreetMap does: "Mo-Fr 08:30-12:00,13:30-17:00".

    Gives also whether the text says the days: hours alone are taken for Monday to Friday. None
    where a single word is not understood.
    """
    tokens = _cut(text)
    if not tokens:
        return None
    if [kind for kind, _value in tokens] == ["always"]:
        return "24/7", True
    parsed = _Parser(tokens).parse()
    if parsed is None:
        return None
    rules, told = parsed
    written = "; ".join(_write(rule) for rule in rules)
    return (written, told) if written else None


def _cut(text: str) -> list[tuple[str, str]] | None:
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = re.sub(r"\s*[\r\n]+\s*", " ; ", plain.strip())
    tokens, at = [], 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            return None
        kind = found.lastgroup or ""
        if kind not in ("blank", "filler"):
            tokens.append((kind, found[kind]))
        at = found.end()
    return tokens


class _Parser:
    """Reads tokens as rules, each of days and of hours or of closing."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._at = 0

    def parse(self) -> tuple[list[_Rule], bool] | None:
        rules: list[_Rule] = []
        told = True
        while self._skip("end", "and"):
            if self._kind() == "hour" and rules and rules[-1].hours:
                if not self._hours(rules[-1]):
                    return None
                continue
            rule = self._rule()
            if rule is None:
                return None
            rules.append(rule)
            if not rule.days:
                told = False
                rule.days = ["Mo-Fr"]
        return (rules, told) if told or len(rules) == 1 else None

    def _skip(self, *kinds: str) -> bool:
        """Pass separators; tell whether anything follows."""
        while self._at < len(self._tokens) and self._tokens[self._at][0] in kinds:
            self._at += 1
        return self._at < len(self._tokens)

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][0] if at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _rule(self) -> _Rule | None:
        rule = _Rule()
        if self._kind() == "closed":
            self._take()
            rule.closed = True
            return rule if self._days(rule) and self._kind() in ("end", "and") else None
        if self._kind() != "hour" and not self._days(rule):
            return None
        if self._kind() == "closed":
            self._take()
            rule.closed = True
            return rule
        return rule if self._hours(rule) else None

    def _days(self, rule: _Rule) -> bool:
        if self._kind() == "daily":
            self._take()
            rule.days.append("Mo-Su")
            return True
        if self._kind() == "holidays":
            self._take()
            rule.days.append("PH")
            return True
        while self._kind() == "day":
            first = _day(self._take())
            if self._kind() == "to" and self._kind(1) == "day":
                self._take()
                last = _day(self._take())
                if last <= first:
                    return False
                rule.days.append(f"{DAYS[first]}-{DAYS[last]}")
            else:
                rule.days.append(DAYS[first])
            if self._kind() == "and" and self._kind(1) == "day":
                self._take()
        return bool(rule.days)

    def _hours(self, rule: _Rule) -> bool:
        while self._kind() == "hour":
            start = _hour(self._take())
            if self._kind() != "to" or self._kind(1) != "hour":
                return False
            self._take()
            end = _hour(self._take())
            if end <= start or (rule.hours and start < rule.hours[-1][-5:]):
                return False
            rule.hours.append(f"{start}-{end}")
            if self._kind() in ("and", "to") and self._kind(1) == "hour":
                self._take()
        return bool(rule.hours) and self._kind() in ("end", "and", "day", "closed", "holidays")


def _day(word: str) -> int:
    return next(at for at, name in enumerate(_NAMES) if name.startswith(word[:3]))


def _hour(word: str) -> str:
    if word in ("midi", "minuit"):
        return "12:00" if word == "midi" else "24:00"
    numbers = re.findall(r"\d+", word)
    return f"{numbers[0]:0>2}:{numbers[1] if len(numbers) > 1 else '00'}"


def _write(rule: _Rule) -> str:
    days = ",".join(rule.days)
    return f"{days} off" if rule.closed else f"{days} {','.join(rule.hours)}"
