"""What tells a short list of deliberations from one of any other acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ckanext.city.dataset_types.headers import DELIBERATION
from ckanext.city.tables.recognise.names import normal, singular, words
from ckanext.city.tables.repair.wide import Sheet

_NEEDED = ("DELIB_ID", "DELIB_DATE", "DELIB_OBJET")
#: Words of columns of other lists, in which the number of a deliberation is said beside.
_OTHERS = frozenset(("montant", "association", "beneficiaire", "titulaire", "fournisseur", "siret"))


def tells_deliberations(sheet: Sheet) -> bool:
    """Tell numbers, days and objects that a title or a header says to be of deliberations."""
    headers = [column.header for column in sheet.columns]
    known = {normal(header) for header in headers}
    if not all(known & _names_of(field) for field in _NEEDED) or _OTHERS & _said(headers):
        return False
    return "deliberation" in _said([*headers, *sheet.titles])


@cache
def _names_of(field: str) -> frozenset[str]:
    return frozenset(map(normal, (field, *DELIBERATION[field])))


def _said(texts: Sequence[str]) -> set[str]:
    return {singular(word) for text in texts for word in words(text)}
