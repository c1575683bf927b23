"""Every cell that is written says where it comes from, and what changed it with whose yes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.repair.lineage import SCHEMA
from ckanext.city.tables.repair.trail import Step, Trail
from dev.layout import ROOT
from tests.terminal.here import no_child  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("no_child")

POINTS = """id;adresse;Note;lat;long;flux;code_insee
A;Rue;x;2.3318;48.6213;verre;
;;;;;;
B;=1+1;y;48.6214, 2.3319;;verre;
C;Rue;z;48,6215;2,3316;Verre;
C;Rue;z;48,6215;2,3316;Verre;
"""


def lineage(path: Path, *options: str) -> tuple[list[list[str]], list[dict[str, Any]]]:
    out, traced = path.parent / "out.csv", path.parent / "out.parquet"
    asked = ["repair", str(path), "--out", str(out), "--lineage", str(traced), "--json", *options]
    done = CliRunner().invoke(tables, asked)
    assert done.exit_code in (0, 1), done.output
    written = list(csv.reader(out.open(encoding="utf-8")))
    return written, pl.read_parquet(traced).rows(named=True)


def of_cell(records: list[dict[str, Any]], row: int, field: str) -> list[dict[str, Any]]:
    return [each for each in records if (each["output_row"], each["field"]) == (row, field)]


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(POINTS, encoding="utf-8")
    return path


@pytest.fixture
def city(tmp_path: Path) -> str:
    path = tmp_path / "city.json"
    path.write_text('{"insee": "91999"}', encoding="utf-8")
    return str(path)


POINTS_SCHEMA = ("--schema", "city/dropoff-points")


def test_every_cell_written_has_its_record_and_every_record_is_true(
    points: Path, city: str
) -> None:
    written, records = lineage(points, *POINTS_SCHEMA, "--accept", "all", "--city", city)
    source = list(csv.reader(POINTS.splitlines(), delimiter=";"))
    for number, row in enumerate(written, 1):
        for name, cell in zip(written[0], row, strict=True):
            (record, *_others) = of_cell(records, number, name)
            assert record["after"] == (cell or None)
            if record["row"] is not None:
                column = ord(record["column"]) - ord("A")
                assert source[record["row"] - 1][column] == (record["before"] or "")
                assert source[0][column] == record["header"]
            if record["repairs"] is None:
                assert record["before"] == record["after"]
    assert len({(each["output_row"], each["field"]) for each in records if each["output_row"]}) == (
        len(written) * len(written[0])
    )


def test_rows_and_columns_left_out_are_told_without_what_they_say(points: Path) -> None:
    _written, records = lineage(points, *POINTS_SCHEMA, "--accept", "all", "--decide", "map.Note=")
    gone = [each for each in records if each["output_row"] is None]
    assert [(each["row"], each["column"], each["repairs"], each["yes"]) for each in gone] == [
        (None, "C", ["header.dropped:C"], ["decide map.Note="]),
        (3, None, ["rows.blank"], ["safe"]),
        (6, None, ["rows.again"], ["safe"]),
    ]
    assert {each["before"] for each in gone} == {None}


def test_a_value_that_moved_says_where_it_stood(points: Path) -> None:
    _written, records = lineage(points, *POINTS_SCHEMA, "--accept", "safe")
    swapped, cut = of_cell(records, 2, "lat"), of_cell(records, 3, "long")
    assert [(each["column"], each["before"]) for each in swapped] == [("E", "48.6213")]
    assert [(each["column"], each["before"]) for each in cut] == [("D", "48.6214, 2.3319")]
    assert [each["after"] for each in cut] == ["2.3319"]


def test_what_the_city_is_comes_from_no_cell(points: Path, city: str) -> None:
    _written, records = lineage(points, *POINTS_SCHEMA, "--accept", "safe", "--city", city)
    (record,) = of_cell(records, 2, "code_insee")
    assert (record["row"], record["column"], record["before"]) == (None, None, None)
    assert (record["after"], record["repairs"]) == ("91999", ["city.constant:code_insee"])


def test_each_decision_on_a_value_is_a_yes_of_its_own(points: Path) -> None:
    decided = ("value.flux.verre=textile", "value.flux.Verre=carton")
    options = [part for each in decided for part in ("--decide", each)]
    written, records = lineage(points, *POINTS_SCHEMA, *options)
    yes = [of_cell(records, row, "flux")[0]["yes"] for row in range(2, len(written) + 1)]
    assert yes == [["decide value.flux.verre=textile"], None, ["decide value.flux.verre=textile"],
                   *[["decide value.flux.Verre=carton"]] * 2]  # fmt: skip


def test_formulas_are_neutralised_in_every_file_and_say_so(points: Path) -> None:
    _written, records = lineage(points, *POINTS_SCHEMA)
    (record,) = of_cell(records, 4, "adresse")
    assert (record["before"], record["after"]) == ("=1+1", "'=1+1")
    assert (record["repairs"], record["yes"]) == (["formula"], ["always"])


def test_a_workbook_names_its_sheet_and_the_line_of_its_header(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Feuille 1"
    for row in (["Titre"], [], ["id", "lat", "long"], ["A", 48.6, 2.3], ["B", 48.7, 2.4]):
        book.active.append(row)
    book.save(tmp_path / "points.xlsx")
    _written, records = lineage(tmp_path / "points.xlsx", *POINTS_SCHEMA)
    assert [(each["sheet"], each["row"]) for each in records if each["field"] == "id"] == [
        ("Feuille 1", 3), ("Feuille 1", 4), ("Feuille 1", 5),
    ]  # fmt: skip


def test_the_same_file_gives_the_same_bytes(points: Path) -> None:
    lineage(points, *POINTS_SCHEMA, "--accept", "all")
    first = (points.parent / "out.parquet").read_bytes()
    lineage(points, *POINTS_SCHEMA, "--accept", "all")
    assert (points.parent / "out.parquet").read_bytes() == first


def test_what_happened_to_a_value_before_it_moved_goes_with_it() -> None:
    trail, frame = Trail(), pl.DataFrame({"A": ["1 ", "2"], "B": ["x", "y"]})
    frame = trail.write(frame, {"A": pl.col("A").str.strip_chars()}, Step("trim", "safe"))
    swap = {"A": pl.col("B"), "B": pl.col("A")}
    origins = {"A": pl.lit("B"), "B": pl.lit("A")}
    frame = trail.write(frame, swap, Step("swap", "all"), origins)
    frame = trail.write(frame, {"B": pl.lit("12")}, Step("sum", "all"), {"B": pl.lit("A B")})
    assert frame["B<"].to_list() == ["B A", "B A"]
    assert frame["A<"].to_list() == ["B", "B"]
    steps = [[step.repair for step in trail.histories[at]] for at in frame["B~"]]
    assert steps == [["swap", "trim", "sum"], ["swap", "sum"]]


VOTES = """Bureau;Code commune;Inscrits;Exprimés;DUPONT Marie;M. LE GOFF Jean
1;91999;900;600;400;200
2;91999;950;500;250;250
"""


def test_a_cell_that_was_a_column_says_the_column_and_its_header(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(VOTES, encoding="utf-8")
    _written, records = lineage(path, "--schema", "city/election-candidates", "--accept", "safe")
    votes, name = of_cell(records, 3, "voix"), of_cell(records, 3, "nom")
    assert [(each["row"], each["column"], each["before"]) for each in votes] == [(2, "F", "200")]
    assert [(each["row"], each["column"], each["before"]) for each in name] == [
        (1, "F", "M. LE GOFF Jean")
    ]
    assert votes[0]["repairs"][0].startswith("rows.unfolded")
    (title,) = of_cell(records, 1, "voix")
    assert (title["column"], title["repairs"]) == (None, votes[0]["repairs"][:1])


def test_a_yes_is_told_for_each_proposal(points: Path) -> None:
    done = CliRunner().invoke(
        tables, ["repair", str(points), "--out", str(points.parent / "o.csv"), *POINTS_SCHEMA,
                 "--accept", "safe", "--json"],
    )  # fmt: skip
    proposals = json.loads(done.stdout)["proposals"]
    assert all(each["applied"] == each["safe"] for each in proposals)


def test_its_columns_are_documented() -> None:
    page = (ROOT / "docs" / "table-repair.md").read_text(encoding="utf-8")
    part = page.partition("## Lineage")[2].partition("## Recipes")[0]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    assert [name for row in rows for name in re.findall("`([a-z_]+)`", row.split("|")[1])] == list(
        SCHEMA
    )
