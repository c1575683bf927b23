"""A table of 200,000 rows into the DataStore: ours, against the way of ckanext-xloader.

Theirs: a table of text, COPY, the words of each row by UPDATE, the index, then the types column by
column. Ours: COPY aside, typed rows with their words written once, the index, the swap. Both end
with the same typed and indexed table, in one process, in turn, on the same PostgreSQL. Checking
against the table schema is not part of it: its seconds are printed beside.
Prints each side's median seconds and the ratio; fails where we are slower.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from sides import SITE, empty_site, service_environment, write_ini  # the module beside this one

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ckanext.city.site import preparation  # noqa: E402 - the checkout is no package
from ckanext.city.store import conformity, datastore  # noqa: E402 - the checkout is no package
from ckanext.city.store.columns import columns_of, identifier  # noqa: E402
from dev.layout import services  # noqa: E402

LEAST_RATIO = 1.0
DESCRIPTOR: dict[str, Any] = {
    "fields": [
        {"name": "exercice", "type": "year"},
        {"name": "section", "type": "string"},
        {"name": "fonction", "type": "string"},
        {"name": "compte", "type": "string"},
        {"name": "libelle", "type": "string"},
        {"name": "beneficiaire", "type": "string"},
        {"name": "siret", "type": "string"},
        {"name": "date_mandat", "type": "date"},
        {"name": "montant_ht", "type": "number"},
        {"name": "montant_ttc", "type": "number"},
        {"name": "nombre", "type": "integer"},
        {"name": "solde", "type": "boolean"},
    ]
}


def main() -> int:
    """Run the rounds and print the comparison; returns the exit status."""
    options = _options()
    with empty_site(), tempfile.TemporaryDirectory() as folder:
        return compare(Path(folder), options.rounds, options.rows)


def compare(folder: Path, rounds: int, rows: int) -> int:
    """Load with each in turn; the first round only warms up."""
    own = service_environment()
    os.environ.clear()
    os.environ.update(own)
    make_app(CKANConfigLoader(str(write_ini(folder, "city"))).get_config())
    _give_rights()
    path = write_table(folder / "table.csv", rows)
    ways = {"xloader": load_as_xloader, "city": load_as_we_do}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    ids = {name: str(uuid.uuid4()) for name in ways}
    for number in range(rounds + 1):
        for name, load in ways.items():
            started = time.perf_counter()
            load(ids[name], path)
            if number:
                seconds[name].append(time.perf_counter() - started)
    return report(seconds, path, rows)


def report(seconds: dict[str, list[float]], path: Path, rows: int) -> int:
    """Print what was measured; returns the exit status."""
    for name, each in seconds.items():
        print(f"{name:<8} {statistics.median(each):6.2f} s for {rows} rows")
    pairs = zip(seconds["xloader"], seconds["city"], strict=True)
    ratio = statistics.median(theirs / ours for theirs, ours in pairs)
    started = time.perf_counter()
    faults = conformity.faults_of(path, DESCRIPTOR)
    print(f"(check   {time.perf_counter() - started:6.2f} s, {len(faults)} faults)")
    print(f"ratio    {ratio:6.2f} times faster   (at least {LEAST_RATIO})")
    return 0 if ratio >= LEAST_RATIO else 1


def load_as_we_do(resource_id: str, path: Path) -> None:
    """Load by our own loader."""
    datastore.load_table(resource_id, path, DESCRIPTOR)


def load_as_xloader(resource_id: str, path: Path) -> None:
    """Load as ckanext-xloader 2 does, then give the columns their types."""
    names = [field["name"] for field in DESCRIPTOR["fields"]]
    table, columns = identifier(resource_id), ", ".join(map(identifier, names))
    with datastore._transaction() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        texts = ", ".join(f"{identifier(name)} text" for name in names)
        cursor.execute(
            f"CREATE TABLE {table} (_id serial PRIMARY KEY, _full_text tsvector, {texts})"
        )
        with path.open("rb") as file:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, HEADER)", file)
        words = " || ' ' || ".join(f"coalesce({identifier(name)}, '')" for name in names)
        cursor.execute(f"UPDATE {table} SET _full_text = to_tsvector({words})")
        cursor.execute(f"CREATE INDEX ON {table} USING gist (_full_text)")
        for column in columns_of(DESCRIPTOR, names):
            if column.type != "text":
                name = identifier(column.id)
                cursor.execute(
                    f"ALTER TABLE {table} ALTER {name} TYPE {column.type} USING {column.value}"
                )


def write_table(path: Path, rows: int) -> Path:
    """Write a table as a finance department exports it, always the same one."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([field["name"] for field in DESCRIPTOR["fields"]])
        for n in range(rows):
            amount = (n * 7919 % 1_000_000) / 100
            line = [2026, "FI"[n % 2], f"{n % 90:02d}", f"{60000 + n % 9000}", f"Fourniture n° {n}"]
            line += [f"Entreprise {n % 4000}", f"{n % 4000:014d}", f"2026-{n % 12 + 1:02d}-15"]
            line += [amount, round(amount * 1.2, 2), n % 50, "true" if n % 3 else "false"]
            lines.writerow(line)
    return path


def _give_rights() -> None:
    os.environ[preparation.ADMIN_URL] = services(SITE)[preparation.ADMIN_URL]
    list(preparation.set_datastore_rights())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=200_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
