"""Opening hours as French offices write them, in the syntax of OpenStreetMap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HOLIDAYS = ("PH", "SH")  # public holidays, those of schools
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_LETTERS = {"l": 0, "j": 3, "v": 4, "s": 5, "d": 6}  # M is two days
_DAY = (
    r"(?P<day>(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b"
    r"|(?:lun|mar|mer|jeu|ven|sam|dim)\b\.?|(?:lu|ma|me|je|ve|sa|di)\b|[ljvsd]\b(?!'))"
)
_HOUR = (
    r"(?P<hour>(?:[01]?\d|2[0-4])\s?(?:h(?:eures?|rs?|\b|(?=\d))|:)"
    r"(?:\s?[0-5]\d(?!\d|\s?[h:])(?:\s?mn?\b)?)?(?!\d)"
    r"|(?:[01]?\d|2[0-4])\.[0-5]\d(?!\d)|midi|minuit)"
)
_TOKEN = re.compile(
    r"(?P<always>24\s?h?\s?(?:[/x]|sur)\s?24(?:\s?h)?\b)"
    r"|(?P<daily>tous les jours(?: de la semaine)?|7\s?j?(?:ours)?\s?(?:/|sur)\s?7\s?j?\b)"
    r"|(?P<weekend>(?:le[s]?\s+)?week[\s-]?ends?\b)"
    r"|(?P<week>en semaine\b)"
    r"|(?P<holidays>(?:les\s+)?(?:jours?\s+)?feries?\b)"
    r"|(?P<school>(?:(?:pendant|durant)\s+)?(?:les\s+)?vacances\s+scolaires\b)"
    r"|(?P<visit>(?P<or>(?:ou|et)\s+)?(?:uniquement\s+|seulement\s+)?"
    r"(?P<how>sur|avec|sans)\s+(?:rendez[\s-]?vous|r\.?d\.?v\.?)(?!\w))"
    rf"|{_HOUR}|{_DAY}|(?P<number>(?:[01]?\d|2[0-4])(?![\d.]))"
    r"|(?P<morning>(?:le\s+|au\s+)?matins?\b)|(?P<afternoon>(?:l'\s?|les\s+)?apres[\s-]midis?\b)"
    r"|(?P<except>sauf|excepte|hors|a l'exception d(?:e|u|es)\b)"
    r"|(?P<closed>ferme(?:e|ture)?s?\b(?:\s+hebdomadaire)?)"
    r"|(?P<filler>(?:du|le|les|de|des|d'|ouvert(?:e|ure)?s?|horaires?|au public|toute l'annee"
    r"|non[\s-]?stop|sans interruption|en continu|journee continue)(?:\b|(?<='))|[:()])"
    r"|(?P<to>au\b|a\b|jusqu'a\b|-|>)"
    r"|(?P<slash>/)"
    r"|(?P<and>et\b|puis\b|ainsi que\b|[,&+])"
    r"|(?P<end>[;|.])"
    r"|(?P<blank>\s+)"
)
_IS_OSM = re.compile(r"24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[\s,-].*")
_NAMED = {
    "daily": ("Mo-Su",),
    "week": ("Mo-Fr",),
    "weekend": ("Sa", "Su"),
    "holidays": ("PH",),
    "school": ("SH",),
}
_WHOLE_DAY = ("00:00", "24:00")
_NOON, _LATE, _EARLY = "13:30", "17:00", "06:00"
_BETWEEN = ("to", "slash", "and", "end")

Token = tuple[str, str]


@dataclass(frozen=True)
class Hours:
    """Opening hours in the syntax of OpenStreetMap.

    Attributes:
        text: "Mo-Fr 08:30-12:00,13:30-17:00".
        assumed: "days" where the text says no days and Monday to Friday is taken; "open" where
            it says less, or less clearly, than what is written; "" where nothing is assumed.
    """

    text: str
    assumed: str = ""


class _NotUnderstood(Exception):
    """A word, or an order of words, that could mean something else."""


@dataclass
class _Rule:
    days: list[str] = field(default_factory=list)
    hours: list[tuple[str, str]] = field(default_factory=list)
    visit: str = ""

    def covered(self) -> set[str]:
        """Give every single day of the rule."""
        return {day for each in self.days for day in _single(each)}


def is_osm(text: str) -> bool:
    """Tell whether hours seem to be in the syntax of OpenStreetMap already."""
    return bool(_IS_OSM.match(text)) and not re.search(r"\d\s?h", text)


def hours_from_french(text: str) -> Hours | None:
    """Write French opening hours as OpenStreetMap does: "Mo-Fr 08:30-12:00,13:30-17:00".

    Gives None where a single word is not understood, or where two readings are plausible.
    """
    try:
        tokens = list(_cut(text))
        return _Parser(tokens).parse() if tokens else None
    except _NotUnderstood:
        return None


def _cut(text: str) -> Iterator[Token]:
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = re.sub(r"[–—→]", "-", re.sub(r"\s*[\r\n]+\s*", " ; ", plain.strip()))
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            raise _NotUnderstood
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "visit":
            how = f"{found['how']} rendez-vous"
            yield ("other-visit" if found["or"] else "visit", how)
        elif kind not in ("blank", "filler"):
            yield (kind, found[kind])


class _Parser:
    """Reads tokens as rules, each of days and of hours or of closing."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._rules: list[_Rule] = []
        self._assumed = ""
        self._otherwise = ""  # when one may come besides

    def parse(self) -> Hours:
        if {kind for kind, _value in self._tokens} <= {"always", "daily", "and", "slash", "to"}:
            if not any(kind == "always" for kind, _value in self._tokens):
                raise _NotUnderstood
            return Hours("24/7")
        hours_first = self._first() in ("hour", "number", "morning", "afternoon", "always")
        while self._skip():
            self._part(hours_first=hours_first)
        return self._written()

    def _first(self) -> str:
        return next((k for k, _v in self._tokens if k not in (*_BETWEEN, "visit")), "")

    def _skip(self) -> bool:
        """Pass what separates; tell whether anything follows."""
        while self._kind() in _BETWEEN:
            self._at += 1
        return self._at < len(self._tokens)

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][0] if at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _part(self, *, hours_first: bool) -> None:
        kind = self._kind()
        if kind == "closed":
            self._take()
            self._close(self._days())
        elif kind == "except":
            self._take()
            self._except()
        elif kind == "visit":
            self._visit(self._take())
        elif kind == "other-visit":
            self._otherwise = self._take()
        elif hours_first:
            hours = self._hours()
            days = self._days() if self._skip() and self._is_days() else []
            self._add(days, hours)
        else:
            self._days_first()

    def _days_first(self) -> None:
        days, left_out = self._days(), list[str]()
        if self._kind() == "except":
            self._take()
            left_out = self._days()
        while self._kind() in _BETWEEN:
            self._at += 1
        if self._kind() == "closed":
            self._take()
            self._close(days)
            return
        if self._kind() == "visit" and not self._rules:
            self._visit(self._take())
        self._add(_without(days, left_out), self._hours())
        self._rules += [_Rule([day]) for day in left_out if day in _HOLIDAYS]

    def _add(self, days: list[str], hours: list[tuple[str, str]]) -> None:
        if not days:
            if self._rules or self._at < len(self._tokens):
                raise _NotUnderstood
            self._assumed, days = "days", ["Mo-Fr"]
        rule = _Rule(days, hours)
        for each in self._rules:
            if each.days == days and each.hours and each.hours[-1][1] <= hours[0][0]:
                each.hours += hours
                return
            if each.hours and each.covered() & rule.covered():
                raise _NotUnderstood  # are these hours besides the others, or instead of them?
        self._rules.append(rule)

    def _close(self, days: list[str]) -> None:
        """Note days on which it is closed, whose half days or hours nobody says."""
        if not days or self._kind() in ("hour", "number", "morning", "afternoon", "always"):
            raise _NotUnderstood
        self._rules.append(_Rule(days))

    def _except(self) -> None:
        """Note days that the rule before does not hold for, or that have other hours."""
        days = self._days()
        if not days or not self._rules:
            raise _NotUnderstood
        if self._kind() in ("hour", "number"):
            self._rules.append(_Rule(days, self._hours()))
            return
        before = self._rules[-1]
        before.days = _without(before.days, days)
        self._rules += [_Rule([day]) for day in days if day in _HOLIDAYS]

    def _visit(self, how: str) -> None:
        if self._otherwise or any(rule.visit for rule in self._rules):
            raise _NotUnderstood
        if len([rule for rule in self._rules if rule.hours]) == 1:
            self._rules[-1].visit = how
        elif self._rules:
            raise _NotUnderstood
        else:
            self._rules.append(_Rule(visit=how))

    # Days.

    def _is_days(self) -> bool:
        return self._kind() in ("day", "daily", "weekend", "week", "holidays", "school")

    def _days(self) -> list[str]:
        days: list[str] = []
        while self._is_days():
            days += self._named() if self._kind() != "day" else self._chain()
            ahead = next((n for n in range(3) if self._kind(n) not in ("and", "slash", "end")), 0)
            if ahead and self._kind(ahead) in ("day", "weekend", "holidays", "school"):
                self._at += ahead
        return days

    def _named(self) -> list[str]:
        kind = self._kind()
        self._take()
        if kind == "week":
            self._assumed = self._assumed or "open"  # Saturdays too?
        return list(_NAMED[kind])

    def _chain(self) -> list[str]:
        """Read days between which hyphens or "to" stand: two are a span, more of them a list."""
        chain = [_day(self._take())]
        while self._kind() == "to" and self._kind(1) == "day":
            self._take()
            chain.append(_day(self._take()))
        if len(chain) == 2:
            if chain[1] <= chain[0]:
                raise _NotUnderstood
            return [f"{DAYS[chain[0]]}-{DAYS[chain[1]]}"]
        return [DAYS[day] for day in chain]

    # Hours.

    def _hours(self) -> list[tuple[str, str]]:
        hours: list[tuple[str, str]] = []
        while True:
            half = self._take_half()
            if self._kind() == "always":
                self._take()
                span = _WHOLE_DAY
            elif self._kind() in ("hour", "number"):
                span = self._span()
            else:
                break
            half = half or self._take_half()
            _agree(span, half, hours)
            hours.append(span)
            ahead = next((n for n in range(3) if self._kind(n) not in _BETWEEN), 0)
            if self._kind(ahead) in ("hour", "number", "morning", "afternoon"):
                self._at += ahead
        if not hours or half:
            raise _NotUnderstood
        return hours

    def _take_half(self) -> str:
        half = self._kind()
        if half not in ("morning", "afternoon"):
            return ""
        self._take()
        return half

    def _span(self) -> tuple[str, str]:
        start = _hour(self._take())
        if self._kind() not in ("to", "slash", "hour"):
            raise _NotUnderstood
        if self._kind() == "hour":
            self._assumed = self._assumed or "open"  # nothing says that it is a span
        else:
            self._take()
        if self._kind() != "hour":
            raise _NotUnderstood
        return start, _hour(self._take())

    # The result.

    def _written(self) -> Hours:
        open_rules = [rule for rule in self._rules if rule.hours]
        if not self._rules or any(not rule.days for rule in self._rules if not rule.visit):
            raise _NotUnderstood
        if not open_rules:
            self._assumed = "open"  # on the other days, hours are unknown
        parts = [_write(rule) for rule in self._merge_visit()]
        text = "; ".join(parts) + (f' || "{self._otherwise}"' if self._otherwise else "")
        return Hours(text, self._assumed)

    def _merge_visit(self) -> list[_Rule]:
        """Give what is said of visits, when it stands before all, to the one rule that follows."""
        first, *others = self._rules
        if first.days or not first.visit:
            return self._rules
        if len(others) != 1 or not others[0].hours:
            raise _NotUnderstood
        others[0].visit = first.visit
        return others


def _agree(span: tuple[str, str], half: str, before: list[tuple[str, str]]) -> None:
    """Refuse hours that end before they begin, or that are not of the half of the day told."""
    start, end = span
    night = start >= _LATE and end <= _EARLY
    if (end <= start and not night) or (before and start < before[-1][1]):
        raise _NotUnderstood
    if (half == "morning" and end > _NOON) or (half == "afternoon" and start < "12:00"):
        raise _NotUnderstood


def _single(days: str) -> list[str]:
    first, hyphen, last = days.partition("-")
    if not hyphen:
        return [first]
    return list(DAYS[DAYS.index(first) : DAYS.index(last) + 1])


def _without(days: list[str], left_out: list[str]) -> list[str]:
    """Take days out of others, and write those that follow each other as spans."""
    if not left_out:
        return days
    gone = {day for each in left_out for day in _single(each)}
    kept = [day for each in days for day in _single(each)]
    if not kept or (gone - {*_HOLIDAYS}) - set(kept):
        raise _NotUnderstood
    if not gone & set(kept):
        return days
    runs: list[list[str]] = []
    for day in (day for day in DAYS if day in kept and day not in gone):
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if not runs:
        raise _NotUnderstood
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _day(word: str) -> int:
    if word in _LETTERS:
        return _LETTERS[word]
    return next(at for at, name in enumerate(_NAMES) if name.startswith(word[:3].strip(".")))


def _hour(word: str) -> str:
    if word in ("midi", "minuit"):
        return "12:00" if word == "midi" else "24:00"
    numbers = re.findall(r"\d+", word)
    return f"{numbers[0]:0>2}:{numbers[1] if len(numbers) > 1 else '00'}"


def _write(rule: _Rule) -> str:
    comment = f' "{rule.visit}"' if rule.visit else ""
    if not rule.hours:
        return f"{','.join(rule.days)} off"
    spans = ",".join(f"{start}-{end}" for start, end in rule.hours)
    return f"{','.join(rule.days)} {spans}{comment}"
