"""Pages of the DCAT feed against stock ckanext-dcat's, over the same datasets, database and index.

Both processes stay up and take turns on the same pages of 100 among 1,000 datasets: stock's three
syntaxes, then ours with nothing kept (which makes all three), then ours again. Then the catalogue
grows to 10,000: how long a 304 takes, what a walk of all pages adds to the process, and what Redis
keeps. Times are of the whole WSGI application, without the network. Datasets are clones of a few,
in the database and in the index. Fails where a ratio, a time or a size is not what was promised.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import redis
from werkzeug.test import Client

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from clones import fill  # noqa: E402 - no packages
from sides import (  # noqa: E402 - no packages
    KINDS,
    REDIS_BASE,
    ask,
    empty_site,
    prepare,
    side,
    write_ini,
)

from dev.layout import REDIS  # noqa: E402

PAGE = 100
SYNTAXES = ("ttl", "rdf", "jsonld")
LEAST_WARM, LEAST_COLD = 20, 4
MOST_SECONDS_304 = 0.010
MOST_GROWTH = 16  # MiB, from the tenth page of the walk to its last


def main() -> int:
    """Run the comparison and print it; returns the exit status."""
    options = _options()
    if options.side:
        return serve(options.side)
    with empty_site(), tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        inis = {kind: write_ini(Path(folder), kind) for kind in KINDS}
        prepare(inis["city"])
        city = stack.enter_context(side(__file__, inis["city"]))
        ids = ask(city, fill=options.datasets)["ids"]
        stock = stack.enter_context(side(__file__, inis["stock"]))
        fine = [compare(stock, city, ids)]
        ids = ask(city, fill=options.large)["ids"]
        fine.append(unchanged(city, ids))
        # in another process: this one has room that it needed to write the clones
        fine.append(walk(stack.enter_context(side(__file__, inis["city"])), ids))
    return 0 if all(fine) else 1


def compare(stock: Any, city: Any, ids: Sequence[str]) -> bool:
    """Time the same pages of both sides, in turn; prints and judges the ratios."""
    taken: dict[str, list[float]] = {"stock": [], "cold": [], "warm": []}
    for number, after in enumerate([None, *ids[PAGE - 1 : -1 : PAGE]]):
        behind = f"?after={after}" if after else ""
        ours = [f"/catalog.{each}{behind}" for each in SYNTAXES]
        theirs = [f"/catalog.{each}?page={number + 1}" for each in SYNTAXES]
        if not number:  # what is read once a process
            _seconds(stock, theirs)
            _seconds(city, ours)
        taken["stock"].append(_seconds(stock, theirs))
        _redis().flushdb()
        taken["cold"].append(_seconds(city, ours))
        taken["warm"].append(_seconds(city, ours))
    for kind, seconds in taken.items():
        told = " ".join(f"{each * 1000:.0f}" for each in seconds)
        print(f"{kind:<6}{statistics.median(seconds) * 1000:8.1f} ms for {PAGE} datasets in three"
              f" syntaxes   (pages: {told})")  # fmt: skip
    # Of pages that stand beside each other: what else the machine does strikes both.
    ratios = {
        kind: statistics.median(a / b for a, b in zip(taken["stock"], taken[kind], strict=True))
        for kind in ("cold", "warm")
    }
    print(f"ratio {ratios['cold']:8.1f} cold   (at least {LEAST_COLD})")
    print(f"ratio {ratios['warm']:8.1f} warm   (at least {LEAST_WARM})")
    return ratios["cold"] >= LEAST_COLD and ratios["warm"] >= LEAST_WARM


def unchanged(city: Any, ids: Sequence[str]) -> bool:
    """Time the answer to a client that has the page already."""
    seconds = []
    for after in ids[PAGE - 1 : PAGE * 40 : PAGE]:
        address = f"/catalog.ttl?after={after}"
        etag = ask(city, get=address)["etag"]
        answer = ask(city, get=address, etag=etag)
        if answer["status"] != 304:
            raise RuntimeError(f"{address} answers {answer['status']} to its own ETag.")
        seconds.append(answer["seconds"])
    median = statistics.median(seconds)
    print(f"304   {median * 1000:8.1f} ms among {len(ids)}, worst {max(seconds) * 1000:.1f}"
          f"   (at most {MOST_SECONDS_304 * 1000:.0f})")  # fmt: skip
    return median < MOST_SECONDS_304


def walk(city: Any, ids: Sequence[str]) -> bool:
    """Walk all pages with nothing kept; tells what the process and Redis have gained."""
    _redis().flushdb()
    before = _redis().info("memory")["used_memory"]
    sizes, started = [], time.perf_counter()
    for after in [None, *ids[PAGE - 1 : -1 : PAGE]]:
        behind = f"?after={after}" if after else ""
        sizes.append(ask(city, get=f"/catalog.ttl{behind}")["mebibytes"])
    took = time.perf_counter() - started
    kept = _redis().info("memory")["used_memory"] - before
    growth = max(sizes[10:]) - sizes[10]
    print(f"walk  {took:8.1f} s for {len(ids)} datasets, nothing kept before")
    print(
        f"memory{growth:8.1f} MiB more from page 10 to page {len(sizes)}   (at most {MOST_GROWTH})"
    )
    print(f"Redis {kept / len(ids):8.0f} bytes a dataset, in three syntaxes")
    return growth <= MOST_GROWTH


def serve(ini: str) -> int:
    """Be one side: fill the catalogue, or answer a page and say how long that took."""
    answers, sys.stdout = sys.stdout, sys.stderr
    app = make_app(CKANConfigLoader(ini).get_config())
    client = Client(app)
    for line in sys.stdin:
        command = json.loads(line)
        if "fill" in command:
            with app._wsgi_app.test_request_context():
                told: dict[str, Any] = {"ids": fill(command["fill"])}
        else:
            told = answer_page(client, command["get"], command.get("etag"))
        answers.write(json.dumps(told) + "\n")
        answers.flush()
    return 0


def answer_page(client: Client, address: str, etag: str | None) -> dict[str, Any]:
    """Ask the application for a page."""
    headers = {"If-None-Match": etag} if etag else {}
    started = time.perf_counter()
    answer = client.get(address, headers=headers)
    body = answer.get_data()
    seconds = time.perf_counter() - started
    if answer.status_code not in (200, 304):
        raise RuntimeError(f"{address}: {answer.status} {body[:500]!r}")
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "seconds": seconds,
        "status": answer.status_code,
        "etag": answer.headers.get("ETag"),
        "mebibytes": pages * 4096 / 2**20,
    }


def _seconds(process: subprocess.Popen[str], addresses: Sequence[str]) -> float:
    return sum(ask(process, get=address)["seconds"] for address in addresses)


def _redis() -> redis.Redis:
    return redis.Redis(port=REDIS, db=REDIS_BASE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1000, help="compared with stock")
    parser.add_argument("--large", type=int, default=10_000, help="for the 304, memory and Redis")
    parser.add_argument("--side", metavar="INI", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
