"""Dates as people write them in France; the column proves which of day and month comes first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from ckanext.city.tables.repair.candidates import Candidate, Repairer, Values

_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = re.compile(rf"({'|'.join(_DAYS)})\s+|(?:lun|mar|mer|jeu|ven|sam|dim)\.\s*")
_TIME = re.compile(
    r"[t\s]+(?:a\s+)?(\d{1,2})\s*(?:[:h]\s*(\d{2})(?::(\d{2})(?:[.,]0+)?)?|h(?:eures?)?)\s*z?$"
)
_IN_WORDS = re.compile(r"(\d{1,2})\s?(?:er\b)?[\s./-]*([a-z]{3,9})\.?[\s./-]*(\d{4}|'?\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_COMPACT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
#: Day 0 of spreadsheets, right from March 1900 on, and how many days later that of old Macs is.
_DAY_ZERO, _LATER = date(1899, 12, 30), 1462
_FIRST_YEAR = 1900
_APART = 30  # years between a serial number and the days of its column
_YEARS_AHEAD = 50
_YEARS_AGO = 40  # up to which a year in two digits leaves no doubt of its century
DMY, MDY, YMD = "dmy", "mdy", "ymd"


@dataclass(frozen=True)
class _Read:
    """A text read as a day: every order that gives one, and what kind of writing it is."""

    days: dict[str, date]
    kind: str
    sure: bool = True


def date_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of days."""
    order = values.date_order or proven_order(values)
    return partial(_repair, values=values, order=order)


def _repair(text: str, values: Values, order: str | None) -> Iterator[Candidate]:
    read = _read(text, values)
    if read is None:
        return
    days = set(read.days.values())
    if len(days) == 1:
        # a month in front may be a slip of the hand as well: 12/13 for 12/03
        sure = read.sure and (order == MDY or {*read.days} != {MDY})
        yield Candidate(_write(days.pop(), values), read.kind, sure)
    elif order in read.days:
        yield Candidate(_write(read.days[order], values), read.kind, read.sure)
    elif read.days:
        first = read.days.get(DMY) or next(iter(read.days.values()))
        yield Candidate(_write(first, values), "date.ambiguous", safe=False)


def read_day(text: str, values: Values, order: str | None) -> tuple[date, bool] | None:
    """Read a day, and tell whether no other one is plausible; None where there is none."""
    read = _read(text, values)
    if read is None or not read.days or read.kind == "date.time":
        return None
    days = set(read.days.values())
    if len(days) == 1:
        return days.pop(), read.sure
    if order in read.days:
        return read.days[order], read.sure
    return read.days.get(DMY) or next(iter(read.days.values())), False


def _write(day: date, values: Values) -> str:
    pattern = values.field.format
    return day.isoformat() if pattern in ("default", "any") else day.strftime(pattern)


def pad_date(text: str) -> str:
    """Write 2024-3-2 as 2024-03-02, and leave anything else as it is."""
    if not _SHORT_ISO.fullmatch(text):
        return text
    year, month, day = text.split("-")
    return f"{year}-{month:0>2}-{day:0>2}"


def proven_order(values: Values) -> str | None:
    """Tell the order of day and month where some dates can be read in one way only."""
    orders = set()
    for text in values.texts:
        read = _read(text, values)
        if read is not None and read.kind in ("date.order", "date.two-digits"):
            orders |= {*read.days} if len(read.days) == 1 else set()
    return DMY if orders == {DMY} else None


def _read(text: str, values: Values) -> _Read | None:
    plain = _plain(text)
    timed = _TIME.search(plain)
    plain = plain[: timed.start()] if timed else plain
    weekday = _WEEKDAY.match(plain)
    read = _read_day(plain[weekday.end() :] if weekday else plain, values)
    if read is None:
        return None
    days = {order: day for order, day in read.days.items() if _is_plausible(day, values)}
    named = weekday[1] if weekday else None
    agrees = True
    if named is not None:
        right = {o: day for o, day in days.items() if day.weekday() == _DAYS.index(named)}
        agrees, days = bool(right), right or days
    if timed and any(int(part or 0) for part in timed.groups()):
        return _Read(days, "date.time", sure=False)
    return _Read(days, read.kind, read.sure and agrees)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", folded.replace("’", "'")).strip(" .,;").removeprefix("le ")


def _read_day(plain: str, values: Values) -> _Read | None:
    for pattern, read in _WRITINGS.items():
        if found := pattern.fullmatch(plain):
            return read(found, values)
    return None


def _month_first(found: re.Match[str], values: Values) -> _Read | None:
    return _day_in_words(found[3], found[1], found[2], values)


def _in_words(found: re.Match[str], values: Values) -> _Read | None:
    return _day_in_words(found[3], found[2], found[1], values)


def _day_in_words(year: str, name: str, day: str, values: Values) -> _Read | None:
    month = month_of(name)
    if month is None:
        return None
    number, sure = _year(year.strip("'"), values)
    return _Read(_days({DMY: (number, month, int(day))}), "date.words", sure)


def month_of(name: str) -> int | None:
    """Find the month of a name or of its beginning, if that begins one month only."""
    word = _plain(name)
    found = {n for n, names in enumerate(_MONTHS, 1) for name in names if name.startswith(word)}
    return found.pop() if len(found) == 1 else None


def _year_first(found: re.Match[str], _values: Values) -> _Read:
    year, second, third = map(int, found.groups())
    days = _days({YMD: (year, second, third)})
    if days:
        return _Read(days, "date.written")
    return _Read(_days({"ydm": (year, third, second)}), "date.written", sure=False)


def _year_last(found: re.Match[str], values: Values) -> _Read:
    first, second = int(found[1]), int(found[3])
    year, sure = _year(found[4], values)
    wanted = {DMY: (year, second, first), MDY: (year, first, second)}
    if len(found[4]) == 4:
        return _Read(_days(wanted), "date.order")
    if found[2] in "- ":  # nobody in France writes a year of two digits first with / or .
        turned, _sure = _year(found[1], values)
        wanted[YMD] = (turned, second, int(found[4]))
    return _Read(_days(wanted), "date.two-digits", sure)


def _year(text: str, values: Values) -> tuple[int, bool]:
    """Give a year in four digits, and whether no other century is plausible."""
    if len(text) == 4:
        return int(text), True
    year = values.today.year // 100 * 100 + int(text)
    year -= 100 if year > values.today.year + 1 else 0
    return year, year >= values.today.year - _YEARS_AGO


def _compact(found: re.Match[str], _values: Values) -> _Read:
    plain = found[0]
    year_first = (int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    year_last = (int(plain[4:]), int(plain[2:4]), int(plain[:2]))
    month_first = (int(plain[4:]), int(plain[:2]), int(plain[2:4]))
    days = _days({YMD: year_first, DMY: year_last, MDY: month_first})
    likely = {order: day for order, day in days.items() if 1950 <= day.year <= 2100}
    return _Read(likely, "date.compact")


def _serial(found: re.Match[str], values: Values) -> _Read:
    day = _day_of_serial(int(found[1]), values)
    kind = "date.time" if (found[2] or "").strip("0") else "date.serial"
    days = {YMD: day} if _is_near(day, values) else {}
    return _Read(days, kind, kind == "date.serial" and _are_serials(values))


def _day_of_serial(number: int, values: Values) -> date:
    start = _DAY_ZERO + timedelta(days=_LATER if values.days_from_1904 else 0)
    return start + timedelta(days=number)


def _is_near(day: date, values: Values) -> bool:
    return 1950 <= day.year <= values.today.year + 10


@lru_cache(maxsize=4)
def _are_serials(values: Values) -> bool:
    """Tell whether every number of five figures may be a day, near those that are sure.

    A column that also holds 92130 holds postcodes, perhaps, and not days.
    """
    numbers = [int(found[1]) for t in values.texts if (found := _SERIAL.fullmatch(t.strip()))]
    days = [_day_of_serial(number, values) for number in numbers]
    sure = [_iso(text) for text in values.texts if _ISO.fullmatch(text)]
    known = [day for day in sure if day is not None]
    if known:
        first, last = min(known).year - _APART, max(known).year + _APART
        return all(first <= day.year <= last for day in days)
    return all(_is_near(day, values) for day in days)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_WRITINGS: Mapping[re.Pattern[str], Callable[[re.Match[str], Values], _Read | None]] = {
    _IN_WORDS: _in_words,
    _YEAR_FIRST: _year_first,
    _YEAR_LAST: _year_last,
    _MONTH_FIRST: _month_first,
    _COMPACT: _compact,
    _SERIAL: _serial,
}


def _days(wanted: dict[str, tuple[int, int, int]]) -> dict[str, date]:
    found = {}
    for order, parts in wanted.items():
        try:
            found[order] = date(*parts)
        except ValueError:
            continue
    return found


def _is_plausible(day: date, values: Values) -> bool:
    return _FIRST_YEAR <= day.year <= values.today.year + _YEARS_AHEAD


def moment_repairer(values: Values) -> Repairer:
    """Make the repairer of a column of days with their times."""
    order = values.date_order or proven_order(values)
    return partial(_repair_moment, values=values, order=order)


_MOMENT = re.compile(
    r"(.+?)(?:[tT]|\s+à\s+|,?\s+)\s*(\d{1,2})\s*(?:[:hH]\s*(\d{2})(?::(\d{2}))?|[hH])"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_SECONDS_A_DAY = 86_400


def _repair_moment(text: str, values: Values, order: str | None) -> Iterator[Candidate]:
    found = _MOMENT.fullmatch(text)
    read = _read(found[1], values) if found else None
    if found is None or read is None or not read.days:
        yield from _moment_of_serial(text, values)
        return
    days = set(read.days.values())
    known = len(days) == 1 or order in read.days
    day = next(iter(days)) if len(days) == 1 else read.days.get(order or DMY)
    if day is None:
        return
    clock = f"{found[2]:0>2}:{found[3] or '00'}:{found[4] or '00'}"
    try:
        time.fromisoformat(clock)
    except ValueError:  # 25:61
        return
    kind = "date.moment" if known else "date.ambiguous"
    yield from _with_zone(f"{day.isoformat()}T{clock}", found[5] or "", kind, known and read.sure)


def _moment_of_serial(text: str, values: Values) -> Iterator[Candidate]:
    """Read a spreadsheet's number whose fraction is the time of the day, to the second."""
    found = _SERIAL.fullmatch(text)
    if found is None or not found[2]:
        return
    day = _day_of_serial(int(found[1]), values)
    seconds = round(float(f"0.{found[2]}") * _SECONDS_A_DAY)
    if _is_near(day, values):
        moment = datetime.combine(day, time()) + timedelta(seconds=seconds)
        yield from _with_zone(moment.isoformat(), "", "date.serial", _are_serials(values))


def _with_zone(moment: str, zone: str, kind: str, sure: bool) -> Iterator[Candidate]:
    yield Candidate(moment + zone, kind, sure)
    if not zone:
        local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Paris"))
        ordered = "date.zone-order" if kind == "date.ambiguous" else "date.zone"
        yield Candidate(local.isoformat(), ordered, safe=False)
