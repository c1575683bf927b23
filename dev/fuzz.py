"""`make fuzz`: check, repair and annotate damaged files for some minutes, and keep what breaks.

Each file must end in a table or in a finding with its sentences; a fault of the program, a process
that dies, more than a minute, a file left behind or half written is kept in .dev/fuzz/ with the
number that makes it again.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import xlsxwriter
from lxml import etree

from ckanext.city.tables.catalogue import list_table_schemas
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal.asking import Copy, Request
from ckanext.city.terminal.repairing import Wanted
from dev.layout import ROOT
from dev.mutations import damage
from tests.tables.read.workbooks import ods, ods_table, ods_value, xlsx

KEPT = ROOT / ".dev" / "fuzz"
SECONDS = 60  # a file may take
MEGABYTES = 1_500
SEED_LINES = 40


class Broken(AssertionError):
    """A file brought out a fault; the argument says which."""


def main() -> int:
    """Damage files for some minutes; 1 where one broke something."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=0, help="the number of the first file")
    options.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.worker:
        return work()
    outcomes, kept = Counter[str](), 0
    end = time.monotonic() + 60 * chosen.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = list(write_seeds(folder))
        worker = Worker()
        number = chosen.seed
        while time.monotonic() < end:
            path = make(seeds, number, folder / "work")
            told = worker.ask(path)
            outcomes[told.partition("\n")[0]] += 1
            if told.startswith("broken"):
                kept += 1
                keep(path, number, told)
            number += 1
        worker.end()
    for outcome, times in outcomes.most_common():
        print(f"{times:7} {outcome}")
    print(f"{number - chosen.seed} files, {kept} kept in {KEPT}")
    return int(kept > 0)


def make(seeds: list[Path], number: int, folder: Path) -> Path:
    """Write the damaged file of a number, alone in its folder."""
    chance = random.Random(number)
    seed = chance.choice(seeds)
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    path = folder / f"sent{seed.suffix}"
    path.write_bytes(damage(seed.read_bytes(), seed.suffix, chance))
    return path


def keep(path: Path, number: int, told: str) -> None:
    """Keep what broke, with what was told of it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{number}{path.suffix}").write_bytes(path.read_bytes())
    (KEPT / f"{number}.txt").write_text(told, encoding="utf-8")
    print(f"{number}{path.suffix}: {told.splitlines()[0]}", flush=True)


def write_seeds(folder: Path) -> Iterator[Path]:
    """Write whole files of every kind that is read: small ones, so that damage matters."""
    for schema in list_table_schemas():
        for kind in ("valid", "invalid"):
            sample = min((schema.folder / "samples" / kind).glob("*.csv"))
            lines = sample.read_bytes().splitlines(keepends=True)[:SEED_LINES]
            path = folder / f"{schema.id.replace('/', '-')}-{kind}.csv"
            path.write_bytes(b"".join(lines))
            yield path
            rows = [line.decode().rstrip("\r\n").split(",") for line in lines[:8]]
            if kind == "valid":
                yield xlsx(path.with_suffix(".xlsx"), [["Titre"], [], *rows])
                extra = ods_value("date", "2024-03-12", "12/03/24")
                yield ods(path.with_suffix(".ods"), ods_table([*rows, [extra, "x"]]))
    yield rich_workbook(folder / "rich.xlsx")
    yield from sorted((ROOT / "tests" / "data" / "tables").glob("*.xls"))
    places = [
        {"type": "Feature", "properties": {"nom": "é", "n": at},
         "geometry": {"type": "Point", "coordinates": [2.2 + at, 48.8]}} for at in range(4)
    ]  # fmt: skip
    path = folder / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": places}))
    yield path


def rich_workbook(path: Path) -> Path:
    """Write a workbook with all that the reader has an eye for."""
    book = xlsxwriter.Workbook(path)
    day, code = (
        book.add_format({"num_format": "dd/mm/yyyy"}),
        book.add_format({"num_format": "000"}),
    )
    for name in ("Feuil1", "Notes"):
        sheet = book.add_worksheet(name)
        sheet.merge_range("A1:C1", "Délibérations 2024")
        sheet.write_row(2, 0, ["COLL_NOM", "DELIB_DATE", "DELIB_ID", "VOTE_POUR", "VOTE_CONTRE"])
        for at in range(3, 12):
            sheet.write_row(at, 0, ["Ville", "", at, 30, 2])
            sheet.write_datetime(at, 1, datetime(2024, 3, at), day)  # noqa: DTZ001
            sheet.write_number(at, 2, at, code)
        sheet.write_formula("D13", "=SUM(D4:D12)", None, 270)
        sheet.merge_range("A5:A7", "Ville")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column("E:E", None, None, {"hidden": True})
    book.close()
    return path


class Worker:
    """A process that looks at one file after the other; another takes its place when it dies."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dev.fuzz", "--worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip

    def ask(self, path: Path) -> str:
        """Give what became of a file: "told CODE", or "broken" and why."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{path}\n".encode())
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], SECONDS)[0]:
            self.end()
            self._start()
            return "broken: too long"
        line = self._process.stdout.readline()
        if line:
            return str(json.loads(line))
        status = self._process.wait()
        self._start()
        return f"broken: the process ended with {status}"

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def work() -> int:
    """Look at each file whose path comes in; one line of JSON goes out for each."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES * 1_000_000,) * 2)
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        print(json.dumps(outcome(Path(line.rstrip("\n")))), file=answers, flush=True)
    return 0


def outcome(path: Path) -> str:
    """Give what became of a file in this process: "told CODE", or "broken" and why."""
    try:
        return f"told {look_at(path)}"
    except (MemoryError, RecursionError) as error:  # each has its sentence in `guard`
        return f"told {type(error).__name__}"
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        if type(error).__name__ == "PanicException":
            return "told PanicException"
        return f"broken: {type(error).__name__}\n{traceback.format_exc()}"


def look_at(path: Path) -> str:
    """Check, repair and annotate a file in this process; give the first code that was told.

    Raises:
        Broken: a sentence is missing, or a file is left that should not be.
    """
    # the one who asks loads no Polars
    from ckanext.city.terminal import mending, tasks  # noqa: PLC0415 - see above

    limits = replace(Limits(), cells=200_000, unpacked_bytes=30_000_000)
    told = tasks.check(asdict(Request(file=str(path), lang="fr")), limits)
    _hold(told)
    out = path.with_name("out.csv")
    wanted = Wanted(file=str(path), lang="fr", out=str(out), accept="all")
    repaired = mending.repair(asdict(wanted), limits)
    _hold(repaired)
    if ("left" in repaired) != out.exists():
        raise Broken("written though refused, or not written")
    copy = annotated_copy(path, limits)
    left = {each.name for each in path.parent.iterdir()} - {path.name, out.name, copy.name}
    if left:
        raise Broken(f"left behind: {left}")
    for each in (out, copy):
        each.unlink(missing_ok=True)
    findings = told["findings"]
    return str(findings[0]["code"]) if findings else "valid"


def annotated_copy(path: Path, limits: Limits) -> Path:
    """Write the copy that goes back to a department, if there is one; give its path.

    Raises:
        Broken: a part of it is no XML, or has a formula.
    """
    from ckanext.city.terminal import annotating  # noqa: PLC0415 - loads Polars

    copy = path.with_name("copy.ods" if path.suffix == ".ods" else "copy.xlsx")
    told = annotating.annotate(asdict(Copy(file=str(path), lang="fr", out=str(copy))), limits)
    _hold(told)
    if ("schema" in told) != copy.exists():
        raise Broken("a copy though refused, or none")
    if copy.exists():
        with zipfile.ZipFile(path) if zipfile.is_zipfile(path) else nullcontext() as before:
            was = {each: before.read(each) for each in before.namelist()} if before else {}
        with zipfile.ZipFile(copy) as archive:
            for name in archive.namelist():
                if was.get(name) != archive.read(name):
                    _hold_part(name, archive.read(name))
    return copy


def _hold_part(name: str, content: bytes) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise Broken(f"{name} of the copy is no XML: {error}") from error
    formula = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
    cells = root.iter("{*}c") if "worksheets/" in name else root.iter("{*}table-cell")
    for cell in cells:
        if cell.find("{*}f") is not None or formula in cell.attrib:
            raise Broken(f"{name} of the copy has a formula")


def _hold(told: dict[str, object]) -> None:
    findings = told["findings"]
    assert isinstance(findings, list)
    if not told["valid"] and not any(each["severity"] == "error" for each in findings):
        raise Broken("not valid, and nothing says why")
    for each in findings:
        if not (each["message"].strip() and each["fix"].strip()):
            raise Broken(f"no sentence for {each['code']}")
    json.dumps(told)


if __name__ == "__main__":
    sys.exit(main())
