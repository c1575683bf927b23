"""Columns of shares whose titles do not say of what: reckoning tells, "% Blancs" of the voters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.recognise.match import NAME, SAME, SYNONYM, Match
from ckanext.city.tables.recognise.names import singular, words
from ckanext.city.tables.table import Column

_SHARE = re.compile(r"%|\bpourcent|\bpct\b|\btaux\b|\bpart\b|\bratio\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BLANKS = re.compile(r"[\s\u00a0\u202f%]")
#: How such a column was matched.
RECKONED = "reckoned"
_SURE = (SAME, NAME, SYNONYM)
_ROUNDED = 0.06  # per cent, of shares with one or two decimals
_MOST = 0.9  # of the rows that can be reckoned
_LEAST = 2  # of these
_LOOKED_AT = 2_000  # rows


def reckon_shares(
    matches: Sequence[Match],
    columns: Sequence[Column],
    frame: pl.DataFrame,
    descriptor: Descriptor,
) -> tuple[Match, ...]:
    """Match columns of shares with the one field that their numbers are.

    Fields "ratio_blancs_votants" say in their names of what they are, per cent. A column that is
    surely a field stays that field; where no field or several fit, nothing changes.

    Args:
        matches: by names and values.
        columns: of the table.
        frame: its rows.
        descriptor: of the table schema.
    """
    sure = {each.column.letter: each for each in matches if each.how in _SURE}
    open_ = [c for c in columns if c.letter not in sure and _SHARE.search(c.header)]
    letters = {name: letter for letter, each in sure.items() for name in [each.field]}
    parts = _parts(descriptor, letters, columns)
    if not open_ or not parts:
        return tuple(matches)
    rows = frame.head(_LOOKED_AT)
    found: dict[str, str] = {}
    for column in open_:
        fitting = [name for name, of in parts.items() if _fits(rows, column.letter, of)]
        if len(fitting) == 1 and fitting[0] not in found:
            found[fitting[0]] = column.letter
    taken = {*found, *found.values()}
    left = (each for each in matches if not {each.field, each.column.letter} & taken)
    by_letter = {column.letter: column for column in columns}
    reckoned = (Match(by_letter[x], name, RECKONED, safe=True) for name, x in found.items())
    order = [column.letter for column in columns]
    return tuple(sorted((*left, *reckoned), key=lambda each: order.index(each.column.letter)))


def _parts(
    descriptor: Descriptor, letters: Mapping[str, str], columns: Sequence[Column]
) -> dict[str, tuple[str, str]]:
    """Give, by field of a share that no column surely is, the columns of the part and the whole."""
    found = {}
    for field in descriptor.fields:
        kind, *said = field.name.split("_")
        if kind != "ratio" or len(said) != 2 or field.name in letters:
            continue
        part, whole = (letters.get(name) or _counting(name, columns) for name in said)
        if part and whole:
            found[field.name] = (part, whole)
    return found


def _counting(name: str, columns: Sequence[Column]) -> str | None:
    """Find the one column that counts what a name says, and is no field: "Suffrages exprimés"."""
    found = [
        column.letter
        for column in columns
        if singular(name) in map(singular, words(column.header))
        and not _SHARE.search(column.header)
    ]
    return found[0] if len(found) == 1 else None


def _fits(rows: pl.DataFrame, letter: str, of: tuple[str, str]) -> bool:
    right = reckoned = 0
    for texts in rows.select(letter, *of).iter_rows():
        share, part, whole = (_read(text) for text in texts)
        if share is not None and part is not None and whole:
            reckoned += 1
            right += abs(share - 100 * part / whole) < _ROUNDED
    return reckoned >= _LEAST and right >= _MOST * reckoned


def _read(text: str | None) -> float | None:
    bare = _BLANKS.sub("", text or "")
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None
