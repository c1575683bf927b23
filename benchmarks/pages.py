"""Pages that everybody sees, ours against stock CKAN's with scheming: home, search, a dataset.

Both sites stand on the same database, index and Redis with 1,000 datasets, each with two workers of
gunicorn, and take turns, so that what else the machine does strikes both: 20 readers at once ask
for the same page of one and then of the other, and the next time the other way round. That a page
shows what it should is looked at first. Times are of the page alone, without styles and scripts.
Fails where ours is slower in the median or in the 95th percentile.
"""

from __future__ import annotations

import argparse
import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from sides import KINDS, empty_site, prepare, server, service_environment, write_ini  # noqa: E402

from dev.layout import BASE_PORT, PYTHON  # noqa: E402

READERS = 20
ROUNDS = 6
REQUESTS_A_ROUND = 40
LINK = re.compile(r'href="(?:/dataset)?/dataset/(modele-[0-9a-z-]+)"')


@dataclass(frozen=True)
class Page:
    """A page of both sites.

    Attributes:
        name: what it is.
        path: where it is.
        datasets: how many datasets it leads to at least, on both sites.
        says: words that stand in it on both sites.
    """

    name: str
    path: str
    datasets: int
    says: str


PAGES = (
    Page("home", "/", 0, "Arbres remarquables"),
    Page("search", "/dataset/?q=arbres", 20, "Arbres remarquables"),
    Page("dataset", "/dataset/modele-0-fin", 0, "Les arbres que la commune protège"),
)


def main() -> int:
    """Run the comparison and print it; returns the exit status."""
    options = _options()
    if options.fill:
        return _fill(options.fill, options.datasets)
    with empty_site(), tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        inis = {kind: write_ini(Path(folder), kind) for kind in KINDS}
        prepare(inis["city"])
        command = [PYTHON, __file__, "--fill", inis["city"], "--datasets", str(options.datasets)]
        subprocess.run(command, check=True, env=service_environment())
        ports = {
            kind: stack.enter_context(server(ini, BASE_PORT + 50 + number, Path(folder)))
            for number, (kind, ini) in enumerate(inis.items())
        }
        fine = [_compare(page, ports) for page in PAGES]
    return 0 if all(fine) else 1


def _compare(page: Page, ports: dict[str, int]) -> bool:
    """Read a page of both sites in turn; prints and judges median and 95th percentile."""
    taken: dict[str, list[float]] = {kind: [] for kind in ports}
    for port in ports.values():
        _read_at_once(port, page.path, 2 * READERS)  # what is read once a process
        _look_at(page, _read(port, page.path)[1])
    for number in range(ROUNDS):
        for kind in sorted(ports, reverse=bool(number % 2)):
            taken[kind] += _read_at_once(ports[kind], page.path, REQUESTS_A_ROUND)
    figures = {kind: _figures(seconds) for kind, seconds in taken.items()}
    for kind, (median, late) in figures.items():
        print(
            f"{page.name:<8} {kind:<6} median {median * 1000:7.1f} ms   95% {late * 1000:7.1f} ms"
        )
    ratios = [a / b for a, b in zip(figures["city"], figures["stock"], strict=True)]
    told = f"median {ratios[0]:7.2f}      95% {ratios[1]:7.2f}"
    print(f"{page.name:<8} ratio  {told}   (at most 1)", flush=True)
    return all(ratio <= 1 for ratio in ratios)


def _look_at(page: Page, body: str) -> None:
    found = len(set(LINK.findall(body)))
    if page.says not in body or found < page.datasets:
        raise RuntimeError(f"{page.path} leads to {found} datasets:\n{body[:3000]}")


def _read_at_once(port: int, path: str, requests: int) -> list[float]:
    """Have 20 readers ask for a page; gives the seconds that each answer took."""
    with ThreadPoolExecutor(READERS) as readers:
        return list(readers.map(lambda _: _read(port, path)[0], range(requests)))


def _read(port: int, path: str) -> tuple[float, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - started
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status} at port {port}.")
    return seconds, body.decode()


def _figures(seconds: list[float]) -> tuple[float, float]:
    return statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]


def _fill(ini: str, datasets: int) -> int:
    from clones import fill  # noqa: PLC0415

    from ckan.cli import CKANConfigLoader  # noqa: PLC0415 - CKAN is loaded by this process only
    from ckan.config.middleware import make_app  # noqa: PLC0415

    app = make_app(CKANConfigLoader(ini).get_config())
    with app._wsgi_app.test_request_context():
        fill(datasets)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--fill", metavar="INI", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
