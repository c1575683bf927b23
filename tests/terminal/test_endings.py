"""However a command ends, nothing half written is left, and its code and words say how it ended."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from xlsxwriter.exceptions import FileCreateError

from ckanext.city.command import tables
from ckanext.city.tables.atomic import whole_file
from ckanext.city.tables.check.explain import entry_of
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.guard import ENTRIES
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import mending
from ckanext.city.terminal.repairing import Wanted, read_city
from tests.terminal.test_command import INVALID, VALID

#: Whoever runs the tests may have these ignored, as `nohup` has: a child takes that over.
_HEARS = (
    "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL);"
    "signal.signal(signal.SIGTERM, signal.SIG_DFL);"
    "signal.signal(signal.SIGINT, signal.default_int_handler);"
)
_COMMAND = (sys.executable, "-c", f"{_HEARS} from ckanext.city.start import tables; tables()")


def _long(folder: Path) -> Path:
    head, row = VALID.read_text("utf-8").splitlines()[:2]
    path = folder / "long.csv"
    path.write_text("\n".join([head, *[row] * 200_000]), encoding="utf-8")
    return path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_takes_its_child_and_its_files_along(
    tmp_path: Path, number: signal.Signals
) -> None:
    path, folder, rest = _long(tmp_path), tmp_path / "out", tmp_path / "tmp"
    folder.mkdir()
    rest.mkdir()
    asked = ["annotate", str(path), "--out", str(folder / "copy.xlsx")]
    command = subprocess.Popen(
        [*_COMMAND, *asked], env={**os.environ, "TMPDIR": str(rest)}, stderr=subprocess.PIPE
    )
    late = time.monotonic() + 60
    while not list(folder.iterdir()) and time.monotonic() < late:
        time.sleep(0.02)
    assert list(folder.iterdir())
    child = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()
    command.send_signal(number)
    said = command.communicate(timeout=30)[1].decode()
    assert command.returncode == 128 + number
    assert "Traceback" not in said
    assert len(child) == 1
    assert not Path(f"/proc/{child[0]}/cmdline").exists()
    assert [*folder.iterdir(), *rest.iterdir()] == []


def test_what_libraries_say_of_a_full_disk_is_told_as_what_it_is(tmp_path: Path) -> None:
    full = "[Errno 28] No space left on device"
    faults = (
        FileCreateError(OSError(28, "No space left on device")),
        pl.exceptions.ComputeError("parquet: No space left on device (os error 28)"),
    )
    for fault in faults:
        with pytest.raises(Refused) as refused, whole_file(tmp_path / "a"):
            raise fault
        assert refused.value.finding.code == "file.not-written"
        assert refused.value.finding.details["reason"] in full
        message = entry_of(refused.value.finding, ENTRIES).message
        assert message == "The file {out} cannot be written: the disk is full."
    with pytest.raises(LookupError), whole_file(tmp_path / "a"):
        raise LookupError
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_more_open_to_others_than_the_person_wants(tmp_path: Path) -> None:
    modes = []
    for mask in (0o022, 0o077):
        before = os.umask(mask)
        try:
            with whole_file(tmp_path / "a") as name:
                name.write_text("a", encoding="utf-8")
        finally:
            os.umask(before)
        modes.append((tmp_path / "a").stat().st_mode & 0o777)
    assert modes == [0o644, 0o600]


def test_what_a_link_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "file")
    with whole_file(tmp_path / "link") as name:
        name.write_text("a", encoding="utf-8")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "file").read_text("utf-8") == "a"


def test_a_link_to_itself_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    out.symlink_to(out)
    done = CliRunner().invoke(
        tables, ["repair", str(INVALID), "--out", str(out), "--accept", "safe"]
    )
    assert done.exit_code == 0
    assert out.read_text("utf-8").startswith("COLL_NOM")


def test_where_telling_fails_after_a_repair_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(mending, "judge", fail)
    wanted = Wanted(
        file=str(INVALID), lang="fr", out=str(tmp_path / "o.csv"), accept="safe",
        lineage=str(tmp_path / "l"), save_recipe=str(tmp_path / "r"),
    )  # fmt: skip
    with pytest.raises(MemoryError):
        mending.repair(asdict(wanted), Limits())
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_printed_in_whatever_the_terminal_knows() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    asked = [*_COMMAND, "check", str(INVALID), "--lang", "fr"]
    lines, as_json = (
        subprocess.run([*asked, *more], env=environment, capture_output=True, check=False)
        for more in ([], ["--json"])
    )
    assert (lines.returncode, lines.stderr) == (1, b"")
    assert "« 26/06/2025 » est écrit" in lines.stdout.decode("latin-1").replace("\xa0", " ")
    assert "année-mois-jour" in json.loads(as_json.stdout.decode("ascii"))["findings"][0]["fix"]


def test_output_that_cannot_be_printed_is_no_verdict() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*_COMMAND, "check", str(VALID), "--lang", "fr"],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1


def test_a_pipe_or_a_device_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    out = str(tmp_path / "out")
    for asked in (
        ["check", str(tmp_path / "pipe.csv")],
        ["annotate", str(tmp_path / "pipe.csv"), "--out", f"{out}.xlsx"],
        ["repair", "/dev/null", "--out", f"{out}.csv"],
        ["repair", str(VALID), "--out", "/dev/null"],
        ["repair", str(VALID), "--out", f"{out}.csv", "--lineage", str(tmp_path / "pipe.csv")],
    ):
        done = CliRunner().invoke(tables, [*asked, "--lang", "en"])
        assert done.exit_code == 2
        assert "this is no file" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["pipe.csv"]


def test_files_without_end_beside_the_table_are_not_read_for_ever(tmp_path: Path) -> None:
    bound = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (2_000_000_000, bound[1]))
    try:
        for asked in (
            ["check", str(VALID), "--city", "/dev/zero"],
            ["repair", str(VALID), "--out", str(tmp_path / "o.csv"), "--recipe", "/dev/zero"],
            ["schemas", "--diff", "/dev/zero", "scdl/deliberations"],
        ):
            done = CliRunner().invoke(tables, asked)
            assert done.exit_code == 2
            assert "/dev/zero" in done.stderr or "zero" in done.stderr
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, bound)
    city = tmp_path / "city.json"
    city.write_text('{"name": "Ville-Exemple"}', encoding="utf-8-sig")  # as Windows saves it
    assert read_city(str(city)) == {"name": "Ville-Exemple"}
    for wrong in (
        '{"name": ["Ville"]}',
        '{"name": "V\\ud800"}',
        '{"name": "a\\nb"}',
        "[" * 100_000,
    ):
        city.write_text(wrong, encoding="utf-8")
        assert CliRunner().invoke(tables, ["check", str(VALID), "--city", str(city)]).exit_code == 2


def test_a_name_of_other_bytes_is_told_and_written_with_a_sign_for_them(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xe9t\xe9.csv")
    path.write_bytes(INVALID.read_bytes())
    outs = {name: str(tmp_path / f"out.{name}") for name in ("xlsx", "csv", "parquet", "json")}
    copied = CliRunner().invoke(tables, ["annotate", str(path), "--out", outs["xlsx"], "--json"])
    repaired = CliRunner().invoke(
        tables,
        ["repair", str(path), "--out", outs["csv"], "--lineage", outs["parquet"],
         "--save-recipe", outs["json"], "--accept", "safe", "--json"],
    )  # fmt: skip
    assert [copied.exit_code, repaired.exit_code] == [1, 0]
    assert json.loads(copied.stdout)["file"] == "?t?.csv"
    assert pl.read_parquet(outs["parquet"])["file"].unique().to_list() == ["?t?.csv"]
    assert all(Path(each).exists() for each in outs.values())


def test_a_decision_of_other_bytes_is_told_and_nothing_done(tmp_path: Path) -> None:
    decision = os.fsdecode(b"map.Intitul\xe9=DELIB_OBJET")
    asked = ["repair", str(INVALID), "--out", str(tmp_path / "o.csv"), "--decide", decision]
    done = CliRunner().invoke(tables, asked)
    assert done.exit_code == 2
    assert "UTF-8" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_a_template_that_finds_no_room_is_told_in_a_sentence(
    tmp_path: Path, extension: str
) -> None:
    def bind() -> None:  # the nearest to a disk that is full
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    out = tmp_path / f"t.{extension}"
    asked = [*_COMMAND, "template", "scdl/deliberations", "--out", str(out), "--lang", "en"]
    done = subprocess.run(asked, preexec_fn=bind, capture_output=True, check=False)
    assert done.returncode == 2
    assert f"The file t.{extension} cannot be written" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_table_in_csv_takes_no_name_of_a_workbook(tmp_path: Path) -> None:
    asked = ["repair", str(INVALID), "--out", str(tmp_path / "o.xlsx"), "--lang", "en"]
    done = CliRunner().invoke(tables, asked)
    assert done.exit_code == 2
    assert "o.csv" in done.stderr
    assert list(tmp_path.iterdir()) == []
