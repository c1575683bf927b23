"""School zones: that years, ranges of numbers, streets and schools agree."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from ckanext.city.tables.check.rules import Frames, Knowledge, Rule
from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.table import ROW

ZONES = "city/school-zones"
STREETS = "city/school-streets"
ADDRESSES = "etalab/schema-bal"

YEARS = Entry(
    _("“{value}” is no school year: its two years do not follow each other."),
    _("Write both years: 2026-2027."),
)
RANGE = Entry(
    _("The range of numbers ends before it starts: {value}."),
    _("Write the smaller number first; 1 to 9999 stands for the whole street."),
)
UNKNOWN_SCHOOL = Entry(
    _("The school “{value}” has no zone in the table of school zones."),
    _("Correct the school’s code (UAI), or add its zone."),
)
UNKNOWN_STREET = Entry(
    _("The street “{value}” has no address in the commune’s address base."),
    _("Write its name as the address base does, or have the street added to it."),
)
EMPTY_RANGE = Entry(
    _("No address of “{value}” has a number in this range."),
    _("Correct the range or its side (even, odd); if houses are still to be built, leave it."),
)


def uneven_years(table: str) -> Callable[[Frames], pl.DataFrame]:
    """Make what finds the rows of a table whose two years do not follow each other."""

    def find(frames: Frames) -> pl.DataFrame:
        year = pl.col("annee_scolaire")
        first, last = (year.str.slice(at, 4).cast(pl.Int64, strict=False) for at in (0, 5))
        return frames[table].filter(last != first + 1).select(ROW, value=year)

    return find


def reversed_ranges(frames: Frames) -> pl.DataFrame:
    """Find ranges whose last number is smaller than the first."""
    first, last = pl.col("n_de_voie_debut"), pl.col("n_de_voie_fin")
    return frames[STREETS].filter(last < first).select(ROW, value=pl.format("{} > {}", first, last))


def unknown_schools(frames: Frames) -> pl.DataFrame:
    """Find streets of schools without a zone in the same year and at the same level."""
    key = ["annee_scolaire", "niveau", "code_rne"]
    zones = frames[ZONES].rename({"uai": "code_rne"}).select(key)
    left = frames[STREETS].drop_nulls(key).join(zones, on=key, how="anti")
    return left.sort(ROW).select(ROW, value=pl.col("code_rne"))


def unknown_streets(frames: Frames) -> pl.DataFrame:
    """Find streets that no address bears, names compared without case, accents and signs."""
    known = frames[ADDRESSES].select(street=_folded("toponyme")).unique()
    rows = frames[STREETS].drop_nulls("type_et_libelle")
    named = rows.with_columns(street=_folded("type_et_libelle"))
    left = named.join(known, on="street", how="anti")
    return left.sort(ROW).select(ROW, value=pl.col("type_et_libelle"))


def empty_ranges(frames: Frames) -> pl.DataFrame:
    """Find ranges of known streets in which no address has its number."""
    numbers = frames[ADDRESSES].select("numero", street=_folded("toponyme")).drop_nulls()
    rows = frames[STREETS].with_columns(street=_folded("type_et_libelle"))
    known = rows.filter(pl.col("street").is_in(numbers["street"].implode()))
    pairs = known.join(numbers, on="street")
    number, side = pl.col("numero"), pl.col("parite")
    inside = number.is_between(pl.col("n_de_voie_debut"), pl.col("n_de_voie_fin"))
    fits = (
        (side == "PI") | ((side == "P") & (number % 2 == 0)) | ((side == "I") & (number % 2 == 1))
    )
    served = pairs.filter(inside & fits).select(ROW).unique()
    return (
        known.join(served, on=ROW, how="anti")
        .sort(ROW)
        .select(ROW, value=pl.col("type_et_libelle"))
    )


def _folded(name: str) -> pl.Expr:
    plain = pl.col(name).str.normalize("NFKD").str.to_lowercase().str.replace_all("œ", "oe")
    return plain.str.replace_all(r"\p{M}", "").str.replace_all("[^a-z0-9]+", " ").str.strip_chars()


def _years_rule(table: str) -> Rule:
    return Rule(
        "rule.school-year",
        "error",
        YEARS,
        {table: ("annee_scolaire",)},
        uneven_years(table),
        field="annee_scolaire",
        row_by_row=True,
    )


KNOWLEDGE = Knowledge(
    rules=(
        _years_rule(ZONES),
        _years_rule(STREETS),
        Rule(
            "rule.range-reversed",
            "error",
            RANGE,
            {STREETS: ("n_de_voie_debut", "n_de_voie_fin")},
            reversed_ranges,
            field="n_de_voie_fin",
            row_by_row=True,
        ),
        Rule(
            "rule.school-unknown",
            "error",
            UNKNOWN_SCHOOL,
            {
                STREETS: ("annee_scolaire", "niveau", "code_rne"),
                ZONES: ("annee_scolaire", "niveau", "uai"),
            },
            unknown_schools,
            field="code_rne",
        ),
        Rule(
            "rule.street-unknown",
            "warning",
            UNKNOWN_STREET,
            {STREETS: ("type_et_libelle",), ADDRESSES: ("toponyme",)},
            unknown_streets,
            field="type_et_libelle",
        ),
        Rule(
            "rule.range-without-address",
            "note",
            EMPTY_RANGE,
            {
                STREETS: ("type_et_libelle", "n_de_voie_debut", "n_de_voie_fin", "parite"),
                ADDRESSES: ("toponyme", "numero"),
            },
            empty_ranges,
            field="type_et_libelle",
        ),
    ),
)
