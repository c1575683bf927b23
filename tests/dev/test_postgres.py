"""Where the private cluster stands, for root and for others."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev import postgres


@pytest.fixture
def clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The `.dev/` of a clone, run as root; what stands elsewhere stays in the test's folder."""
    dev = tmp_path / "clone" / ".dev"
    dev.mkdir(parents=True)
    monkeypatch.setattr(postgres, "DEV", dev)
    monkeypatch.setattr(postgres, "ELSEWHERE", tmp_path / "var-tmp")
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 0)
    return dev


def test_where_its_user_can_enter_the_clone_the_data_stand_in_it(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: True)
    assert postgres.data_folder() == clone / "postgres"


def test_where_its_user_cannot_enter_the_clone_a_link_leads_to_the_data(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: False)
    folder = postgres.data_folder()
    assert folder.is_relative_to(postgres.ELSEWHERE)
    assert (clone / "postgres").resolve() == folder


def test_the_link_is_kept_once_made(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: False)
    first = postgres.data_folder()
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: True)
    assert postgres.data_folder() == first


def test_a_link_whose_data_a_cleaning_took_leads_to_a_new_folder(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: False)
    first = postgres.data_folder()
    first.rmdir()
    assert postgres.data_folder() == first
    assert first.is_dir()


def test_two_clones_do_not_share_their_data(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_can_enter", lambda _folder: False)
    first = postgres.data_folder()
    other = clone.parents[1] / "other" / ".dev"
    other.mkdir(parents=True)
    monkeypatch.setattr(postgres, "DEV", other)
    assert postgres.data_folder() != first


def test_without_root_the_cluster_runs_as_oneself_in_the_clone(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 1000)
    assert postgres.user() is None
    assert postgres.data_folder() == clone / "postgres"
