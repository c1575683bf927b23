"""Sheets with a column per year whose title says more than the year: climate, indicators.

Columns of years alone are those of any schema: `tables/repair/series.py`; those of budgets, which
have stages too: `budget/exercises.py`; of grants: `dataset/grants.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ckanext.city.tables.recognise.names import normal
from ckanext.city.tables.repair.units import is_other, unit_column
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding

_YEAR = re.compile(
    r"(?P<before>[^\d]*?)[\s_-]*(?P<year>(?:19|20)\d{2})\s*(?P<after>[^\d]*)", re.DOTALL
)
_LEAST = 2
_AMOUNT = re.compile(r"[-(]?\s*\d[\d\s\u00a0\u202f.,]*\D{0,12}")  # with a sign or a unit

#: What a column's words say besides its year, as the cells of fields.
Said = Callable[[str], Mapping[str, str] | None]

_KINDS = {
    "": "", "objectif": "objectif", "cible": "objectif", "plafond": "plafond", "realise": "réalisé",
    "reel": "réalisé", "tco2e": "", "emissions": "",
}  # fmt: skip
_SECTORS = frozenset(
    ("residentiel", "tertiaire", "transports", "transportroutier", "autrestransports", "industrie",
     "brancheenergie", "agriculture", "dechets")
)  # fmt: skip
_INDICATORS = frozenset(
    ("indicateur", "indicateurs", "codeindicateur", "idindicateur", "identifiantindicateur",
     "indicateurid", "nomindicateur", "nomdelindicateur")
)  # fmt: skip


def find_emissions(sheet: Sheet) -> Unfolding | None:
    """Find the years of a climate budget, beside a column of its sectors."""
    if not any(_holds_sectors(sheet.texts(column.letter)) for column in sheet.columns):
        return None
    unit = unit_column(sheet.columns)
    other = unit is not None and any(is_other(text, "tCO2e") for text in sheet.texts(unit.letter))
    return unfold_years(year_columns(sheet, _kind), "valeur_tco2e", safe=not other)


def find_measures(sheet: Sheet) -> Unfolding | None:
    """Find the years of indicators, each measured at its end; aims are not told apart here."""
    if not any(normal(column.header) in _INDICATORS for column in sheet.columns):
        return None
    columns = year_columns(sheet, lambda words: {} if words in ("", "valeur", "realise") else None)
    blocks = [
        Block({"valeur": letter}, {"date_debut": f"{year}-01-01", "date": f"{year}-12-31"})
        for letter, year, _said in columns
    ]
    alone = len({year for _letter, year, _said in columns}) == len(columns)
    return Unfolding(tuple(blocks), safe=True) if alone and len(columns) >= _LEAST else None


def _holds_sectors(texts: Sequence[str]) -> bool:
    filled = {normal(text) for text in texts if text}
    return 2 * len(filled & _SECTORS) >= len(filled) > 1


def _kind(words: str) -> Mapping[str, str] | None:
    kind = _KINDS.get(words)
    return None if kind is None else ({"type": kind} if kind else {})


def year_columns(sheet: Sheet, said: Said) -> list[tuple[str, str, Mapping[str, str]]]:
    """Give the columns that are years: letter, year, and what their other words say."""
    found = []
    for column in sheet.columns:
        read = read_year(column.header, said)
        if read is not None and holds_amounts(sheet.texts(column.letter)):
            found.append((column.letter, *read))
    return found


def read_year(header: str, said: Said) -> tuple[str, Mapping[str, str]] | None:
    """Read a title as a year, and what its other words say; None where they say something else."""
    year = _YEAR.fullmatch(header.strip())
    meant = said(normal(f"{year['before']} {year['after']}")) if year else None
    return (year["year"], meant) if year and meant is not None else None


def holds_amounts(texts: Sequence[str]) -> bool:
    """Tell whether at least half of the texts that say something are amounts."""
    filled = [text for text in texts if text]
    return 2 * sum(bool(_AMOUNT.fullmatch(text)) for text in filled) >= len(filled) > 0


def unfold_years(
    columns: Sequence[tuple[str, str, Mapping[str, str]]],
    amount: str,
    *,
    safe: bool,
    least: int = _LEAST,
) -> Unfolding | None:
    """Make a row of each year's amount; None where there are few, or two say the same."""
    keys = {(year, *said.values()) for _letter, year, said in columns}
    if len(columns) < least or len(keys) < len(columns):
        return None
    blocks = (Block({amount: letter}, {"annee": year, **said}) for letter, year, said in columns)
    return Unfolding(tuple(blocks), safe)
