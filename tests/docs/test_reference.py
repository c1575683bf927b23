"""The generated reference says all that the code declares, and nothing that it no longer does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.city.site import defaults
from ckanext.city.site.ini import SETTINGS
from dev import reference
from tests.packaged import ROOT

SCHEMAS = ROOT / "schemas"
FORMS = [SCHEMAS / "presets.yaml", *SCHEMAS.glob("types/*/form.yaml")]
ENVIRONMENT_NAME = re.compile(r"[\"{: ](CITY_[A-Z]+(?:_[A-Z]+)*)\b")


def page(name: str) -> str:
    return (reference.PAGES / f"{name}.md").read_text(encoding="utf-8")


def test_the_reference_is_what_the_code_says_today() -> None:
    assert reference.stale() == [], "run `make docs` and commit docs/reference/"


def test_every_declared_setting_is_in_the_reference() -> None:
    for path in (ROOT / "ckanext" / "city").glob("config_declaration*.yaml"):
        keys = re.findall(r"key: (ckanext\.city\.\S+)", path.read_text(encoding="utf-8"))
        assert keys
        assert [key for key in keys if f"`{key}`" not in page("settings")] == []


def test_every_setting_of_ckan_s_that_gets_another_default_is_in_the_reference() -> None:
    keys = [each.key for each in defaults.CORE_DEFAULTS]
    assert [key for key in keys if f"`{key}`" not in page("settings")] == []


def test_every_key_that_the_code_reads_is_declared() -> None:
    text = (ROOT / "ckanext" / "city" / "config.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'"(ckanext\.city\.[a-z_.]+)"', text))
    assert keys
    assert {key for key in keys if f"`{key}`" not in page("settings")} == set()


@pytest.mark.parametrize("group", ["ckan.plugins", "console"])
def test_every_entry_point_is_in_the_reference(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if group == "console":
        assert all(f"\n## {name}\n" in page("commands") for name in project["scripts"])
    else:
        names = project["entry-points"][group]
        assert all(f"| `{name}` |" in page("plugins") for name in names)


def test_every_command_file_is_in_the_reference() -> None:
    folder = ROOT / "ckanext" / "city" / "site" / "commands"
    names = {path.stem for path in folder.glob("[a-z]*.py")}
    assert names
    missing = {n for n in names if f"## ckan city {n.replace('_', '-')}\n" not in page("commands")}
    assert missing == set()


@pytest.mark.service
def test_every_action_that_our_plugins_register_is_in_the_reference(ckan_app: Any) -> None:
    import ckan.plugins as p

    ours = [
        name
        for plugin in p.PluginImplementations(p.IActions)
        if type(plugin).__module__.startswith("ckanext.city")
        for name in plugin.get_actions()
    ]
    assert ours
    assert [name for name in ours if f"| `{name}` |" not in page("actions")] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_field_of_a_form_is_in_the_reference(path: Path) -> None:
    names = re.findall(r"field_name: ([a-z_]+)", path.read_text(encoding="utf-8"))
    text = page("dataset-types")
    assert [n for n in names if not re.search(rf"\| `(?:[a-z_]+\.)?{n}` \|", text)] == []


@pytest.mark.parametrize(
    "path",
    sorted(SCHEMAS.glob("tables/*/*/*/schema.json")),
    ids=lambda path: "/".join(path.parts[-4:-1]),
)
def test_every_field_of_a_table_schema_is_in_the_reference(path: Path) -> None:
    owner, name, version = path.parts[-4:-1]
    section = page("table-schemas").split(f"\n## {owner}/{name}@{version}\n")[1].split("\n## ")[0]
    fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
    assert [f["name"] for f in fields if section.count(f"| `{f['name']}` |") < 2] == []


@pytest.mark.parametrize(
    "path", sorted(SCHEMAS.glob("vocabularies/*.yaml")), ids=lambda path: path.stem
)
def test_every_value_of_a_controlled_list_is_in_the_reference(path: Path) -> None:
    section = page("vocabularies").split(f"\n## {path.stem}\n")[1].split("\n## ")[0]
    values = yaml.safe_load(path.read_text(encoding="utf-8"))["values"]
    assert [v["id"] for v in values if f"| `{v['id']}` |" not in section] == []


def test_every_environment_variable_that_the_software_reads_is_explained() -> None:
    told = page("environment") + (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
    sources = [*(ROOT / "ckanext").rglob("*.py"), ROOT / "docker" / "entrypoint.sh"]
    named = {s.variable for s in SETTINGS}
    for source in sources:
        named |= set(ENVIRONMENT_NAME.findall(source.read_text(encoding="utf-8")))
    assert {name for name in named if f"`{name}" not in told} == set()


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda path: path.name,
)
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
