"""Known ways in which people and spreadsheets damage a valid table."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ckanext.city.tables.table import ROW, Column, Table

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
NARROW = "\u202f"


@dataclass(frozen=True)
class Rows:
    """A table as lists: its header, and rows whose first has the record number 2."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def table(self) -> Table:
        letters = [letter(at) for at in range(len(self.header))]

        def scan() -> Iterator[pl.DataFrame]:
            numbers = pl.Series(ROW, range(2, 2 + len(self.rows)), dtype=pl.UInt32)
            columns = [
                pl.Series(name, [row[at] or None for row in self.rows], dtype=pl.String)
                for at, name in enumerate(letters)
            ]
            yield pl.DataFrame([numbers, *columns])

        columns = tuple(Column(a, name) for a, name in zip(letters, self.header, strict=True))
        return Table("made.csv", None, columns, scan)

    def with_cell(self, row: int, column: int, text: str) -> Rows:
        rows = [list(each) for each in self.rows]
        rows[row][column] = text
        return Rows(self.header, tuple(map(tuple, rows)))


def letter(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


Damage = Callable[[str], str]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _in_words(text: str) -> str:
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _serial(text: str) -> str:
    return str((_day(text) - date(1899, 12, 30)).days)


def _grouped(text: str, blank: str) -> str:
    whole, _point, decimals = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    parts = []
    while digits:
        parts.insert(0, digits[-3:])
        digits = digits[:-3]
    return sign + blank.join(parts) + ("," + decimals if decimals else "")


def _in_pairs(text: str, mark: str) -> str:
    if len(text) != 10 or not text.isdigit():
        return text
    return mark.join(text[at : at + 2] for at in range(0, 10, 2))


def _mojibake(text: str) -> str:
    return text.encode("utf-8").decode("cp1252", "ignore")


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


DATES: Mapping[str, Damage] = {
    "day first": lambda t: _day(t).strftime("%d/%m/%Y"),
    "day first, dots": lambda t: _day(t).strftime("%d.%m.%Y"),
    "day first, two digits": lambda t: _day(t).strftime("%d/%m/%y"),
    "hyphens, two digits": lambda t: _day(t).strftime("%d-%m-%y"),
    "words": _in_words,
    "weekday": lambda t: f"le {_in_words(t)}",
    "serial": _serial,
    "midnight": lambda t: f"{t} 00:00:00",
    "slashes": lambda t: t.replace("-", "/"),
    "compact": lambda t: t.replace("-", ""),
    "compact, day first": lambda t: _day(t).strftime("%d%m%Y"),
    "unpadded": lambda t: f"{_day(t).year}-{_day(t).month}-{_day(t).day}",
    "period of a day": lambda t: f"du {_in_words(t)} au {_in_words(t)}",
    "moment": lambda t: f"{_in_words(t)} à 18 h",
    "month only": lambda t: f"{MONTHS[_day(t).month - 1]} {_day(t).year}",
}
NUMBERS: Mapping[str, Damage] = {
    "comma": lambda t: t.replace(".", ","),
    "thousands, narrow": lambda t: _grouped(t, NARROW),
    "thousands, blank": lambda t: _grouped(t, " "),
    "thousands, point": lambda t: _grouped(t, "."),
    "euros": lambda t: f"{_grouped(t, ' ')} €",
    "trailing minus": lambda t: f"{t[1:]}-" if t.startswith("-") else t,
    "parentheses": lambda t: f"({_grouped(t[1:], ' ')})" if t.startswith("-") else t,
    "thousands of euros": lambda t: f"{t} k€",
    "float": lambda t: f"{t}.0" if "." not in t else t,
    "words": lambda t: f"{t} unités",
    "about": lambda t: f"environ {t}",
    "per cent": lambda t: f"{t} %",
}
CODES: Mapping[str, Damage] = {
    "zeros lost": lambda t: t.lstrip("0") if t.isdigit() else t,
    "siret spaced": lambda t: f"{t[:3]} {t[3:6]} {t[6:9]} {t[9:]}" if len(t) == 14 else t,
    "siret rounded": lambda t: f"{t[0]},{t[1:3]}E+{len(t) - 1}" if len(t) == 14 else t,
    "float": lambda t: f"{t}.0" if t.isdigit() else t,
    "small letters": str.lower,
    "comma": lambda t: t.replace(".", ","),
    "words": lambda t: f"n° {t}",
    "as formula": lambda t: f'="{t}"',
    "apostrophe": lambda t: f"'{t}",
    "a word behind": lambda t: f"{t} (voir note)",
    "phone dots": lambda t: _in_pairs(t, "."),
    "phone blanks": lambda t: _in_pairs(t, " "),
}  # fmt: skip
TEXTS: Mapping[str, Damage] = {
    "mojibake": _mojibake,
    "blanks": lambda t: f"  {t} ",
    "hard blank": lambda t: f"{t}\u00a0",
    "capitals": str.upper,
    "accents lost": _without_accents,
    "a letter lost": lambda t: t if t.isdigit() else t[:2] + t[3:],
    "curly": lambda t: t.replace("'", "’"),
    "mailto": lambda t: f"mailto:{t}",
    "entities": lambda t: t.replace("é", "&eacute;").replace("'", "&#39;"),
    "twice mojibake": lambda t: _mojibake(_mojibake(t)),
    "semicolon": lambda t: f"{t};",
}
WORDS: Mapping[str, Damage] = {
    "yes": lambda t: {"true": "Oui", "oui": "OUI", "false": "Non", "non": "NON"}.get(t.lower(), t),
    "tick": lambda t: "X" if t.lower() in ("true", "oui", "1", "vrai") else t,
    "ticks": lambda t: {"true": "X", "oui": "X", "1": "X"}.get(t.lower(), ""),
    "figure": lambda t: {"true": "1", "oui": "1", "false": "0", "non": "0"}.get(t.lower(), t),
    "true": lambda t: {"oui": "Vrai", "non": "faux", "true": "VRAI", "false": "Faux"}.get(t, t),
}
NOTHING: Sequence[str] = ("néant", "-", "NC", "sans objet", "N/A", " ")


def damages_of(kind: str) -> Mapping[str, Damage]:
    """Give the damages that cells of a type suffer."""
    if kind in ("date", "datetime"):
        return DATES
    if kind in ("integer", "number"):
        return NUMBERS
    if kind == "boolean":
        return WORDS
    return {**CODES, **TEXTS, **{f"number, {k}": v for k, v in NUMBERS.items() if k == "float"}}


def moved_right(rows: Rows, row: int, at: int) -> Rows:
    """Put an empty cell into a row; what has no room goes into a column without a header."""
    found = [[*cells, ""] for cells in rows.rows]
    found[row] = [*rows.rows[row][:at], "", *rows.rows[row][at:]]
    return Rows((*rows.header, ""), tuple(map(tuple, found)))


def moved_left(rows: Rows, row: int, at: int) -> Rows:
    """Take a cell out of a row; the last one is empty."""
    found = list(rows.rows)
    found[row] = (*rows.rows[row][:at], *rows.rows[row][at + 1 :], "")
    return Rows(rows.header, tuple(found))
