"""`ckan city init` makes the city and the departments that it is given, once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.site.acting import as_admin

pytestmark = pytest.mark.service

PARKS = {
    "name": "espaces-verts",
    "title": "Espaces verts",
    "contact_name": "Service des espaces verts",
    "contact_email": "espaces-verts@ville.example",
}


def run_init(folder: Path, content: str) -> Result:
    from ckanext.city.site.commands.prepare import init

    path = folder / "departments.json"
    path.write_text(content, encoding="utf-8")
    return CliRunner().invoke(init, ["--departments", str(path)])


@pytest.mark.usefixtures("clean_db")
def test_departments_stand_below_the_city(tmp_path: Path) -> None:
    assert run_init(tmp_path, json.dumps([PARKS])).exit_code == 0
    shown = as_admin("organization_show", id="espaces-verts")
    assert [group["name"] for group in shown["groups"]] == ["ville-de-saint-aubin-sur-orge"]
    assert shown["contact_email"] == "espaces-verts@ville.example"
    assert len(as_admin("group_list")) == 13


@pytest.mark.usefixtures("clean_db")
def test_a_second_time_makes_nothing(tmp_path: Path) -> None:
    assert "Espaces verts" in run_init(tmp_path, json.dumps([PARKS])).output
    assert run_init(tmp_path, json.dumps([PARKS])).output == ""


@pytest.mark.usefixtures("clean_db")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("[{", "no JSON", id="broken JSON"),
        pytest.param('{"name": "a"}', "expected a list", id="no list"),
        pytest.param(
            '[{"name": "a", "titre": "A"}]', "contact_email, contact_name", id="wrong key"
        ),
        pytest.param(json.dumps([PARKS | {"contact_email": "x"}]), "x", id="no e-mail address"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    done = run_init(tmp_path, content)
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output


def test_development_brings_a_login_for_each_role(
    clean_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site.commands.prepare import init

    monkeypatch.setenv("CITY_PASSWORD_AMBASSADRICE", "un-mot-de-passe-assez-long")
    assert CliRunner().invoke(init, ["--development"]).exit_code == 0
    shown = as_admin("organization_show", id="ville-de-saint-aubin-sur-orge", include_users=True)
    members = shown["users"]
    assert {user["name"]: user["capacity"] for user in members}["ambassadrice"] == "editor"


@pytest.fixture
def token_file(clean_db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the administrator's token of the development site is written."""
    monkeypatch.setenv("CITY_PASSWORD_ADMIN", "un-mot-de-passe-assez-long")
    monkeypatch.setenv("CITY_TOKEN_FILE", str(tmp_path / "token"))
    return tmp_path / "token"


def write_token(path: Path) -> str:
    from ckanext.city.site.commands.prepare import init

    assert CliRunner().invoke(init, ["--development"]).exit_code == 0
    return path.read_text(encoding="utf-8").strip()


def test_a_good_token_is_kept_and_read_by_its_owner_only(token_file: Path) -> None:
    first = write_token(token_file)
    assert write_token(token_file) == first
    assert token_file.stat().st_mode & 0o077 == 0


def test_an_expired_token_is_renewed(token_file: Path) -> None:
    from ckan.lib import api_token

    first = write_token(token_file)
    expired = api_token.encode(dict(api_token.decode(first) or {}) | {"exp": 1_000_000_000})
    token_file.write_text(expired, encoding="utf-8")
    renewed = write_token(token_file)
    assert renewed not in (first, expired)
    owner = api_token.get_user_from_token(renewed)
    assert owner is not None
    assert owner.name == "admin"
