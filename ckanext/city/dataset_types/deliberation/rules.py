"""Votes and subjects of deliberations, as councils' clerks really write them."""

from __future__ import annotations

from functools import cache

import polars as pl

from ckanext.city.dataset_types.vocabularies import ids, load_vocabulary
from ckanext.city.tables.check.rules import Excuse, Frames, Knowledge, Rule
from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.table import ROW

TABLE = "scdl/deliberations"
_VOTES = ("VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")

PROXIES = Entry(
    _("There are more votes than voters: the proxies are counted in VOTE_POUR, not in VOTE_REEL."),
    _("Count in VOTE_REEL those who are present and those who gave a proxy."),
)
NOT_VOTING = Entry(
    _("There are fewer votes than voters: some members took no part in the vote."),
    _("Count in VOTE_REEL those only who voted for, against, or abstained."),
)
UNKNOWN_CODE = Entry(
    _("“{value}” has the form of a subject of the ACTES nomenclature, and is none of its 57."),
    _("Choose the code in the nomenclature: 7.1 for decisions on the budget, for example."),
)
OTHER_NAME = Entry(
    _("“{value}”: the code of the subject is of one, its name of another."),
    _("Correct the code or the name. Of 7.10, a spreadsheet makes 7.1."),
)
TWICE = Entry(
    _("The deliberation “{value}” stands in several rows."),
    _("Keep one of them, or give each its own number in DELIB_ID."),
)


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)


def _votes() -> pl.Expr:
    return pl.sum_horizontal([_number(name) for name in _VOTES])


def _proxies_counted() -> pl.Expr:
    """More votes than voters, yet not more than the council has members."""
    return (_votes() > _number("VOTE_REEL")) & (_votes() <= _number("VOTE_EFFECTIF"))


def _not_all_voted() -> pl.Expr:
    return _votes() < _number("VOTE_REEL")


def unknown_codes(frames: Frames) -> pl.DataFrame:
    """Find codes of the right form that are none of the nomenclature."""
    code = pl.col("DELIB_MATIERE_CODE")
    unknown = frames[TABLE].filter(~code.is_in(list(ids("actes"))))
    return unknown.select(ROW, value=code)


def other_names(frames: Frames) -> pl.DataFrame:
    """Find rows that name another subject of the nomenclature than that of their code."""
    pair = ["DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM"]
    rows, codes = frames[TABLE], {*ids("actes")}
    # a table has few pairs, each of which is looked up once
    wrong = [
        (code, name)
        for code, name in rows.select(pair).unique().iter_rows()
        if name and code in codes and _codes_by_name().get(name.lower(), code) != code
    ]
    others = pl.DataFrame(wrong, schema=dict.fromkeys(pair, pl.String), orient="row")
    other = rows.join(others, on=pair, how="semi", maintain_order="left") if wrong else rows.clear()
    return other.select(ROW, value=pl.concat_str(pair, separator=" "))


@cache
def _codes_by_name() -> dict[str, str]:
    return {
        f"{each.extra['domain']['fr']}/{each.label['fr']}".lower(): each.id
        for each in load_vocabulary("actes")
    }


def repeated_deliberations(frames: Frames) -> pl.DataFrame:
    """Find the rows of a body's deliberation that stands above already."""
    key = ["COLL_SIRET", "DELIB_ID"]
    rows = frames[TABLE]
    # Hashes tell fast that nothing repeats, which is the usual case; the rows that may, exactly.
    hashes = rows.select(key).hash_rows()
    twice = hashes.is_duplicated() if hashes.n_unique() < len(rows) else pl.lit(value=False)
    suspects = rows.filter(twice).drop_nulls(key)
    again = suspects.filter(~pl.struct(key).is_first_distinct())
    return again.select(ROW, value=pl.col("DELIB_ID"))


KNOWLEDGE = Knowledge(
    rules=(
        Rule(
            "rule.act-code-unknown",
            "warning",
            UNKNOWN_CODE,
            {TABLE: ("DELIB_MATIERE_CODE",)},
            unknown_codes,
            field="DELIB_MATIERE_CODE",
            row_by_row=True,
        ),
        Rule(
            "rule.act-other-name",
            "warning",
            OTHER_NAME,
            {TABLE: ("DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM")},
            other_names,
            field="DELIB_MATIERE_CODE",
            row_by_row=True,
        ),
        Rule(
            "rule.deliberation-twice",
            "warning",
            TWICE,
            {TABLE: ("COLL_SIRET", "DELIB_ID")},
            repeated_deliberations,
            field="DELIB_ID",
        ),
    ),
    excuses=(
        Excuse(
            "rule.proxies-counted",
            PROXIES,
            TABLE,
            of="official.sum",
            fields=("VOTE_REEL", *_VOTES),
            when=_proxies_counted,
        ),
        Excuse(
            "rule.proxies-counted",
            PROXIES,
            TABLE,
            of="official.compare",
            fields=("VOTE_REEL", "VOTE_POUR"),
            when=_proxies_counted,
        ),
        Excuse(
            "rule.not-all-voted",
            NOT_VOTING,
            TABLE,
            of="official.sum",
            fields=("VOTE_REEL", *_VOTES),
            when=_not_all_voted,
        ),
    ),
)
