"""A file of places has a map by itself, whoever may see the file may see it, and nobody else."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from tests.site.town import Town, act

pytestmark = pytest.mark.service

PLACES = "nom;type;latitude;longitude\nHalle;marché;48.62;2.32\nGare;train;48.61;2.33\nPont;;;\n"
PEOPLE = "nom;montant\nHalle;3\n"
NO_MAP = "La carte de ce fichier n’est pas disponible. Le fichier lui-même peut être téléchargé."
VIEW = {"view_type": "city_map_view", "title": "Carte"}
FEATURE = {"type": "Point", "coordinates": [2.3, 48.6]}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.city.views.places import kept

    monkeypatch.setattr(kept, "maps_folder", lambda: tmp_path / "maps")


def upload(town: Town, name: str, content: str, dataset: str, **fields: Any) -> Any:
    data = {"package_id": dataset, "name": name, **fields}
    file = (io.BytesIO(content.encode()), name)
    answer = town.app.post(
        "/api/3/action/resource_create",
        data={**data, "upload": file},
        headers=town.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.body
    return answer.json["result"]


def views(town: Town, resource: Any) -> list[Any]:
    return town.result("agent", "resource_view_list", id=resource["id"])


def geojson(*names: str) -> str:
    features = [
        {"type": "Feature", "geometry": FEATURE, "properties": {"nom": name}} for name in names
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def address(town: Town, view: Any) -> str:
    from ckanext.city.views.places import kept
    from ckanext.city.views.places.view import wanted_of

    resource = act("resource_show", {"id": view["resource_id"]})
    return f"/city/map/{view['id']}/{kept.map_file(resource, wanted_of(view)).key}.json"


def test_geojson_has_a_map_at_once_which_a_job_makes(town: Town) -> None:
    from ckanext.city.views.places import jobs

    town.dataset(name="lieux")
    resource = upload(town, "lieux.geojson", geojson("Halle"), "lieux", format="GeoJSON")
    (view,) = views(town, resource)
    assert view["view_type"] == "city_map_view"
    where = address(town, view)
    waiting = town.get("anonymous", where)
    assert (waiting.status_code, waiting.json) == (202, {"state": "preparing"})
    jobs.make_map(view["id"])
    answer = town.get("anonymous", where)
    assert answer.json["count"] == 1
    assert "immutable" in answer.headers["Cache-Control"]
    again = town.app.get(where, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
    assert again.body == ""


def test_a_table_has_a_map_once_places_are_found_in_it(town: Town) -> None:
    from ckanext.city.views.places import jobs

    dataset = town.dataset(name="tables")
    places = upload(town, "lieux.csv", PLACES, "tables", format="CSV")
    people = upload(town, "aides.csv", PEOPLE, "tables", format="CSV")
    assert views(town, places) == []
    jobs.look_for_places(dataset["id"])
    jobs.look_for_places(dataset["id"])
    assert [each["view_type"] for each in views(town, places)] == ["city_map_view"]
    assert views(town, people) == []
    view = views(town, places)[0]
    assert view["title"] == "Carte", "a job has no reader: the city's language"
    page = town.get("anonymous", "/dataset/tables").body
    assert page.count("Voir sur la carte") == 1
    assert "See it on the map" in town.get("anonymous", "/en/dataset/tables").body
    assert town.get("anonymous", address(town, view)).json["count"] == 2
    page = town.get("anonymous", f"/city/map/{view['id']}/left").body
    assert "Pont" in page
    assert "Sans coordonnées" in page


def test_a_map_that_nobody_named_is_called_one_in_the_readers_language(town: Town) -> None:
    dataset = town.dataset(name="cartes")
    place = upload(town, "lieux.geojson", geojson("Halle"), "cartes", format="GeoJSON")
    second = {"resource_id": place["id"], "view_type": "city_map_view", "title": "Halles"}
    act("resource_view_create", second)
    for language, words in (("", "Carte"), ("/en", "Map")):
        page = town.get(
            "anonymous", f"{language}/dataset/{dataset['name']}/resource/{place['id']}"
        ).body
        assert re.findall(r"view_id=[^>]*>([^<]*)</a>", page)[:2] == [words, "Halles"]


def test_the_map_of_a_hidden_file_is_not_there_for_others(town: Town) -> None:
    from ckanext.city.views.places import jobs

    town.dataset(name="secret", access_level="department")
    resource = upload(town, "lieux.geojson", geojson("Halle"), "secret", format="GeoJSON")
    view = views(town, resource)[0]
    jobs.make_map(view["id"])
    where = address(town, view)
    for path in (where, where.replace(".json", "/hours.json"), f"/city/map/{view['id']}/left"):
        assert town.get("anonymous", path).status_code == 404
        assert town.get("other-agent", path).status_code == 404
        assert town.get("agent", path).status_code == 200
    assert "private" in town.get("agent", where).headers["Cache-Control"]


def test_a_new_file_is_a_new_map_and_the_old_one_goes(town: Town) -> None:
    from ckanext.city.views.places import jobs, kept

    town.dataset(name="change")
    resource = upload(town, "lieux.geojson", geojson("Halle"), "change", format="GeoJSON")
    view = views(town, resource)[0]
    jobs.make_map(view["id"])
    before = address(town, view)
    act("resource_patch", {"id": resource["id"], "last_modified": "2030-01-01T00:00:00"})
    assert address(town, view) != before
    answer = town.get("anonymous", before)
    assert answer.status_code == 410
    assert "Rechargez" in answer.json["message"]
    jobs.make_map(view["id"])
    assert len(list(kept.maps_folder().rglob("*.json.gz"))) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "lieux"),
        ('{"type": "FeatureCollection", "features": []}', "vide"),
        ("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "fichier"),
        ('{"type": "gdal_streamed_alg", "command_line": "gdal vector filter /etc/passwd"}', ""),
        ("[" * 100_000, "endommagé"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(town: Town, content: str, words: str) -> None:
    from ckanext.city.views.places import jobs

    dataset = town.dataset(name=f"faux-{abs(hash(content)) % 10**8}")
    resource = upload(town, "lieux.geojson", content, dataset["name"], format="GeoJSON")
    view = views(town, resource)[0]
    jobs.make_map(view["id"])
    answer = town.get("agent", address(town, view))
    assert answer.status_code == 404
    assert answer.json["state"] == "refused"
    assert words in answer.json["message"]
    assert "Les visiteurs lisent seulement" in answer.json["message"]
    for reader in ("anonymous", "other-agent"):
        answer = town.get(reader, address(town, view))
        assert answer.status_code == 404
        assert answer.json["message"] == NO_MAP
    english = town.get("anonymous", "/en" + address(town, view)).json["message"]
    assert english == "The map of this file is not available. The file itself can be downloaded."


def test_whoever_cannot_mend_a_file_is_shown_where_its_data_is(town: Town) -> None:
    from ckanext.city.views.places import jobs
    from ckanext.city.views.rows import jobs as rows

    dataset = town.dataset(name="ailleurs")
    resource = upload(town, "lieux.csv", PLACES, "ailleurs", format="CSV")
    jobs.look_for_places(dataset["id"])
    rows.read_rows_of(dataset["id"])
    page = f"/dataset/ailleurs/resource/{resource['id']}"
    told = told_by(town.get("anonymous", page).body)
    assert told["rows"] == f"{page}?rows=1"
    assert "Halle" in town.get("anonymous", told["rows"]).body
    assert "Voir les premières lignes" in town.get("anonymous", page).body
    left = f"/city/map/{views(town, resource)[0]['id']}/left"
    assert "Renseignez" not in town.get("anonymous", left).body
    assert "Renseignez" in town.get("agent", left).body


def test_a_file_none_of_whose_places_is_found_has_no_map(town: Town) -> None:
    from ckanext.city.views.places import jobs
    from ckanext.city.views.rows import jobs as rows

    dataset = town.dataset(name="introuvables")
    text = "nom;latitude;longitude\nHalle;ici;là\n"
    resource = upload(town, "lieux.csv", text, "introuvables", format="CSV")
    rows.read_rows_of(dataset["id"])
    page = f"/dataset/introuvables/resource/{resource['id']}"
    view = act("resource_view_create", {"resource_id": resource["id"], **VIEW})
    jobs.make_map(view["id"])
    assert town.get("anonymous", address(town, view)).json == {
        "state": "refused", "message": NO_MAP
    }  # fmt: skip
    told = town.get("agent", address(town, view)).json
    assert told["message"].startswith("Aucun lieu du fichier n’a pu être placé")
    assert "Coordonnées illisibles" in town.get("agent", told["why"]).body
    assert "Voir sur la carte" not in town.get("anonymous", f"/dataset/{dataset['name']}").body
    for reader, has_map in (("anonymous", False), ("agent", True)):  # who can mend it reads why
        opened = town.get(reader, page).body
        assert ("data-map>" in opened, "<td>ici" in opened) == (has_map, not has_map)


def test_no_page_leads_to_a_map_that_was_refused(town: Town) -> None:
    from ckanext.city.views.places import jobs

    town.dataset(name="sans-carte")
    resource = upload(town, "vide.geojson", "{", "sans-carte", format="GeoJSON")
    assert "Voir sur la carte" in town.get("anonymous", "/dataset/sans-carte").body
    jobs.make_map(views(town, resource)[0]["id"])
    assert "Voir sur la carte" not in town.get("anonymous", "/dataset/sans-carte").body
    left = town.get("anonymous", f"/city/map/{views(town, resource)[0]['id']}/left").body
    assert "n’a pas de carte" in left
    assert "Tous les lieux" not in left


def told_by(page: str) -> Any:
    """What a page tells the script of its map."""
    return json.loads(page.split("data-map>")[1].split("</script>", maxsplit=1)[0])


def test_the_page_tells_the_script_what_it_needs(town: Town) -> None:
    town.dataset(name="page")
    resource = upload(town, "lieux.geojson", geojson("<b>"), "page", format="GeoJSON")
    view = views(town, resource)[0]
    page = town.get("anonymous", f"/dataset/page/resource/{resource['id']}").body
    data = told_by(page)
    assert data["rows"] is None
    assert data["file"] == address(town, view)
    assert data["base"] == {"kind": "none"}
    assert data["download"].endswith("/download")


def test_only_the_host_of_the_base_map_may_be_asked(
    town: Town, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.city.map.background", "ign")
    town.dataset(name="tuiles")
    resource = upload(town, "lieux.geojson", geojson("Halle"), "tuiles", format="GeoJSON")
    answer = town.get("anonymous", f"/dataset/tuiles/resource/{resource['id']}")
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://data.geopf.fr;" in policy
    assert "script-src 'self';" in policy
    assert (
        "geopf" not in town.get("anonymous", "/dataset/tuiles").headers["Content-Security-Policy"]
    )
