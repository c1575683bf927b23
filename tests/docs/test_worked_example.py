"""The worked example of a new dataset type does what its page says, word for word."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.creation import create_datasets, variant_of_test_ini
from tests.packaged import ROOT

pytestmark = pytest.mark.service

PAGE = (ROOT / "docs" / "add-a-dataset-type.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INI_LINE = re.compile(r"^```ini\n(ckanext\S+) = (\S+)\n```$", re.MULTILINE)
FILES = dict(FILE.findall(PAGE))


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return json.loads(FILES["tree.json"])


@pytest.fixture
def environment(city: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A city that has written the page's files and the page's line of the ini file."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    key, folder = INI_LINE.search(PAGE).groups()
    assert folder == "/srv/city/forms"
    return variant_of_test_ini(tmp_path, **{key: str(tmp_path / "forms")})


def test_the_example_s_dataset_is_created_and_has_a_page(
    environment: dict[str, str], example: dict[str, Any]
) -> None:
    incomplete = {k: v for k, v in example.items() if k != "surveyed_on"} | {"name": "sans-date"}
    made = create_datasets(sys.executable, environment, [example, incomplete])
    created = made[example["name"]]
    assert created["page"] == 200
    assert created["dataset"]["type"] == "remarkable_tree"
    assert created["dataset"]["surveyed_on"] == example["surveyed_on"]
    assert list(made["sans-date"]["errors"]) == ["surveyed_on"]


def test_another_extension_adds_a_type_with_a_table_schema_of_its_own(
    city: dict[str, str], tmp_path: Path
) -> None:
    ini = (ROOT / "test.ini").read_text(encoding="utf-8")
    plugins = re.search(r"^ckan\.plugins = (.*)$", ini, re.MULTILINE)[1]
    environment = variant_of_test_ini(tmp_path, ckan__plugins=f"{plugins} city_trees")
    environment["PYTHONPATH"] = str(ROOT / "tests" / "data" / "extension")
    survey = {
        "type": "tree_survey",
        "name": "arbres",
        "title": "Arbres",
        "notes": "Les arbres de la ville.",
        "owner_org": city["city"],
        "surveyor": "Service des espaces verts",
    }
    made = create_datasets(sys.executable, environment, [survey])["arbres"]
    assert made["dataset"]["surveyor"] == "Service des espaces verts"
    assert made["first_table_schema"] == "city-trees/trees@1.0.0"
    assert made["page"] == 200


def test_the_page_shows_the_extension_that_the_test_loads() -> None:
    plugin = (ROOT / "tests/data/extension/city_trees/plugin.py").read_text(encoding="utf-8")
    shown = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    said = [line.strip() for line in shown.splitlines() if line.strip()]
    assert [line for line in said if line.split("):")[0] not in plugin] == []


def test_the_example_form_is_of_the_type_that_its_folder_names() -> None:
    path = next(name for name in FILES if name.endswith("form.yaml"))
    assert yaml.safe_load(FILES[path])["dataset_type"] == Path(path).parent.name
