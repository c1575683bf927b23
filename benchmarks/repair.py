"""The messy files of the tests, and a long one: what a repair changes, asks and takes.

Of each file of `tests/data/messy`, repaired with its decisions: rows, cells changed, seconds, what
it asks. Then 50,000 deliberations damaged in every row, for the cells changed a second. No peer
does this: a script for pandas is written for one file, by somebody who has read it; how long that
takes is no benchmark's to say. Fails where a file does not become what the tests expect.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import mending
from ckanext.city.terminal.repairing import Wanted, read_city, read_decisions

MAKE_BENCH = ()

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "messy"
CITY = read_city(str(FOLDER.parent / "city.json"))
LONG = 50_000
HEADER = (
    "N° délibération", "Date de séance", "Objet", "Code matière", "Matière", "Membres en exercice",
    "Votants", "Pour", "Contre", "Abstentions",
)  # fmt: skip


def main() -> int:
    """Repair all files and print what was found; returns the exit status."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out.csv"
        repair(FOLDER / "subventions-2023.csv", out, {})  # loads all that is loaded late
        right = _repair_messy(out)
        _repair_long(Path(name), options.rows)
    return 0 if right else 1


def _repair_messy(out: Path) -> bool:
    files = tomllib.loads((FOLDER / "decisions.toml").read_text(encoding="utf-8"))
    cells, asked, seconds, right = 0, 0, 0.0, 0
    print(f"{'file':36} {'rows':>5} {'cells':>6} {'ms':>6} {'asked':>6}")
    for name, file in files.items():
        start = time.perf_counter()
        told = repair(FOLDER / name, out, file)
        took = time.perf_counter() - start
        changed, questions = _changed(told), len(file.get("asks", ()))
        print(f"{name:36} {told['rows']:5} {changed:6} {took * 1000:6.0f} {questions:6}")
        right += _rows(out) == _rows(FOLDER / "expected" / f"{name}.csv")
        cells, asked, seconds = cells + changed, asked + questions, seconds + took
    print(f"{len(files)} files, {right} as expected; {cells} cells repaired, {asked} questions, "
          f"{seconds:.1f} s")  # fmt: skip
    return right == len(files)


def _repair_long(folder: Path, rows: int) -> None:
    path = folder / "long.csv"
    with path.open("w", newline="", encoding="cp1252") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(HEADER)
        lines.writerows(map(_deliberation, range(rows)))
    start = time.perf_counter()
    told = repair(path, folder / "out.csv", {})
    took = time.perf_counter() - start
    cells = _changed(told)
    print(f"{rows} rows: {cells} cells in {took:.1f} s, {cells / took:,.0f} cells a second "
          "(no peer: see the top of this file)")  # fmt: skip


def _deliberation(number: int) -> Sequence[str]:
    day, month, year = number % 28 + 1, number % 12 + 1, 2015 + number % 10
    return (
        f"{year}-{number:06d}", f"{day:02d}/{month:02d}/{year}", f" Décision n° {number}", "7,1",
        "Finances locales / Décisions budgétaires", "33", "33", f"{26 - number % 5} voix",
        f"{5 + number % 5},0", "2",
    )  # fmt: skip


def repair(path: Path, out: Path, file: Mapping[str, Any]) -> Mapping[str, Any]:
    """Repair a file in this process, with the decisions that are listed for it."""
    wanted = Wanted(
        file=str(path), out=str(out), lang="fr", accept=file.get("accept", "safe"), city=CITY,
        schema=file.get("told"),
        **read_decisions(file.get("decide", ())),
    )  # fmt: skip
    return mending.repair(asdict(wanted), Limits())


def _changed(told: Mapping[str, Any]) -> int:
    """Count the cells that repairs changed; a row left out or a column named counts as one."""
    return sum(each["cells"] for each in told["proposals"] if each["applied"])


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=LONG)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
