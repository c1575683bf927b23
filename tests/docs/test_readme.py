"""What README.md and the administrator's page tell somebody to type works."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.city.site.commands import city
from ckanext.city.site.ini import PLUGINS
from tests.creation import variant_of_test_ini
from tests.packaged import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
INI_BLOCK = re.search(r"```ini\n(.*?)```", README, re.DOTALL)
KEYS = dict(re.findall(r"^ *(\S+) = (.*)$", INI_BLOCK[1] if INI_BLOCK else "", re.MULTILINE))


@pytest.mark.service
def test_the_ini_lines_are_all_that_a_site_needs(tmp_path: Path) -> None:
    keys = {
        **KEYS,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ckan.site_url": "https://data.ville.fr",
    }
    environment = variant_of_test_ini(tmp_path, **keys)
    doctor = Path(sys.executable).parent / "city-doctor"
    command = [doctor, "--settings-only", "--json", environment["CKAN_INI"]]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert "settings" in json.dumps(said)


def test_the_plugins_are_those_that_we_test_with() -> None:
    assert KEYS["ckan.plugins"] == PLUGINS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_command_that_a_page_names_exists(path: Path) -> None:
    named = re.findall(r"ckan (?:-c \S+ )?city ([a-z][a-z-]+)", path.read_text(encoding="utf-8"))
    assert set(named) - set(city.commands) == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_target_of_make_that_a_page_names_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)`", path.read_text(encoding="utf-8")))
    named |= set(re.findall(r"^make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
