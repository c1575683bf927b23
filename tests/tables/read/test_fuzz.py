"""Whatever is damaged in a file: a table, or findings with their sentences; no fault of ours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dev import fuzz
from dev.mutations import damage
from tests.tables.read.workbooks import ods


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give one whole file of each kind that is read."""
    written = list(fuzz.write_seeds(tmp_path_factory.mktemp("seeds")))
    return [next(p for p in reversed(written) if p.suffix == each)
            for each in (".csv", ".xlsx", ".ods", ".xls", ".geojson")]  # fmt: skip


def outcome(folder: Path, name: str, content: bytes) -> str:
    """Look at a file alone in its folder, as `make fuzz` does."""
    path = folder / name
    path.write_bytes(content)
    try:
        return fuzz.outcome(path)
    finally:
        path.unlink()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(number=st.integers(0, 2**32), kind=st.integers(0, 4))
def test_damaged_files_bring_out_no_fault(
    seeds: list[Path], tmp_path: Path, number: int, kind: int
) -> None:
    seed = seeds[kind]
    content = damage(seed.read_bytes(), seed.suffix, random.Random(number))
    assert not outcome(tmp_path, f"sent{seed.suffix}", content).startswith("broken")


@pytest.mark.parametrize("content", ["\ufeff" * 3, "\ufeff\ufeff;\ufeff\n"])
def test_signs_that_nobody_sees_are_no_table(tmp_path: Path, content: str) -> None:
    assert outcome(tmp_path, "sent.csv", content.encode()) == "told file.empty"


def test_a_cell_outside_a_row_takes_nothing_down(tmp_path: Path) -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"
    rows = f"<table:table table:name='a'>{cell}<table:table-row>{cell}</table:table-row>"
    path = ods(tmp_path / "made.ods", f"{rows}</table:table>")
    content = path.read_bytes()
    path.unlink()
    assert outcome(tmp_path, "sent.ods", content).startswith("told")


def test_an_hour_that_no_clock_shows_is_not_repaired(tmp_path: Path) -> None:
    header = "parking_id,horodatage,places_libres,places_totales,etat"
    content = f"{header}\n91999-P-001,12/03/2024 25:61,1,2,ouvert\n"
    assert outcome(tmp_path, "sent.csv", content.encode()).startswith("told")
