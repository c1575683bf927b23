"""`ckan city plan` puts the plan of the commune on the home page, and takes it away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.city.store import kept

pytestmark = pytest.mark.service

GREEN = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"nom": "Parc"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[2.30, 48.60], [2.34, 48.60], [2.34, 48.63], [2.30, 48.60]]],
            },
        }
    ],
}


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city import config

    monkeypatch.setattr(config, "storage_path", lambda: str(tmp_path))


@pytest.fixture
def park(tmp_path: Path) -> Path:
    path = tmp_path / "parcs.geojson"
    path.write_text(json.dumps(GREEN))
    return path


def run(*words: str | Path) -> Any:
    from click.testing import CliRunner

    from ckanext.city.site.commands.plan import plan

    return CliRunner().invoke(plan, [str(word) for word in words])


def test_the_home_page_shows_the_plan_and_browsers_keep_it(
    ckan_app: Any, clean_db: None, park: Path
) -> None:
    assert "<use" not in ckan_app.get("/").body
    assert run("--green", park).exit_code == 0

    address = ckan_app.get("/").body.split('<use href="')[1].split("#plan")[0]
    sent = ckan_app.get(address, headers={"Accept-Encoding": "identity"})
    assert 'id="plan"' in sent.body
    assert sent.headers["Content-Type"].startswith("image/svg+xml")
    assert sent.headers["Cache-Control"] == kept.YEAR
    compressed = ckan_app.get(address, headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert ckan_app.get("/city-plan.svg?v=other").headers["Cache-Control"] == "no-cache"


def test_a_plan_that_was_removed_is_shown_no_more(
    ckan_app: Any, clean_db: None, park: Path
) -> None:
    run("--green", park)
    assert run("--remove").exit_code == 0

    assert "<use" not in ckan_app.get("/").body
    ckan_app.get("/city-plan.svg", status=404)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"type": "Feature"}', "[" * 100_000, '{"type": "FeatureCollection"}']
)
def test_a_file_that_is_no_plan_changes_nothing(
    ckan_app: Any, park: Path, tmp_path: Path, content: str
) -> None:
    run("--green", park)
    before = (tmp_path / "city" / "plan.svg.gz").read_bytes()
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text(content)

    done = run("--water", wrong)

    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert (tmp_path / "city" / "plan.svg.gz").read_bytes() == before
