"""Budgets as the programs that convert them write them, and whether they balance."""

from __future__ import annotations

import polars as pl

from ckanext.city.tables.check.rules import Excuse, Frames, Knowledge, Rule
from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.table import ROW

TABLE = "scdl/budget"
STAGES = (
    "budget primitif",
    "budget supplémentaire",
    "décision modificative",
    "compte administratif",
)
#: What lines without a chapter leave empty.
_OF_CHAPTER = ("BGT_CONTNAT", "BGT_CONTNAT_LABEL", "BGT_SECTION")
_CENT = 0.01

CAPITALS = Entry(
    _("“{value}” is a stage of the budget written with capitals, as most converters do."),
    _("Write it in small letters: budget primitif, décision modificative, compte administratif."),
)
WITHOUT_CHAPTER = Entry(
    _("{field} is empty on lines that are a chapter themselves (001, 002, 021 to 024)."),
    _("Repeat the number of the line as its chapter, with its label and its section."),
)
UNBALANCED = Entry(
    _("Income and spending of the section do not balance: {value}."),
    _("If the file is not an excerpt, look for the lines that lack or stand twice."),
)


def _with_capitals() -> pl.Expr:
    stage = pl.col("BGT_NATDEC")
    return stage.str.strip_chars().str.to_lowercase().is_in(STAGES)


def _is_chapter_itself() -> pl.Expr:
    return pl.col("BGT_NATURE").str.contains(r"^0\d\d$")


def unbalanced_sections(frames: Frames) -> pl.DataFrame:
    """Find the first row of each section whose voted income and spending differ."""
    budget = ["BGT_SIRET", "BGT_ANNEE", "BGT_SECTION"]
    amount, side = pl.col("BGT_MTPREV"), pl.col("BGT_CODRD")
    sums = (
        frames[TABLE]
        .filter(pl.col("BGT_NATDEC") == "budget primitif")
        .group_by(budget, maintain_order=True)
        .agg(
            pl.col(ROW).first(),
            income=amount.filter(side == "recette").sum(),
            spending=amount.filter(side == "dépense").sum(),
        )
        .filter((pl.col("income") - pl.col("spending")).abs() >= _CENT)
        .drop_nulls("BGT_SECTION")
    )
    written = pl.format(
        "{} {} / {}", "BGT_SECTION", pl.col("income").round(2), pl.col("spending").round(2)
    )
    return sums.select(ROW, value=written)


KNOWLEDGE = Knowledge(
    rules=(
        Rule(
            "rule.budget-unbalanced",
            "note",
            UNBALANCED,
            {
                TABLE: (
                    "BGT_SIRET",
                    "BGT_ANNEE",
                    "BGT_SECTION",
                    "BGT_NATDEC",
                    "BGT_CODRD",
                    "BGT_MTPREV",
                )
            },
            unbalanced_sections,
            field="BGT_MTPREV",
        ),
    ),
    excuses=(
        Excuse(
            "rule.stage-capitals",
            CAPITALS,
            TABLE,
            of="constraint.enum",
            fields=("BGT_NATDEC",),
            when=_with_capitals,
        ),
        *(
            Excuse(
                "rule.own-chapter",
                WITHOUT_CHAPTER,
                TABLE,
                of="constraint.required",
                fields=(name,),
                when=_is_chapter_itself,
            )
            for name in _OF_CHAPTER
        ),
    ),
)
