"""Units that a column of a file says, beside a field whose own unit is in its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ckanext.city.tables.recognise.names import normal, words
from ckanext.city.tables.table import Column

#: Last words of fields that are units, as their sentences write them.
_UNITS = {"tco2e": "tCO2e", "kwh": "kWh", "mwh": "MWh"}
_HEADERS = frozenset(("unite", "unites", "unit", "unitedemesure"))
_LONG = ((r"^tonnes?(?:de)?", "t"), (r"equivalents?", "e"), (r"eq", "e"), (r"carbone$", "c"))


#: Thousands and millions, which a header may count: "Montant (k€)", "en milliers d'euros".
_MULTIPLE = re.compile(
    r"\bk€|\bm€|\bkeur|\bmeur|\bk ?euros?|\bmilliers?\b|\bmillions?\b"
    r"|\b[km]t(?=\b|eq|co2|é)|\b[km]t[ée]q|\bkilotonnes?",
    re.IGNORECASE,
)


def says_multiple(header: str) -> bool:
    """Tell whether a header says that its column counts thousands or millions."""
    return bool(_MULTIPLE.search(header))


def unit_of(field: str) -> str | None:
    """Give the unit that a field's name says: of "valeur_tco2e", tCO2e."""
    said = words(field)
    return _UNITS.get(said[-1]) if said else None


def unit_column(columns: Sequence[Column]) -> Column | None:
    """Give the column that says units, where there is one."""
    found = [each for each in columns if normal(each.header) in _HEADERS]
    return found[0] if len(found) == 1 else None


def is_other(text: str, unit: str) -> bool:
    """Tell whether a text is another unit: ktCO2e is not tCO2e, and "teq CO2" is."""
    return bool(normal(text)) and _signs(text) != _signs(unit)


def _signs(text: str) -> list[str]:
    plain = normal(text)
    for long, short in _LONG:
        plain = re.sub(long, short, plain)
    return sorted(plain)
