"""A department's file becomes a map: whatever its columns are called, nothing lost unsaid."""

from __future__ import annotations

import gzip
import json
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from pyproj import Transformer

from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.views.places import build
from ckanext.city.views.places.build import build_map
from tests.shared import SHARED, needs_shared

HALL = (2.32637, 48.62083)


def made(
    path: Path, schema: str | None = None, boundary: dict | None = None, **wanted: str
) -> tuple[dict, dict]:
    descriptor = find_table_schema(schema).descriptor if schema else None
    out = path.with_suffix(".json.gz")
    asked = {"path": str(path), "descriptor": descriptor, "wanted": wanted, "out": str(out)}
    told = build_map({**asked, "boundary": boundary}, Limits())
    return json.loads(gzip.decompress(out.read_bytes())), told


def csv(folder: Path, *lines: str) -> Path:
    path = folder / "lieux.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def geojson(folder: Path, *features: tuple[Any, dict], **more: Any) -> Path:
    path = folder / "lieux.geojson"
    made = [{"type": "Feature", "geometry": one, "properties": two} for one, two in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made, **more}))
    return path


def point(content: dict, at: int = 0) -> tuple[float, float]:
    x, y = (list(accumulate(content[axis]))[at] for axis in "xy")
    return x / content["scale"], y / content["scale"]


def in_lambert(system: str) -> tuple[str, str]:
    x, y = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform(*HALL)
    return f"{x:.2f}", f"{y:.2f}"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("lat,lon", "48.62083,2.32637"),
        ("Latitude,Longitude", '"48,62083","2,32637"'),
        ("EQUIP_LAT,EQUIP_LONG", "48.62083,2.32637"),
        ("lat,long,x,y", "48.62083,2.32637,1,2"),
        ("x,y", "2.32637,48.62083"),
        ("X_L93,Y_L93", ",".join(in_lambert("EPSG:2154"))),
        ("coord_x,coord_y", ",".join(in_lambert("EPSG:3949"))),
        ("coordonneesXY", '"[2.32637, 48.62083]"'),
        ("geo_point_2d", '"48.62083, 2.32637"'),
        ("Coordonnées GPS", '"48,62083 ; 2,32637"'),
        ("position", '"{""lon"": 2.32637, ""lat"": 48.62083}"'),
        ("wkt", "POINT (2.32637 48.62083)"),
        ("geom", '"{""type"": ""Point"", ""coordinates"": [2.32637, 48.62083]}"'),
    ],
)
def test_places_are_found_whatever_their_columns_are_called(
    tmp_path: Path, header: str, cells: str
) -> None:
    content, told = made(csv(tmp_path, f"nom,{header}", f"Halle,{cells}", f"Mairie,{cells}"))
    assert told["count"] == 2
    assert point(content) == pytest.approx(HALL, abs=1.1e-5)
    assert content["roles"]["title"] == "nom"


def test_what_has_no_place_is_told_with_its_row_and_name(tmp_path: Path) -> None:
    _content, told = made(
        csv(
            tmp_path,
            "nom,lat,lon",
            "Halle,48.62,2.32",
            "Gare,,",
            "Pont,quelque part,2.3",
            "Île,0,0",
            "Stade,2.33,48.63",
            "Lune,48.6,2000",
        )
    )
    causes = {each["cause"]: (each["count"], each["rows"], each["names"]) for each in told["left"]}
    assert causes == {
        "place.missing": (1, [3], ["Gare"]),
        "place.unreadable": (1, [4], ["Pont"]),
        "place.null-island": (1, [5], ["Île"]),
        "place.swapped": (1, [6], ["Stade"]),
        "place.off-earth": (1, [7], ["Lune"]),
    }
    assert told["count"] == 2


def test_areas_keep_their_outline_and_lie_at_a_point_inside(tmp_path: Path) -> None:
    ring = [[2.3, 48.6], [2.4, 48.6], [2.4, 48.7], [2.3, 48.7], [2.3, 48.6]]
    bow = [[2.3, 48.6], [2.4, 48.7], [2.4, 48.6], [2.3, 48.7], [2.3, 48.6]]
    content, told = made(
        geojson(
            tmp_path,
            ({"type": "Polygon", "coordinates": [ring]}, {"nom": "Nord"}),
            ({"type": "Polygon", "coordinates": [bow]}, {"nom": "Nœud"}),
            ({"type": "LineString", "coordinates": ring[:3]}, {"nom": "Rue"}),
            (None, {"nom": "Nulle part"}),
        )
    )
    kinds = {shape["type"] for _at, shape in content["shapes"]}
    assert kinds == {"Polygon", "MultiPolygon", "LineString"}
    assert {each["cause"] for each in told["left"]} == {"place.missing", "place.mended"}
    assert content["bounds"] == [2.3, 48.6, 2.4, 48.7]


def test_a_stated_system_is_heeded(tmp_path: Path) -> None:
    x, y = (float(each) for each in in_lambert("EPSG:2154"))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    features = [
        ({"type": "Point", "coordinates": [x + at, y]}, {"nom": f"n° {at}"}) for at in (0, 9)
    ]
    content, told = made(geojson(tmp_path, *features, crs=crs))
    assert told["system"] == "EPSG:2154"
    assert point(content) == pytest.approx(HALL, abs=1.5e-4)


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    content, _told = made(
        csv(
            tmp_path,
            "nom,site,lat,lon",
            f"{evil},javascript:alert(1),48,2",
            f"{evil}2,https://a.example,48,2",
        )
    )
    fields = {each["name"]: each for each in content["fields"]}
    assert evil in fields["nom"].get("dict", fields["nom"].get("values"))
    assert fields["site"]["kind"] == "link"  # the page shows none but web addresses as a link


def test_a_file_without_places_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        made(csv(tmp_path, "nom,montant", "Halle,3"))
    assert refused.value.finding.code == "map.no-places"


def test_columns_that_a_person_chose_are_taken(tmp_path: Path) -> None:
    lines = [
        f"a{at},{'un' if at % 2 else 'deux'},{'x' if at % 3 else 'y'},48.{at},2" for at in range(9)
    ]
    path = csv(tmp_path, "nom,type,statut,lat,lon", *lines)
    assert made(path)[0]["roles"]["category"] == "type"
    roles = made(path, title="statut", category="statut")[0]["roles"]
    assert (roles["title"], roles["category"]) == ("statut", "statut")


def placed_samples() -> list[Any]:
    return [
        pytest.param(path, schema.reference, id=f"{schema.reference}-{path.name}")
        for schema in list_table_schemas()
        for path in sorted((schema.folder / "samples" / "valid").glob("*.csv"))
        if {
            "equipements",
            "dropoff-points",
            "schema-bal",
            "schema-stationnement",
            "polling-stations",
        }
        & {schema.id.partition("/")[2]}
    ]


@pytest.mark.parametrize(("path", "schema"), placed_samples())
def test_the_samples_of_schemas_with_places_are_on_the_map(
    tmp_path: Path, path: Path, schema: str
) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    content, told = made(copy, schema)
    missing = sum(each["count"] for each in told["left"])
    assert told["count"] + missing == told["rows"]
    assert content["roles"].get("title") or content["roles"].get("address")
    assert not [each for each in told["left"] if each["cause"] != "place.missing"]


@needs_shared
@pytest.mark.parametrize(
    ("name", "count", "shapes", "title"),
    [
        ("poi/conteneurs-verre-nantes.geojson", 120, 0, "adresse"),
        ("school-sectors/issy-ecoles-maternelles-extrait.geojson", 4, 4, "nom"),
        ("elections/contours-bureaux-vote-brest.geojson", 122, 122, "TITRE"),
    ],
)
def test_real_files(tmp_path: Path, name: str, count: int, shapes: int, title: str) -> None:
    path = tmp_path / Path(name).name
    path.write_bytes((SHARED / "samples" / name).read_bytes())
    content, told = made(path)
    assert (told["count"], len(content["shapes"])) == (count, shapes)
    assert content["roles"]["title"] == title
    assert told["left"] == []


SQUARE = [[2.30, 48.60], [2.35, 48.60], [2.35, 48.64], [2.30, 48.64], [2.30, 48.60]]
COMMUNE = {"type": "Polygon", "coordinates": [SQUARE]}


def test_places_outside_the_commune_are_on_the_map_and_pointed_out(tmp_path: Path) -> None:
    lines = ["nom,lat,lon", *(f"École {at},48.62,2.3{at}" for at in range(5)), "Loin,48.7,2.32"]
    content, told = made(csv(tmp_path, *lines), boundary=COMMUNE)
    (outside,) = told["left"]
    assert (outside["cause"], outside["rows"], outside["names"]) == ("place.outside", [7], ["Loin"])
    assert content["count"] == 6
    assert content["bounds"] == [2.3, 48.62, 2.34, 48.7]
    assert content["home"] == [2.3, 48.62, 2.34, 48.62]


def test_a_file_of_the_whole_region_is_not_blamed_for_it(tmp_path: Path) -> None:
    lines = ["nom,lat,lon", "Ici,48.62,2.32", *(f"École {at},48.9,2.{at}" for at in range(3, 9))]
    _content, told = made(csv(tmp_path, *lines), boundary=COMMUNE)
    assert told["left"] == []


def test_the_same_place_told_twice_is_pointed_out(tmp_path: Path) -> None:
    lines = ["nom,lat,lon", "Halle,48.62,2.32", "Gare,48.61,2.33", "Halle,48.62002,2.32001"]
    content, told = made(csv(tmp_path, *lines, "Halle,48.63,2.32", "Port,48.6,2.3"))
    assert [(each["cause"], each["rows"]) for each in told["left"]] == [("place.repeated", [4])]
    assert content["count"] == 5


def test_trees_of_one_kind_side_by_side_are_not_told_twice(tmp_path: Path) -> None:
    lines = [f"48.62,2.320{at:03},{'Tilleul' if at % 2 else 'Platane'}" for at in range(40)]
    _content, told = made(csv(tmp_path, "lat,lon,essence", *lines))
    assert told["left"] == []


def test_addresses_are_called_by_number_and_street(tmp_path: Path) -> None:
    lines = ["numero,suffixe,toponyme,commune_nom,lieudit_complement_nom,lat,long"]
    bis = ["bis" if at % 7 == 0 else "" for at in range(30)]
    lines += [f"{at % 6 + 1},{bis[at]},Rue {at % 5},Ville,," for at in range(1, 30)]
    places = [line[:-1] + f",48.6{at:02},2.3" for at, line in enumerate(lines[1:])]
    content, _told = made(csv(tmp_path, lines[0], *places))
    assert content["roles"]["address"] == ["numero", "suffixe", "toponyme"]
    assert "title" not in content["roles"]


def test_the_time_of_a_reading_is_no_name(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "releve,lat,lon",
        "2026-11-30T09:58:26+01:00,48.6,2.3",
        "2026-11-30T09:59:26+01:00,48.61,2.31",
    )
    assert "title" not in made(path)[0]["roles"]


def test_a_name_that_most_places_have_stands_before_their_address(tmp_path: Path) -> None:
    lines = [f"École {at},{at},Rue {at % 5},48.6{at:02},2.3" for at in range(1, 30)]
    content, _told = made(csv(tmp_path, "nom,ADR_NUMERO,ADR_NOMVOIE,lat,long", *lines))
    assert content["roles"]["title"] == "nom"


def test_a_cell_of_several_values_counts_for_each(tmp_path: Path) -> None:
    flux = ["verre", "verre|emballages", "papier | verre", "emballages", "papier"]
    lines = [f"Point {at},{each},48.6{at},2.3" for at, each in enumerate(2 * flux)]
    content, _told = made(csv(tmp_path, "nom,flux,lat,long", *lines))
    assert content["roles"]["category"] == "flux"
    assert {each["value"]: each["count"] for each in content["categories"]} == {
        "verre": 6,
        "emballages": 4,
        "papier": 4,
    }
    (field,) = [each for each in content["fields"] if each["name"] == "flux"]
    assert field["separator"] == "|"
    assert set(field["dict"]) == set(flux)


def test_a_sign_in_free_text_separates_nothing(tmp_path: Path) -> None:
    lines = [f"Lieu {at},Un texte {at} ; et sa suite {at},48.6{at},2.3" for at in range(5)]
    content, _told = made(csv(tmp_path, "nom,description,lat,long", *lines))
    assert not any("separator" in each for each in content["fields"])


def roles_of(folder: Path, header: str, *cells: str) -> tuple[dict, dict]:
    """Give the roles and the kinds of the columns of a file of places."""
    lines = [f"{each},48.6{at:02},2.3{at:02}" for at, each in enumerate(cells)]
    content, _told = made(csv(folder, f"{header},lat,lon", *lines))
    return content["roles"], {each["name"]: each["kind"] for each in content["fields"]}


def test_a_number_of_its_own_for_each_place_is_no_address(tmp_path: Path) -> None:
    cells = [f"{at + 1},{'Ville' if at % 2 else 'Nature'},Rue {at % 3}" for at in range(12)]
    roles, kinds = roles_of(tmp_path, "N°,Modèle,Rue", *cells)
    assert roles["address"] == ["Rue"]
    assert roles["category"] == "Modèle"
    assert kinds["N°"] == "number"


@pytest.mark.parametrize(
    ("name", "cell", "kind"),
    [
        ("Nom du site", "Gymnase {at}", "text"),
        ("Site", "www.saint-aubin.example/{at}", "link"),
        ("Site internet", "https://saint-aubin.example/{at}", "link"),
        ("Date d'ouverture", "2019-05-{at:02}", "date"),
        ("Ouverture", "12/03/20{at:02}", "text"),
        ("Horaires", "8h-{at}h", "hours"),
        ("Tél.", "01 60 00 00 {at:02}", "phone"),
        ("Téléphone", "voir l'accueil", "text"),
        ("Mail", "a{at}@saint-aubin.example", "email"),
    ],
)
def test_a_column_is_what_its_cells_are(tmp_path: Path, name: str, cell: str, kind: str) -> None:
    cells = [f"Lieu {at},{cell.format(at=at)}" for at in range(10, 16)]
    _roles, kinds = roles_of(
        tmp_path, f"nom,{name},rang", *[f"{each},{i}" for i, each in enumerate(cells)]
    )
    assert kinds.get(name, "text") == kind


def test_numbers_and_dates_are_shown_though_codes_are_not(tmp_path: Path) -> None:
    cells = [f"Lieu {at},2{at},2019-05-1{at},X{at}" for at in range(8)]
    _roles, kinds = roles_of(tmp_path, "nom,places,pose,ref", *cells)
    assert set(kinds) == {"nom", "places", "pose"}


def test_very_many_places_lie_in_a_file_and_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "WHOLE", 2)
    lines = [f"Banc {at},Banc,2.{at},48.6" for at in range(1, 4)]
    content, told = made(csv(tmp_path, "nom,type,lon,lat", *lines, "Arbre,Arbre,2.5,48.7"))
    part = json.loads(gzip.decompress((tmp_path / "lieux.0.json.gz").read_bytes()))
    assert told["count"] == content["count"] == 4
    assert sorted(accumulate(part["row"])) == [2, 3, 4, 5]
    assert [field["name"] for field in part["fields"]] == ["nom"]
    assert content["row"] == []


def test_more_places_than_a_map_shows_are_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MAX_PLACES", 1)
    with pytest.raises(Refused) as refused:
        made(csv(tmp_path, "nom,lon,lat", "Banc,2.3,48.6", "Arbre,2.5,48.7"))
    assert refused.value.finding.code == "map.too-many"
    assert refused.value.finding.details == {"count": 2, "limit": 1}
