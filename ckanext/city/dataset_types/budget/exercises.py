"""Budgets as finance departments lay them out: a column a year and stage, income by spending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ckanext.city.dataset_types.headers import BUDGET
from ckanext.city.dataset_types.sides import Side, find_sides
from ckanext.city.dataset_types.years import holds_amounts, read_year
from ckanext.city.tables.recognise.names import normal, variants, words
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding
from ckanext.city.tables.table import Column

_SIDES = {"depense": "dépense", "recette": "recette"}
_VOTED, _SPENT = "BGT_MTPREV", "BGT_MTREAL"
_STAGES = {
    "bp": ("budget primitif", _VOTED),
    "budgetprimitif": ("budget primitif", _VOTED),
    "ca": ("compte administratif", _SPENT),
    "compteadministratif": ("compte administratif", _SPENT),
}
_ACCOUNT = re.compile(r"[1-7]\d{1,7}")  # of the charts of accounts of towns
_MOST = 0.8  # of the texts of a column
#: Words of columns that are worked out of others, and say no amount of a year of its own.
_WORKED_OUT = frozenset(("evolution", "ecart", "variation", "taux", "pourcent", "difference"))


def find_exercises(sheet: Sheet) -> Unfolding | None:
    """Find the years of a local budget, each with its stage: "BP 2024", "CA 2023".

    A year alone does not say whether its amounts were voted or spent. Beside a column of accounts
    they are those of a budget for sure; another column of amounts would be said in each row.
    """
    sides = find_sides(sheet.columns, _SIDES)
    blocks = [*_of_sides(sheet, sides)] if sides else [*_of_years(sheet, _every(sheet.columns))]
    says = {(*block.texts.values(), *block.columns) for block in blocks}
    tells = _holds_accounts(sheet)
    if len(says) < len(blocks) or len(blocks) < (1 if tells else 2):
        return None
    used = {letter for block in blocks for letter in block.columns.values()}
    left = any(_is_amount(sheet, column) for column in sheet.columns if column.letter not in used)
    return Unfolding(tuple(blocks), safe=tells and not left, tells=tells)


def _every(columns: Sequence[Column]) -> Mapping[str, str]:
    return {column.letter: column.header for column in columns}


def _of_sides(sheet: Sheet, sides: Sequence[Side]) -> Iterator[Block]:
    """Give a block for each side, and for each year on it that says its stage."""
    for side in sides:
        said = {"BGT_CODRD": side.said}
        years = [*_of_years(sheet, {letter: name for name, letter in side.columns.items()})]
        amounts = [letter for year in years for letter in year.columns.values()]
        others = {_field_of(name): x for name, x in side.columns.items() if x not in amounts}
        if not years:
            yield Block(others, said)
        for at, year in enumerate(years):
            own = tuple(year.columns.values())
            rest = tuple(letter for letter in amounts if letter not in own)
            empty = () if at else (rest or own)  # words without an amount are said once
            yield Block({**others, **year.columns}, {**said, **year.texts}, own, empty)


def _of_years(sheet: Sheet, headers: Mapping[str, str]) -> Iterator[Block]:
    """Give a block for each column, by its letter, whose header is a stage and its year."""
    for letter, header in headers.items():
        read = read_year(header, _stage)
        if read is not None and holds_amounts(sheet.texts(letter)):
            year, (stage, amount) = read[0], read[1].values()
            yield Block({amount: letter}, {"BGT_NATDEC": stage, "BGT_ANNEE": year})


def _stage(said: str) -> Mapping[str, str] | None:
    return dict(zip(("stage", "amount"), _STAGES[said], strict=True)) if said in _STAGES else None


def _holds_accounts(sheet: Sheet) -> bool:
    """Tell whether some column bears a name of accounts, and holds their numbers.

    A row of one text is a heading, and says nothing of its column.
    """
    rows = [*zip(*(sheet.texts(column.letter) for column in sheet.columns), strict=True)]
    rows = [row for row in rows if sum(map(bool, row)) > 1]
    for at, column in enumerate(sheet.columns):
        texts = [row[at] for row in rows if row[at]]
        numbers = sum(bool(_ACCOUNT.fullmatch(text)) for text in texts)
        if texts and numbers >= _MOST * len(texts) and _is_of(column, _names_of_accounts()):
            return True
    return False


def _field_of(name: str) -> str:
    """Give the field that a column of one side surely is; else its name."""
    fields = [field for field, names in _names().items() if normal(name) in names]
    return fields[0] if len(fields) == 1 else name


@cache
def _names() -> Mapping[str, frozenset[str]]:
    return {field: frozenset(map(normal, names)) for field, names in BUDGET.items()}


def _is_of(column: Column, names: frozenset[str]) -> bool:
    return any(normal(part) in names for part in variants(column.header))


@cache
def _names_of_accounts() -> frozenset[str]:
    return frozenset(map(normal, ("BGT_NATURE", *BUDGET["BGT_NATURE"])))


def _is_amount(sheet: Sheet, column: Column) -> bool:
    """Tell whether a column holds amounts that no name of a field explains."""
    if _is_of(column, _known()) or _WORKED_OUT & {*words(column.header)}:
        return False
    texts = [text for text in sheet.texts(column.letter) if "%" not in text]
    return holds_amounts(texts)


@cache
def _known() -> frozenset[str]:
    """Give the names of columns that are no amounts."""
    return frozenset(
        normal(name.lstrip("?*"))
        for field, names in BUDGET.items()
        if not re.match(r"BGT_(?:MT|CREDOUV)", field)
        for name in (field, *names)
    )
