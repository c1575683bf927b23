"""How the swimming pool counts who comes: the workbook that its reception desk fills in."""

from __future__ import annotations

import random
from datetime import date

from ckanext.city.demo.everyday.workbook import Cell, Sheet, Value
from ckanext.city.demo.seed import stream
from ckanext.city.demo.words import MONTHS

LAST_OPEN = 2024  # the year before its reconstruction
CLOSED = 8  # each August the pool is emptied
# Of a month: children, adults, schools, clubs; at least and at most.
USUAL = ((620, 1900), (900, 2100), (400, 1500), (300, 900))
# In July schools and most clubs are on holiday; in September they start late.
SCHOOLS = {7: 0.08, 9: 0.55, 12: 0.8}
CLUBS = {7: 0.25, 9: 0.6}
SUMMER = {6: 1.2, 7: 1.7}
SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
MERGED = ("A1:H1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "G3:G4", "H3:H4")
WIDTHS = (20, 10, 10, 10, 10, 11, 15, 26)

Rows = list[list[Cell | Value]]


def sheet_of(seed: int, year: int) -> Sheet:
    """Make the sheet of a year, made to be printed.

    Its headings are on two rows, of merged cells; subtotals stand among the months, a number in
    four is text with a space, days are written as it comes, remarks are below.
    """
    chance = stream(seed, "pool", str(year))
    rows = _headings(year)
    quarter: list[int] = []
    for month, name in enumerate(MONTHS, 1):
        if month == CLOSED:
            rows.append([Cell(each, "closed") for each in _closed(name)])
        else:
            counts = _counts(chance, month)
            rows.append(_month_row(year, month, counts, at=len(rows) + 1))
            quarter.append(sum(counts))
        if month % 3 == 0:
            rows.append(_subtotal(month // 3, sum(quarter)))
            quarter = []
    rows += _remarks()
    return Sheet(rows, MERGED, WIDTHS)


def scratch_sheet() -> Sheet:
    """The third sheet, where somebody once tried something."""
    return Sheet(
        [["essai", None, "à supprimer"], [None, 12400, 11850], ["écart", None, 550]], widths=(12,)
    )


def _headings(year: int) -> Rows:
    upper = ("Mois", "Public", None, "Groupes", None, "TOTAL", "Saisi le", "Remarques")
    lower = (None, "Enfants", "Adultes", "Écoles", "Clubs", None, None, None)
    return [
        [Cell(f"PISCINE DES TANNEURS - ENTRÉES {year}", "title"), *[Cell(None, "title")] * 7],
        [],
        [Cell(each, "head") for each in upper],
        [Cell(each, "head") for each in lower],
    ]


def _closed(name: str) -> list[Value]:
    return [name, "fermé", None, None, None, None, None, "vidange + travaux"]


def _counts(chance: random.Random, month: int) -> list[int]:
    levels = (SUMMER.get(month, 1), SUMMER.get(month, 1), SCHOOLS.get(month, 1))
    factors = (*levels, CLUBS.get(month, 1))
    return [
        round(chance.randint(*usual) * factor) for usual, factor in zip(USUAL, factors, strict=True)
    ]


def _month_row(year: int, month: int, counts: list[int], at: int) -> list[Cell | Value]:
    name, total = MONTHS[month - 1], sum(counts)
    shown = (
        Cell(f"{total // 1000} {total % 1000:03d}")
        if month % 4 == 2
        else Cell(total, "number", f"SUM(B{at}:E{at})")
    )
    remarks = {3: "grève le 12", 6: "canicule du 26 au 28", 11: "caisse en panne 2 j."}
    if year == LAST_OPEN:
        remarks[12] = "fermeture définitive le 20"
    return [
        f" {name.capitalize()}" if month % 2 else name,
        *counts,
        shown,
        _typed_on(year, month),
        remarks.get(month),
    ]


def _typed_on(year: int, month: int) -> Cell | Value:
    """The day on which the month was typed in, as whoever was at the desk writes days."""
    day = date(year + month // 12, month % 12 + 1, 2 + month % 5)
    written: tuple[Value, ...] = (
        day,
        f"{day:%d/%m/%Y}",
        f"{day.day} {SHORT_MONTHS[day.month - 1]}",
        f"{day:%d.%m.%y}",
    )
    return written[month % len(written)]


def _subtotal(quarter: int, total: int) -> list[Cell | Value]:
    return [
        Cell(f"Sous-total T{quarter}", "total"),
        *[Cell(None, "total")] * 4,
        Cell(total, "total"),
        *[Cell(None, "total")] * 2,
    ]


def _remarks() -> Rows:
    return [
        [],
        [Cell("NB : chiffres de la caisse, à vérifier avec la régie", "note")],
        [Cell("* les scolaires sont comptés par séance, pas par élève inscrit", "note")],
    ]
