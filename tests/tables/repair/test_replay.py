"""Files as departments send them: a recipe repairs them alike; each cell is accounted for."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.read.grid import letter
from tests.terminal.here import no_child  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("no_child")

MESSY = Path(__file__).parents[2] / "data" / "messy"
DECIDED = tomllib.loads((MESSY / "decisions.toml").read_text(encoding="utf-8"))
FILES = sorted(each.name for each in MESSY.iterdir() if each.suffix not in ("", ".toml"))[::3]


def repair(folder: Path, name: str, *options: str | Path) -> tuple[dict[str, Any], bytes]:
    out = folder / "out.csv"
    asked = ["repair", MESSY / name, "--out", out, "--lineage", folder / "out.parquet", "--json"]
    done = CliRunner().invoke(tables, [str(each) for each in (*asked, *options)])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout), out.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_recipe_repairs_the_same_file_alike_and_every_cell_is_accounted_for(
    tmp_path: Path, name: str
) -> None:
    recipe = tmp_path / "recipe.json"
    schema = ["--schema", DECIDED[name]["told"]] if "told" in DECIDED[name] else []
    _told, once = repair(tmp_path, name, "--accept", "all", "--save-recipe", recipe, *schema)
    told, again = repair(tmp_path, name, "--recipe", recipe, *schema)
    assert again == once
    assert told["recipe"]["asked"] == []
    lineage = pl.read_parquet(tmp_path / "out.parquet").filter(pl.col("output_row").is_not_null())
    untouched = lineage.filter(pl.col("repairs").is_null())
    assert untouched["before"].eq_missing(untouched["after"]).all()
    rows = list(csv.reader((tmp_path / "out.csv").open(encoding="utf-8", newline="")))
    written = {
        (at, letter(n)): cell for at, row in enumerate(rows, 1) for n, cell in enumerate(row)
    }
    records = lineage.select("output_row", pl.col("output_column").cast(str), "after").iter_rows()
    assert {(at, column): after or "" for at, column, after in records} == written
