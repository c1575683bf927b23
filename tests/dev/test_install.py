"""What is said and done where a Debian package is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dev import install


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run; two packages are missing."""
    commands: list[str] = []

    def remember(command: Sequence[str | Path], **_options: Any) -> None:
        commands.append(" ".join(map(str, command)))

    there = {"redis-server": lambda: True, "maven": lambda: False, "chromium": lambda: False}
    monkeypatch.setattr(install, "packages", lambda: there)
    monkeypatch.setattr(install, "run", remember)
    return commands


def test_without_root_the_missing_packages_are_named_and_nothing_is_done(
    ran: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        install.install_packages()
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "apt-get install -y --no-install-recommends maven chromium\n" in said
    assert said.count("\n") == 1
    assert ran == []


def test_as_root_the_missing_packages_are_installed_without_starting_services(
    ran: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    policy = tmp_path / "policy-rc.d"
    seen: list[bool] = []
    monkeypatch.setattr(install.os, "geteuid", lambda: 0)
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(install, "POLICY", policy)
    remember = install.run
    monkeypatch.setattr(
        install, "run", lambda *words, **options: [seen.append(policy.exists()), remember(*words)]
    )
    install.install_packages()
    assert ran[-1] == "apt-get install -y --no-install-recommends maven chromium"
    assert seen == [True, True]
    assert not policy.exists()


def test_nothing_is_run_where_nothing_is_missing(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "packages", lambda: {"maven": lambda: True})
    install.install_packages()
    assert ran == []


def test_the_virtualenv_is_made_anew_when_its_inputs_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "DEV", tmp_path / ".dev")
    (tmp_path / "constraints.txt").write_text("ckan==2.12.0")
    before = install._stamp("venv", "constraints.txt")
    assert install._stamp("venv", "constraints.txt") == before
    (tmp_path / "constraints.txt").write_text("ckan==2.12.1")
    assert install._stamp("venv", "constraints.txt") != before
