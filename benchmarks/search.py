"""Compares settings of the French search on the queries of `tests/data/search`, in one run.

Starts a Solr of its own with one core for each schema; `--port` and the next must be free.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pysolr

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ckanext.city.site import search, solr_schema  # noqa: E402
from dev import solr_core  # noqa: E402 - the checkout is no package
from tests.data.search import catalogue  # noqa: E402

SETS = ("tuning", "held_out", "fresh", "last")
LIGHT_STEM = b"solr.FrenchLightStemFilterFactory"
START_SECONDS = 60


@dataclass(frozen=True)
class Setting:
    """One line of the table: a schema, by the name of its core, and how it is asked."""

    name: str
    core: str
    query_fields: str = search.QUERY_FIELDS
    minimum_match: str = search.MINIMUM_MATCH
    tie: str = "0.1"


def _stock(_ours: bytes) -> bytes:
    return solr_schema.core_schema()


def _ours(ours: bytes) -> bytes:
    return ours


def _no_synonyms(ours: bytes) -> bytes:
    return b"\n".join(line for line in ours.splitlines() if b"synonyms_fr.txt" not in line)


def _synonyms_when_asked(ours: bytes) -> bytes:
    """Move the synonyms from the index to the query."""
    (synonyms,) = {line for line in ours.splitlines() if b"synonyms_fr.txt" in line}
    head, mark, tail = _no_synonyms(ours).partition(b'<analyzer type="query">')
    return head + mark + tail.replace(b"</analyzer>", synonyms + b"</analyzer>", 1)


def _stem(factory: bytes) -> Callable[[bytes], bytes]:
    return lambda ours: ours.replace(LIGHT_STEM, factory)


def _weights(**changed: str) -> str:
    """Change weights of our query fields; an empty one leaves its field out."""
    weights = dict(field.partition("^")[::2] for field in search.QUERY_FIELDS.split())
    kept = {
        name: weight for name, weight in (weights | changed).items() if weight or name == "text"
    }
    return " ".join(f"{name}^{weight or 1}" for name, weight in kept.items())


SCHEMAS: dict[str, Callable[[bytes], bytes]] = {
    "stock": _stock,
    "ours": _ours,
    "no-synonyms": _no_synonyms,
    "synonyms-asked": _synonyms_when_asked,
    "stem-minimal": _stem(b"solr.FrenchMinimalStemFilterFactory"),
    "stem-snowball": _stem(b'solr.SnowballPorterFilterFactory" language="French'),
}

SETTINGS = (
    Setting(
        "CKAN's own schema and query",
        "stock",
        catalogue.CORE_QUERY_FIELDS,
        catalogue.CORE_MINIMUM_MATCH,
    ),
    Setting("CKAN's own schema, our query", "stock", "title^2 tags^2 text"),
    Setting("ours", "ours"),
    Setting("mm of CKAN", "ours", minimum_match=catalogue.CORE_MINIMUM_MATCH),
    Setting("mm 1<-1 4<75%", "ours", minimum_match="1<-1 4<75%"),
    Setting("mm 1<50%", "ours", minimum_match="1<50%"),
    Setting("tie 0.3", "ours", tie="0.3"),
    Setting("title^4", "ours", _weights(title="4")),
    Setting("title^8", "ours", _weights(title="8")),
    Setting("own words^1", "ours", _weights(words="1")),
    Setting("own words^6", "ours", _weights(words="6")),
    Setting("without own words", "ours", _weights(words="")),
    Setting("without labels", "ours", _weights(city_labels="")),
    Setting("no synonyms", "no-synonyms"),
    Setting("synonyms at query time", "synonyms-asked"),
    Setting("minimal stem", "stem-minimal"),
    Setting("Snowball stem", "stem-snowball"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table: found among the first three, mean reciprocal rank, mean number of hits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jars", type=Path, default=ROOT / ".dev" / "solr" / "lib")
    parser.add_argument("--port", type=int, default=6105)
    parser.add_argument("--missed", action="store_true", help="name the queries that ours misses")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, _solr(options.jars, Path(folder), options.port):
        _fill(options.port)
        print(f"{'setting':36}" + "".join(f"{name:>26}" for name in SETS))
        for setting in SETTINGS:
            print(f"{setting.name:36}" + "".join(_cell(setting, options.port, s) for s in SETS))
        if options.missed:
            _print_missed(options.port)
    return 0


@contextmanager
def _solr(jars: Path, home: Path, port: int) -> Iterator[None]:
    solr_core.write_home(home, list(SCHEMAS))
    for name, change in SCHEMAS.items():
        _own_configuration(home, name, change)
    process = subprocess.Popen(solr_core.command(jars, home, port))
    try:
        for core in SCHEMAS:
            _wait(process, _address(port, core))
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _own_configuration(home: Path, core: str, change: Callable[[bytes], bytes]) -> None:
    shared = home / "configsets" / solr_core.CONFIGSET / "conf"
    own = home / "configsets" / core / "conf"
    own.mkdir(parents=True)
    for file in shared.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    schema = own / solr_schema.SCHEMA_FILE
    schema.write_bytes(change(schema.read_bytes()))
    for stock_list in ("synonyms.txt", "protwords.txt"):
        (own / stock_list).write_bytes(b"")
    properties = home / "cores" / core / "core.properties"
    properties.write_text(f"name={core}\nconfigSet={core}\n", encoding="utf-8")


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/schema/name", timeout=5).close()
        except OSError:  # not yet: nobody listens, or the core still loads
            time.sleep(0.3)
        else:
            return
    raise SystemExit("Solr did not start.")


def _fill(port: int) -> None:
    for core in SCHEMAS:
        documents = catalogue.documents(ours=core != "stock")
        pysolr.Solr(_address(port, core)).add(documents, commit=True)


def _cell(setting: Setting, port: int, name: str) -> str:
    answers = [_ask(setting, port, query.text) for query in catalogue.queries(name)]
    asked = catalogue.queries(name)
    ranks = [query.rank(ids) for query, (ids, _) in zip(asked, answers, strict=True)]
    found = sum(1 for rank in ranks if rank and rank <= 3)
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    hits = sum(count for _, count in answers) / len(answers)
    return f"{found:>10}/{len(ranks)} {reciprocal:6.2f} {hits:6.0f}"


def _ask(setting: Setting, port: int, text: str) -> tuple[list[str], int]:
    query = text if setting.name.endswith("own schema and query") else search.plain_query(text)
    return catalogue.ask(
        pysolr.Solr(_address(port, setting.core)),
        query,
        qf=setting.query_fields,
        mm=setting.minimum_match,
        tie=setting.tie,
    )


def _print_missed(port: int) -> None:
    ours = next(setting for setting in SETTINGS if setting.name == "ours")
    for query in [query for name in SETS for query in catalogue.queries(name)]:
        ids, _ = _ask(ours, port, query.text)
        place = query.rank(ids)
        if not place or place > 3:
            print(f"missed: {query.text!r} ({query.kind}): place {place} of {ids[:5]}")


def _address(port: int, core: str) -> str:
    return f"http://127.0.0.1:{port}/solr/{core}"


if __name__ == "__main__":
    sys.exit(main())
