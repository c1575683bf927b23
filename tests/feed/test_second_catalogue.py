"""ckanext-dcat's own harvester brings our feed into a second catalogue, which has our forms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dev.layout import ROOT, unit_test_environment
from tests.feed.round_trip import NOT_OF_A_SERIES, comparable, normalised
from tests.feed.shown import SITE, configure, node_of, shown

pytestmark = pytest.mark.service

SCRIPT = ROOT / "tests" / "data" / "harvest_feed.py"
INI = """
[app:main]
use = config:{ini}
ckan.plugins = {plugins} harvest dcat_rdf_harvester
"""


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """All the tests' datasets as one page of the feed."""
    from ckanext.city.feed import parts, syntaxes

    with monkeypatch.context() as patch:
        configure(patch)
        bodies = [parts.make_part(dataset).bodies["ttl"] for dataset in shown().values()]
    path = tmp_path / "catalog.ttl"
    path.write_bytes(syntaxes.SYNTAXES["ttl"].page(bodies))
    return path


def harvested(feed: Path, owner: str) -> dict[str, Any]:
    from ckan.common import config

    ini = feed.with_name("second.ini")
    plugins = " ".join(config["ckan.plugins"])
    ini.write_text(INI.format(ini=ROOT / "test.ini", plugins=plugins), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, SCRIPT, ini, feed, owner],
        capture_output=True, text=True, check=False, env=os.environ | unit_test_environment(),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    return json.loads(run.stdout.splitlines()[-1])


def test_each_dataset_of_the_feed_is_created_with_our_form_and_is_what_it_was(
    city: dict[str, str], feed: Path
) -> None:
    answer = harvested(feed, city["roads"])
    assert answer["errors"] == []
    first = shown()
    addresses = {dataset["id"]: str(node_of(dataset)) for dataset in first.values()}
    assert set(answer["datasets"]) == set(addresses.values())
    ids = {old: answer["datasets"][address]["id"] for old, address in addresses.items()}
    for dataset in first.values():
        back = answer["datasets"][addresses[dataset["id"]]]
        expected = normalised(dataset)
        if "in_series" in expected:
            expected["in_series"] = sorted(ids[series] for series in expected["in_series"])
        is_series = dataset["type"] == "dataset_series"
        assert back["type"] == ("dataset_series" if is_series else "dataset")
        derived = NOT_OF_A_SERIES if is_series else ()
        said = {name: value for name, value in back.items() if name not in derived}
        assert comparable(said | {"url": _other_page(back)}) == expected, dataset["name"]


def _other_page(dataset: dict[str, Any]) -> str | None:
    """The page that a dataset names itself, not the one that the second catalogue derives."""
    from ckan.common import config

    own = str(dataset.get("url") or "").startswith((config["ckan.site_url"], SITE))
    return None if own else dataset.get("url")
