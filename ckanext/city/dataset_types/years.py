"""Sheets with a column per year whose title says more than the year: climate, indicators.

Also those of a climate budget with a column per sector. Columns of years alone are those of any
schema: `tables/repair/series.py`; those of budgets, which have stages too: `budget/exercises.py`;
of grants: `dataset/grants.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ckanext.city.tables.recognise.names import normal, variants
from ckanext.city.tables.repair.series import period_of
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
_SECTORS: Mapping[str, str] = {
    normal(name): name
    for name in ("résidentiel", "tertiaire", "transports", "transport routier",
                 "autres transports", "industrie", "branche énergie", "agriculture", "déchets")
}  # fmt: skip
_YEARS = frozenset(("annee", "annees", "an", "exercice"))
#: Words of columns of an indicator's aims, and of its values.
_AIM = re.compile(r"\b(?:cible|objectif)s?\b", re.IGNORECASE)
_VALUE = re.compile(r"\b(?:valeur|r[ée]alis[ée]|r[ée]sultat|mesure)s?\b", re.IGNORECASE)
#: What a definition says of a year in the title of a column: where it started, where it will go.
_REFERENCES = frozenset(
    ("valeur", "valeurdereference", "reference", "situation", "pointdedepart", "depart",
     "etatinitial", "valeurdedepart", "valeurinitiale", "valeurreference")
)  # fmt: skip
_DEFINING = ("unite", "sens", "methode", "modedecalcul", "frequence", "politique")
_TARGETS = frozenset(("cible", "objectif", "valeurcible", "valeurdecible", "ciblevisee"))
_INDICATORS = frozenset(
    ("indicateur", "indicateurs", "codeindicateur", "idindicateur", "identifiantindicateur",
     "indicateurid", "nomindicateur", "nomdelindicateur")
)  # fmt: skip


def find_emissions(sheet: Sheet) -> Unfolding | None:
    """Find the years of a climate budget beside a column of its sectors, or the other way round."""
    if not any(_holds_sectors(sheet.texts(column.letter)) for column in sheet.columns):
        return _find_sectors(sheet)
    unit = unit_column(sheet.columns)
    other = unit is not None and any(is_other(text, "tCO2e") for text in sheet.texts(unit.letter))
    return unfold_years(year_columns(sheet, _kind), "valeur_tco2e", safe=not other)


def _find_sectors(sheet: Sheet) -> Unfolding | None:
    """Find the sectors of a climate budget that are columns, beside one of years."""
    if not any(normal(column.header) in _YEARS for column in sheet.columns):
        return None
    blocks = [
        Block({"valeur_tco2e": column.letter}, {"secteur": sector})
        for column in sheet.columns
        if (sector := _sector_of(column.header)) and holds_amounts(sheet.texts(column.letter))
    ]
    sectors = {block.texts["secteur"] for block in blocks}
    unit = unit_column(sheet.columns)
    other = unit is not None and any(is_other(text, "tCO2e") for text in sheet.texts(unit.letter))
    once = len(sectors) == len(blocks) >= _LEAST
    return Unfolding(tuple(blocks), safe=not other) if once else None


def _sector_of(header: str) -> str | None:
    return next((_SECTORS[key] for each in variants(header) if (key := normal(each)) in _SECTORS),
                None)  # fmt: skip


def find_measures(sheet: Sheet) -> Unfolding | None:
    """Find the periods of indicators, each measured at its end.

    Where some columns say that they are aims, the others are none; else it is not said.
    """
    if not any(normal(column.header) in _INDICATORS for column in sheet.columns):
        return None
    found = [(column.letter, *said) for column in sheet.columns
             if (said := _measured(column.header)) and holds_amounts(sheet.texts(column.letter))
             ]  # fmt: skip
    some_aim = any(aim for _letter, _span, aim in found)
    blocks = []
    for letter, (first, last), aim in found:
        days = {"date_debut": first.isoformat(), "date": last.isoformat()}
        told = {"est_cible": "true" if aim else "false"} if some_aim else {}
        blocks.append(Block({"valeur": letter}, {**days, **told}))
    once = len({(span[1], aim) for _letter, span, aim in found}) == len(found)
    return Unfolding(tuple(blocks), safe=True) if once and len(found) >= _LEAST else None


def _measured(header: str) -> tuple[tuple[date, date], bool] | None:
    """Read the title of a column as a period, and whether it is of an aim; None if it is more."""
    aim = _AIM.search(header) is not None
    span = period_of(re.sub(r"[()]|\s+", " ", _VALUE.sub(" ", _AIM.sub(" ", header))).strip(" -:"))
    return None if span is None else (span, aim)


def find_references(sheet: Sheet) -> Unfolding | None:
    """Find what definitions of indicators say of a year: "Valeur 2020", "Cible 2026"."""
    headers = [normal(column.header) for column in sheet.columns]
    if sum(any(each.startswith(word) for each in headers) for word in _DEFINING) < _LEAST:
        return None
    columns: dict[str, str] = {}
    texts: dict[str, str] = {}
    for letter, year, said in year_columns(sheet, _REFERENCE_OF.get):
        name = said["field"]
        if f"valeur_{name}" in columns:
            return None
        columns[f"valeur_{name}"], texts[f"annee_{name}"] = letter, year
    taken = {normal(name) for name in (*columns, *texts)}
    if not columns or any(normal(column.header) in taken for column in sheet.columns):
        return None
    return Unfolding((Block(columns, texts),), safe=True)


_REFERENCE_OF: Mapping[str, Mapping[str, str]] = {
    **{words: {"field": "reference"} for words in _REFERENCES},
    **{words: {"field": "cible"} for words in _TARGETS},
}


def _holds_sectors(texts: Sequence[str]) -> bool:
    filled = {normal(text) for text in texts if text}
    return 2 * len(filled & _SECTORS.keys()) >= len(filled) > 1


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
