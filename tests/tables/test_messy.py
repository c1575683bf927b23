"""Files as departments make them, each with its defects: what is made of them, cell by cell.

`tests/data/messy/decisions.toml` says what is wrong with each and what has to be decided;
`expected/` holds what must come out.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.terminal import mending
from ckanext.city.terminal.repairing import Wanted, read_city, read_decisions

FOLDER = Path(__file__).parents[1] / "data" / "messy"
CITY = FOLDER.parent / "city.json"
FILES: dict[str, dict[str, Any]] = tomllib.loads(
    (FOLDER / "decisions.toml").read_text(encoding="utf-8")
)


def repair(
    path: Path, out: Path, accept: str, decided: list[str], schema: str | None = None
) -> Mapping[str, Any]:
    """Repair without the child process, of which `test_the_command_does_the_same` has one."""
    wanted = Wanted(
        file=str(path), out=str(out), lang="fr", accept=accept,  # type: ignore[arg-type]
        city=read_city(str(CITY)), schema=schema, **read_decisions(decided),
    )  # fmt: skip
    return mending.repair(asdict(wanted), Limits())


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def expected(name: str) -> list[list[str]]:
    return rows(FOLDER / "expected" / f"{name}.csv")


def test_there_are_twenty_and_each_has_its_result() -> None:
    assert len(FILES) >= 20
    files = {each.name for each in FOLDER.iterdir() if each.is_file()} - {"decisions.toml"}
    assert files == set(FILES)
    assert {each.stem for each in (FOLDER / "expected").iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_messy_file_becomes_what_is_expected_with_the_decisions_that_it_needs(
    name: str, tmp_path: Path
) -> None:
    file, out = FILES[name], tmp_path / "out.csv"
    accept, decided = file.get("accept", "safe"), file.get("decide", [])
    chosen = [each for each in decided if each.startswith("sheet=")]
    told = repair(FOLDER / name, out, "safe", chosen, file.get("told"))
    assert told["schema"]["id"] == file["schema"]
    asked = {":".join(each["id"].split(":")[:2]) for each in told["proposals"] if not each["safe"]}
    assert asked == set(file.get("asks", []))
    assert_no_cell_is_wrong(name, told, out)

    if accept != "safe" or decided != chosen:
        told = repair(FOLDER / name, out, accept, decided, file.get("told"))
    assert rows(out) == expected(name)
    assert told["left"]["valid"] == file.get("valid", True)
    assert [each["id"] for each in told["proposals"] if not each["applied"]] == []

    again = tmp_path / "again.csv"
    told = repair(out, again, accept, [], file.get("told"))
    assert again.read_bytes() == out.read_bytes()
    assert [each["id"] for each in told["proposals"] if each["applied"]] == []


def assert_no_cell_is_wrong(name: str, told: Mapping[str, Any], out: Path) -> None:
    """Every cell that was written without a decision is as it must be, or as in the file."""
    source = read_table(FOLDER / name, sheet=told["sheet"])
    said = {cell for row in source.frame().iter_rows() for cell in row} | {""}
    said |= {column.header for column in source.columns}
    wanted, written = expected(name), rows(out)
    assert len(written) == len(wanted)
    for row, right in zip(written[1:], wanted[1:], strict=True):
        cells = dict(zip(wanted[0], right, strict=True))
        for header, cell in zip(written[0], row, strict=True):
            assert cell in said or cell == cells.get(header), (header, cell)


def test_the_command_does_the_same(tmp_path: Path) -> None:
    name, out = "compte-administratif-2024.ods", tmp_path / "out.csv"
    options = [part for each in FILES[name]["decide"] for part in ("--decide", each)]
    command = ["repair", str(FOLDER / name), "--out", str(out), "--city", str(CITY), "--json"]
    done = CliRunner().invoke(tables, [*command, "--accept", "safe"])
    assert (done.exit_code, json.loads(done.stdout)["left"]["valid"]) == (1, False)
    done = CliRunner().invoke(tables, [*command, "--accept", "safe", *options])
    assert done.exit_code == 0
    assert rows(out) == expected(name)
