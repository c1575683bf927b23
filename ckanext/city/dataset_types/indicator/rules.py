"""Indicators: that each value is of an indicator which is defined."""

from __future__ import annotations

import polars as pl

from ckanext.city.tables.check.rules import Frames, Knowledge, Rule, strangers
from ckanext.city.tables.findings import Entry, _

VALUES = "city/indicator-values"
DEFINITIONS = "city/indicator-definitions"

UNDEFINED = Entry(
    _("The indicator “{value}” is not in the table of definitions."),
    _("Write the identifier of that table, or define the indicator there."),
)


def undefined_indicators(frames: Frames) -> pl.DataFrame:
    """Find values of indicators that nobody defined."""
    return strangers(frames, (VALUES, "indicateur_id"), (DEFINITIONS, "indicateur_id"))


KNOWLEDGE = Knowledge(
    rules=(
        Rule(
            "rule.indicator-undefined",
            "error",
            UNDEFINED,
            {VALUES: ("indicateur_id",), DEFINITIONS: ("indicateur_id",)},
            undefined_indicators,
            field="indicateur_id",
        ),
    ),
)
