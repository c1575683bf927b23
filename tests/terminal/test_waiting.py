"""A bar for whoever waits at a terminal, and for nobody else; nothing half written is left."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables import guard
from ckanext.city.tables.limits import Limits
from ckanext.city.terminal import asking
from ckanext.city.terminal.asking import ask
from ckanext.city.terminal.jobs import CHECK, REPAIR
from ckanext.city.terminal.repairing import Wanted
from ckanext.city.terminal.waiting import progress_bar
from tests.terminal.test_command import VALID


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_task_tells_its_stages_in_their_order(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    wanted = Wanted(file=str(VALID), lang="fr", out=str(tmp_path / "out.csv"))
    found = ask(REPAIR, wanted, Limits(), lambda stage, share: told.append((stage, share)))
    assert found["left"]["valid"]
    assert list(dict.fromkeys(stage for stage, _share in told)) == [
        "read", "repair", "write", "check", "left",
    ]  # fmt: skip
    assert ("check", 1) in told


def test_a_terminal_sees_the_bar_advance() -> None:
    terminal = Terminal()
    with progress_bar(CHECK, "fr", wanted=True, stream=terminal, after=0) as watch:
        while "Lecture du fichier" not in terminal.getvalue():
            pass  # the bar appears by itself
        watch("check", 0.5)
        assert "Contrôle du fichier" in terminal.getvalue()
        assert "70%" in terminal.getvalue()
        watch("of another version", 0.5)
    assert terminal.getvalue().endswith("\n")


@pytest.mark.parametrize(
    ("terminal", "wanted"), [(io.StringIO(), True), (Terminal(), False)], ids=["a file", "JSON"]
)
def test_nobody_else_sees_anything(terminal: io.StringIO, wanted: bool) -> None:
    with progress_bar(CHECK, "fr", wanted=wanted, stream=terminal, after=0) as watch:
        assert watch is None
    assert terminal.getvalue() == ""


def test_a_short_task_shows_no_bar() -> None:
    terminal = Terminal()
    with progress_bar(CHECK, "fr", wanted=True, stream=terminal, after=60) as watch:
        watch("check", 1)
    assert terminal.getvalue() == ""


def test_a_child_that_is_brought_down_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tuple(each for each in guard.COMMAND if each != "-I")
    monkeypatch.setattr(guard, "COMMAND", command)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    out = tmp_path / "out.csv"
    out.write_text("as it was", encoding="utf-8")
    wanted = Wanted(file=str(VALID), lang="fr", out=str(out))
    told = asking.ask("tests.tables.guard_tasks:die_writing", wanted, Limits())
    assert [each["code"] for each in told["findings"]] == ["limit.memory"]
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert out.read_text(encoding="utf-8") == "as it was"


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    wanted = Wanted(file=str(VALID), lang="en", out=str(out))
    told = ask(REPAIR, wanted, Limits(written_bytes=100))
    (finding,) = told["findings"]
    assert finding["code"] == "file.not-written"
    assert "out.csv" in finding["message"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        ["--out", "{file}"],
        ["--out", "absent/out.csv"],
        ["--out", "out.csv", "--lineage", "out.csv"],
        ["--out", "out.csv", "--save-recipe", "{file}"],
        ["--out", "out.csv", "--lineage", "absent/out.parquet"],
    ],
)
def test_a_file_that_must_stay_is_not_written_over(tmp_path: Path, options: list[str]) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(VALID.read_bytes())
    named = [each.format(file=file) for each in options]
    placed = [str(tmp_path / each) if "." in each else each for each in named]
    done = CliRunner().invoke(tables, ["repair", str(file), *placed])
    assert done.exit_code == 2
    assert done.stderr.rstrip().endswith(".")
    assert file.read_bytes() == VALID.read_bytes()
    assert list(tmp_path.iterdir()) == [file]
