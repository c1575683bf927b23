"""A table of 200,000 deliberations, 2 % of them at fault: our check against frictionless.

Both give every row at fault, and must give the same ones. Whole processes are timed in turn, each
right after a run that is not (ours: `city-tables check`, with the child process that reads
strangers' files), then both checks within one process each that has imported all it needs. Then
the memory of a million rows.
Prints seconds, ratios and megabytes; fails where a target is missed or the verdicts differ.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = "scdl/deliberations@2.1.5"
FAULTY = 0.02
LEAST_WHOLE, LEAST_IMPORTED, MOST_MEGABYTES = 20, 40, 500
LONG = 1_000_000
COMMAND = Path(sys.executable).with_name("city-tables")

#: A process that has imported everything checks the file once to warm up, then times three times.
OURS = """
import json, sys, time
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import tasks
asked = {"file": sys.argv[1], "schema": sys.argv[2], "sheet": None, "others": {}, "lang": "fr"}
def check():
    return tasks.check(asked, Limits())
"""
THEIRS = """
import json, sys, time
from frictionless import Checklist, Detector, Dialect, Resource, Schema
descriptor = json.load(open(sys.argv[3], encoding="utf-8"))
descriptor.pop("custom_checks", None)
def check():
    table = Resource(path=sys.argv[1], schema=Schema.from_descriptor(dict(descriptor)),
                     detector=Detector(schema_sync=True), encoding="utf-8")
    report = table.validate(checklist=Checklist(), limit_errors=1_000_000)
    return [[e.row_number, e.field_name] for task in report.tasks for e in task.errors]
"""
ONCE = """
print(json.dumps(check()))
"""
TIMED = """
times = []
for _ in range(int(sys.argv[4])):
    start = time.perf_counter()
    check()
    times.append(time.perf_counter() - start)
print(json.dumps(times[1:] or times))
"""


def main() -> int:
    """Run both sides and print the comparison; returns the exit status."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)  # frictionless reads files of its own folder only
        path = write_table(folder / "deliberations.csv", options.rows)
        same = compare_verdicts(path)
        whole = compare("whole processes", path, options.rounds, _ours_whole, _theirs_whole)
        imported = compare("both imported", path, options.rounds, _ours_imported, _theirs_imported)
        path.unlink()
        megabytes = measure_memory(write_table(folder / "long.csv", options.long))
    fast = whole >= LEAST_WHOLE and imported >= LEAST_IMPORTED
    return 0 if same and fast and megabytes <= MOST_MEGABYTES else 1


def compare_verdicts(path: Path) -> bool:
    """Compare the cells at fault, each with its row and field."""
    told = json.loads(_run([COMMAND, "check", path, "--schema", SCHEMA, "--json"]))
    ours = {
        (row, each["field"])
        for each in told["findings"]
        if each["code"].startswith(("type.", "constraint."))
        for row in each["rows"]
    }
    theirs = {tuple(each) for each in json.loads(_run(_their_process(path, ONCE)))}
    print(f"{len(ours)} cells at fault, {len(theirs)} for frictionless, same: {ours == theirs}")
    return ours == theirs


def compare(
    name: str,
    path: Path,
    rounds: int,
    ours: Callable[[Path], float],
    theirs: Callable[[Path], float],
) -> float:
    """Time both in turn; gives how many times faster ours is, by the medians."""
    pairs = [(ours(path), theirs(path)) for _ in range(rounds)]
    mine, yours = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name}: {mine:.2f} s, frictionless {yours:.2f} s: {yours / mine:.1f} times faster")
    return yours / mine


def measure_memory(path: Path) -> float:
    """Check a long file in a process of its own; gives the most memory of any process in it."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", script, COMMAND, "check", path, "--schema", SCHEMA, "--json"]
    megabytes = int(_run(command)) / 1024
    size = path.stat().st_size / 1e6
    print(f"memory: {megabytes:.0f} MB for a file of {size:.0f} MB (at most {MOST_MEGABYTES})")
    return megabytes


def write_table(path: Path, rows: int) -> Path:
    """Write deliberations as a standard file has them, always the same, some at fault."""
    chance = random.Random(1)
    names = [each["name"] for each in _descriptor()["fields"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(names)
        for number in range(rows):
            row = _deliberation(number)
            if chance.random() < FAULTY:
                row |= chance.choice(FAULTS)
            lines.writerow([row[name] for name in names])
    return path


FAULTS: tuple[dict[str, str], ...] = (
    {"DELIB_DATE": "12/03/2024"},
    {"PREF_DATE": "2015-02-30"},
    {"COLL_SIRET": "2191999990001"},
    {"COLL_NOM": ""},
    {"VOTE_EFFECTIF": "trente-trois"},
    {"DELIB_MATIERE_CODE": "finances"},
    {"DELIB_URL": "www.saint-aubin-sur-orge.example"},
    {"VOTE_POUR": "26 (dont 3 pouvoirs)"},
)


def _deliberation(number: int) -> dict[str, str]:
    year, month, day = 2015 + number % 10, number % 12 + 1, number % 25 + 1
    name = f"{year}-{number:06d}"
    return {
        "COLL_NOM": "Ville de Saint-Aubin-sur-Orge",
        "COLL_SIRET": "21919999900018",
        "DELIB_ID": name,
        "DELIB_DATE": f"{year}-{month:02d}-{day:02d}",
        "DELIB_MATIERE_CODE": "7.1",
        "DELIB_MATIERE_NOM": "finances locales/décisions budgétaires",
        "DELIB_OBJET": f"Décision modificative n° {number} du budget principal de la commune",
        "BUDGET_ANNEE": str(year),
        "BUDGET_NOM": "Budget principal",
        "PREF_ID": "PREF091",
        "PREF_DATE": f"{year}-{month:02d}-{day + 3:02d}",
        "VOTE_EFFECTIF": "33",
        "VOTE_REEL": "32",
        "VOTE_POUR": str(26 - number % 5),
        "VOTE_CONTRE": str(5 + number % 5),
        "VOTE_ABSTENTION": "1",
        "DELIB_URL": f"https://www.saint-aubin-sur-orge.example/deliberations/{name}.pdf",
    }


def _ours_whole(path: Path) -> float:
    return _seconds([COMMAND, "check", path, "--schema", SCHEMA, "--json"])


def _theirs_whole(path: Path) -> float:
    return _seconds(_their_process(path, ONCE))


def _ours_imported(path: Path) -> float:
    command = [sys.executable, "-c", OURS + TIMED, path, SCHEMA, "", "4"]
    return statistics.median(json.loads(_run(command)))


def _theirs_imported(path: Path) -> float:
    return statistics.median(json.loads(_run([*_their_process(path, TIMED), "1"])))


def _their_process(path: Path, end: str) -> list[Any]:
    return [sys.executable, "-c", THEIRS + end, path.name, SCHEMA, _schema_file()]


def _schema_file() -> Path:
    name, _, version = SCHEMA.partition("@")
    return ROOT / "schemas" / "tables" / name / version / "schema.json"


def _descriptor() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_schema_file().read_text(encoding="utf-8"))
    return content


def _seconds(command: list[Any]) -> float:
    """Time a process whose files are in memory; some machines page out what rests for seconds."""
    _run(command)
    start = time.perf_counter()
    _run(command)
    return time.perf_counter() - start


def _run(command: list[Any]) -> str:
    """Run a process; status 1 says that errors were found."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--long", type=int, default=LONG)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
