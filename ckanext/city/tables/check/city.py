"""What a table must say of the city itself: rows that say they are another's are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import polars as pl

from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.check.rules import Frames, Rule
from ckanext.city.tables.city import City
from ckanext.city.tables.table import ROW

_SIREN = 9  # digits, the first ones of a SIRET


def city_rules(table: str, constants: Mapping[str, str], city: City) -> Iterator[Rule]:
    """Give the rules that compare a table's rows with who the city is.

    Names are not compared: a city's is written in many ways. Nor are the last digits of a SIRET,
    which tell one establishment of the city from another.

    Args:
        table: id of the table schema without its version.
        constants: by field, the attribute of `City` that every row says.
        city: who the city is, as far as that is known.
    """
    for name, attribute in constants.items():
        expected = getattr(city, attribute)
        if expected and attribute != "name":
            length = _SIREN if attribute in ("siren", "siret") else len(expected)
            yield Rule(
                code="city.other",
                severity="warning",
                entry=ENTRIES["city.other"],
                columns={table: (name,)},
                find=partial(_others, table=table, name=name, expected=expected[:length]),
                field=name,
                row_by_row=True,
                details={"expected": expected},
            )


def _others(frames: Frames, *, table: str, name: str, expected: str) -> pl.DataFrame:
    said = pl.col(name).cast(pl.String)
    other = said.str.slice(0, len(expected)) != expected
    return frames[table].filter(said.is_not_null() & other).select(ROW, value=said)
