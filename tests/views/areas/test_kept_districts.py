"""Districts are found in the city's datasets by themselves, and only those anybody may see show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.site.test_query_counts import counted
from tests.site.town import ROADS, Town, act
from tests.views.test_map_view import upload

pytestmark = pytest.mark.service

NAMES = ("Gare", "Port <script>alert(1)</script>")


def areas(*names: str, west: float = 2.30) -> str:
    features = []
    for at, name in enumerate(names):
        left, right = west + at * 0.02, west + (at + 1) * 0.02
        ring = [[left, 48.60], [right, 48.60], [right, 48.62], [left, 48.62], [left, 48.60]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"nom": name}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features})


def districts(town: Town, name: str, content: str = "", **fields: Any) -> Any:
    """Make a dataset of districts, and have them looked for."""
    from ckanext.city.views.areas import gather

    made = town.dataset(name=name, title=name, tag_string="Quartier", **fields)
    upload(town, "quartiers.geojson", content or areas(*NAMES), name, format="GeoJSON")
    gather.gather_districts()
    return made


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city.views.areas import kept

    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "districts")


@pytest.fixture(autouse=True)
def no_datasets(town: Town) -> Any:
    from ckan import model

    yield
    for package in model.Session.query(model.Package).all():
        act("dataset_purge", {"id": package.id})


def test_a_dataset_with_the_keyword_is_found_and_read_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.views.areas import gather, kept

    assert kept.public_sets() is None, "nobody has looked yet"
    districts(town, "quartiers")
    (found,) = kept.public_sets() or ()
    assert (found.name, found.districts[0]) == ("quartiers", ("gare", "Gare"))
    monkeypatch.setattr(gather, "run_guarded", lambda *_rest: pytest.fail("read again"))
    gather.gather_districts()
    assert kept.public_sets() == [found]


def test_the_setting_names_the_datasets(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city import config
    from ckanext.city.views.areas import gather, kept

    districts(town, "quartiers")
    town.dataset(name="secteurs", title="Secteurs")
    upload(town, "s.geojson", areas("Nord", "Sud"), "secteurs", format="GeoJSON")
    monkeypatch.setattr(config, "district_datasets", lambda: ["secteurs", "quartiers", "absent"])
    assert kept.public_sets() is None, "the index was made under another setting"
    gather.gather_districts()
    assert [each.name for each in kept.public_sets() or ()] == ["secteurs", "quartiers"]


def test_a_file_of_no_areas_is_told(town: Town) -> None:
    from ckanext.city.views.areas import kept

    districts(town, "points", '{"type": "FeatureCollection", "features": []}')
    assert kept.public_sets() == []
    (told,) = kept.told_sets()
    assert "zones avec un nom" in told["problem"] or "areas with names" in told["problem"]


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "<OGRVRTDataSource/>"])
def test_a_hostile_file_leaves_the_page_without_districts(town: Town, content: str) -> None:
    from ckanext.city.views.areas import kept

    districts(town, "faux", content)
    assert kept.public_sets() == []
    assert town.get("anonymous", "/dataset/").status_code == 200


def test_what_becomes_hidden_is_gone_at_once(town: Town) -> None:
    from ckanext.city.views.areas import kept

    districts(town, "quartiers")
    shown = town.get("anonymous", "/dataset/").body
    assert "Gare" in shown
    assert "<script>alert" not in shown
    assert "Gare" in town.get("anonymous", "/city/districts.json").body
    town.result("agent", "package_patch", id="quartiers", access_level="department")
    assert kept.public_sets() == []
    for reader in ("anonymous", "other-agent", "agent"):
        assert "Gare" not in town.get(reader, "/dataset/").body
        assert "Gare" not in town.get(reader, "/city/districts.json").body
        asked = {"extras": {"ext_zone": "quartiers/gare"}}
        refused = town.api(reader, "package_search", **asked)
        unknown = town.api(reader, "package_search", extras={"ext_zone": "quartiers/nowhere"})
        assert (refused.status_code, refused.json["error"]) == (409, unknown.json["error"])


def test_a_deleted_dataset_has_no_districts(town: Town) -> None:
    from ckanext.city.views.areas import kept

    districts(town, "quartiers")
    act("package_delete", {"id": "quartiers"})
    assert kept.public_sets() == []


def test_outlines_that_no_dataset_has_any_more_are_forgotten(town: Town) -> None:
    from ckanext.city.views.areas import gather, kept

    districts(town, "quartiers")
    assert len(list(kept.folder().glob("*.json"))) == 2
    act("package_delete", {"id": "quartiers"})
    gather.gather_districts()
    assert [path.name for path in kept.folder().glob("*")] == ["index.json"]


def test_lost_outlines_are_read_again(town: Town) -> None:
    from ckanext.city.views.areas import gather, kept

    districts(town, "quartiers")
    (found,) = kept.public_sets() or ()
    (kept.folder() / f"{found.key}.json").unlink()
    assert kept.outlines(found) == ()
    assert town.get("anonymous", "/dataset/?ext_zone=quartiers/gare").status_code == 200
    gather.gather_districts()
    assert next(each["id"] for each in kept.outlines(found)) == "gare"


def test_a_page_asks_for_districts_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city.views.areas import gather

    asked: list[Any] = []
    monkeypatch.setattr(gather.jobs, "enqueue", lambda *given, **_more: asked.append(given))
    for _each in range(3):
        assert town.get("anonymous", "/dataset/").status_code == 200
    assert [given[0] for given in asked] == [gather.gather_districts]


def test_districts_cost_a_page_one_statement(town: Town) -> None:
    from ckan import model

    def cost() -> int:
        for _each in range(2):
            model.Session.remove()
            with counted() as statements:
                assert town.get("anonymous", "/dataset/?q=rien").status_code == 200
        return len(statements)

    town.dataset(name="autre", owner_org=ROADS)
    from ckanext.city.views.areas import gather

    gather.gather_districts()
    before = cost()
    districts(town, "quartiers")
    assert cost() == before + 1


def test_the_outlines_are_sent_as_geojson_with_a_tag(town: Town) -> None:
    districts(town, "quartiers")
    answer = town.get("anonymous", "/city/districts.json")
    told = json.loads(answer.body)
    assert {each["properties"]["value"] for each in told["features"]} == {
        "quartiers/gare",
        "quartiers/port-script-alert-1-script",
    }
    headers = {"If-None-Match": answer.headers["ETag"]}
    assert town.app.get("/city/districts.json", headers=headers, status=304).body == ""


def told(town: Town, monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """What the doctor finds, under a setting."""
    from pathlib import Path

    from ckanext.city import config
    from ckanext.city.site.doctor import stores
    from ckanext.city.site.doctor.findings import Site
    from ckanext.city.views.areas import gather

    monkeypatch.setattr(config, "district_datasets", lambda: list(names))
    gather.gather_districts()
    return [code for code, _values in stores.check_districts(Site(Path(), {}))]


def test_the_doctor_tells_why_no_district_is_offered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    from ckanext.city.site.doctor import stores
    from ckanext.city.site.doctor.findings import Site

    found = list(stores.check_districts(Site(Path(), {})))
    assert found == [("not-looked-for", {})]
    assert told(town, monkeypatch) == ["none"]
    districts(town, "points", '{"type": "FeatureCollection", "features": []}')
    assert told(town, monkeypatch) == ["without-areas"]
    districts(town, "quartiers")
    assert told(town, monkeypatch) == ["found"]
    assert told(town, monkeypatch, "absent", "quartiers") == ["unusable", "found"]
    assert told(town, monkeypatch, "points") == ["unusable"]
