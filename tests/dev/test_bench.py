"""Which benchmarks `make bench` runs."""

from __future__ import annotations

from pathlib import Path

from dev import bench


def test_a_benchmark_is_run_with_the_arguments_that_it_declares(tmp_path: Path) -> None:
    (tmp_path / "create.py").write_text('MAKE_BENCH = ("--rounds", "3")\n')
    (tmp_path / "by_hand.py").write_text('"""Needs a machine of its own."""\n')
    assert list(bench.runnable(tmp_path)) == [(tmp_path / "create.py", ("--rounds", "3"))]


def test_a_benchmark_that_fails_is_told(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit(3)\n")
    assert bench.run_benchmark(script, ()) == 3
