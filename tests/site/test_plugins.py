"""The site starts with our plugin and what it needs, and with all that we list."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.service

ROOT = Path(__file__).parents[2]
NEEDS = (
    "city activity scheming_datasets scheming_organizations dcat dataset_series"
    " spatial_metadata spatial_query"
)
PROGRAM = """
import sys
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
settings = CKANConfigLoader(sys.argv[1]).get_config() | {"ckan.plugins": sys.argv[2]}
client = make_app(settings)._wsgi_app.test_client()
for address in ("/city/health/live", "/city/schemas/", "/about"):
    print(client.get(address).status_code)
"""


def listed_plugins() -> str:
    from ckanext.city.site.ini import PLUGINS

    return PLUGINS


@pytest.mark.parametrize(
    "plugins", [NEEDS, listed_plugins()], ids=["its needs alone", "all listed"]
)
def test_the_site_starts_with(plugins: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(ROOT / "test.ini"), plugins]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["200", "200", "200"], done.stderr[-2000:]


def test_no_action_of_ours_hides_another_of_ours() -> None:
    from ckanext.city.site import access, privacy, roles, streams

    parts = (
        access.access_actions(),
        roles.recording_actions(),
        privacy.stream_actions(),
        streams.stream_actions(),
    )
    from ckanext.city.plugins import CityPlugin

    joined = CityPlugin.get_actions(CityPlugin)  # type: ignore[arg-type]
    for part in parts:
        assert {name: joined[name] for name in part} == part
    spread = set().union(*parts)
    assert sum(map(len, parts)) == len(spread)
    assert spread.isdisjoint(named_one_by_one())


def named_one_by_one() -> set[str]:
    """The actions that our plugin's list names itself, which those it spreads would hide."""
    tree = ast.parse((ROOT / "ckanext" / "city" / "plugins.py").read_text())
    listed = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "get_actions"
    )
    keys = [key for node in ast.walk(listed) if isinstance(node, ast.Dict) for key in node.keys]
    return {key.value for key in keys if isinstance(key, ast.Constant)}
