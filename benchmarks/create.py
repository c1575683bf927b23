"""Datasets created per second with all our plugins, against stock CKAN, on the same services.

Stock: CKAN with ckanext-scheming, ckanext-dcat, activity and datastore. Both processes stay up and
take turns on one database and one Solr core, emptied before each round. As an import does, each
creates with `defer_commit`, with which CKAN 2.12 leaves the index alone, then indexes, and commits
once at the end: a hard commit of Solr for each dataset would drown all else.
Prints each side's median rate and the median ratio of neighbouring rounds; fails where we are more
than 20 % slower.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.lib import search

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from sides import KINDS, ask, empty_site, service_environment, side, write_ini  # noqa: E402 - no packages

from dev.layout import PYTHON  # noqa: E402

LEAST_RATIO = 0.8


def main() -> int:
    """Run the rounds and print the comparison; returns the exit status."""
    options = _options()
    if options.side:
        return serve(options.side)
    with empty_site():
        seconds = compare(options.rounds, options.datasets)
    return report(seconds, options.datasets)


def compare(rounds: int, datasets: int) -> dict[str, list[float]]:
    """Measure both kinds in turn.

    Returns:
        Seconds of each round, by kind. The first round of each only warms up and is left out.
    """
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        inis = {kind: write_ini(Path(folder), kind) for kind in KINDS}
        for command in (["init"], ["pending-migrations", "--apply"]):
            ckan = [str(PYTHON.with_name("ckan")), "-c", str(inis["city"]), "db", *command]
            subprocess.run(ckan, check=True, capture_output=True, env=service_environment())
        with side(__file__, inis["stock"]) as stock, side(__file__, inis["city"]) as city:
            for number in range(rounds + 1):
                for kind, process in (("stock", stock), ("city", city)):
                    took = ask(process, datasets=datasets)["seconds"]
                    if number:
                        seconds[kind].append(took)
    return seconds


def report(seconds: dict[str, list[float]], datasets: int) -> int:
    """Print what was measured; returns the exit status."""
    for kind, each in seconds.items():
        rounds = " ".join(f"{datasets / round_:.1f}" for round_ in each)
        rate = datasets / statistics.median(each)
        print(f"{kind:<6} {rate:6.1f} datasets/s   (rounds: {rounds})")
    # Of rounds that stand beside each other: what else the machine does strikes both.
    pairs = zip(seconds["stock"], seconds["city"], strict=True)
    ratio = statistics.median(stock / city for stock, city in pairs)
    print(f"ratio  {ratio:6.2f}   (at least {LEAST_RATIO})")
    return 0 if ratio >= LEAST_RATIO else 1


def serve(ini: str) -> int:
    """Be one side: for each line with a number, create that many datasets and say how long."""
    answers, sys.stdout = sys.stdout, sys.stderr
    app = make_app(CKANConfigLoader(ini).get_config())
    for line in sys.stdin:
        with app._wsgi_app.test_request_context():
            answers.write(json.dumps({"seconds": do_round(json.loads(line)["datasets"])}) + "\n")
            answers.flush()
    return 0


def do_round(datasets: int) -> float:
    """Empty the stores, then create datasets."""
    search.clear_all()
    model.Session.execute(sa.text("TRUNCATE package, activity CASCADE"))
    model.Session.commit()
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    if model.Group.get("service") is None:
        tk.get_action("organization_create")({"user": user}, {"name": "service", "title": "S"})
    started = time.perf_counter()
    made = []
    for number in range(datasets):
        context = {"user": user, "defer_commit": True}
        made.append(tk.get_action("package_create")(context, make_dataset(number))["id"])
        model.repo.commit()
        model.Session.remove()
    search.rebuild(package_ids=made)  # which leaves the commit to us
    search.commit()
    return time.perf_counter() - started


def make_dataset(number: int) -> dict[str, Any]:
    """Make a dataset that both forms take, with what a department usually writes."""
    return {
        "type": "dataset",
        "name": f"jeu-{number}",
        "title": f"Arbres remarquables du quartier {number}",
        "notes": "Les arbres que la commune protège, avec leur essence et leur hauteur. " * 3,
        "owner_org": "service",
        "license_id": "odc-odbl",
        "tag_string": "arbres, nature, quartier",
        "url": "https://ville.example/arbres",
        "resources": [
            {"name": f"Fichier {each}", "url": f"https://ville.example/{each}.csv", "format": "CSV"}
            for each in range(3)
        ],
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--datasets", type=int, default=40, help="created in each round")
    parser.add_argument("--side", metavar="INI", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
