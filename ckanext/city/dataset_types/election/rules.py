"""Votes of an election: that each station's papers add up, and that every station exists."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from ckanext.city.tables.check.rules import Frames, Knowledge, Rule
from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.table import ROW

RESULTS = "city/election-stations"
CANDIDATES = "city/election-candidates"
STATIONS = "city/polling-stations"
#: What tells a station of one round from the others, in both tables of results.
_STATION = ("id_election", "code_commune", "code_bv")

VOTERS = Entry(
    _("Registered voters are not voters and absentees together: {value}."),
    _("Look at the record of the polling station; often two columns were exchanged."),
)
PAPERS = Entry(
    _("Voters are not valid, blank and void papers together: {value}."),
    _("Look at the record of the polling station and correct the number that is wrong."),
)
VOTES = Entry(
    _("The candidates’ votes do not add up to the valid papers of the station: {value}."),
    _("Look whether a candidate is missing or stands twice, then at the record of the station."),
)
UNKNOWN_STATION = Entry(
    _("The polling station “{value}” is not in the list of polling stations."),
    _("Write its number in four figures (0007), or add the station to the list."),
)
WITHOUT_RESULT = Entry(
    _("The polling station “{value}” is not in the table of results by station."),
    _("Add its line to that table, or correct the number of the station."),
)


def uneven_voters(frames: Frames) -> pl.DataFrame:
    """Find stations where registered voters are not voters and absentees."""
    registered, present, absent = pl.col("inscrits"), pl.col("votants"), pl.col("abstentions")
    wrong = frames[RESULTS].filter(registered != present + absent)
    return wrong.select(ROW, value=pl.format("{} ≠ {} + {}", registered, present, absent))


def uneven_papers(frames: Frames) -> pl.DataFrame:
    """Find stations whose papers do not add up; before 2014 blank papers were counted as void.

    Source: Code électoral, art. L. 65.
    """
    valid, void, voters = pl.col("exprimes"), pl.col("nuls"), pl.col("votants")
    blank = pl.col("blancs").fill_null(0)
    wrong = frames[RESULTS].filter(voters != valid + blank + void)
    return wrong.select(ROW, value=pl.format("{} ≠ {} + {} + {}", voters, valid, blank, void))


def uneven_candidates(frames: Frames) -> pl.DataFrame:
    """Find the candidates' rows of stations whose votes are not their valid papers."""
    wrong = _gaps(frames[RESULTS], frames[CANDIDATES])
    rows = frames[CANDIDATES].join(wrong, on=_STATION, how="inner", maintain_order="left")
    return rows.select(ROW, "value")


def uneven_results(frames: Frames) -> pl.DataFrame:
    """Find the stations whose valid papers are not their candidates' votes."""
    wrong = _gaps(frames[RESULTS], frames[CANDIDATES])
    rows = frames[RESULTS].join(wrong, on=_STATION, how="inner", maintain_order="left")
    return rows.select(ROW, "value")


def _gaps(results: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Give the stations of both tables where votes and valid papers differ, in words."""
    votes = candidates.group_by(_STATION).agg(pl.sum("voix"))
    both = results.select(*_STATION, "exprimes").join(votes, on=_STATION, how="inner")
    gap = pl.format("{} : {} ≠ {}", pl.col("code_bv"), pl.col("voix"), pl.col("exprimes"))
    wrong = both.filter(pl.col("voix") != pl.col("exprimes"))
    return wrong.select(*_STATION, value=gap).unique(_STATION)


def candidates_without_result(frames: Frames) -> pl.DataFrame:
    """Find candidates' rows of stations that the table of results lacks."""
    known = frames[RESULTS].select(_STATION)
    left = frames[CANDIDATES].drop_nulls(_STATION).join(known, on=_STATION, how="anti")
    return left.sort(ROW).select(ROW, value=pl.col("code_bv"))


def unknown_stations(table: str) -> Callable[[Frames], pl.DataFrame]:
    """Make what finds the rows of a table whose station is not in the list."""

    def find(frames: Frames) -> pl.DataFrame:
        known = frames[STATIONS].select(pl.col("code_insee").alias("code_commune"), "code_bv")
        rows = frames[table].drop_nulls(["code_commune", "code_bv"])
        left = rows.join(known, on=["code_commune", "code_bv"], how="anti")
        return left.sort(ROW).select(ROW, value=pl.col("code_bv"))

    return find


def _station_rule(table: str) -> Rule:
    return Rule(
        "rule.station-unknown",
        "error",
        UNKNOWN_STATION,
        {table: ("code_commune", "code_bv"), STATIONS: ("code_insee", "code_bv")},
        unknown_stations(table),
        field="code_bv",
    )


KNOWLEDGE = Knowledge(
    rules=(
        Rule(
            "rule.voters-sum",
            "error",
            VOTERS,
            {RESULTS: ("inscrits", "votants", "abstentions")},
            uneven_voters,
            field="inscrits",
            row_by_row=True,
        ),
        Rule(
            "rule.papers-sum",
            "error",
            PAPERS,
            {RESULTS: ("votants", "exprimes", "blancs", "nuls")},
            uneven_papers,
            field="votants",
            row_by_row=True,
        ),
        Rule(
            "rule.votes-sum",
            "error",
            VOTES,
            {RESULTS: (*_STATION, "exprimes"), CANDIDATES: (*_STATION, "voix")},
            uneven_results,
            field="exprimes",
        ),
        Rule(
            "rule.votes-sum",
            "error",
            VOTES,
            {CANDIDATES: (*_STATION, "voix"), RESULTS: (*_STATION, "exprimes")},
            uneven_candidates,
            field="voix",
        ),
        Rule(
            "rule.station-without-result",
            "error",
            WITHOUT_RESULT,
            {CANDIDATES: _STATION, RESULTS: _STATION},
            candidates_without_result,
            field="code_bv",
        ),
        _station_rule(RESULTS),
        _station_rule(CANDIDATES),
    ),
)
