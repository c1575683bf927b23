"""What `make run` says when a site cannot be prepared."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dev import run
from dev.layout import ROOT, site_environment
from dev.run import why_it_stopped

TRACEBACK = "Traceback (most recent call last):\n  File x\nOperationalError: no such database\n"


def test_only_the_errors_of_the_doctor_are_shown() -> None:
    out = (
        "ok      ini: fine\nerror   settings: ckanext.city.insee a la valeur « 1 »\nwarning mail: x"
    )
    assert why_it_stopped(out, "2026 log line\n") == (
        "error   settings: ckanext.city.insee a la valeur « 1 »"
    )


@pytest.mark.parametrize(
    ("out", "err", "said"),
    [
        ("", TRACEBACK, "OperationalError: no such database"),
        ("Index: 3 datasets\n", "", "Index: 3 datasets"),
        ("", "", "It said nothing."),
    ],
)
def test_else_its_last_line_is_shown(out: str, err: str, said: str) -> None:
    assert why_it_stopped(out, err) == said


def test_a_wrong_value_stops_the_site_with_our_sentence_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ini = tmp_path / "ckan.ini"
    wrong = site_environment() | {"CITY_INSEE": "1234", "CKAN_INI": str(ini)}
    monkeypatch.setattr(run, "site_environment", lambda *, test: wrong)
    monkeypatch.setattr(run, "LOGS", tmp_path)
    with pytest.raises(SystemExit) as stopped:
        run.prepare_site(test=False)
    said = capsys.readouterr().err.splitlines()
    assert stopped.value.code == 1
    assert len(said) == 1
    assert "ckanext.city.insee a la valeur « 1234 », attendu : le code INSEE" in said[0]


def test_another_city_can_be_shown_and_the_tests_keep_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITY_NAME", "Brest")
    assert site_environment()["CITY_NAME"] == "Brest"
    assert site_environment(test=True)["CITY_NAME"] == "Saint-Aubin-sur-Orge"


def test_a_missing_variable_is_named(tmp_path: Path) -> None:
    environment = {k: v for k, v in site_environment().items() if k != "CITY_SECRET_KEY"}
    done = subprocess.run(
        ["sh", ROOT / "docker" / "entrypoint.sh", "true"],
        env=environment | {"CKAN_INI": str(tmp_path / "ckan.ini")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "CITY_SECRET_KEY" in why_it_stopped(done.stdout, done.stderr)
