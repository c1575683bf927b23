"""Lists of grants as departments keep them: short ones, and those with a column a year."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.city.dataset_types.years import holds_amounts, unfold_years, year_columns
from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.repair.wide import Block, Sheet, Unfolding

_MONEY = re.compile(
    r"€|\beuros?\b|\bmontant|\bsubvention|\baccord[ée]|\battribu[ée]|\bvers[ée]|\bvot[ée]",
    re.IGNORECASE,
)
#: Who is granted something, and what a year's amount is called then; "demandé" is no grant.
_BENEFICIARIES = frozenset(
    ("association", "associations", "beneficiaire", "beneficiaires", "nomassociation",
     "nomdelassociation", "nombeneficiaire", "nomdubeneficiaire", "organismebeneficiaire",
     "associationbeneficiaire", "associationsbeneficiaires")
)  # fmt: skip
_GRANTED = frozenset(
    ("", "montant", "subvention", "subventions", "montantattribue", "montantverse", "montantvote",
     "montantaccorde", "accorde", "attribue", "verse", "vote", "montants", "subventionattribuee",
     "subventionaccordee", "subventionversee", "subventionvotee")
)  # fmt: skip
_GIVEN = frozenset(
    ("subvention", "accorde", "accordee", "attribue", "attribuee", "vote", "votee", "verse",
     "versee", "montant", "somme")
)  # fmt: skip
_SAYING = frozenset(("subvention", "association"))
_CASH, _KIND = "aide en numéraire", "aide en nature"
_LEAST = 2  # years, where nothing but the year is said


def find_grants(sheet: Sheet) -> Unfolding | None:
    """Find the years of a list of grants, or what is given in cash beside what is given in kind.

    A year is no day of decision, and stays a year. Its numbers are amounts for sure where a header
    or a cell says so: clubs have members a year too.
    """
    if not _names_beneficiaries(sheet):
        return None
    if (kinds := _kinds(sheet)) is not None:
        return kinds
    columns = year_columns(sheet, _granted)
    letters = {letter for letter, _year, _said in columns}
    headers = [column.header for column in sheet.columns if column.letter in letters]
    texts = [*headers, *(text for letter in letters for text in sheet.texts(letter))]
    said = [column for column in headers if _MONEY.search(column)]
    safe = any(_MONEY.search(text) for text in texts)
    return unfold_years(columns, "montant", safe=safe, least=1 if said else _LEAST)


def _kinds(sheet: Sheet) -> Unfolding | None:
    """Find one column of amounts in cash, and one of what things given were worth."""
    found: dict[str, list[str]] = {"numeraire": [], "nature": []}
    for column in sheet.columns:
        said = [kind for kind in found if kind in words(column.header)]
        if len(said) == 1 and holds_amounts(sheet.texts(column.letter)):
            found[said[0]].append(column.letter)
    if [len(letters) for letters in found.values()] != [1, 1]:
        return None
    cash, kind = (letters[0] for letters in found.values())
    blocks = (
        Block({"montant": cash}, {"nature": _CASH}),
        Block({"montant": kind}, {"nature": _KIND}),
    )
    return Unfolding(blocks, safe=True)


def tells_grants(sheet: Sheet) -> bool:
    """Tell a list of grants, however short: who, how much, and the word for it somewhere.

    "Bénéficiaire", "Montant" alone may be a list of refunds.
    """
    if not _names_beneficiaries(sheet):
        return False
    amounts = [
        column
        for column in sheet.columns
        if _GIVEN & {*words(column.header)} and holds_amounts(sheet.texts(column.letter))
    ]
    said = [*(column.header for column in sheet.columns), *sheet.titles]
    found = {singular(word) for text in said for word in words(text)}
    return bool(amounts) and bool(found & _SAYING)


def _names_beneficiaries(sheet: Sheet) -> bool:
    return any(normal(column.header) in _BENEFICIARIES for column in sheet.columns)


def _granted(words_: str) -> Mapping[str, str] | None:
    return {} if words_ in _GRANTED else None
